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


@dataclass
class Choice:
    """One candidate office of a mention with all its features."""

    reading: Reading
    features: dict[str, float]
    details: dict[str, str]
    score: float = 0.0
    independent: float = 0.0
    probability: float = 0.0

    def set(self, feature: str, value: float, detail: str) -> None:
        """Set a feature with the words that explain it."""
        self.features[feature] = value
        self.details[feature] = detail

    @property
    def office(self) -> tuple[str, str | None]:
        """Body and rank."""
        return self.reading.body.id, self.reading.rank


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
        for choice in self.choices:
            choice.score = sum(weights[name] * value for name, value in choice.features.items())
        self.best = max(self.choices, key=self._standing, default=None)
        _softmax(self.choices, [choice.score for choice in self.choices], "probability")
        alone = [
            sum(weights[name] * value for name, value in choice.features.items() if name not in BORROWED)
            for choice in self.choices
        ]
        _softmax(self.choices, alone, "independent")


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


def _softmax(choices: Sequence[Choice], scores: Sequence[float], attribute: str) -> None:
    top = max((*scores, 0.0))
    weights = [math.exp(score - top) for score in scores]
    total = sum(weights) + math.exp(-top)
    for choice, weight in zip(choices, weights, strict=True):
        setattr(choice, attribute, weight / total)
