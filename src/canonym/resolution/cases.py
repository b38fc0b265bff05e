"""A mention on its way to a decision: its words, its candidate offices and their scores."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from canonym.judgements import Judgement
from canonym.model import Evidence, Mention
from canonym.resolution.reading import Item, Office, Reading

SURE = 0.7
"""Probability from which a result may speak for others."""
BORROWED = frozenset({"same_words", "same_misreading", "witness"})
"""Features that a result must not pass on: an echo is no new evidence."""

PLACES = 4
"""Decimal places of probabilities and weights that are written."""


class Plain:
    """What is said for and against a candidate beside its words, whatever the other titles turn out to be."""

    __slots__ = ("evidence", "features", "worth")

    def __init__(self, found: Mapping[str, tuple[float, str]], weights: Mapping[str, float]) -> None:
        """`found` has the value of each feature and the words that explain it."""
        self.features = {name: value for name, (value, _) in found.items()}
        self.worth = sum(weights[name] * value for name, value in self.features.items())
        self.evidence = tuple(
            Evidence(name, detail, round(weights[name] * value, PLACES)) for name, (value, detail) in found.items()
        )


class Choice:
    """One candidate office of a mention: a reading of its words, and what its surroundings say."""

    __slots__ = ("added", "details", "office", "plain", "probability", "reading", "score")

    def __init__(self, reading: Reading, plain: Plain) -> None:
        """A choice to which the other titles have added nothing yet."""
        self.reading = reading
        self.plain = plain
        self.office = reading.office
        self.added: dict[str, float] = {}
        """Features that the other titles add."""
        self.details: dict[str, str] = {}
        self.score = 0.0
        self.probability = 0.0

    def set(self, feature: str, value: float, detail: str) -> None:
        """Set a feature with the words that explain it."""
        self.added[feature] = value
        self.details[feature] = detail

    def has(self, feature: str) -> bool:
        """Whether the words, the document or the other titles have a feature."""
        return feature in self.reading.features or feature in self.plain.features or feature in self.added


class Best:
    """What a round found to be a mention's best candidate."""

    __slots__ = ("independent", "leader", "leading", "probability", "reading")

    def __init__(
        self, reading: Reading, probability: float, independent: float, leader: Reading, leading: float
    ) -> None:
        """`leader` is the candidate that is likeliest without what must not be passed on, `leading` how likely."""
        self.reading = reading
        self.probability = probability
        self.independent = independent
        self.leader = leader
        self.leading = leading

    @property
    def office(self) -> Office:
        """Body and rank."""
        return self.reading.office

    def independent_of(self, office: Office) -> float:
        """The independent probability of any office, taken as 0 where another one leads."""
        return self.leading if self.leader.office == office else 0.0


class Weighed:
    """The candidates of a mention with their scores in one round, in the order of body ids."""

    __slots__ = ("_alone", "_at", "_choices", "_plains", "_scores", "_shares", "readings")

    def __init__(self, readings: Sequence[Reading], plains: Sequence[Plain], weights: Mapping[str, float]) -> None:
        """Candidates to which the other titles have added nothing yet."""
        self.readings = readings
        self._plains = plains
        self._scores = [reading.worth(weights) + plain.worth for reading, plain in zip(readings, plains, strict=True)]
        self._alone = self._scores
        """The scores without what a result must not pass on."""
        self._choices: dict[int, Choice] = {}
        self._shares: list[float] = []
        self._at = -1

    def choice(self, at: int) -> Choice:
        """A candidate, for the other titles to add to."""
        if at not in self._choices:
            self._choices[at] = Choice(self.readings[at], self._plains[at])
        return self._choices[at]

    def add(self, at: int, weights: Mapping[str, float]) -> None:
        """Count what the other titles have added to a candidate."""
        added = self._choices[at].added
        if not added:
            return
        self._scores[at] += sum(weights[name] * value for name, value in added.items())
        if self._alone is not self._scores or not BORROWED.isdisjoint(added):
            if self._alone is self._scores:
                self._alone = list(self._scores)
            passed_on = sum(weights[name] * value for name, value in added.items() if name not in BORROWED)
            self._alone[at] = self.readings[at].worth(weights) + self._plains[at].worth + passed_on

    def best(self, judged: Office | None) -> Best | None:
        """The candidate with the highest score, or the one that a person named; ties go to the first id."""
        scores, readings = self._scores, self.readings
        if not scores:
            return None
        self._shares = softmax(scores)
        independent = self._shares if self._alone is scores else softmax(self._alone)
        self._at = scores.index(max(scores))
        if judged is not None:
            offices = [reading.office for reading in readings]
            self._at = offices.index(judged) if judged in offices else self._at
        top = independent.index(max(independent))
        return Best(readings[self._at], self._shares[self._at], independent[self._at], readings[top], independent[top])

    def ranked(self) -> Iterator[Choice]:
        """The candidates, that of `best` first, then by score; to be asked after `best`."""
        for _, _, at in sorted((at != self._at, -score, at) for at, score in enumerate(self._scores)):
            choice = self.choice(at)
            choice.score, choice.probability = self._scores[at], self._shares[at]
            yield choice

    @property
    def share(self) -> float:
        """What all candidates together have; "no office" has the rest."""
        return sum(self._shares)


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

    __slots__ = ("judgement", "mention", "person", "rendering")

    def __init__(
        self, mention: Mention, rendering: Rendering, person: str | None, judgement: Judgement | None = None
    ) -> None:
        """`person` is the key of the person's name; a judgement's office is the best one, whatever the scores."""
        self.mention = mention
        self.rendering = rendering
        self.person = person
        self.judgement = judgement

    @property
    def items(self) -> tuple[Item, ...]:
        """The body words."""
        return self.rendering.items

    @property
    def judged(self) -> Office | None:
        """The office that a person named."""
        office = self.judgement.office if self.judgement else None
        return (office.body, office.rank) if office else None


@dataclass(frozen=True, slots=True)
class Decided:
    """A mention after the last round."""

    case: Case
    weighed: Weighed
    best: Choice | None
    said: str | None
    """The level that it says itself, or that the mention says whose body it names in short, or other versions say."""


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
