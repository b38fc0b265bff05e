"""A mention on its way to a decision: its words, its candidate offices and their scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from canonym.embedding.phrase_reader import PhraseReading
from canonym.features.facts import Facts
from canonym.features.feature import Feature
from canonym.glossary.feature_weights import Weights
from canonym.judgements import Judgement
from canonym.model import Evidence, Mention
from canonym.resolution.candidates.body_words import BodyWord
from canonym.resolution.candidates.reading import Office, Reading

PLACES = 4
"""Decimal places of probabilities and weights that are written."""

Ranked = tuple[float, str, Evidence]
"""Evidence behind what it is ordered by: the heaviest first."""


def ranked(evidence: Evidence) -> Ranked:
    """Evidence with what it is ordered by."""
    return -abs(evidence.weight), evidence.feature.name, evidence


def in_order(found: Iterable[Ranked]) -> list[Ranked]:
    """Evidence in its order: by weight, then by the name of the feature, of which a candidate has each once."""
    return sorted(found)


class FoundFeature(NamedTuple):
    """That a candidate has a feature: its value and the facts behind it."""

    value: float
    facts: Facts


class FixedEvidence:
    """What is said for and against a candidate beside its words, which no round changes."""

    __slots__ = ("evidence", "features", "worth")

    def __init__(self, found: Mapping[Feature, FoundFeature], weights: Weights) -> None:
        """Take what was found of each feature."""
        self.features = {feature: value for feature, (value, _) in found.items()}
        self.worth = sum(weights[feature] * value for feature, value in self.features.items())
        self.evidence = in_order(
            ranked(Evidence(feature, facts, round(weights[feature] * value, PLACES)))
            for feature, (value, facts) in found.items()
        )


class Choice:
    """One candidate office of a mention: a reading of its words, what its surroundings say, and its share."""

    __slots__ = ("added", "fixed", "office", "probability", "reading", "score", "share")

    def __init__(self, reading: Reading, fixed: FixedEvidence, score: float, probability: float, share: float) -> None:
        """A choice to which the other titles have added nothing; `score` and `share` are those to be written."""
        self.reading = reading
        self.fixed = fixed
        self.office = reading.office
        self.score = score
        self.probability = probability
        self.share = share
        self.added: dict[Feature, Ranked] = {}
        """Features that the other titles add."""

    def has(self, feature: Feature) -> bool:
        """Whether the words, the document or the other titles have a feature."""
        return feature in self.reading.features or feature in self.fixed.features or feature in self.added


@dataclass(frozen=True, slots=True, eq=False)
class OwnCandidates:
    """The candidates of a title by its own words: one object for all titles whose words mean the same."""

    readings: tuple[Reading, ...]
    """In the order of body ids, without the facts that explain them."""


@dataclass(frozen=True, slots=True, eq=False)
class Rendering:
    """The words of a title, read once for all mentions that have the same: one object, by which others remember."""

    items: tuple[BodyWord, ...]
    own: OwnCandidates
    words: frozenset[object]
    """What it says of its body: two mentions with the same words name the same one in a document."""
    is_short: bool
    """Whether it says a kind of body and nothing else ("the council")."""
    is_bare: bool
    """Whether it says a rank and nothing else ("the deputy director")."""
    leaves_body_out: bool
    """Whether it says a rank, and of the body nothing that would tell it."""

    @property
    def readings(self) -> tuple[Reading, ...]:
        """Its candidates, in the order of body ids, without the facts that explain them."""
        return self.own.readings

    @property
    def is_incomplete(self) -> bool:
        """Whether its surroundings may say which body it means."""
        return self.is_short or self.is_bare or self.leaves_body_out


class Case:
    """A mention on its way to a decision."""

    __slots__ = ("judgement", "learned", "mention", "person", "rendering")

    def __init__(
        self, mention: Mention, rendering: Rendering, person: str | None, judgement: Judgement | None = None
    ) -> None:
        """`person` is the key of the person's name; a judgement's office is the best one, whatever the scores."""
        self.mention = mention
        self.rendering = rendering
        self.person = person
        self.judgement = judgement
        self.learned: PhraseReading | None = None
        """What the learned reader makes of its words."""

    @property
    def items(self) -> tuple[BodyWord, ...]:
        """The body words."""
        return self.rendering.items

    @property
    def judged(self) -> Office | None:
        """The office that a person named."""
        office = self.judgement.office if self.judgement else None
        return (office.body, office.rank) if office else None


class Decided(NamedTuple):
    """A mention after the last round."""

    case: Case
    choices: Sequence[Choice]
    """Its candidates that are worth a look, the best first."""
    others: Sequence[tuple[Office, float, float]]
    """Further candidates with a trace of a share: office, score and share."""
    readings: Sequence[Reading]
    """Those of all its candidates."""
    said: str | None
    """The level that it says itself, or that the mention says whose body it names in short, or other versions say."""

    @property
    def best(self) -> Choice | None:
        """The likeliest candidate, or the one that a person named."""
        return self.choices[0] if self.choices else None


def words_of(mention: Mention, items: Sequence[BodyWord]) -> frozenset[object]:
    """What a mention says of its body, for comparing it with others."""
    said = {(item.meanings or item.text.casefold(), item.named) for item in items}
    return frozenset((*said, mention.parsed.level == "central"))


def usual_level(mentions: Sequence[Mention]) -> str | None:
    """The level below "central" that most titles of a document say, or None."""
    counts = Counter(
        m.parsed.level for m in mentions if m.parsed.level and m.parsed.level not in ("central", "cluster")
    )
    return min(counts, key=lambda level: (-counts[level], level)) if counts else None
