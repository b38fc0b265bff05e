"""The levels of a document's titles, chosen together from everything that speaks for one.

What speaks for a level is weighed by a logistic choice among the levels of the body that was decided:

    share of a level = exp(sum of weights of what speaks for it) / the same over all levels of the body

It counts what the words say (a city word often stands for a district, the country's name for the whole country or for
nothing at all), what the learned reader makes of them, the levels that the titles before, behind and in the same list
say, how often the document says each level, and the rule of levels.py. How much each of these is worth depends on
whether the title says a level itself. The weights are in glossaries/levels.yaml, fitted by bench/fit_acceptance.py.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from canonym.errors import GlossaryError
from canonym.glossary import Glossary
from canonym.glossary.yaml_files import load_yaml
from canonym.model import Mention
from canonym.resolution.candidates.mention_case import PLACES, Decided
from canonym.resolution.decision.levels import names_country, ruled_level
from canonym.resources import glossaries_folder

LevelWeights = Mapping[str, float]

_FLOOR = 0.01
"""Added to the learned reader's probabilities: it is no surer than one in a hundred."""
_NOT_AROUND = frozenset({"central", "cluster"})
"""Levels that say nothing of the titles beside them: a central body is named in every report."""


_NAMES: Mapping[str, tuple[str, ...]] = {
    standing: tuple(f"{each}_{standing}" for each in ("learned", "share", "rule", "before", "behind", "list"))
    for standing in ("said", "other", "country", "open", "alone")
}
"""What speaks for a level, by what the title says itself: a level of the body, another one, the country, nothing; alone
is a title that says nothing where no other one of its document says a level."""


class LevelChoice(NamedTuple):
    """The level at which an office stands."""

    level: str | None
    share: float
    """How probable it is among the levels of the body, 0 to 1."""
    ruled: str | None
    """The level that the rule gives."""


NO_LEVEL = LevelChoice(None, 1.0, None)


def chosen_levels(
    titles: Sequence[Decided], around: Sequence[str | None], glossary: Glossary, weights: LevelWeights | None = None
) -> list[LevelChoice]:
    """The level of each title of one document, for its best candidate.

    `around` are the levels of their lists or of the document; `weights` are those that ship unless others are given.
    """
    weighed = load_levels() if weights is None else weights
    said = _Said([decided.case.mention for decided in titles])
    found = []
    for number, (decided, level) in enumerate(zip(titles, around, strict=True)):
        best = decided.best
        if best is None:
            found.append(NO_LEVEL)
            continue
        body = best.reading.body
        ruled = ruled_level(decided.case.mention, decided.said, body, level, glossary)
        if len(body.levels) < 2:
            found.append(LevelChoice(ruled, 1.0, ruled))
            continue
        scores = []
        for _, speaks in _speaking(number, decided, ruled, said):
            score = 0.0
            for name, value in speaks.items():
                score += weighed.get(name, 0.0) * value
            scores.append(score)
        found.append(_chosen(body.levels, scores, ruled))
    return found


def _chosen(levels: Sequence[str], scores: Sequence[float], ruled: str | None) -> LevelChoice:
    """The level with the highest score; among equals the rule's, else the first."""
    highest = max(scores)
    total = sum(math.exp(score - highest) for score in scores)
    best = [level for level, score in zip(levels, scores, strict=True) if score > highest - 1e-9]
    return LevelChoice(ruled if ruled in best else best[0], round(1 / total, PLACES), ruled)


def speaking(titles: Sequence[Decided], around: Sequence[str | None], glossary: Glossary) -> Iterator[
    tuple[int, dict[str, dict[str, float]]]
]:  # fmt: skip
    """For each title whose body exists at several levels: its number, and what speaks for each of them; for fitting."""
    said = _Said([decided.case.mention for decided in titles])
    for number, (decided, level) in enumerate(zip(titles, around, strict=True)):
        best = decided.best
        if best is not None and len(best.reading.body.levels) > 1:
            ruled = ruled_level(decided.case.mention, decided.said, best.reading.body, level, glossary)
            yield number, dict(_speaking(number, decided, ruled, said))


class _Said:
    """The levels that the titles of a document say."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self.country = [names_country(mention) for mention in mentions]
        own = [mention.parsed.level for mention in mentions]
        clear = [
            None if level == "central" and country else level for level, country in zip(own, self.country, strict=True)
        ]
        self._clear = clear
        self._counts: dict[str, int] = defaultdict(int)
        for level in clear:
            if level:
                self._counts[level] += 1
        self._total = sum(self._counts.values())
        self.is_silent = not any(own)
        """Whether no title says a level."""
        local = [None if level in _NOT_AROUND else level for level in clear]
        self.before = _last_before(local)
        self.behind = _last_before(local[::-1])[::-1]
        self._lists: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for mention, level in zip(mentions, own, strict=True):
            if mention.list_id >= 0 and level:
                self._lists[mention.list_id].append((mention.slot, level))

    def shares(self, number: int, levels: Sequence[str]) -> list[float]:
        """How often the other titles of the document say each level, as shares of those that say one, and one more."""
        own = self._clear[number]
        total = self._total - (own is not None) + 1
        return [(self._counts[level] - (level == own)) / total for level in levels]

    def in_list(self, mention: Mention) -> str | None:
        """The level that the nearest other title of its list says."""
        if mention.list_id < 0:
            return None
        others = [
            (abs(slot - mention.slot), level) for slot, level in self._lists[mention.list_id] if slot != mention.slot
        ]
        return min(others)[1] if others else None


def _last_before(levels: Sequence[str | None]) -> list[str | None]:
    """For each place the last level before it."""
    found: list[str | None] = []
    last = None
    for level in levels:
        found.append(last)
        last = level or last
    return found


def _speaking(number: int, decided: Decided, ruled: str | None, said: _Said) -> Iterator[tuple[str, dict[str, float]]]:
    """The levels of the body of a title's best candidate, each with what speaks for it."""
    mention, best = decided.case.mention, decided.best
    assert best is not None
    levels = best.reading.body.levels
    own, country = mention.parsed.level, said.country[number]
    if country and own in (None, "central"):
        says, standing = "country", "country"
    elif own is None:
        says, standing = (f"short_{decided.said}" if decided.said else "nothing"), "open"
    else:
        says, standing = own, "said" if own in levels else "other"
    if own is None and said.is_silent:
        says, standing = "country" if country else "alone", "alone"
    learned = decided.case.learned.levels if decided.case.learned else {}
    before, behind, beside = said.before[number], said.behind[number], said.in_list(mention)
    by_learned, by_share, by_rule, by_before, by_behind, by_list = _NAMES[standing]
    with_place = "said_with_place" if mention.parsed.place else "said_alone"
    for level, share in zip(levels, said.shares(number, levels), strict=True):
        speaks = {
            f"says_{says}_for_{level}": 1.0,
            by_learned: math.log(learned.get(level, 0.0) + _FLOOR),
            by_share: share,
        }
        if level == ruled:
            speaks[by_rule] = 1.0
        if level == own:
            speaks[with_place] = 1.0
        if level == before:
            speaks[by_before] = 1.0
        if level == behind:
            speaks[by_behind] = 1.0
        if level == beside:
            speaks[by_list] = 1.0
        yield level, speaks


@lru_cache(maxsize=1)
def load_levels() -> LevelWeights:
    """What speaks for a level -> weight, as it ships; raises GlossaryError for an entry that is no number."""
    path = glossaries_folder() / "levels.yaml"
    weights: LevelWeights = load_yaml(path).get("weights") or {}
    for name, weight in weights.items():
        if not isinstance(weight, int | float):
            raise GlossaryError(f"the weight of {name!r} is no number", where=str(path), remedy="fit it again")
    return weights
