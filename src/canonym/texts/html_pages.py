"""The text of HTML pages: short ones whole, a paragraph a line; of long ones what belongs to the article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_LEFT_OUT = frozenset(
    ("del", "s", "strike", "script", "style", "noscript", "template", "head", "svg", "math", "iframe", "object",
     "select", "button", "form", "textarea")
)  # fmt: skip
_AROUND = frozenset(("nav", "footer", "aside"))
"""What stands around an article."""
_BLOCKS = frozenset(
    ("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
     "fieldset", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend",
     "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "ul")
)  # fmt: skip
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_LONGEST = 2500
"""Characters of a page up to which all of its text is the article."""


def page_text(html: str) -> str:
    """The text of a page: deleted text left out, a line a block, a table row a line with tabs between its cells.

    Of a long page, or one with a navigation, the main text, its heading and the captions of its pictures. Raises
    whatever lxml or trafilatura raise for a page that they cannot read.
    """
    import trafilatura  # noqa: PLC0415 - slow to import, needed for .html alone
    from lxml import html as parser  # type: ignore[import-untyped]  # noqa: PLC0415

    root = parser.document_fromstring(html)
    for element in [element for element in root.iter() if element.tag in ("del", "s", "strike")]:
        element.drop_tree()
    own = "\n".join(_lines(root))
    if len(own) <= _LONGEST and not any(element.tag in _AROUND for element in root.iter()):
        return own
    cleaned = parser.tostring(root, encoding="unicode")
    text = trafilatura.extract(cleaned, include_comments=False, favor_recall=True)
    if not text:
        return trafilatura.baseline(cleaned)[1] or own
    return "\n".join([*_missing(root, "h1", text), text, *_missing(root, "figcaption", text)])


def _missing(root: Any, tag: str, text: str) -> list[str]:
    """The texts of elements that the main text leaves out."""
    found = (" ".join(element.text_content().split()) for element in root.iter(tag))
    return [each for each in found if each and each not in text]


def _lines(root: Any) -> Iterator[str]:
    line: list[str] = []
    for piece in _pieces(root):
        if piece == "\n":
            joined = _squeezed("".join(line))
            if joined:
                yield joined
            line = []
        else:
            line.append(piece)
    if joined := _squeezed("".join(line)):
        yield joined


def _squeezed(line: str) -> str:
    cells = [" ".join(cell.split()) for cell in line.split("\t")]
    return "\t".join(cells).strip("\t ")


def _pieces(element: Any) -> Iterator[str]:
    """The text of an element in order; a line break where a block begins or ends."""
    if not isinstance(element.tag, str) or element.tag in _LEFT_OUT:
        return
    is_row, is_cell = element.tag == "tr", element.tag in ("td", "th")
    block = (element.tag in _BLOCKS or is_row) and not _is_in_cell(element)
    if block:
        yield "\n"
    yield _flat(element.text)
    for child in element:
        if child.tag == "br":
            yield " " if _is_in_cell(child) else "\n"
        else:
            yield from _pieces(child)
        yield _flat(child.tail)
    if is_cell:
        yield "\t"
    elif block:
        yield "\n"
    elif element.tag in _BLOCKS:
        yield " "


def _is_in_cell(element: Any) -> bool:
    return any(True for _ in element.iterancestors("td", "th"))


def _flat(text: str | None) -> str:
    """Text with line breaks and tabs as blanks, which they are in HTML."""
    return _BLANKS.sub(" ", text) if text else ""
