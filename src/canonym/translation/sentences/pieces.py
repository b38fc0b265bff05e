"""Cut a sentence into the pieces that go to the engine, and give each translation the ends of its source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from canonym.translation.protection import Parts, Piece, ProtectedText, cut

LONG = 320
"""Characters from which a piece is cut at commas: small models lose the thread beyond about 60 words."""
LONGEST = 800
"""Characters from which a piece is cut anywhere, so that nothing is beyond what the engine reads at once."""

_CLAUSE = re.compile(r"[;；]\s*|…\s+|\.\.\.\s+")
_COMMA = re.compile(r"(?<!\d),\s+|:\s+|[，、：]")
_SPACE = re.compile(r"\s+")
_END = re.compile(r"[\s.;:,!?…\"”»]*$")
_FIRST = re.compile(r"^[^\w]*")


def split(piece: Piece) -> Iterator[tuple[Piece, str]]:
    """Cut at semicolons, long pieces also at commas, monsters anywhere; each piece comes with the space after it."""
    for start, end in _ranges(piece, 0, len(piece.text)):
        text = piece.text[start:end]
        lead, body = text[: len(text) - len(text.lstrip())], text.strip()
        space = text[len(lead) + len(body) :]
        if lead:
            yield Piece("", ()), lead
        yield cut(piece.text, piece.items, start + len(lead), start + len(lead) + len(body)), space


def ends_alike(piece: Piece, parts: Parts, *, inner: bool) -> Parts:
    """Return the translation with the source's closing signs and, inside a sentence, its small first letter."""
    parts = list(parts)
    while parts and parts[-1] == "":
        parts.pop()
    closing = _END.search(piece.text)
    if parts and parts[-1] == "]":
        return parts
    if parts and isinstance(parts[-1], str) and closing and piece.text and piece.text[-1] not in "。！？；：，、":
        last = parts[-1]
        kept = last[: len(last) - len(_END.search(last).group())]  # type: ignore[union-attr]  # matches any text
        parts[-1] = kept + closing.group()
    elif parts and closing:
        parts.append(closing.group())
    first = piece.text[len(_lead(piece.text)) :][:1]
    opening = next((index for index, part in enumerate(parts) if part != ""), None)
    if opening is not None and isinstance(item := parts[opening], ProtectedText):
        if first.isupper() and item.resolution is not None and item.resolution.mention.kind == "term":
            parts[opening] = replace(item, text=item.text[:1].upper() + item.text[1:])
    elif inner and first.islower() and parts and isinstance(parts[0], str):
        lead = _lead(parts[0])
        rest = parts[0][len(lead) :]
        if rest[1:2].islower() and rest.split()[0] not in piece.text:
            parts[0] = lead + rest[:1].lower() + rest[1:]
    return parts


def _lead(text: str) -> str:
    match = _FIRST.match(text)
    return match.group() if match else ""


def _ranges(piece: Piece, start: int, end: int) -> Iterator[tuple[int, int]]:
    cuts = [start, *_places(piece, _CLAUSE, start, end), end]
    for left, right in pairwise(cuts):
        yield from _halves(piece, left, right)


def _halves(piece: Piece, start: int, end: int) -> Iterator[tuple[int, int]]:
    length = end - start - sum(item.end - item.start for item in piece.items if start <= item.start < end)
    if length <= LONG:
        yield start, end
        return
    patterns = [_COMMA] if length <= LONGEST else [_COMMA, _SPACE]
    for pattern in patterns:
        places = _places(piece, pattern, start, end)
        places = [place for place in places if min(place - start, end - place) > 40]
        if places:
            middle = min(places, key=lambda place: abs(place - (start + end) / 2))
            break
    else:
        middle = _safe_middle(piece, start, end) if length > LONGEST else end
    if middle in (start, end):
        yield start, end
        return
    yield from _halves(piece, start, middle)
    yield from _halves(piece, middle, end)


def _places(piece: Piece, pattern: re.Pattern[str], start: int, end: int) -> list[int]:
    """Return the ends of the matches that cut no item."""
    return [
        match.end()
        for match in pattern.finditer(piece.text, start, end)
        if start < match.end() < end and not any(item.start < match.end() < item.end for item in piece.items)
    ]


def _safe_middle(piece: Piece, start: int, end: int) -> int:
    middle = (start + end) // 2
    return next((item.end for item in piece.items if item.start < middle < item.end), middle)
