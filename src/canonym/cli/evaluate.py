"""`canonym eval`: a run compared with gold annotations."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from canonym.errors import UsageError
from canonym.evaluation import Tally, read_records, score, score_by_language

COLUMNS = (
    ("detection", "detection F1"), ("resolution", "resolution F1"), ("mistranslated_resolved", "wrong ones resolved"),
    ("verdict_mistranslated", "verdict F1"), ("person", "persons"), ("terms", "terms F1"),
    ("calibration_error", "calibration error"),
)  # fmt: skip


@click.command(name="eval", no_args_is_help=True)
@click.argument("gold", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="GOLD...")
@click.option(
    "--run", "folder", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Folder of the run."
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option("--errors", is_flag=True, help="Also list every title that was missed or resolved otherwise.")
def evaluate(*, gold: tuple[Path, ...], folder: Path, as_json: bool, errors: bool) -> None:
    """Score the run in DIR against gold annotations (JSON lines with doc, start, end, kind, rank, body, level, ...).

    \b
    Example:
      canonym eval tests/gold/*.jsonl --run out/
    """
    wanted, got = read_records(gold), read_records([folder / "mentions.jsonl"])
    languages = _languages(folder / "documents.jsonl")
    absent = sorted(set(wanted) - set(languages))
    if absent:
        click.echo(f"canonym: not in the run, all their titles count as missed: {', '.join(absent)}", err=True)
    total = score(wanted, got)
    groups = score_by_language(wanted, got, languages)
    if errors:
        for line in total.errors:
            click.echo(line, err=as_json)
    if as_json:
        figures = total.figures() | {"languages": {code: tally.figures() for code, tally in groups.items()}}
        click.echo(json.dumps(figures, ensure_ascii=False, indent=2))
    else:
        _show(total, groups)


def _languages(path: Path) -> dict[str, str]:
    """Language of each document of the run, by base name."""
    try:
        records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return {Path(record["doc"]).name: record["language"]["code"] for record in records}
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", where=str(path), remedy="name a finished run") from None
    except (ValueError, KeyError, TypeError):
        raise UsageError("is damaged", where=str(path), remedy="run `canonym run` again with --restart") from None


def _show(total: Tally, groups: dict[str, Tally]) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("language", "documents", "gold", "predicted", *(title for _, title in COLUMNS)):
        table.add_column(heading, justify="left" if heading == "language" else "right")
    for name, tally in [*groups.items(), ("all", total)]:
        figures = tally.figures()
        counts = [str(figures[column]) for column in ("documents", "gold", "predicted")]
        table.add_row(name, *counts, *(_cell(figures[column]) for column, _ in COLUMNS))
    Console(file=sys.stdout, width=None if sys.stdout.isatty() else 140, highlight=False).print(table)


def _cell(value: Any) -> str:
    return f"{value['f1'] if isinstance(value, dict) else value:.3f}"
