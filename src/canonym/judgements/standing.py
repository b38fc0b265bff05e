"""Which judgements hold: the last of each subject that was not undone, the narrowest subject first."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from canonym.glossary import Glossary
from canonym.judgements.named_offices import with_named_offices
from canonym.judgements.record import Judgement, Subject, fold
from canonym.model import Mention
from canonym.records import to_plain

Key = tuple[str, str, str | None, int | None]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Judgements of different people about one subject that do not agree, the last one first."""

    subject: Subject
    judgements: tuple[Judgement, ...]


class Judgements:
    """What people decided, ready to be asked about a mention."""

    def __init__(self, records: Iterable[Judgement] = ()) -> None:
        """Take records of one or several files in any order; time decides, and among equals the order given."""
        self.records: tuple[Judgement, ...] = tuple(sorted(records, key=lambda record: record.when))
        self._void = _void(self.records)
        self._standing: dict[Key, Judgement] = {}
        for record in self.valid:
            if record.is_decision:
                self._standing[record.subject.key] = record

    def __bool__(self) -> bool:
        """Tell whether there is anything to honour."""
        return bool(self._standing)

    @cached_property
    def valid(self) -> tuple[Judgement, ...]:
        """All records in the order of time but undos and what they undid."""
        return tuple(each for each in self.records if each.id not in self._void and each.what != "undo")

    @property
    def standing(self) -> tuple[Judgement, ...]:
        """The decision that holds for each subject, in the order in which the subjects were first judged."""
        return tuple(self._standing.values())

    def is_void(self, judgement: Judgement) -> bool:
        """Tell whether a judgement was undone."""
        return judgement.id in self._void

    def of(self, mention: Mention) -> Judgement | None:
        """Return the decision about a mention, or None."""
        return self.about(mention.surface, mention.lang, mention.doc, mention.start)

    def about(self, rendering: str, lang: str, doc: str, start: int) -> Judgement | None:
        """Give the decision about a rendering at a place: that of the mention, else of the report, else of the
        corpus.
        """
        if not self._standing:
            return None
        words = fold(rendering)
        for key in ((lang, words, doc, start), (lang, words, doc, None), (lang, words, None, None)):
            if key in self._standing:
                return self._standing[key]
        return None

    def holding(self, subject: Subject) -> Judgement | None:
        """Return the decision that holds for exactly this subject, or None."""
        return self._standing.get(subject.key)

    def narrower(self, subject: Subject) -> tuple[Judgement, ...]:
        """Return the decisions about single reports or mentions of a rendering, which go before one about the
        rendering.
        """
        own = subject.key[:2]
        return tuple(each for each in self.standing if each.subject.key[:2] == own and each.subject.doc is not None)

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Where the last judgements of different people disagree, neither made in the light of the other."""
        replaced = {earlier for record in self.valid for earlier in record.replaces}
        last: dict[Key, dict[str, Judgement]] = {}
        for record in self.valid:
            if record.is_decision:
                last.setdefault(record.subject.key, {})[record.who] = record
        found = []
        for key, by_person in last.items():
            open_ones = [each for each in by_person.values() if each.id not in replaced]
            if len({each.decided for each in open_ones}) > 1:
                newest_first = tuple(sorted(open_ones, key=lambda each: each.when, reverse=True))
                found.append(Conflict(self._standing[key].subject, newest_first))
        return tuple(found)

    @cached_property
    def skipped(self) -> dict[Key, frozenset[str]]:
        """By subject, who said "not now" since its last decision."""
        found: dict[Key, set[str]] = {}
        for record in self.valid:
            if record.what == "skip":
                found.setdefault(record.subject.key, set()).add(record.who)
            else:
                found.pop(record.subject.key, None)
        return {key: frozenset(people) for key, people in found.items()}

    def fingerprint(self) -> list[object]:
        """Return everything that results depend on, as JSON values."""
        return [to_plain(each) for each in sorted(self.standing, key=lambda each: each.id)]

    def usable(self, glossary: Glossary, forbidden: Sequence[str] = ()) -> tuple[Judgements, tuple[str, ...]]:
        """Return those whose offices the glossary has, and a line about each of the others.

        A proposed office that a pack has meanwhile, under the name that it was given, is a choice of it.
        """
        standing = with_named_offices(self.standing, glossary)
        problems = {each.id: _problem(each, glossary, forbidden) for each in standing}
        lost = {number: problem for number, problem in problems.items() if problem}
        if not lost:
            return (self if tuple(standing) == self.standing else Judgements(standing)), ()
        lines = [
            f"the judgement of {each.who} about {shortened(each.subject.rendering)!r} is not followed: {lost[each.id]}"
            for each in standing
            if each.id in lost
        ]
        return Judgements(each for each in standing if each.id not in lost), tuple(lines)


def shortened(text: str, length: int = 80) -> str:
    """Shorten a text that may be long, for a message."""
    return text if len(text) <= length else text[: length - 1] + "…"


def _void(records: Sequence[Judgement]) -> frozenset[str]:
    """Return the ids of judgements that were undone by an undo that holds itself."""
    undoing: dict[str, list[str]] = {}
    for record in records:
        if record.of is not None:
            undoing.setdefault(record.of, []).append(record.id)
    void: set[str] = set()
    # The last undo is undone by nobody; from there each earlier one is known.
    for record in reversed(records):
        if any(undo not in void for undo in undoing.get(record.id, ())):
            void.add(record.id)
    return frozenset(void)


def _problem(judgement: Judgement, glossary: Glossary, forbidden: Sequence[str]) -> str:
    """Tell why a judgement cannot be followed with this glossary; empty where it can."""
    office = judgement.office
    if office is None:
        return ""
    body = glossary.bodies.get(office.body)
    if body is None and office.body in {f"{term.pack}/{term.id}" for term in glossary.terms}:
        return ""
    if body is None:
        close = difflib.get_close_matches(office.body, glossary.bodies, n=1)
        return f"no pack in use has {office.body!r}" + (f" (nearest: {close[0]})" if close else "")
    if body.pack in forbidden:
        return f"the pack {body.pack} is forbidden"
    if office.rank is not None and office.rank not in glossary.ranks.by_id:
        return f"there is no rank {office.rank!r}"
    if office.level is not None and office.level not in body.levels:
        return f"{body.id} does not exist at {office.level} level"
    return ""
