"""Where a sentence says an office that the title grammar did not find in it: the phrase whose meaning is nearest.

Phrases of whole words are compared with the office as the other version says it, by sentence embeddings. A phrase is
taken only if it is near enough and clearly nearer than every phrase elsewhere in the sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import regex

from canonym.embedding import Embedder
from canonym.letters import UNSPACED

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Span = tuple[int, int]

NEAR = 0.52
"""Cosine from which a phrase may say the office."""
MARGIN = 0.05
"""By how much it must be nearer than the nearest phrase that shares no word with it."""
_LONGEST = 8
"""Words of a phrase at most."""
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}'’-]+")
_UNSPACED = regex.compile(f"[{UNSPACED}]")


def locate(
    wanted: Sequence[str], sentence: str, taken: Sequence[Span], embedder: Embedder
) -> tuple[Span, float] | None:
    """Return the span of a sentence that is nearest in meaning to what is wanted, with its cosine, or None.

    `wanted` says the office in one or several ways (each way's cosine counts, their mean decides); `taken` are spans
    that say something else. Offsets are code points of the sentence. None as well for scripts without spaces.
    """
    if _UNSPACED.search(sentence) or not wanted:
        return None
    words = [match.span() for match in _WORD.finditer(sentence)]
    spans = [
        (words[first][0], words[last][1])
        for first in range(len(words))
        for last in range(first, min(len(words), first + _LONGEST))
        if not any(_overlap((words[first][0], words[last][1]), other) for other in taken)
    ]
    if not spans:
        return None
    scores = _nearness(wanted, [sentence[start:end] for start, end in spans], embedder)
    best = max(range(len(spans)), key=lambda at: (scores[at], -spans[at][0], spans[at][0] - spans[at][1]))
    apart = [scores[at] for at, span in enumerate(spans) if not _overlap(span, spans[best])]
    if scores[best] < NEAR or scores[best] - max(apart, default=0.0) < MARGIN:
        return None
    return spans[best], float(scores[best])


def _nearness(wanted: Sequence[str], phrases: Sequence[str], embedder: Embedder) -> NDArray[np.float64]:
    from canonym.embedding.embedder import cosines  # noqa: PLC0415 - numpy

    found: NDArray[np.float64] = cosines(embedder.encode(phrases), embedder.encode(wanted)).mean(axis=1)
    return found


def _overlap(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]
