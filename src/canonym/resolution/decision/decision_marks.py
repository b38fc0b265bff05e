"""The marks of a decision: everything that is known about it and tells how sure it is.

A mark is a name and a value; most values are 0 and 1. What they are worth, acceptance.py says.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from canonym.features.declared import ACTIVE, BIAS, GOES_ON, PHRASE_READER, STARTS_BEFORE, WEIGHED
from canonym.features.feature import Feature, Stage
from canonym.glossary.packs import Body
from canonym.glossary.senses_and_ranks import Ranks
from canonym.model import Evidence, Mention, Signal
from canonym.resolution.candidates.mention_case import Choice, Decided
from canonym.resolution.decision.level_choice import LevelChoice
from canonym.resolution.evidence.whose_office import NOTHING as UNBOUND
from canonym.resolution.evidence.whose_office import Bound

Marks = Mapping[str, float]

UNLEARNED = "unlearned"
"""The mark of a decision about words that the learned reader has not read."""
_FLOOR = 1e-3
_LEVEL_FLOOR = 0.01
_NEAR = 120
"""Code points on each side within which another country's word speaks of a title's country."""
CUT = frozenset({"connective", "capital", "word", "rank", "body"})
"""Edges at which a phrase may be a piece of a larger one: what stands there may belong to it."""
EDGE_DOUBTS: tuple[Feature, Feature] = (STARTS_BEFORE, GOES_ON)
"""The doubts about what stands before and behind a phrase; their marks are those of the edges."""
_EVERYWHERE = frozenset({ACTIVE, BIAS, PHRASE_READER})
"""Features that nearly every candidate has: that they are there says nothing."""
_BOTH: Mapping[Feature, str] = {
    each: f"has_{each.name}"
    for each in WEIGHED
    if each.stage not in (Stage.DOUBT, Stage.JUDGEMENT) and each not in _EVERYWHERE
}
"""Features that are marks as well, with the names of these."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is around a decision, beyond its own candidates."""

    doubts: Sequence[Evidence]
    around: str | None
    """The level of its list or document."""
    level: LevelChoice
    """The level that was decided for its best candidate."""
    beside: Marks
    """The marks that the other decisions about its document leave on it."""
    signals: Sequence[Signal]
    """The words of its document that speak of countries."""
    without: Set[Feature] = frozenset()
    """The doubts that are switched off."""
    bound: Bound = UNBOUND
    """The country to which the words around bind the title."""


def marks_of(decided: Decided, surroundings: Surroundings, ranks: Ranks) -> Marks:
    """The marks of the decision for the best candidate of a mention, which it must have."""
    best = decided.best
    assert best is not None
    return dict(_marks(decided, best, surroundings, ranks))


def edge_marks(mention: Mention) -> tuple[str, str]:
    """The marks of what stands before and behind a mention."""
    before, behind = mention.edges
    kind = "role" if mention.kind == "role" else "body"
    return f"before_{before}_{kind}", f"behind_{behind}_{kind}"


def doubt_mark(doubt: Feature) -> str:
    """The mark of a doubt that is none about an edge."""
    return f"doubt_{doubt.name}"


def _marks(decided: Decided, best: Choice, surroundings: Surroundings, ranks: Ranks) -> Iterator[tuple[str, float]]:
    mention, body, level = decided.case.mention, best.reading.body, surroundings.level.level
    parsed, role = mention.parsed, mention.kind == "role"
    yield "always", 1.0
    yield from _scores(decided, best)
    yield from _learned(decided, best, level, ranks)
    yield "role", float(role)
    yield "person", float(mention.person is not None)
    yield "listed", float(mention.list_id >= 0)
    yield "place", float(parsed.place is not None)
    yield "level_said", float(parsed.level is not None)
    yield "level_only", float(len(body.levels) == 1)
    yield "level_around", float(parsed.level is None and len(body.levels) > 1 and level == surroundings.around)
    yield "level_central", float(parsed.level is None and len(body.levels) > 1 and level == "central")
    yield from _level(surroundings.level)
    yield "words", min(len(parsed.senses), 5) / 3
    yield "short", float(len(mention.surface) < 12)
    yield "very_short", float(len(mention.surface) < 7)
    yield "errors", float(len(best.reading.errors))
    for doubt, edge, mark in zip(EDGE_DOUBTS, mention.edges, edge_marks(mention), strict=True):
        if edge not in CUT or doubt not in surroundings.without:
            yield mark, 1.0
    for each in surroundings.doubts:
        if each.feature not in EDGE_DOUBTS:
            yield doubt_mark(each.feature), 1.0
    for features in (best.reading.features, best.fixed.features, best.added):
        for feature in features:
            if feature in _BOTH:
                yield _BOTH[feature], 1.0
    yield from _countries(mention, body, surroundings.signals)
    yield from surroundings.beside.items()


def _scores(decided: Decided, best: Choice) -> Iterator[tuple[str, float]]:
    others = [each.score for each in decided.choices[1:2]] + [score for _, score, _ in decided.others[:1]]
    second = max([0.0, *others])
    share = min(max(best.probability, _FLOOR), 1 - _FLOOR)
    yield "score", math.tanh(best.score / 5)
    yield "margin", max(-2.0, min(best.score - second, 8.0)) / 4
    yield "share", best.probability
    yield "share_odds", math.log(share / (1 - share)) / 3


def _level(level: LevelChoice) -> Iterator[tuple[str, float]]:
    share = min(max(level.share, _LEVEL_FLOOR), 1 - _LEVEL_FLOOR)
    yield "level_share", level.share
    yield "level_odds", math.log(share / (1 - share)) / 3
    yield "level_ruled", float(level.level == level.ruled)


def _learned(decided: Decided, best: Choice, level: str | None, ranks: Ranks) -> Iterator[tuple[str, float]]:
    """What the learned reader says of the same body, rank and level."""
    learned = decided.case.learned
    if learned is None:
        yield UNLEARNED, 1.0
        return
    probability = learned.bodies.get(best.office[0], 0.0)
    rank = ranks.by_id[best.reading.rank].written if best.reading.rank else None
    yield "learned", probability
    yield "learned_log", math.log(probability + _FLOOR) / 3
    yield "learned_none", learned.none
    yield "learned_none_log", math.log(learned.none + _FLOOR) / 3
    first_rank, first_level = next(iter(learned.ranks), None), next(iter(learned.levels), None)
    yield "learned_agrees", ((learned.body == best.office[0]) + (first_rank == rank) + (first_level == level)) / 3
    yield "learned_rank", learned.ranks.get(rank, 0.0)
    yield "learned_rank_first", float(first_rank == rank)
    yield "learned_level", learned.levels.get(level, 0.0)


def _countries(mention: Mention, body: Body, signals: Sequence[Signal]) -> Iterator[tuple[str, float]]:
    """Words near a title that speak of its country, and of others."""
    own = other = 0
    for signal in signals:
        if signal.kind in ("surname", "country", "side"):
            continue
        if not mention.start - _NEAR <= signal.start < mention.end + _NEAR:
            continue
        if signal.pack == body.pack and not signal.is_against:
            own += 1
        else:
            other += 1
    name = mention.person or ""
    families = [signal for signal in signals if signal.kind == "surname" and name.startswith(signal.text)]
    yield "person_ours", float(bool(name) and any(signal.pack == body.pack for signal in families))
    yield "person_others", float(bool(name) and not any(signal.pack == body.pack for signal in families))
    yield "country_near", float(own > 0)
    yield "other_country_near", float(other > 0)
    yield "other_country_only", float(other > 0 and own == 0)
