"""The lines of PDF pages as one text: running heads, page numbers and footers left out, lines joined to paragraphs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import regex

from canonym.texts.line_breaks import continued

_MARGIN_LINES = 3
"""Lines at the top and at the bottom of a page among which heads and footers are looked for."""
_NUMBER = regex.compile(
    r"[\s\-–—•·|\[(]*(?:\p{L}{1,10}\.?\s*)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:/|\p{L}{1,5})\s*\d{1,4})?[\s\-–—•·|\])]*",
    regex.V1,
)
_YEAR = regex.compile(r"(?:1[89]|20)\d\d")


def flowing_pages(pages: Sequence[str]) -> str:
    """The text of pages, each a string of lines, with a paragraph a line.

    A line that stands at the top or bottom of two pages at least, but for its numbers, is a running head or footer: it
    is kept where it stands first, apart from the text, and left out of the others. Page numbers are left out.
    """
    kept, heads = _without_heads([[line.strip() for line in page.split("\n")] for page in pages])
    lines = [line for page in kept for line in page]
    return "\n\n".join(part for part in ("\n".join(heads), _unwrapped(lines)) if part)


def _without_heads(pages: list[list[str]]) -> tuple[list[list[str]], list[str]]:
    """The pages without heads, footers and numbers, and the heads as they stand first."""
    pages = [[line for line in page if line] for page in pages]
    counts: Counter[str] = Counter()
    for page in pages:
        counts.update({_form(page[at]) for at in _edges(page)})
    heads: dict[str, str] = {}
    kept = []
    for page in pages:
        edges = set(_edges(page))
        rest = []
        for at, line in enumerate(page):
            form = _form(line)
            outer = at in (0, len(page) - 1)
            if (
                len(pages) > 1
                and at in edges
                and counts[form] > 1
                and (2 * counts[form] >= len(pages) or counts[form] > 2)
            ):
                if not _NUMBER.fullmatch(line):
                    heads.setdefault(form, line)
            elif not (outer and len(pages) > 1 and _NUMBER.fullmatch(line) and not _YEAR.fullmatch(line)):
                rest.append(line)
        kept.append(rest)
    return kept, list(heads.values())


def _edges(page: Sequence[str]) -> list[int]:
    return [at for at in range(len(page)) if at < _MARGIN_LINES or at >= len(page) - _MARGIN_LINES]


def _form(line: str) -> str:
    return regex.sub(r"\d+", "0", " ".join(line.split()).casefold())  # type: ignore[no-any-return]


def _unwrapped(lines: Sequence[str]) -> str:
    """Lines joined to paragraphs; a word that is divided keeps its break, which its readers resolve."""
    lengths = sorted(len(line) for line in lines if line)
    if not lengths:
        return ""
    # A few longer lines (tables, headings set small) must not make all others look short.
    usual = lengths[-1 - len(lengths) // 10]
    goes_on = continued(lines, width=usual, slack=usual // 8)
    pieces = []
    for line, more in zip(lines, goes_on, strict=True):
        divided = regex.search(r"\p{L}[-‐\u00ad]\Z", line) is not None
        unspaced = regex.search(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}，、]\Z", line) is not None
        pieces.append(line + (("\n" if divided else "" if unspaced else " ") if more else "\n"))
    return "".join(pieces).rstrip("\n")
