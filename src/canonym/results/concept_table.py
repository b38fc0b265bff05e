"""The concept table of a run: offices by languages, each cell with its renderings, their counts and verdicts."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from canonym.records import MentionRecord, to_plain
from canonym.results.finished_run import FinishedRun
from canonym.run.outputs import spreadsheet_cell

WRONG = "mistranslated"
COLUMNS = (
    "canonical", "body", "rank", "level", "language", "rendering", "verdict", "count", "of", "mistranslated", "doc",
    "start", "sentence",
)  # fmt: skip
"""Of the CSV: `count` is the rendering's, `of` and `mistranslated` are those of the office in this language."""


@dataclass(frozen=True, slots=True)
class CellRendering:
    """One way in which a language says an office."""

    text: str
    """As it is written most often; upper and lower case are one rendering."""
    verdict: str | None
    count: int
    doc: str
    """An example: document, offset and sentence."""
    start: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Cell:
    """An office in one language."""

    count: int
    """All its mentions in the language, whatever the verdict."""
    mistranslated: int
    renderings: tuple[CellRendering, ...]
    """The most frequent first; with a filter, those of the verdict alone."""


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """An office, or a body itself (rank None)."""

    canonical: str
    body: str
    rank: str | None
    level: str | None
    languages: dict[str, Cell]

    @property
    def count(self) -> int:
        """Mentions in all languages."""
        return sum(cell.count for cell in self.languages.values())

    @property
    def mistranslated(self) -> int:
        """Mistranslated mentions in all languages."""
        return sum(cell.mistranslated for cell in self.languages.values())


@dataclass(frozen=True, slots=True)
class ConceptTable:
    """Offices by languages."""

    rows: tuple[OfficeRow, ...]
    """Those rendered wrongly most often first."""
    totals: dict[str, tuple[int, int]]
    """Language -> its mentions of offices, and those that are mistranslated; no filter by verdict changes it."""


def concept_table(run: FinishedRun, *, verdict: str | None = None, languages: Collection[str] = ()) -> ConceptTable:
    """Return the offices of a run by languages; `languages` empty means all.

    With a verdict, only renderings of it are listed, and offices that have none are left out.
    """
    offices: dict[tuple[str, str, str], dict[str, list[MentionRecord]]] = {}
    names: dict[tuple[str, str, str], Counter[str]] = {}
    for mention in run.mentions:
        if mention["body"] is None or mention["kind"] == "term" or (languages and mention["lang"] not in languages):
            continue
        key = (mention["body"], mention["rank"] or "", mention["level"] or "")
        offices.setdefault(key, {}).setdefault(mention["lang"], []).append(mention)
        names.setdefault(key, Counter())[mention["canonical"] or ""] += 1
    rows = []
    totals: dict[str, tuple[int, int]] = {}
    for key, by_language in offices.items():
        body, rank, level = key
        cells = {code: _cell(found, verdict, run) for code, found in sorted(by_language.items())}
        for code, cell in cells.items():
            count, wrong = totals.get(code, (0, 0))
            totals[code] = (count + cell.count, wrong + cell.mistranslated)
        kept = {code: cell for code, cell in cells.items() if cell.renderings}
        if kept:
            name = names[key].most_common(1)[0][0] or " ".join(part for part in (rank, "of" * bool(rank), body) if part)
            rows.append(OfficeRow(name, body, rank or None, level or None, kept))
    rows.sort(key=lambda row: (-row.mistranslated, -row.count, row.canonical, row.body, row.level or ""))
    return ConceptTable(tuple(rows), dict(sorted(totals.items())))


def _cell(mentions: Sequence[MentionRecord], verdict: str | None, run: FinishedRun) -> Cell:
    groups: dict[tuple[str, str | None], list[MentionRecord]] = {}
    for mention in mentions:
        if verdict in (None, mention["verdict"]):
            surface = " ".join(mention["surface"].split())
            groups.setdefault((surface.casefold(), mention["verdict"]), []).append(mention)
    renderings = [_rendering(found, run) for found in groups.values()]
    renderings.sort(key=lambda each: (-each.count, each.text, each.verdict or ""))
    return Cell(len(mentions), sum(each["verdict"] == WRONG for each in mentions), tuple(renderings))


def _rendering(mentions: Sequence[MentionRecord], run: FinishedRun) -> CellRendering:
    first = mentions[0]
    written = Counter(" ".join(each["surface"].split()) for each in mentions)
    text = min(written, key=lambda surface: (-written[surface], surface))
    sentence = run.sentence_at(first["doc"], first["start"]).text
    return CellRendering(
        text, first["verdict"], len(mentions), first["doc"], first["start"], " ".join(sentence.split())
    )


def as_records(table: ConceptTable) -> list[dict[str, Any]]:
    """Return the rows of a table as JSON values."""
    return [to_plain(row) for row in table.rows]


def as_csv(table: ConceptTable) -> str:
    """Return the table with a row for each rendering.

    See `COLUMNS`. Cells that a spreadsheet would run get an apostrophe.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for line in _lines(table.rows):
        writer.writerow([spreadsheet_cell(value) if isinstance(value, str) else value for value in line])
    return text.getvalue()


def _lines(rows: Sequence[OfficeRow]) -> Iterator[list[Any]]:
    for row in rows:
        for code, cell in row.languages.items():
            for each in cell.renderings:
                yield [
                    row.canonical, row.body, row.rank or "", row.level or "", code, each.text, each.verdict or "",
                    each.count, cell.count, cell.mistranslated, each.doc, each.start, each.sentence,
                ]  # fmt: skip
