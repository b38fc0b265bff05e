"""Readers for OpenDocument texts (.odt), Rich Text (.rtf), mails (.eml) and the rows of spreadsheets (.xlsx)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_LEFT_OUT = {f"{_TEXT}tracked-changes", f"{_TEXT}note-citation", f"{_TEXT}sequence-decls"}


def odt_text(data: bytes) -> str:
    """The text of an OpenDocument file: a line a paragraph, a line a table row with tabs between its cells.

    Raises BadZipFile, KeyError or XMLSyntaxError for a file that is none.
    """
    from lxml import etree  # type: ignore[import-untyped]  # noqa: PLC0415 - needed for .odt alone

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        content = package.read("content.xml")
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    return "\n".join(_odt_lines(root))


def _odt_lines(container: Any) -> Iterator[str]:
    for child in container:
        if child.tag in (f"{_TEXT}p", f"{_TEXT}h"):
            yield "".join(_odt_runs(child))
        elif child.tag == f"{_TABLE}table-row":
            cells = [
                " ".join(" ".join(_odt_lines(cell)).split()) for cell in child if cell.tag == f"{_TABLE}table-cell"
            ]
            yield "\t".join(cells)
        elif child.tag not in _LEFT_OUT:
            yield from _odt_lines(child)


def _odt_runs(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield " " * int(child.get(f"{_TEXT}c", "1"))
        elif child.tag == f"{_TEXT}tab":
            yield "\t"
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif child.tag not in _LEFT_OUT:
            yield from _odt_runs(child)
        yield child.tail or ""


def rtf_text(data: bytes) -> str:
    """The text of a Rich Text file. Raises ValueError for a file that is none."""
    from striprtf.striprtf import rtf_to_text  # noqa: PLC0415 - needed for .rtf alone

    if not data.lstrip().startswith(b"{\\rtf"):
        raise ValueError("it does not begin as Rich Text does")
    return str(rtf_to_text(data.decode("latin-1"), errors="replace"))  # type: ignore[no-untyped-call]


def eml_text(data: bytes, from_html: Callable[[str], str]) -> str:
    """The subject of a mail and its text; where there is a page only, what `from_html` makes of it."""
    from email import message_from_bytes, policy  # noqa: PLC0415 - needed for .eml alone

    mail = message_from_bytes(data, policy=policy.default)
    body = mail.get_body(("plain", "html"))
    text = str(body.get_content()).replace("\r\n", "\n") if body is not None else ""
    if body is not None and body.get_content_subtype() == "html":
        text = from_html(text)
    return "\n\n".join(part for part in (str(mail.get("subject", "")).strip(), text.strip("\n")) if part)


def xlsx_rows(data: bytes) -> Iterator[tuple[str, list[list[str]]]]:
    """The sheets of a spreadsheet that hold anything: name, and rows of cells as text.

    Raises whatever openpyxl raises for a file that it cannot open.
    """
    import openpyxl  # noqa: PLC0415 - slow to import, needed for .xlsx alone

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for sheet in book.worksheets:
        rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        if any(cell.strip() for row in rows for cell in row):
            yield str(sheet.title), rows
