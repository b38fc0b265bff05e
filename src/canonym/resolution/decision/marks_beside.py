"""The marks of a decision that the other decisions about its document leave on it.

Titles of one report are right or wrong together: a report that was read badly is read badly throughout, and two ranks
of one person in one body are seldom both right.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from canonym.features.declared import UNKNOWN
from canonym.resolution.candidates.mention_case import Decided
from canonym.resolution.decision.level_choice import LevelChoice

_USUAL = 0.7
"""What the means are taken for where a document has no other title."""
_LONG = 80
"""Code points from which the length of a title no longer matters."""


class _Office(NamedTuple):
    person: str | None
    body: str
    rank: str | None
    level: str | None


def marks_beside(titles: Sequence[Decided], levels: Sequence[LevelChoice]) -> list[Mapping[str, float]]:
    """For each title of one document, the marks that the others leave; none for titles without a candidate."""
    document = _Document(titles, levels)
    return [dict(document.marks(number)) for number in range(len(titles))]


class _Document:
    """The decisions about one document."""

    def __init__(self, titles: Sequence[Decided], levels: Sequence[LevelChoice]) -> None:
        self._titles = titles
        self._offices = [
            None
            if decided.best is None
            else _Office(decided.case.person, decided.best.office[0], decided.best.reading.rank, chosen.level)
            for decided, chosen in zip(titles, levels, strict=True)
        ]
        known = [office for office in self._offices if office is not None]
        self._packs = Counter(office.body.split("/")[0] for office in known)
        self._held: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._holders: dict[_Office, set[str]] = defaultdict(set)
        for office in known:
            if office.person and office.rank:
                self._held[office.person, office.body][office.rank] += 1
                self._holders[office._replace(person=None)].add(office.person)
        self._learned = [_learned(decided) for decided in titles]
        self._shares = [decided.best.probability if decided.best else 0.0 for decided in titles]
        self._count = len(known)
        self._sums = sum(self._learned), sum(self._shares)
        self._unknown = sum(decided.best is not None and decided.best.has(UNKNOWN) for decided in titles)

    def marks(self, number: int) -> Iterator[tuple[str, float]]:
        """The marks of one title."""
        decided, office = self._titles[number], self._offices[number]
        best = decided.best
        if best is None or office is None:
            return
        if office.person and office.rank:
            ranks = self._held[office.person, office.body]
            yield "holder_again", float(ranks[office.rank] > 1)
            yield "holder_otherwise", float(len(ranks) > 1)
            yield "holder_contested", float(len(self._holders[office._replace(person=None)]) > 1)
        yield from _second(decided, office.body)
        others = self._count - 1
        learned, share = (
            (total - values[number]) / others if others else _USUAL
            for total, values in zip(self._sums, (self._learned, self._shares), strict=True)
        )
        yield "document_learned", learned
        yield "document_share", share
        yield "document_unknown", self._unknown / self._count
        yield "document_other_packs", 1 - self._packs[office.body.split("/")[0]] / self._count
        yield "length", min(len(decided.case.mention.surface), _LONG) / _LONG


def _learned(decided: Decided) -> float:
    """How probable the learned reader finds the body that was decided."""
    learned, best = decided.case.learned, decided.best
    return learned.bodies.get(best.office[0], 0.0) if learned and best else 0.0


def _second(decided: Decided, body: str) -> Iterator[tuple[str, float]]:
    """What is known of the next candidate, and of the learned reader's."""
    learned = decided.case.learned
    if len(decided.choices) > 1:
        second = decided.choices[1].office[0]
        yield "second_pack", float(second.split("/")[0] != body.split("/", maxsplit=1)[0])
        yield "second_learned", learned.bodies.get(second, 0.0) if learned else 0.0
    if learned:
        yield "learned_second", next((value for each, value in learned.bodies.items() if each != learned.body), 0.0)
