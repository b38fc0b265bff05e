"""A mention on its way to a decision: its words, its candidate offices and their scores."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from canonym.judgements import Judgement
from canonym.model import Mention
from canonym.resolution.reading import Item, Reading

SURE = 0.7
"""Probability from which a result may speak for others."""
BORROWED = frozenset({"same_words", "same_misreading", "witness"})
"""Features that a result must not pass on: an echo is no new evidence."""

Office = tuple[str, str | None]
"""Body and rank."""


@dataclass(frozen=True, slots=True)
class Plain:
    """What is said for and against a candidate beside its words, whatever the other titles turn out to be."""

    features: Mapping[str, float]
    details: Mapping[str, str]
    worths: tuple[float, ...]
    """Each feature's weight times its value, in order."""


class Choice:
    """One candidate office of a mention: a reading of its words, and what its surroundings say."""

    __slots__ = ("added", "details", "independent", "office", "probability", "reading", "score")

    def __init__(self, reading: Reading, plain: Plain) -> None:
        """A choice to which the other titles have added nothing yet."""
        self.reading = reading
        self.office: Office = (reading.body.id, reading.rank)
        self.added = dict(plain.features)
        """Features beside those of the reading."""
        self.details = dict(plain.details)
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


class Best:
    """What a round found to be a mention's best candidate."""

    __slots__ = ("independent", "leader", "leading", "office", "probability", "reading")

    def __init__(
        self, reading: Reading, probability: float, independent: float, leader: Reading, leading: float
    ) -> None:
        """`leader` is the candidate that is likeliest without what must not be passed on, `leading` how likely."""
        self.reading = reading
        self.office: Office = (reading.body.id, reading.rank)
        self.probability = probability
        self.independent = independent
        self.leader = leader
        self.leading: tuple[Office, float] = ((leader.body.id, leader.rank), leading)

    def independent_of(self, office: Office) -> float:
        """The independent probability of any office, taken as 0 where another one leads."""
        return self.leading[1] if self.leading[0] == office else 0.0


class Weighed:
    """The candidates of a mention with their scores in one round, in the order of body ids."""

    __slots__ = ("_alone", "_best", "_independent", "_plains", "_readings", "_scores", "_shares", "_touched")

    def __init__(self, readings: Sequence[Reading], plains: Sequence[Plain], weights: Mapping[str, float]) -> None:
        """Candidates to which the other titles have added nothing yet."""
        self._readings = readings
        self._plains = plains
        self._scores: list[float] = []
        for reading, plain in zip(readings, plains, strict=True):
            score = reading.worth(weights)
            for worth in plain.worths:
                score += worth
            self._scores.append(score)
        self._alone = self._scores
        self._touched: dict[int, Choice] = {}
        self._shares: list[float] = []
        self._independent: list[float] = []
        self._best = -1

    def touch(self, at: int, choice: Choice, weights: Mapping[str, float]) -> None:
        """Let the surroundings' word about a candidate count."""
        if self._alone is self._scores:
            self._alone = list(self._scores)
        self._alone[at] = choice.sum_up(weights)
        self._scores[at] = choice.score
        self._touched[at] = choice

    def best(self, judged: Office | None) -> Best | None:
        """The candidate with the highest score, or the one that a person named; ties go to the first id."""
        scores = self._scores
        if not scores:
            return None
        self._shares = softmax(scores)
        self._independent = independent = self._shares if self._alone == scores else softmax(self._alone)
        at = scores.index(max(scores))
        if judged is not None:
            offices = [(reading.body.id, reading.rank) for reading in self._readings]
            at = offices.index(judged) if judged in offices else at
        self._best = at
        top = at if independent[at] > 0.5 else independent.index(max(independent))
        return Best(self._readings[at], self._shares[at], independent[at], self._readings[top], independent[top])

    def choices(self) -> tuple[list[Choice], Choice | None]:
        """All candidates, and the best one; after `best`."""
        found = []
        for at, (reading, plain) in enumerate(zip(self._readings, self._plains, strict=True)):
            choice = self._touched.get(at) or Choice(reading, plain)
            choice.score = self._scores[at]
            choice.probability, choice.independent = self._shares[at], self._independent[at]
            found.append(choice)
        return found, found[self._best] if found else None


@dataclass(slots=True)
class Rendering:
    """The words of a title, read once for all mentions that have the same."""

    items: tuple[Item, ...]
    readings: tuple[Reading, ...]
    """Its candidates, in the order of body ids, without the words that explain them."""
    words: frozenset[object]
    """What it says of its body: two mentions with the same words name the same one in a document."""
    is_short: bool
    """Whether it says a kind of body and nothing else ("the council")."""
    is_bare: bool
    """Whether it says a rank and nothing else ("the deputy director")."""
    leaves_body_out: bool
    """Whether it says a rank, and of the body nothing that would tell it."""


class Case:
    """A mention on its way to a decision."""

    __slots__ = ("best", "choices", "judgement", "mention", "person", "rendering")

    def __init__(
        self, mention: Mention, rendering: Rendering, person: str | None, judgement: Judgement | None = None
    ) -> None:
        """`person` is the key of the person's name; a judgement's office is the best one, whatever the scores."""
        self.mention = mention
        self.rendering = rendering
        self.person = person
        self.judgement = judgement
        self.choices: list[Choice] = []
        """The candidates, once the last round has weighed them."""
        self.best: Choice | None = None

    @property
    def items(self) -> tuple[Item, ...]:
        """The body words."""
        return self.rendering.items

    @property
    def judged(self) -> Office | None:
        """The office that a person named."""
        office = self.judgement.office if self.judgement else None
        return (office.body, office.rank) if office else None


def words_of(mention: Mention, items: Sequence[Item]) -> frozenset[object]:
    """What a mention says of its body, for comparing it with others."""
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
