"""Suggestions as a spreadsheet: CSV for any program, or a workbook whose status column has a list to choose from."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from canonym.errors import UsageError
from canonym.mining.missing_names import COLUMNS, UNDECIDED, Suggestion
from canonym.run.outputs import spreadsheet_cell

STATUSES = (UNDECIDED, "preferred", "admitted", "deprecated", "superseded", "error")
_WIDTHS = {"concept": 34, "name": 52, "status": 12, "note": 30, "what": 15, "cause": 40, "example": 90, "persons": 30}
_HELP = (
    "Set the status of each row that is right: preferred (the canonical name), admitted, deprecated, superseded or "
    "error. Rows that stay proposed are left out. Correct names, and give a concept the id that you want; rows with "
    "the id of a known concept add names to it. Then: canonym glossary import THIS-FILE --id PACK --to PACKS --add"
)


def as_csv(rows: Sequence[Suggestion]) -> bytes:
    """The rows as CSV in UTF-8 with a mark, so that every spreadsheet program reads it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([spreadsheet_cell(cell) for cell in row.cells().values()])
    return text.getvalue().encode("utf-8-sig", "replace")


def as_workbook(rows: Sequence[Suggestion]) -> bytes:
    """The rows as a workbook; the same rows give the same bytes."""
    import datetime  # noqa: PLC0415

    import xlsxwriter  # noqa: PLC0415 - slow to import

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime.datetime(2000, 1, 1)})
    sheet = book.add_worksheet("names")
    head, wrapped = book.add_format({"bold": True, "bottom": 1}), book.add_format({"text_wrap": True, "valign": "top"})
    for number, column in enumerate(COLUMNS):
        sheet.set_column(number, number, _WIDTHS.get(column, 10), wrapped)
        sheet.write_string(0, number, column, head)
    for line, row in enumerate(rows, 1):
        for number, (column, cell) in enumerate(row.cells().items()):
            if column in ("count", "documents"):
                sheet.write_number(line, number, int(cell))
            else:
                sheet.write_string(line, number, cell)
    status = COLUMNS.index("status")
    if rows:
        sheet.data_validation(1, status, len(rows), status, {"validate": "list", "source": list(STATUSES)})
        sheet.autofilter(0, 0, len(rows), len(COLUMNS) - 1)
    sheet.freeze_panes(1, 0)
    book.add_worksheet("how to").write_string(0, 0, _HELP)
    book.close()
    return file.getvalue()


FORMATS: Mapping[str, Callable[[Sequence[Suggestion]], bytes]] = {".csv": as_csv, ".xlsx": as_workbook}
"""Ending of a file -> what is written into it."""


def write_suggestions(rows: Sequence[Suggestion], path: Path) -> None:
    """Write the rows; raises UsageError for an unknown ending or a file that cannot be written."""
    write = FORMATS.get(path.suffix.lower())
    if write is None:
        raise UsageError(f"ends in {path.suffix!r}", where=str(path), remedy=f"use {' or '.join(FORMATS)}")
    try:
        path.write_bytes(write(rows))
    except OSError as error:
        raise UsageError(
            f"cannot be written: {error.strerror}", where=str(path), remedy="choose another file"
        ) from None
