"""Find protected stretches in a translation that was made without protecting them: the last way but one.

The engine's alignment is a hint and likeness to the canonical name another; where neither is strong, nothing is found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from canonym.translation.protection import Item, Parts, Piece
from canonym.translation.protocol import Link, Translation

LIKE = 0.85
"""Likeness from which a stretch counts as the name whatever the alignment says (0 to 1)."""
ALIGNED = 0.6
"""Likeness that is enough where the alignment points at the same words."""
COVERED = 0.6
"""How far aligned words and stretch must agree for that (F2: a missing word counts more than "of the" between them)."""
_WORD = re.compile(r"\w+(?:['’-]\w+)*")


def locate(piece: Piece, answer: Translation) -> Parts | None:
    """The translation with the items in the places where it names them, or None unless each has a place of its own."""
    spans = find_spans(piece, answer)
    if None in spans:
        return None
    placed = sorted(
        ((*span, item) for span, item in zip(spans, piece.items, strict=True) if span is not None),
        key=lambda each: each[0],
    )
    edges = [0, *(edge for start, end, _ in placed for edge in (start, end)), len(answer.text)]
    texts = [answer.text[start:end] for start, end in list(pairwise(edges))[::2]]
    parts: Parts = [texts[0]]
    for (_, _, item), text in zip(placed, texts[1:], strict=True):
        parts += [item, text]
    return parts


def find_spans(piece: Piece, answer: Translation) -> list[tuple[int, int] | None]:
    """For each item, where the translation names it: offsets that do not overlap, or None where that is not clear."""
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, int] | None] = []
    for item in piece.items:
        span = _exact(answer.text, item, taken) if item.kind != "title" else _likest(answer, item, taken)
        taken += [span] if span else []
        found.append(span)
    return found


def _exact(text: str, item: Item, taken: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    for match in re.finditer(rf"(?<!\w){re.escape(item.text)}(?!\w)", text):
        if _is_free(match.span(), taken):
            return match.span()
    return None


def _likest(answer: Translation, item: Item, taken: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    from rapidfuzz import fuzz  # noqa: PLC0415 - seldom needed

    words = [match.span() for match in _WORD.finditer(answer.text)]
    aligned = _aligned(words, item, answer.alignment)
    longest = len(item.text.split()) + 4
    best, place = 0.0, None
    for first in range(len(words)):
        for last in range(first, min(first + longest, len(words))):
            span = words[first][0], words[last][1]
            if not _is_free(span, taken):
                continue
            likeness = fuzz.ratio(answer.text[span[0] : span[1]].lower(), item.text.lower()) / 100
            covered = _agreement(set(range(first, last + 1)), aligned)
            enough = likeness >= LIKE or (likeness >= ALIGNED and covered >= COVERED)
            if enough and likeness + covered > best:
                best, place = likeness + covered, span
    return place


def _aligned(words: Sequence[tuple[int, int]], item: Item, links: Sequence[Link]) -> set[int]:
    """Numbers of the words that the engine drew from the item."""
    drawn = [link for link in links if item.start <= link.source_start < item.end]
    return {
        index
        for index, (start, end) in enumerate(words)
        if any(link.target_start < end and start < link.target_end for link in drawn)
    }


def _agreement(chosen: set[int], aligned: set[int]) -> float:
    both = len(chosen & aligned)
    return 5 * both / (4 * len(aligned) + len(chosen)) if both else 0.0


def _is_free(span: tuple[int, int], taken: Sequence[tuple[int, int]]) -> bool:
    return all(span[1] <= start or end <= span[0] for start, end in taken)
