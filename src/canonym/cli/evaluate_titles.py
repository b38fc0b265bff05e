"""`canonym eval`: a run, or single renderings, compared with gold annotations."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from canonym.cli.options import make_config, with_options
from canonym.errors import UsageError
from canonym.evaluation import Tally, read_records, score, score_by_language
from canonym.evaluation.reliability import picture
from canonym.evaluation.rendering_comparison import compare
from canonym.evaluation.spread import FOLDS, by_page, spread
from canonym.records import split_json_lines

COLUMNS = (
    ("detection", "detection F1"), ("resolution", "resolution F1"), ("office", "office right"),
    ("accepted", "accepted and right"), ("accepted_precision", "right of accepted"),
    ("sure_precision", "right from 0.97"), ("mistranslated_resolved", "wrong ones resolved"),
    ("verdict_mistranslated", "verdict F1"), ("person", "persons"), ("terms", "terms F1"),
    ("calibration_error", "calibration error"),
)  # fmt: skip
RESOLVING = ("config", "packs", "force", "forbid", "glossaries", "embedding", "accept", "review", "without")
SPREAD_OF = "spread of {figure} over {groups} (nothing is trained on gold but the two numbers of the calibration)"


@click.command(name="titles", no_args_is_help=True)
@click.argument("gold", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="GOLD...")
@click.option("--run", "folder", type=click.Path(path_type=Path), metavar="DIR", help="Score the run in this folder.")
@click.option("--renderings", is_flag=True, help="GOLD holds single renderings: resolve them and score that.")
@click.option(
    "--leave-one-rendering-out",
    "leave_out",
    is_flag=True,
    help="Strike each rendering from the glossary before it is resolved (with --renderings).",
)
@click.option(
    "--naive", is_flag=True, help="Also score the nearest name by meaning and by spelling (with --renderings)."
)
@click.option("--folds", type=click.Choice(FOLDS), help="Also print the worst and the best fold of pages or languages.")
@click.option(
    "--picture",
    "drawing",
    type=click.Path(path_type=Path),
    metavar="FILE.svg",
    help="Draw how far confidences can be trusted.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option("--errors", is_flag=True, help="Also list every title that was missed or resolved otherwise.")
@with_options(*RESOLVING)
def evaluate(
    *,
    gold: tuple[Path, ...],
    folder: Path | None,
    renderings: bool,
    leave_out: bool,
    naive: bool,
    folds: str | None,
    drawing: Path | None,
    as_json: bool,
    errors: bool,
    config_file: Path | None,
    **options: Any,
) -> None:
    """Score a run, or the resolution of single renderings, against gold annotations.

    With --run, GOLD holds the titles of reports (JSON lines with doc, start, end, kind, rank, body, level, ...). With
    --renderings it holds single titles (id, lang, text, rank, body, level, verdict and, where known, context, person,
    source; a line without body must not be accepted), and the options from --config on say how they are resolved.

    \b
    Examples:
      canonym eval tests/gold/*.jsonl --run out/
      canonym eval renderings.jsonl --renderings --leave-one-rendering-out --without slots
    """
    given = [name for name, value in options.items() if value not in (None, ())]
    if (folder is None) == (not renderings):
        raise UsageError("one of --run and --renderings is needed", where="eval", remedy="give a run, or single titles")
    if folder is not None and (leave_out or naive or config_file or given):
        raise UsageError(
            "the run has been resolved already", where="--run", remedy="give such options to `canonym run` instead"
        )
    if folder is not None:
        scored = _run(gold, folder, folds)
    else:
        comparison = compare(gold, make_config(config_file, options), leave_out=leave_out, naive=naive)
        scored = _Scored(
            comparison.figures(folds), comparison.tally.confidences(), comparison.tally.wrong(), "single renderings"
        )
    for line in scored.wrong if errors else ():
        click.echo(line, err=as_json)
    if as_json:
        click.echo(json.dumps(scored.figures, ensure_ascii=False, indent=2))
    elif folder is not None:
        _show_run(scored.figures, f"{folds}s")
    else:
        _show_renderings(scored.figures, f"{folds}s")
    if drawing is not None:
        _write(drawing, picture(scored.confidences, scored.title))


@dataclass(frozen=True, slots=True)
class _Scored:
    """What is printed, listed and drawn."""

    figures: dict[str, Any]
    confidences: Sequence[tuple[float, bool]]
    wrong: Sequence[str]
    title: str


def _run(gold: Sequence[Path], folder: Path, folds: str | None) -> _Scored:
    total, groups, pages = _score_run(gold, folder)
    figures = total.figures() | {"languages": {code: tally.figures() for code, tally in groups.items()}}
    if folds:
        shares = {
            name: tally.figures()["resolution"]["f1"] for name, tally in (pages if folds == "page" else groups).items()
        }
        figures["spread"] = spread(shares)
    return _Scored(figures, total.confidences, total.errors, f"run {folder.name}")


def _score_run(gold: Sequence[Path], folder: Path) -> tuple[Tally, dict[str, Tally], dict[str, Tally]]:
    """The figures of a run: all, by language, and by fold of pages."""
    wanted, got = read_records(gold), read_records([folder / "mentions.jsonl"])
    languages = _languages(folder / "documents.jsonl")
    absent = sorted(set(wanted) - set(languages))
    if absent:
        click.echo(f"canonym: not in the run, all their titles count as missed: {', '.join(absent)}", err=True)
    folds = by_page(sorted(wanted), lambda doc: doc)
    pages = {name: score({doc: wanted[doc] for doc in docs}, got) for name, docs in folds.items()}
    return score(wanted, got), score_by_language(wanted, got, languages), pages


def _languages(path: Path) -> dict[str, str]:
    """Language of each document of the run, by base name."""
    try:
        records = [json.loads(line) for line in split_json_lines(path.read_text(encoding="utf-8"))]
        return {Path(record["doc"]).name: record["language"]["code"] for record in records}
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", where=str(path), remedy="name a finished run") from None
    except (ValueError, KeyError, TypeError):
        raise UsageError("is damaged", where=str(path), remedy="run `canonym run` again with --restart") from None


def _show_run(figures: Mapping[str, Any], groups: str) -> None:
    table = new_table("language", "documents", "gold", "predicted", *(title for _, title in COLUMNS))
    for name, found in [*figures["languages"].items(), ("all", figures)]:
        counts = [str(found[column]) for column in ("documents", "gold", "predicted")]
        table.add_row(name, *counts, *(_cell(found[column]) for column, _ in COLUMNS))
    print_table(table)
    _show_spread(figures, "resolution F1", groups)


def _show_renderings(figures: Mapping[str, Any], groups: str) -> None:
    table = new_table("figure", "value")
    for verdict, value in figures["office"].items():
        table.add_row(f"office, {verdict}", f"{value:.3f}")
    for name in ("body", "exact", "accepted_share", "accepted_precision", "calibration_error"):
        table.add_row(name.replace("_", " "), f"{figures[name]:.3f}")
    table.add_row("look-alikes accepted", f"{figures['false_accepts']} of {figures['look_alikes']}")
    print_table(table)
    for heading, name in (("language", "by_lang"), ("error model", "by_error")):
        table = new_table(heading, "office", "renderings")
        for group, (value, count) in figures[name].items():
            table.add_row(group, f"{value:.3f}", str(count))
        click.echo()
        print_table(table)
    for way, found in figures.get("naive", {}).items():
        shares = ", ".join(f"{verdict} {value:.3f}" for verdict, value in found["office"].items())
        taken = f"{found['false_accepts']} of {found['look_alikes']} look-alikes"
        click.echo(f"\nnearest name by {way}: office {shares}; accepting four fifths of the real ones takes {taken}")
    _show_spread(figures, "office", groups)


def _show_spread(figures: Mapping[str, Any], figure: str, groups: str) -> None:
    if "spread" in figures:
        found = figures["spread"]
        worst, best = (f"{found[end]} {found[f'{end}_figure']:.3f}" for end in ("worst", "best"))
        click.echo(f"\n{SPREAD_OF.format(figure=figure, groups=groups)}: worst {worst}, best {best}")


def new_table(first: str, *others: str) -> Table:
    """A table without lines; all columns but the first hold numbers."""
    table = Table(box=None, pad_edge=False)
    table.add_column(first)
    for heading in others:
        table.add_column(heading, justify="right")
    return table


def print_table(table: Table) -> None:
    """Print a table as wide as the terminal, or 140 columns where there is none."""
    Console(file=sys.stdout, width=None if sys.stdout.isatty() else 140, highlight=False).print(table)


def _cell(value: Any) -> str:
    return f"{value['f1'] if isinstance(value, dict) else value:.3f}"


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"cannot be written: {error.strerror}", where=str(path), remedy="choose another file"
        ) from None
