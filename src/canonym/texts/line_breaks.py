"""Telling a line that was broken to fit a width from a line that ends a paragraph."""

from __future__ import annotations

from collections.abc import Sequence

NARROWEST, WIDEST = 40, 120
"""Widths, in characters, to which programs wrap text."""
OPENERS = ("#", "-", "*", ">", "|", "+", "•", "–", "—")
"""Beginnings of a heading, list item, quotation or table row: such a line never continues the one before."""


def continued(lines: Sequence[str], *, width: int | None = None, slack: int = 0) -> list[bool]:
    """Return for each line, whether it goes on in the next one: the next line's first word would not have fitted.

    Without `width`, the lines must show that they were wrapped: the longest one measures 40 to 120 characters, and
    four in five lines that another follows without a blank line between are full. `slack` (characters) forgives
    that much empty space at a line's end, as in type of varying width.
    """
    longest = max((len(line.rstrip()) for line in lines), default=0) if width is None else width
    pairs = full = 0
    result = [False] * len(lines)
    for index in range(len(lines) - 1):
        line, following = lines[index].rstrip(), lines[index + 1].strip()
        if not line or not following or following.startswith(OPENERS) or line.startswith("#") or " " not in line:
            continue
        pairs += 1
        result[index] = len(line) + 1 + len(following.split(maxsplit=1)[0]) + slack > longest
        full += result[index]
    wrapped = pairs >= 3 and full >= 0.8 * pairs and NARROWEST <= longest <= WIDEST
    return result if wrapped or width is not None else [False] * len(lines)
