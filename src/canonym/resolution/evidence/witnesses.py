"""Witnesses: what other versions of the same report call the office in the same place.

Every version is a witness by its own words and its own surroundings. What it has learnt from other versions is not
counted, so that a rendering never bears witness to its own echo. Translators share their errors; so the second witness
counts half, the third a third, and a majority alone does not win over what the rest of a report says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from canonym.features.declared import (
    ABSENT,
    KIND_NEAR,
    KIND_WRONG,
    NAME,
    OFFICE_NAME,
    RANK,
    RANK_MISREAD,
    RANK_WRONG,
    TAKEN,
    WITNESS,
)
from canonym.features.feature import Feature
from canonym.features.other_facts import HolderInVersions, VersionsSay, VersionsSayRank
from canonym.glossary import Glossary
from canonym.model import Counterpart, Mention
from canonym.resolution.candidates.candidates import Candidates
from canonym.resolution.candidates.mention_case import Case, Choice, FoundFeature
from canonym.resolution.candidates.reading import Reading
from canonym.resolution.candidates.reading_table import ReadingTable
from canonym.resolution.tables.columns import NONE, SURE, Results

_POOR = frozenset({ABSENT, KIND_NEAR, KIND_WRONG, RANK_WRONG})
CONTESTED = 0.5
"""What a testimony counts whose own report gives the same lead to two persons: one of them is wrong."""


@dataclass(frozen=True, slots=True)
class Testimony:
    """The office that another version's mention stands for by its own words and surroundings."""

    body: str
    rank: str | None
    """Its rank, where the body surely has it; None for one that every body or no such body has."""
    level: str | None
    """The level that it says itself or that the mention says whose body it names in short."""
    strength: float
    mention: Mention
    contested: bool
    """Whether its own report gives this office, which one person holds at a time, to somebody else as well."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the other versions say about one mention."""

    testimonies: tuple[Testimony, ...] = ()
    """The strongest first."""
    lost: tuple[str, str | None] | None = None
    """The office that this report gives to two persons, and the other versions to the other one."""
    rival: str | None = None
    """That other one."""

    def concerns(self, reading: Reading) -> bool:
        """Whether anything is said for or against a candidate."""
        office = (reading.body.id, reading.rank)
        return office == self.lost or any(each.body == office[0] for each in self.testimonies)

    def of(self, body: str) -> list[Testimony]:
        """The testimonies for a body."""
        return [each for each in self.testimonies if each.body == body]


NOTHING = Heard()


class _Leader(NamedTuple):
    """A mention's likeliest candidate, by its own words and surroundings."""

    reading: Reading
    leading: float
    antecedent: int
    """Number of the mention whose body it names in short, or NONE."""


class Witnesses:
    """Who stands where in the other versions."""

    def __init__(self, mentions: Iterable[Mention], counterparts: Sequence[Counterpart], glossary: Glossary) -> None:
        """`counterparts` whose mentions are not among these are passed over."""
        self._ranks = glossary.ranks.by_id
        self._from_lists = frozenset(pack.id for pack in glossary.packs if pack.presumed)
        wanted = {place for pair in counterparts for place in (pair.a, pair.b)}
        places = ((mention.doc, mention.start) for mention in mentions) if wanted else ()
        numbers = {place: number for number, place in enumerate(places) if place in wanted}
        self._heard: dict[int, Heard] = {}
        self._others: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for pair in counterparts:
            first, second = numbers.get(pair.a), numbers.get(pair.b)
            if first is not None and second is not None:
                self._others[first].append((second, pair.strength))
                self._others[second].append((first, pair.strength))

    def __bool__(self) -> bool:
        """Whether there are other versions at all."""
        return bool(self._others)

    def hearing(self, numbers: range) -> list[int]:
        """Those of some mentions about which other versions say anything."""
        return [number for number in numbers if number in self._heard] if self._heard else []

    def of(self, number: int) -> Heard:
        """What the other versions say about a mention, after `listen`."""
        return self._heard.get(number, NOTHING)

    def listen(self, cases: Sequence[Case], results: Results, table: ReadingTable) -> None:
        """Take in what the results of a round make each mention's counterparts say."""
        own = {
            number: _Leader(table.readings[row], leading, antecedent)
            for number in self._others
            if (row := int(results.leader[number])) != NONE
            and (leading := float(results.leading[number])) >= SURE
            and (antecedent := int(results.leader_antecedent[number])) >= NONE
            and self._may_testify(table.readings[row])
        }
        claims = self._claims(own, cases)
        rivals = {number: [each for each in claim if each != number] for claim in claims for number in claim}
        for number, others in self._others.items():
            said = [
                _testimony(own[other], strength, cases[other], cases, contested=other in rivals)
                for other, strength in others
                if other in own
            ]
            said.sort(key=lambda each: (-each.strength, each.mention.doc, each.mention.start))
            self._heard[number] = Heard(tuple(said))
        for number, competitors in rivals.items():
            if not _confirmed(self._heard[number], own[number]):
                held = [other for other in competitors if _confirmed(self._heard[other], own[other])]
                if held:
                    person = cases[held[0]].mention.person
                    self._heard[number] = replace(self._heard[number], lost=own[number].reading.office, rival=person)

    def _may_testify(self, reading: Reading) -> bool:
        """Whether a reading as a body of a list is good enough: another body of the same field is none of its names."""
        if reading.body.pack not in self._from_lists:
            return True
        return NAME in reading.features or OFFICE_NAME in reading.features or _POOR.isdisjoint(reading.features)

    def _claims(self, own: Mapping[int, _Leader], cases: Sequence[Case]) -> list[list[int]]:
        """The mentions of one report that give the same lead, which one person holds at a time, to several persons."""
        seats: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for number, best in sorted(own.items()):
            mention, office = cases[number].mention, best.reading.office
            if mention.person is None or office[1] is None or mention.parsed.tenure != "current":
                continue
            rank, leader = self._ranks[office[1]], best.reading.body.leader
            if not rank.modifiers and rank.base == leader != "member":
                seats[mention.doc, office, mention.parsed.level, mention.parsed.place].append(number)
        return [seat for seat in seats.values() if not _one_person(cases[number].person or "" for number in seat)]


def _testimony(best: _Leader, strength: float, case: Case, cases: Sequence[Case], *, contested: bool) -> Testimony:
    body, rank = best.reading.office
    level = case.mention.parsed.level
    if level is None and best.antecedent != NONE:
        level = cases[best.antecedent].mention.parsed.level
    worth = strength * best.leading * (CONTESTED if contested else 1.0)
    return Testimony(body, rank if RANK in best.reading.features else None, level, worth, case.mention, contested)


def _one_person(names: Iterable[str]) -> bool:
    """Whether all names can be one person's ("Vang" and "Giang Seo Vang")."""
    words = sorted((set(name.split()) for name in names), key=len)
    return all(words[0] <= other for other in words)


def _confirmed(heard: Heard, best: _Leader) -> bool:
    body, rank = best.reading.office
    return any(not each.contested and each.rank == rank for each in heard.of(body))


def witnessed_readings(
    case: Case, readings: Sequence[Reading], heard: Heard, candidates: Candidates
) -> Sequence[Reading]:
    """The readings of a mention, with those that only witnesses suggest, in the order of body ids.

    Where witnesses agree on another rank in the body than the words say, and outnumber those who say the same as the
    words, theirs is meant.
    """
    if not heard.testimonies:
        return readings
    found = {reading.body.id: reading for reading in readings}
    for body in dict.fromkeys(each.body for each in heard.testimonies):
        reading = found.get(body) or candidates.suggested(case, body)
        found[body] = _with_rank(reading, heard.of(body))
    return [found[body] for body in sorted(found)]


def _with_rank(reading: Reading, heard: Sequence[Testimony]) -> Reading:
    votes: dict[str, float] = defaultdict(float)
    for each in heard:
        if each.rank is not None:
            votes[each.rank] += each.strength
    best = min(votes, key=lambda rank: (-votes[rank], rank), default=None)
    own = votes.get(reading.rank or "", 0.0) + (RANK in reading.features)
    if best is None or reading.rank is None or best == reading.rank or votes[best] <= own:
        return reading
    return replace(reading, rank=best, blame={*reading.blame, WITNESS})


def is_rank_corrected(reading: Reading) -> bool:
    """Whether witnesses say another rank than the words."""
    return WITNESS in reading.blame


def _witness(reading: Reading, heard: Heard) -> FoundFeature | None:
    said = heard.of(reading.body.id)
    if not said:
        return None
    value = sum(each.strength / place for place, each in enumerate(said, 1))
    first, versions = said[0].mention, len({each.mention.doc for each in said})
    return FoundFeature(value, VersionsSay(reading.body.id, versions, first.surface, first.doc, first.start))


def _rank_misread(reading: Reading, _: Heard) -> FoundFeature | None:
    if is_rank_corrected(reading) and RANK_MISREAD not in reading.features:
        return FoundFeature(1, VersionsSayRank(reading.rank))
    return None


def _taken(reading: Reading, heard: Heard) -> FoundFeature | None:
    return FoundFeature(1, HolderInVersions(heard.rival)) if heard.lost == reading.office else None


VERSION_FEATURES: Mapping[Feature, Callable[[Reading, Heard], FoundFeature | None]] = {
    WITNESS: _witness,
    RANK_MISREAD: _rank_misread,
    TAKEN: _taken,
}
"""What the other versions can say for and against a candidate."""


def witnessed_level(choice: Choice, own: str | None, heard: Heard) -> str | None:
    """The level that most versions say where the mention itself says none; `own` is that of its antecedent."""
    votes: dict[str, float] = defaultdict(float)
    if own:
        votes[own] = 1.0
    for each in heard.of(choice.office[0]):
        if each.level:
            votes[each.level] += each.strength
    fitting = [level for level in votes if level in choice.reading.body.levels]
    return min(fitting, key=lambda level: (-votes[level], level != own, level), default=own)
