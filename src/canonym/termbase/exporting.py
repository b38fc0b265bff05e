"""A pack -> a file of names for other programs: `canonym glossary export`."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from canonym.errors import GlossaryError
from canonym.glossary.packs import Pack
from canonym.termbase.entries import COLUMNS, TermRow
from canonym.termbase.pack_rows import rows_of_pack
from canonym.termbase.skos import as_turtle
from canonym.termbase.tbx import as_tbx

FORMATS = ("csv", "xlsx", "tbx", "skos", "tmx")


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    path: Path
    concepts: int
    names: int
    lost: tuple[str, ...]
    """What the format cannot carry."""


def export_pack(pack: Pack, form: str, path: Path) -> Exported:
    """Write a pack in one of FORMATS; raises GlossaryError where the file cannot be written."""
    rows = list(rows_of_pack(pack.folder))
    lost: tuple[str, ...] = ()
    if form == "tmx":
        names = {row.status for row in rows if not row.status.startswith("@")} - {"preferred"}
        lost = (
            *(f"{status} names" for status in sorted(names)),
            "kinds, senses, ranks, levels, errors, signals, places",
        )
    try:
        path.write_bytes(_WRITERS[form](rows, pack))
    except OSError as error:
        raise GlossaryError(error.strerror or str(error), where=str(path), remedy="check the folder") from None
    named = [row for row in rows if row.name and not row.status.startswith("@")]
    return Exported(path, len({row.concept for row in named}), len(named), lost)


def _csv(rows: Sequence[TermRow], _: Pack) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([getattr(row, column) or "" for column in COLUMNS] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def _xlsx(rows: Sequence[TermRow], pack: Pack) -> bytes:
    import xlsxwriter  # noqa: PLC0415 - slow to import, needed for .xlsx alone

    data = io.BytesIO()
    fixed = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(data, fixed) as book:
        book.set_properties({"title": pack.title, "created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
        sheet = book.add_worksheet("names")
        bold = book.add_format({"bold": True})
        sheet.write_row(0, 0, COLUMNS, bold)
        for number, row in enumerate(rows, 1):
            for column, name in enumerate(COLUMNS):
                value = getattr(row, name)
                if value:
                    sheet.write_string(number, column, value)
        sheet.freeze_panes(1, 0)
        sheet.set_column(2, 2, 60)
    return data.getvalue()


def _tbx(rows: Sequence[TermRow], pack: Pack) -> bytes:
    return as_tbx(rows, pack.title).encode("utf-8")


def _skos(rows: Sequence[TermRow], pack: Pack) -> bytes:
    return as_turtle(rows, pack.id).encode("utf-8")


def _tmx(rows: Sequence[TermRow], pack: Pack) -> bytes:
    """Preferred names side by side, one unit for each concept and office."""
    units: dict[tuple[str, str, str], dict[str, str]] = {}
    for row in rows:
        if row.status == "preferred" and row.name and row.language:
            key = row.concept, row.rank or "", row.level or ""
            units.setdefault(key, {}).setdefault(row.language, row.name)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<tmx version="1.4">',
        '<header creationtool="canonym" creationtoolversion="1" segtype="phrase" o-tmf="canonym" adminlang="en" '
        'srclang="*all*" datatype="plaintext"/>',
        "<body>",
    ]
    for (concept, rank, level), names in units.items():
        if len(names) > 1:
            label = " ".join(filter(None, (f"{pack.id}/{concept}", rank, level)))
            lines.append(f"<tu tuid={quoteattr(label)}>")
            lines += [
                f"<tuv xml:lang={quoteattr(code)}><seg>{escape(name)}</seg></tuv>" for code, name in names.items()
            ]
            lines.append("</tu>")
    return "\n".join([*lines, "</body>", "</tmx>", ""]).encode("utf-8")


_WRITERS: Mapping[str, Callable[[Sequence[TermRow], Pack], bytes]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "tbx": _tbx,
    "skos": _skos,
    "tmx": _tmx,
}
