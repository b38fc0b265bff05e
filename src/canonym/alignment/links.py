"""What an alignment is: links between runs of sentences of two texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from canonym.model import Segment

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Link:
    """Sentences of A and of B that say the same; one side is empty where the other text says nothing of it.

    In an alignment every sentence is in exactly one link, and the links stand in the order of both texts.
    """

    a: tuple[int, ...]
    """Numbers of the sentences from 0, without gaps."""
    b: tuple[int, ...]
    a_span: Span | None
    """From the start of the first to the end of the last sentence, in code points of the text; None for no sentence."""
    b_span: Span | None
    score: float
    """How far the two sides look like translations of each other, 0 to 1; 0 where a side is empty."""

    def record(self) -> dict[str, Any]:
        """Return the link as an object of the JSON lines."""
        return {
            "a": list(self.a),
            "b": list(self.b),
            "a_span": None if self.a_span is None else list(self.a_span),
            "b_span": None if self.b_span is None else list(self.b_span),
            "score": self.score,
        }

    def mirrored(self) -> Link:
        """Return the same link seen from the other text."""
        return Link(self.b, self.a, self.b_span, self.a_span, self.score)


def span_of(sentences: Sequence[Segment], numbers: Sequence[int]) -> Span | None:
    """Return the stretch of text from the first to the last of some sentences; None for none."""
    return (sentences[numbers[0]].start, sentences[numbers[-1]].end) if numbers else None
