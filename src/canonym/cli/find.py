"""`canonym find`: a concordance of an office in all languages of a run."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from rich.cells import cell_len, chop_cells
from rich.console import Console
from rich.text import Text

from canonym.cli.options import with_options
from canonym.glossary import load_glossary
from canonym.records import json_line
from canonym.results.concordance import Line, Wanted, find, of_person, understand
from canonym.results.explanation import config_of
from canonym.results.finished_run import FinishedRun, glossaries_of, run_and_words
from canonym.results.outcomes import counted

COLOURS = {"mistranslated": "bold red", "variant": "bold yellow", "ambiguous": "bold magenta"}
PLAIN = 160
"""Columns where the output is no terminal."""
NARROWEST = 24


@click.command(name="find", no_args_is_help=True)
@click.argument("folder", metavar="DIR")
@click.argument("phrase", metavar="PHRASE")
@click.option("--lang", metavar="CODE", help="Language of PHRASE; without it, all languages of the run are tried.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines.")
@with_options("glossaries")
def find_command(*, folder: str, phrase: str, lang: str | None, as_json: bool, glossaries: tuple[Path, ...]) -> None:
    """Show every mention of an office or person in a finished run, whatever its rendering or language.

    PHRASE is the name of a person as the reports have it, or names an office or body in any language, or is a concept
    such as vn/politburo. What it does not say is left open: "emulation council" finds that council and its offices at
    all levels, "chairman of the provincial emulation council" that office alone. What no pack knows is found by its
    words. Each mention stands in its sentence, with the sentence's translation where the run has one.

    \b
    Example:
      canonym find out/ "emulation council"
    """
    where, words = run_and_words(folder, phrase)
    run = FinishedRun(where)
    config = config_of(run.settings, glossaries_of(where, glossaries))
    wanted = of_person(words, run) or understand(words, run, load_glossary(config), config, language=lang)
    if as_json:
        for line in find(run, wanted):
            click.echo(json_line(line.record()), nl=False)
        return
    lines = list(find(run, wanted))
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else PLAIN, highlight=False, soft_wrap=True)
    console.print(Text(_headline(wanted, lines), style="bold"))
    for line in lines:
        _show(line, console)


def _headline(wanted: Wanted, lines: Sequence[Line]) -> str:
    concept = f" ({wanted.body})" if wanted.body else ""
    if not lines:
        return f"{wanted.name}{concept}: no mention in this run"
    documents = len({line.mention["doc"] for line in lines})
    languages = sorted({line.mention["lang"] for line in lines})
    wrong = sum(line.mention["verdict"] == "mistranslated" for line in lines)
    where = f"{counted(len(lines), 'mention')} in {counted(documents, 'document')} ({', '.join(languages)})"
    return f"{wanted.name}{concept}: {where}, {wrong} mistranslated"


def _show(line: Line, console: Console) -> None:
    """The mention with its context, its beginning in the same column for all; place and translation below."""
    width = max(NARROWEST, console.width)
    mention = line.mention
    before = max(8, width * 2 // 5)
    left = _last(line.left, before - 4)
    shown = Text(f"{mention['lang']:<3}" + " " * (before - 4 - cell_len(left)) + left + " ")
    key = _flat(mention["surface"])
    shown.append(key, style=COLOURS.get(mention["verdict"] or "", "bold green"))
    shown.append(_first(line.right, width - before - cell_len(key) - 1))
    console.print(shown)
    facts = [f"{mention['doc']}:{mention['start']}", mention["verdict"] or "", mention["person"] or ""]
    note = "    " + "  ".join(fact for fact in facts if fact)
    console.print(Text(note, style="dim"))
    if line.translation is not None and line.translation != line.sentence:
        console.print(Text(f"    {_flat(line.translation)}", style="italic dim"))


def _flat(text: str) -> str:
    return " ".join(text.split())


def _first(text: str, width: int) -> str:
    """The beginning of a text, in so many columns."""
    text = (" " if text[:1].isspace() else "") + _flat(text)
    if cell_len(text) <= width:
        return text
    return (chop_cells(text, width - 1)[0] if width > 1 else "") + "…"


def _last(text: str, width: int) -> str:
    """The end of a text, in so many columns."""
    text = _flat(text)
    while cell_len(text) > width:
        text = "…" + text.lstrip("…")[max(1, (cell_len(text) - width) // 2) :]
    return text
