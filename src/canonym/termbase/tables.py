"""Spreadsheets and CSV files as rows of a termbase, whatever program wrote them."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from canonym.errors import GlossaryError
from canonym.termbase.entries import COLUMNS, STATUSES, Termbase, TermRow

MOST_BYTES = 50_000_000
"""Bytes of the largest file that is read."""
MOST_UNPACKED = 300_000_000
"""Bytes of the parts of a workbook when unpacked: more is a bomb."""
_MOST_ROWS = 500_000
_MOST_ABOVE = 10
"""Lines that may stand above the header."""
_SEPARATORS = ",;\t|"
_NAMES = {
    "concept": "concept concept_id conceptid id entry term_id entry_id identifier key",
    "language": "language lang language_code languagecode locale code",
    "name": "name term label designation title text",
    "status": "status administrative_status administrativestatus term_status usage",
    "kind": "kind type body_type",
    "rank": "rank",
    "level": "level",
    "country": "country",
    "within": "within parent part_of",
    "note": "note notes comment comments definition remark remarks",
    "valid_from": "valid_from from since start start_date",
    "valid_to": "valid_to to until end end_date",
    "replaced_by": "replaced_by successor",
    "fields": "fields",
    "canonical": "canonical canonical_name preferred preferred_name preferred_term",
    "variant": "variant variants synonym synonyms other_name alias aliases alternative",
}
_COLUMN_OF = {written: column for column, names in _NAMES.items() for written in names.split()}
_STATUS_OF = {
    "": "admitted", "preferred": "preferred", "preferredterm": "preferred", "canonical": "preferred",
    "admitted": "admitted", "admittedterm": "admitted", "accepted": "admitted", "allowed": "admitted",
    "variant": "admitted", "synonym": "admitted", "abbreviation": "admitted", "acronym": "admitted",
    "deprecated": "deprecated", "deprecatedterm": "deprecated", "discouraged": "deprecated", "avoid": "deprecated",
    "notrecommended": "deprecated", "superseded": "superseded", "supersededterm": "superseded",
    "obsolete": "superseded", "former": "superseded", "old": "superseded",
    "proposed": "proposed", "undecided": "proposed", "open": "proposed",
    "error": "error", "wrong": "error", "mistranslation": "error", "forbidden": "error", "prohibited": "error",
}  # fmt: skip


def status_of(written: str, where: str) -> str:
    """The status that a word for one means ("preferredTerm-admn-sts"); raises GlossaryError for an unknown one."""
    plain = "".join(char for char in written.casefold().removesuffix("-admn-sts") if char.isalpha())
    if plain not in _STATUS_OF:
        raise GlossaryError(f"unknown status {written!r}", where=where, remedy=f"use {', '.join(STATUSES)}")
    return _STATUS_OF[plain]


def read_csv(path: Path, data: bytes) -> Termbase:
    """The rows of a CSV file in any of the usual encodings and with any of the usual separators.

    Raises GlossaryError for a file without the columns.
    """
    text, encoding = decoded(data, path)
    first = "\n".join(text.splitlines()[: _MOST_ABOVE + 1])
    separator = max(_SEPARATORS, key=lambda char: _header_columns(first, char))
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    remarks = [f"read as {encoding}"] if encoding not in ("UTF-8",) else []
    remarks += [f"separated by {separator!r}"] if separator != "," else []
    try:
        cells = list(itertools.islice(lines, _MOST_ROWS + 1))
    except csv.Error as error:
        raise GlossaryError(f"not readable as CSV: {error}", where=f"{path}:{lines.line_num}") from None
    return rows_of(cells, path, remarks)


def _header_columns(text: str, separator: str) -> int:
    """How many known columns the best line has where a separator parts them."""
    try:
        lines = list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error:
        return 0
    return max((sum(_column(cell) in _COLUMN_OF for cell in line) for line in lines), default=0)


def decoded(data: bytes, path: Path) -> tuple[str, str]:
    """The text of a file and what its encoding is called; raises GlossaryError for one in none of the usual ones."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif data[1:2] == b"\0" and data[3:4] == b"\0":
        encodings = ["utf-16-le"]
    elif data[:1] == b"\0" and data[2:3] == b"\0":
        encodings = ["utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        name = {"utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}.get(encoding, "UTF-16")
        return text.replace("\0", ""), name
    raise GlossaryError("cannot be decoded", where=str(path), remedy="save it as CSV UTF-8")


def read_xlsx(path: Path, data: bytes) -> Termbase:
    """The rows of the first sheet of a workbook that has the columns; merged cells count for each line they cover.

    Raises GlossaryError for a file that is no workbook, too large, or without the columns.
    """
    import openpyxl  # noqa: PLC0415 - slow to import, needed for .xlsx alone

    check_zip(path, data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except Exception as error:  # openpyxl lets KeyError, BadZipFile and others through
        raise GlossaryError(f"not readable as a workbook: {error}", where=str(path), remedy="save it again") from None
    problem: GlossaryError | None = None
    for sheet in book.worksheets:
        covered = {
            (row, column): sheet.cell(area.min_row, area.min_col).value
            for area in sheet.merged_cells.ranges
            if (area.max_row - area.min_row + 1) * (area.max_col - area.min_col + 1) <= _MOST_ROWS
            for row in range(area.min_row, area.max_row + 1)
            for column in range(area.min_col, area.max_col + 1)
        }
        cells = [
            [_text(covered.get((cell.row, cell.column), cell.value)) for cell in line]
            for line in itertools.islice(sheet.iter_rows(), _MOST_ROWS + 1)
        ]
        try:
            return rows_of(cells, path, [f"sheet {sheet.title!r}"] if len(book.worksheets) > 1 else [])
        except GlossaryError as error:
            problem = problem or error
    raise problem or GlossaryError("the workbook has no sheet", where=str(path))


def check_zip(path: Path, data: bytes) -> None:
    """Raise GlossaryError for a workbook that would unpack into more than memory has, or is none."""
    import zipfile  # noqa: PLC0415

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(part.file_size for part in packed.infolist())
            parts = [part.filename for part in packed.infolist() if part.filename.endswith((".xml", ".rels"))]
            has_entities = any(b"<!ENTITY" in packed.open(part).read(4096) for part in parts)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise GlossaryError(
            f"not readable as a workbook: {error}", where=str(path), remedy="save it as .xlsx"
        ) from None
    if size > MOST_UNPACKED:
        what = f"unpacks into {size // 1_000_000} MB, more than {MOST_UNPACKED // 1_000_000}"
        raise GlossaryError(what, where=str(path), remedy="save the names alone")
    if has_entities:
        raise GlossaryError(
            "holds entity declarations", where=str(path), remedy="save it again from a spreadsheet program"
        )


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def rows_of(cells: Sequence[Sequence[str]], path: Path, remarks: Sequence[str] = ()) -> Termbase:
    """The rows below the header line, which may have titles and blank lines above it; raises GlossaryError."""
    head = _header_at(cells)
    if head is None:
        remedy = "give it a line canonical,variant or concept,language,name,status"
        raise GlossaryError("no header line was found", where=str(path), remedy=remedy)
    if len(cells) > _MOST_ROWS:
        raise GlossaryError(f"more than {_MOST_ROWS} lines", where=str(path), remedy="split the file")
    header = [_COLUMN_OF.get(_column(cell), "") for cell in cells[head]]
    others = [cell.strip() for cell, column in zip(cells[head], header, strict=True) if not column and cell.strip()]
    found = [*remarks, *([f"header in line {head + 1}"] if head else [])]
    if "name" not in header:
        rows = tuple(_pairs(cells[head + 1 :], header, cells[head], path, head + 2))
        return Termbase(rows, path.name, by_name=True, remarks=tuple(found))
    rows = tuple(_rows(cells[head + 1 :], header, path, head + 2))
    lost = tuple(f"column {name!r}" for name in others)
    return Termbase(rows, path.name, lost=lost, remarks=tuple(found))


def _column(cell: str) -> str:
    return "_".join(cell.strip().strip("\ufeff\"'").casefold().replace("-", " ").split()).strip("_")


def _header_at(cells: Sequence[Sequence[str]]) -> int | None:
    for number, line in enumerate(cells[: _MOST_ABOVE + 1]):
        columns = {_COLUMN_OF.get(_column(cell)) for cell in line}
        if {"canonical", "variant"} <= columns or {"concept", "name"} <= columns or {"canonical", "name"} <= columns:
            return number
    return None


def _pairs(
    cells: Iterable[Sequence[str]], header: Sequence[str], titles: Sequence[str], path: Path, first: int
) -> Iterator[TermRow]:
    """Pairs of a canonical name and another rendering; what stands in further columns is kept as a note."""
    seen: set[str] = set()
    before = ""
    for number, line in enumerate(cells, first):
        values = [cell.strip() for cell in line]
        canonical = _value(values, header, "canonical") or before
        variant = _value(values, header, "variant")
        where = f"{path}:{number}"
        if not canonical:
            if any(values):
                raise GlossaryError(
                    "a line without a canonical name", where=where, remedy="write one or empty the line"
                )
            continue
        before = canonical
        language = _value(values, header, "language") or None
        notes = [
            f"{title.strip()}: {value}"
            for title, column, value in zip(titles, header, values, strict=False)
            if value and column not in ("canonical", "variant", "language", "status")
        ]
        if canonical not in seen:
            seen.add(canonical)
            yield TermRow(canonical, None, canonical, "preferred", note=None, where=where)
        if variant:
            status = status_of(_value(values, header, "status"), where)
            yield TermRow(canonical, language, variant, status, note="; ".join(notes) or None, where=where)


def _rows(cells: Iterable[Sequence[str]], header: Sequence[str], path: Path, first: int) -> Iterator[TermRow]:
    before = ""
    for number, line in enumerate(cells, first):
        values = [cell.strip() for cell in line]
        if not any(values):
            continue
        where = f"{path}:{number}"
        found = {column: _value(values, header, column) or None for column in COLUMNS}
        concept = found["concept"] or _value(values, header, "canonical") or before
        if not concept:
            raise GlossaryError("a line without a concept", where=where, remedy="fill in the column concept")
        before = concept
        name = found["name"] or ""
        if not name and not found["fields"]:
            raise GlossaryError("a line without a name", where=where, remedy="fill in the column name")
        written = found["status"] or ""
        status = written if written.startswith("@") else status_of(written, where)
        rest = {key: found[key] for key in COLUMNS if key not in ("concept", "name", "status")}
        yield TermRow(concept=concept, name=name, status=status, where=where, **rest)


def _value(values: Sequence[str], header: Sequence[str], column: str) -> str:
    if column not in header:
        return ""
    at = header.index(column)
    return values[at] if at < len(values) else ""
