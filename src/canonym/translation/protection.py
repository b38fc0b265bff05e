"""Stretches of a sentence that the engine must hand through: how they are hidden from it and found again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from canonym.model import Resolution


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of placeholder: a number with signs around it that no language has."""

    before: str
    after: str = ""

    def __str__(self) -> str:
        """Return the first placeholder of this form: "XQ1"."""
        return self.write(1)

    def write(self, number: int) -> str:
        """Return the placeholder of a number."""
        return f"{self.before}{number}{self.after}"


FORMS = (Form("XQ"), Form("Zyx"), Form("TERM"), Form("[[", "]]"))
"""The forms that are tried; sentences/placeholders.py measures which of them an engine hands through."""


@dataclass(frozen=True, slots=True)
class ProtectedText:
    """A protected stretch: `start` and `end` are offsets in the text that holds it, `text` what the pivot text says."""

    start: int
    end: int
    kind: Literal["title", "name", "number"]
    text: str
    resolution: Resolution | None = None
    plural: bool = False


Parts = list[str | ProtectedText]
"""A translation with the protected stretches where the engine put them."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What is sent to the engine at once: a sentence or a clause of one."""

    text: str
    items: tuple[ProtectedText, ...]
    """Ordered, without overlaps; offsets in `text`."""


def cut(text: str, items: Sequence[ProtectedText], start: int, end: int) -> Piece:
    """Return the piece from `start` to `end`, with the items that lie in it."""
    inside = [item for item in items if start <= item.start and item.end <= end]
    return Piece(
        text[start:end], tuple(replace(item, start=item.start - start, end=item.end - start) for item in inside)
    )


def gaps(piece: Piece) -> list[tuple[int, int]]:
    """Return offsets of the stretches between the items, one more than there are items; some may be empty."""
    edges = [0, *(edge for item in piece.items for edge in (item.start, item.end)), len(piece.text)]
    return list(zip(edges[::2], edges[1::2], strict=True))


def unprotected(piece: Piece) -> str:
    """Return the text without its items: what the engine really translates."""
    return " ".join(piece.text[start:end] for start, end in gaps(piece))


def hide(piece: Piece, form: Form | None) -> str:
    """Return the text for the engine, each item as a placeholder that is numbered from 1 and stands apart from words.

    `form` may be None only where there are no items.
    """
    out = ""
    for number, ((start, end), item) in enumerate(zip(gaps(piece), [*piece.items, None], strict=True), 1):
        gap = piece.text[start:end]
        out += (" " if start and gap[:1].isalnum() else "") + gap
        if item is not None and form is not None:
            out += (" " if out[-1:].isalnum() else "") + form.write(number)
    return out


def find_again(answer: str, piece: Piece, form: Form | None) -> Parts | None:
    """Return the engine's answer with the items in place, or None unless every placeholder is there exactly once."""
    if not piece.items or form is None:
        return [answer]
    parts: Parts = []
    seen: list[int] = []
    position = 0
    # "XQ1s" and "XQ1's" are what an engine makes of a plural or possessive; any other letter is damage.
    for match in re.finditer(rf"{re.escape(form.before)}(\d+){re.escape(form.after)}(s(?!\w)|(?!\w))?", answer):
        if match[2] is None:
            return None
        seen.append(int(match[1]))
        if not 1 <= seen[-1] <= len(piece.items):
            return None
        parts += [answer[position : match.start()], piece.items[seen[-1] - 1]]
        position = match.end()
    parts.append(answer[position:])
    if sorted(seen) != list(range(1, len(piece.items) + 1)):
        return None
    # A mangled remainder ("XQ", "X Q3", "]]") is damage as well.
    rest = " ".join(part for part in parts if isinstance(part, str))
    marks = [mark for mark in (form.before, form.after) if mark]
    return None if any(re.search(rf"(?<!\w){re.escape(mark)}(?!\w)", rest) for mark in marks) else parts


def usable_forms(text: str, forms: Sequence[Form] = FORMS) -> list[Form]:
    """Return the forms that cannot be mistaken for something in the text itself."""
    return [form for form in forms if form.before not in text]
