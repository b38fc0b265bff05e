"""Tables as files for spreadsheets and programs: CSV, XLSX and JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence

from canonym.run.outputs import spreadsheet_cell

Cell = str | int | float | None
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
"""Format -> media type."""
MOST_ROWS = 1_048_575
"""Rows that a sheet of XLSX can have below its heading."""
_BOM = "\ufeff"


def table_file(kind: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, bom: bool = False) -> bytes:
    """Return a table as a file of one of `FORMATS`.

    CSV is UTF-8, with `bom` as Excel needs it to see that; cells that a spreadsheet would run get an apostrophe in
    front. XLSX has a heading that stays, filters, and text as text. Raises ValueError where XLSX cannot hold so many
    rows.
    """
    if kind == "json":
        records = [dict(zip(columns, row, strict=True)) for row in rows]
        return (json.dumps(records, ensure_ascii=False, indent=1) + "\n").encode()
    if kind == "xlsx":
        return _xlsx(columns, list(rows))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([spreadsheet_cell(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return ((_BOM if bom else "") + text.getvalue()).encode("utf-8", "replace")


def _xlsx(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    import xlsxwriter  # noqa: PLC0415 - needed for this format alone

    if len(rows) > MOST_ROWS:
        raise ValueError(f"{len(rows):,} rows are more than a sheet can hold ({MOST_ROWS:,}); take CSV, or narrow it")
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True, "in_memory": True, "strings_to_formulas": False,
                                        "strings_to_urls": False, "strings_to_numbers": False})  # fmt: skip
    sheet = book.add_worksheet("titles")
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    for number, name in enumerate(columns):
        sheet.set_column(number, number, 34 if name in ("surface", "canonical", "office", "proposed") else 14)
        sheet.write_string(0, number, name, bold)
    for at, row in enumerate(rows, 1):
        for number, cell in enumerate(row):
            if cell is not None:
                sheet.write(at, number, cell[:32_000] if isinstance(cell, str) else cell)
    sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    book.close()
    return buffer.getvalue()
