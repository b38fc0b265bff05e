"""Telling a line that was broken to fit a width from a line that ends a paragraph, block by block.

Lines without a blank line between are a block. Within it a line goes on in the next one where its form says so: a
hyphen, a comma or a small letter at the seam, a width that the next word would have exceeded, a sentence begun and not
ended, or words that cannot end a phrase ("Vice", "of the Provincial").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import regex

NARROWEST, WIDEST = 40, 120
"""Widths, in characters, to which programs wrap text."""
OPENERS = ("#", "-", "*", "|", "+", "•", "–", "—", "·", "▪", "►", "```", "~~~")
"""Beginnings of a heading, list item or table row: such a line never continues the one before."""
Hangs = Callable[[str, str], bool]
"""Whether the words at the end of a line cannot end a phrase, or go on in the words at the head of the next line."""

_MARGIN = regex.compile(r"[ \t]*(?:>[ \t]?)*[ \t\u00a0]*")
_ITEM = regex.compile(r"(?:\d{1,3}|\p{L}|[ivxIVX]{1,4})[.)]\s")
_HYPHEN = regex.compile(r"\p{L}[-‐\u00ad]\Z")
_STOPPED = regex.compile(r"[.!?:;。！？：；…|][\"'”’»)\]」』）*_]*\Z")
_COMMA = regex.compile(r"\p{L}[,，、،]\Z")
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
_BEGUN = regex.compile(r"[。！？](?=.*[\p{L}，、]\Z)|(?<=\p{Ll}{4})[.!?]\s+(?=\p{Lu}.*[\p{L}\d,]\Z)")
_CASED = regex.compile(r"\p{Lu}|\p{Ll}")
_SHORTEST_PROSE = 30
"""Characters from which a line that ends open goes on in one that begins with a small letter."""
_SHORTEST_UNSPACED = 15
_RULER = regex.compile(r"[=\-_*~ ]{3,}\Z")


def margin(line: str) -> str:
    """Blanks and quotation marks (">") that stand before a line and are no part of its text."""
    return _MARGIN.match(line)[0]  # type: ignore[no-any-return]


def continued(
    lines: Sequence[str], *, width: int | None = None, slack: int = 0, hangs: Hangs | None = None
) -> list[bool]:
    """For each line, whether it goes on in the next one.

    With `width`, a line whose next word would not have fitted goes on, and `slack` (characters) forgives that much
    empty space at a line's end, as in type of varying width. Without it, the block must show that it was wrapped: its
    longest line measures 40 to 120 characters, and four in five lines that another follows are full. `hangs` judges
    the words at a seam.
    """
    margins = [margin(line) for line in lines]
    cores = [line[len(before) :].rstrip() for line, before in zip(lines, margins, strict=True)]
    result = [False] * len(lines)
    start = 0
    for index in range(len(lines)):
        if index + 1 < len(lines) and cores[index] and _may_join(index, cores, margins):
            continue
        if index > start:
            _join_block(range(start, index + 1), cores, width, slack, hangs, result)
        start = index + 1
    return result


def _may_join(index: int, cores: Sequence[str], margins: Sequence[str]) -> bool:
    """Whether a line and the next one are of one block: no heading, list item, table row or other quotation."""
    line, following = cores[index], cores[index + 1]
    if not following or following.startswith(OPENERS) or _ITEM.match(following) or _RULER.match(following):
        return False
    if line.startswith(("#", "|")) or _RULER.match(line) or "\t" in line or "\t" in following:
        return False
    return margins[index].count(">") == margins[index + 1].count(">")


def _join_block(
    block: range, cores: Sequence[str], width: int | None, slack: int, hangs: Hangs | None, result: list[bool]
) -> None:
    """Say for each line of a block but its last whether it goes on."""
    longest = max(len(cores[index]) for index in block) if width is None else width
    pairs = block[:-1]
    full = [
        " " in cores[index] and len(cores[index]) + 1 + len(cores[index + 1].split(maxsplit=1)[0]) + slack > longest
        for index in pairs
    ]
    wrapped = len(full) >= 3 and sum(full) >= 0.8 * len(full) and NARROWEST <= longest <= WIDEST
    # Rows of a list may be of one length too, but each of them begins like a name or a sentence.
    wrapped = wrapped and _runs_on([cores[index + 1] for index in pairs])
    for index, is_full in zip(pairs, full, strict=True):
        line, following = cores[index], cores[index + 1]
        if (is_full and (wrapped or width is not None)) or _goes_on(line, following, longest):
            result[index] = True
        elif hangs is not None and not _STOPPED.search(line):
            result[index] = hangs(line, following)


def _runs_on(heads: Sequence[str]) -> bool:
    """Whether lines begin as the parts of sentences do: one in five at least with a small letter."""
    cased = [head for head in heads if _CASED.match(head)]
    return not cased or 5 * sum(head[0].islower() for head in cased) >= len(cased)


def _goes_on(line: str, following: str, longest: int) -> bool:
    """Whether the signs at a seam say that a sentence runs across it."""
    if _STOPPED.search(line):
        return False
    small = following[0].islower()
    if _HYPHEN.search(line):
        return small or following[0].isupper()
    if _UNSPACED.match(line[-1]) or (line[-1] in "，、" and _UNSPACED.match(following)):
        both = _UNSPACED.match(following) is not None
        open_prose = _BEGUN.search(line) is not None and len(line) + 2 >= longest
        return both and len(line) >= _SHORTEST_UNSPACED and (open_prose or line[-1] in "，、")
    if small:
        return len(line) >= _SHORTEST_PROSE or _COMMA.search(line) is not None
    fits = len(line) + 1 + len(following.split(maxsplit=1)[0]) + longest // 6 <= longest
    return not fits and _BEGUN.search(line) is not None and len(line) >= _SHORTEST_PROSE
