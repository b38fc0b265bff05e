"""The forms in which `canonym align table` shows the concept table."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from canonym.config import Config
from canonym.glossary import load_glossary
from canonym.results.concept_page import concept_page
from canonym.results.concept_table import Cell, ConceptTable, as_csv, as_records

TABLE_FORMATS = ("text", "html", "csv", "json")
VERDICTS = ("correct", "variant", "mistranslated", "ambiguous")
COLOURS = {"mistranslated": "red", "variant": "yellow", "ambiguous": "magenta"}
SHOWN = 3
"""Renderings of a cell that the text form lists; the rest is counted."""
PLAIN = 80
"""Columns where the output is no terminal."""
OFFICE, LANGUAGE = 24, 24
"""Columns that an office and a language need at least."""


def shown_as(form: str, table: ConceptTable, folder: Path, config: Config) -> str:
    """The table in one of `TABLE_FORMATS`."""
    if form == "csv":
        return as_csv(table)
    if form == "json":
        return json.dumps(as_records(table), ensure_ascii=False, indent=2) + "\n"
    if form == "html":
        glossary = load_glossary(config)
        names = {code: data.name for code in table.totals if (data := glossary.language(code))}
        return concept_page(table, f"Offices by languages: {folder.resolve().name}", names)
    return _text(table)


def _text(concepts: ConceptTable) -> str:
    """As many languages beside each other as the width takes, the others in tables below."""
    if not concepts.rows:
        return "no office of this kind in the run\n"
    terminal = sys.stdout.isatty()
    buffer = io.StringIO()
    width = Console(file=sys.stdout).width if terminal else PLAIN
    console = Console(file=buffer, width=width, highlight=False, force_terminal=terminal, legacy_windows=False)
    codes = list(concepts.totals)
    beside = max(1, (width - OFFICE) // LANGUAGE)
    for first in range(0, len(codes), beside):
        part = codes[first : first + beside]
        table = Table(pad_edge=False, show_lines=True)
        table.add_column("office", overflow="fold", min_width=min(OFFICE, width // 3))
        for code in part:
            count, wrong = concepts.totals[code]
            table.add_column(f"{code}: {wrong} of {count} wrong", overflow="fold", ratio=1)
        for row in concepts.rows:
            if any(code in row.languages for code in part):
                table.add_row(Text(row.canonical), *(_cell(row.languages.get(code)) for code in part))
        console.print(table)
    return buffer.getvalue()


def _cell(cell: Cell | None) -> Text:
    text = Text()
    if cell is None:
        return text
    text.append(f"{cell.count}" + (f", {cell.mistranslated} wrong" if cell.mistranslated else ""), style="bold")
    for each in cell.renderings[:SHOWN]:
        text.append("\n" + each.text, style=COLOURS.get(each.verdict or "", ""))
        facts = [each.verdict or "", str(each.count) if each.count > 1 else ""]
        text.append(f" ({', '.join(fact for fact in facts if fact)})", style="dim")
    if len(cell.renderings) > SHOWN:
        text.append(f"\n... and {len(cell.renderings) - SHOWN} more", style="dim")
    return text
