"""Find protected stretches in a translation that was made without protecting them: the last way but one.

The engine's alignment is a hint and likeness to the canonical name another; where neither is strong, nothing is found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from canonym.translation.engines.translator import Translation, WordLink
from canonym.translation.protection import Parts, Piece, ProtectedText

LIKE = 0.85
"""Likeness from which a stretch counts as the name whatever the alignment says (0 to 1)."""
ALIGNED = 0.6
"""Likeness that is enough where the alignment points at the same words."""
COVERED = 0.6
"""How far aligned words and stretch must agree for that (F2: a missing word counts more than "of the" between them)."""
SURE = 0.75
"""Likeness that is enough where the edges fit and the alignment, where there is one, does not deny it."""
SAME_WORDS = 0.9
"""Likeness of a stretch that has the words of the name in another order ("Provincial Committee of the Party")."""
_WORD = re.compile(r"\w+(?:['’-]\w+)*")


@dataclass(frozen=True, slots=True)
class Edges:
    """Words that tell where a name cannot begin or end."""

    inner: frozenset[str]
    """Articles, prepositions and the like: a name neither begins nor ends with one."""
    of: str
    """A name that goes on with this word has been cut off."""

    def fit(self, text: str, start: int, end: int) -> bool:
        """Tell whether a stretch of the text may be a whole name."""
        words = text[start:end].lower().split()
        following = _WORD.search(text, end)
        goes_on = (
            following is not None and following.group().lower() == self.of and not text[end : following.start()].strip()
        )
        return not goes_on and words[0] not in self.inner and words[-1] not in self.inner

    def content(self, text: str) -> list[str]:
        """Return the words of a name but those that only join it, in small letters and in order of the alphabet."""
        return sorted(word for word in _WORD.findall(text.lower()) if word not in self.inner)


def locate(piece: Piece, answer: Translation, edges: Edges | None = None) -> Parts | None:
    """Give the translation with the items in the places where it names them, or None unless each has a place of its
    own.

    With `edges` the places must be beyond doubt: complete by these words, and in the order of the sentence.
    """
    spans = find_spans(piece, answer, edges)
    if None in spans or (edges is not None and spans != sorted(spans, key=lambda span: span or ())):
        return None
    placed = sorted(
        ((*span, item) for span, item in zip(spans, piece.items, strict=True) if span is not None),
        key=lambda each: each[0],
    )
    bounds = [0, *(bound for start, end, _ in placed for bound in (start, end)), len(answer.text)]
    texts = [answer.text[start:end] for start, end in list(pairwise(bounds))[::2]]
    parts: Parts = [texts[0]]
    for (_, _, item), text in zip(placed, texts[1:], strict=True):
        parts += [item, text]
    return parts


def find_spans(piece: Piece, answer: Translation, edges: Edges | None = None) -> list[tuple[int, int] | None]:
    """Give for each item, where the translation names it: offsets that do not overlap, or None where that is not
    clear.
    """
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, int] | None] = []
    for item in piece.items:
        span = _exact(answer.text, item, taken) if item.kind != "title" else _likest(answer, item, taken, edges)
        taken += [span] if span else []
        found.append(span)
    return found


def _exact(text: str, item: ProtectedText, taken: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    for match in re.finditer(rf"(?<!\w){re.escape(item.text)}(?!\w)", text):
        if _is_free(match.span(), taken):
            return match.span()
    return None


def _likest(
    answer: Translation, item: ProtectedText, taken: Sequence[tuple[int, int]], edges: Edges | None
) -> tuple[int, int] | None:
    words = [match.span() for match in _WORD.finditer(answer.text)]
    aligned = _aligned(words, item, answer.alignment)
    longest = len(item.text.split()) + 4
    best, place = 0.0, None
    for first in range(len(words)):
        for last in range(first, min(first + longest, len(words))):
            span = words[first][0], words[last][1]
            if not _is_free(span, taken) or (edges is not None and not edges.fit(answer.text, *span)):
                continue
            alike = likeness(answer.text[span[0] : span[1]], item.text)
            covered = _agreement(set(range(first, last + 1)), aligned)
            if edges is not None:
                if edges.content(answer.text[slice(*span)]) == edges.content(item.text):
                    alike = max(alike, SAME_WORDS)
                enough = alike >= SURE and (not aligned or covered >= COVERED)
            else:
                enough = alike >= LIKE or (alike >= ALIGNED and covered >= COVERED)
            if enough and alike + covered > best:
                best, place = alike + covered, span
    return place


def likeness(text: str, other: str) -> float:
    """Tell how much of two texts is alike, whatever their capitals: 1 minus the normalised number of insertions and
    deletions that lead from one to the other."""
    from rapidfuzz.distance import Indel  # noqa: PLC0415 - needed only where a title stands in a sentence

    return Indel.normalized_similarity(text.lower(), other.lower())


def _aligned(words: Sequence[tuple[int, int]], item: ProtectedText, links: Sequence[WordLink]) -> set[int]:
    """Return numbers of the words that the engine drew from the item."""
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
