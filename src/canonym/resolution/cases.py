"""A mention on its way to a decision: its words, its candidate offices and their scores."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from canonym.judgements import Judgement
from canonym.model import Mention
from canonym.resolution.reading import Item, Reading

SURE = 0.7
"""Probability from which a result may speak for others."""
BORROWED = frozenset({"same_words", "same_misreading"})
"""Features that a result must not pass on: an echo is no new evidence."""


class Choice:
    """One candidate office of a mention: a reading of its words, and what its surroundings say."""

    __slots__ = ("added", "details", "independent", "office", "probability", "reading", "score")

    def __init__(self, reading: Reading) -> None:
        """A choice to which nothing has been added yet."""
        self.reading = reading
        self.office: tuple[str, str | None] = (reading.body.id, reading.rank)
        """Body and rank."""
        self.added: dict[str, float] = {}
        """Features beside those of the reading."""
        self.details: dict[str, str] = {}
        self.score = 0.0
        self.independent = 0.0
        self.probability = 0.0

    def set(self, feature: str, value: float, detail: str) -> None:
        """Set a feature with the words that explain it."""
        self.added[feature] = value
        self.details[feature] = detail

    def has(self, feature: str) -> bool:
        """Whether the reading or the surroundings have a feature."""
        return feature in self.added or feature in self.reading.features

    def features(self) -> dict[str, float]:
        """All features with their values."""
        return self.reading.features | self.added

    def detail(self, feature: str) -> str:
        """The words that explain a feature."""
        return self.details[feature] if feature in self.details else self.reading.detail(feature)

    def sum_up(self, weights: Mapping[str, float]) -> float:
        """Set the score, and return what it is without that which a result must not pass on."""
        score = alone = self.reading.worth(weights)
        for name, value in self.added.items():
            worth = weights[name] * value
            score += worth
            if name not in BORROWED:
                alone += worth
        self.score = score
        return alone


@dataclass
class Case:
    """A mention on its way to a decision."""

    mention: Mention
    items: tuple[Item, ...]
    base: tuple[Reading, ...]
    words: frozenset[object] = frozenset()
    choices: list[Choice] = field(default_factory=list)
    best: Choice | None = None
    """The candidate with the highest score, set by `score`; ties go to the first id."""
    judgement: Judgement | None = None
    """What a person decided about it: its office is the best one, whatever the scores."""

    def sure(self, *, independent: bool = True) -> Choice | None:
        """The best candidate where it is sure enough to speak for others."""
        best = self.best
        if best is None:
            return None
        return best if (best.independent if independent else best.probability) >= SURE else None

    def _standing(self, choice: Choice) -> tuple[bool, float]:
        judged = self.judgement.office if self.judgement else None
        return judged is not None and choice.office == (judged.body, judged.rank), choice.score

    def score(self, weights: Mapping[str, float]) -> None:
        """Turn the features of all choices into scores and probabilities; "no office" has the score 0."""
        alone = [choice.sum_up(weights) for choice in self.choices]
        self.best = max(self.choices, key=self._standing, default=None)
        scores = [choice.score for choice in self.choices]
        shares = softmax(scores)
        independent = shares if alone == scores else softmax(alone)
        for choice, share, own in zip(self.choices, shares, independent, strict=True):
            choice.probability, choice.independent = share, own


def words_of(mention: Mention, items: Sequence[Item]) -> frozenset[object]:
    """What a mention says of its body: two mentions with the same words name the same one in a document."""
    said = {(item.meanings or item.text.casefold(), item.named) for item in items}
    return frozenset((*said, mention.parsed.level == "central"))


def usual_level(mentions: Sequence[Mention]) -> str | None:
    """The level below "central" that most titles of a document say, or None."""
    counts = Counter(
        m.parsed.level for m in mentions if m.parsed.level and m.parsed.level not in ("central", "cluster")
    )
    return min(counts, key=lambda level: (-counts[level], level)) if counts else None


def softmax(scores: Sequence[float]) -> list[float]:
    """The shares of candidates; what they do not add up to is the share of "no office", whose score is 0."""
    top = max((*scores, 0.0))
    powers = [math.exp(score - top) for score in scores]
    total = sum(powers) + math.exp(-top)
    return [power / total for power in powers]
