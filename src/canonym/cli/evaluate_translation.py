"""`canonym eval translation`: canonym's translation and the engine's own, side by side."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from canonym.cli.evaluate_titles import new_table, print_table
from canonym.cli.options import make_config, with_options
from canonym.evaluation.references import read_references
from canonym.evaluation.translation_scores import SYSTEMS, compare_translations

FIGURES = (
    ("titles", "accepted titles"),
    ("term_success", "term success rate"),
    ("consistency_frequent", "consistency, most frequent rendering"),
    ("consistency_glossary", "consistency, glossary's name"),
    ("chrf", "chrF"),
    ("bleu", "BLEU"),
    ("chrf_outside_titles", "chrF outside titles"),
    ("sentences", "sentences"),
    ("loops", "loops"),
    ("number_errors", "number errors"),
    ("date_or_unit_errors", "date or unit errors"),
    ("flagged", "flagged sentences"),
)
SETTINGS = (
    "config", "pivot", "packs", "force", "forbid", "glossaries", "accept", "models", "do_not_translate", "engines",
    "via", "server", "memory",
)  # fmt: skip


@click.command(no_args_is_help=True)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--from", "source", metavar="CODE", help="Language of reports.  [default: told from the text]")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@with_options(*SETTINGS)
def translation(
    *, files: tuple[Path, ...], source: str | None, as_json: bool, config_file: Path | None, **options: Any
) -> None:
    """Score the translation of sentences or reports, with titles protected and by the engine alone.

    A .jsonl FILE has a sentence a line: "lang", "source", and where known "reference" and "doc" (sentences of one doc
    are read together). Any other FILE is a report without references. Term success is the share of accepted titles
    whose canonical name stands in the translation; consistency is the share of renderings that agree with the most
    frequent one, and with the glossary's name, over titles that occur more than once.

    \b
    Example:
      canonym eval translation tests/references/*.jsonl
    """
    comparisons = compare_translations(read_references(files, source), make_config(config_file, options))
    figures = {language: comparison.figures() for language, comparison in comparisons.items()}
    if as_json:
        click.echo(json.dumps(figures, ensure_ascii=False, indent=2))
        return
    for number, (language, found) in enumerate(figures.items()):
        table = new_table(language, *SYSTEMS)
        for name, title in FIGURES:
            if any(found[system][name] is not None for system in SYSTEMS):
                table.add_row(title, *(_cell(found[system][name]) for system in SYSTEMS))
        click.echo("\n" if number else "", nl=False)
        print_table(table)
        if found["lines_with_reference"]:
            outside = f"{found['lines_outside_titles']} of {found['lines_with_reference']}"
            click.echo(f"lines with all titles found in both translations and the reference: {outside}")


def _cell(value: float | int | None) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else f"{value:.4g}"
