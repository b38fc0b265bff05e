"""Reader for Word files (.docx): paragraphs and tables in their order, text boxes, foot- and endnotes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
TEXT = {f"{WORD}tab": "\t", f"{WORD}br": "\n", f"{WORD}cr": "\n", f"{WORD}noBreakHyphen": "-"}
NOT_TEXT = {f"{WORD}del", f"{WORD}moveFrom", f"{WORD}pPr", f"{WORD}rPr", FALLBACK}
"""Deleted and moved text, properties, and the second copy of a drawing that old programs show."""


def docx_text(data: bytes) -> str:
    """Return the text of a Word file: a line a paragraph, a line a table row with tabs between its cells.

    Raises whatever python-docx raises for a file that it cannot open.
    """
    import docx  # noqa: PLC0415 - slow to import, needed for .docx alone
    from docx.oxml import parse_xml  # noqa: PLC0415

    package = docx.Document(io.BytesIO(data))
    lines = list(_lines(package.element.body))
    for relation in sorted(package.part.rels.values(), key=lambda one: str(one.reltype)):
        if relation.reltype.endswith(("/footnotes", "/endnotes")) and not relation.is_external:
            for note in parse_xml(relation.target_part.blob):
                # Notes with a type ("separator") are the lines that Word draws above them.
                if note.get(f"{WORD}type") is None:
                    lines.extend(_lines(note))
    return "\n".join(lines)


def _lines(container: Any) -> Iterator[str]:
    """Yield lines of a body, a cell, a note or a content control, in order."""
    for child in container:
        if child.tag == f"{WORD}p":
            yield from _paragraph(child)
        elif child.tag == f"{WORD}tbl":
            for row in child.iter(f"{WORD}tr"):
                if next(row.iterancestors(f"{WORD}tbl")) is child:
                    yield "\t".join(" ".join(" ".join(_lines(cell)).split()) for cell in _cells(row))
        elif child.tag not in NOT_TEXT:
            yield from _lines(child)


def _cells(row: Any) -> Iterator[Any]:
    """Yield the cells of a row, those inside content controls too, those of a table within a cell not."""
    for cell in row.iter(f"{WORD}tc"):
        if next(cell.iterancestors(f"{WORD}tr")) is row:
            yield cell


def _paragraph(paragraph: Any) -> Iterator[str]:
    boxes: list[Any] = []
    yield "".join(_runs(paragraph, boxes))
    for box in boxes:
        yield from _lines(box)


def _runs(element: Any, boxes: list[Any]) -> Iterator[str]:
    for child in element:
        if child.tag == f"{WORD}t":
            yield child.text or ""
        elif child.tag in TEXT:
            yield TEXT[child.tag]
        elif child.tag == f"{WORD}txbxContent":
            boxes.append(child)
        elif child.tag not in NOT_TEXT:
            yield from _runs(child, boxes)
