"""Judgements as tables for a spreadsheet and back, and as a patch of names for a glossary pack."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from pathlib import Path

from canonym.errors import UsageError
from canonym.glossary.patches import Context, PatchEntry, write_patch
from canonym.judgements import Judgement, Judgements, Office, Subject, new_judgement
from canonym.judgements.record import DECISIONS, fold
from canonym.records import MentionRecord
from canonym.results.finished_run import FinishedRun
from canonym.run.outputs import spreadsheet_cell

COLUMNS = (
    "lang", "rendering", "doc", "start", "what", "rank", "body", "level", "verdict", "name", "why", "who", "when",
)  # fmt: skip
REQUIRED = ("lang", "rendering", "what")
CONTEXTS = 3
"""Places that a patch shows of each name."""


def judgements_csv(judgements: Iterable[Judgement]) -> str:
    """Write judgements as a table, one a row, for people and for `read_table`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for each in judgements:
        office, subject = each.office, each.subject
        values = (
            subject.lang, subject.rendering, subject.doc, subject.start, each.what, office and office.rank,
            office and office.body, office and office.level, each.verdict, each.name, each.why, each.who, each.when,
        )  # fmt: skip
        writer.writerow([spreadsheet_cell("" if value is None else str(value)) for value in values])
    return text.getvalue()


def read_table(path: Path, who: str, standing: Judgements) -> tuple[Judgement, ...]:
    """Return new judgements from a table: the rows that say something else than what holds already.

    Columns as in `COLUMNS`; only `REQUIRED` ones must be there, and a row without `what` says nothing. Raises
    UsageError with the line for what cannot be understood; then no row counts.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", where=str(path), remedy="correct the path") from None
    except UnicodeDecodeError:
        raise UsageError("is not UTF-8 text", where=str(path), remedy="save it as CSV in UTF-8") from None
    rows = csv.DictReader(io.StringIO(text, newline=""), dialect=_dialect(text))
    missing = [name for name in REQUIRED if name not in (rows.fieldnames or ())]
    if missing:
        what = f"has no column {', '.join(map(repr, missing))}"
        raise UsageError(what, where=f"{path}:1", remedy=f"the columns are {', '.join(COLUMNS)}")
    found = []
    for row in rows:
        fields = {name: _content(row.get(name)) for name in COLUMNS}
        if not fields["what"]:
            continue
        try:
            judgement = _judgement(fields, who, standing)
        except ValueError as error:
            raise UsageError(str(error), where=f"{path}:{rows.line_num}", remedy="correct the row") from None
        held = standing.holding(judgement.subject)
        if held is None or (held.decided, held.verdict) != (judgement.decided, judgement.verdict):
            found.append(judgement)
    return tuple(found)


def glossary_patch(judgements: Judgements, run: FinishedRun | None = None) -> str:
    """Give the accepted renderings of offices as a patch file for `canonym glossary apply`; `run` adds where they
    stand.

    Only decisions that hold everywhere are among them: what is right in one report is no name.
    """
    entries = []
    for each in judgements.standing:
        if each.office is None or each.subject.doc is not None:
            continue
        places = _places(each, judgements, run) if run else []
        entries.append(
            PatchEntry(
                concept=each.office.body,
                language=each.subject.lang,
                name=each.subject.rendering,
                rank=each.office.rank,
                level=each.office.level,
                verdict=each.verdict,
                count=max(1, len(places)),
                contexts=tuple(_context(run, record) for record in places[:CONTEXTS]) if run else (),
            )
        )
    return write_patch(entries, "Decided by people; names of new offices are in the judgements alone")


def _judgement(fields: dict[str, str], who: str, standing: Judgements) -> Judgement:
    what = next((each for each in DECISIONS if each == fields["what"]), None)
    if what is None:
        raise ValueError(f"what is {fields['what']!r} and none of {', '.join(DECISIONS)}")
    start = fields["start"]
    if start and not (start.isascii() and start.isdigit()):
        raise ValueError(f"start is {start!r} and no number")
    subject = Subject(fields["rendering"], fields["lang"], fields["doc"] or None, int(start) if start else None)
    is_office = what in ("accept", "choose") and fields["body"]
    office = Office(fields["rank"] or None, fields["body"], fields["level"] or None) if is_office else None
    held = standing.holding(subject)
    return new_judgement(
        who,
        what,
        subject,
        why=fields["why"],
        office=office,
        verdict=fields["verdict"] or None,
        name=fields["name"],
        replaces=(held.id,) if held else (),
    )


def _content(cell: str | None) -> str:
    """Return a cell without the apostrophe that keeps a spreadsheet from running it."""
    text = (cell or "").strip()
    return text[1:] if text.startswith("'") and spreadsheet_cell(text[1:]) == text else text


def _dialect(text: str) -> type[csv.Dialect] | csv.Dialect | str:
    """Return comma or semicolon, as spreadsheets of different countries write it."""
    head = text.split("\n", 1)[0]

    class Semicolon(csv.excel):
        delimiter = ";"

    return Semicolon if head.count(";") > head.count(",") else "excel"


def _places(judgement: Judgement, judgements: Judgements, run: FinishedRun) -> list[MentionRecord]:
    """Return the mentions of a run that a judgement holds for."""
    own = fold(judgement.subject.rendering)
    return [
        record
        for record in run.mentions
        if record["lang"] == judgement.subject.lang
        and fold(record["surface"]) == own
        and judgements.about(record["surface"], record["lang"], record["doc"], record["start"]) is judgement
    ]


def _context(run: FinishedRun, record: MentionRecord) -> Context:
    doc, start = record["doc"], record["start"]
    sentence = run.sentence_at(doc, start)
    return Context(doc, start, sentence.text, run.in_pivot(doc, sentence))


FORMATS: dict[str, Callable[[Judgements, FinishedRun | None], str]] = {
    ".csv": lambda judgements, _: judgements_csv(judgements.standing),
    ".yaml": glossary_patch,
}
"""Ending of a file -> what is written into it."""
