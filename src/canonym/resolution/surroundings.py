"""What the results of one round say about the mentions of a document: slots, lists, words and errors.

Built anew for each document and round from the results of the round before; looking a mention up takes constant time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from canonym.glossary import Glossary
from canonym.resolution.candidates import Candidates
from canonym.resolution.cases import SURE, Best, Case, Choice
from canonym.resolution.reading import Reading
from canonym.resolution.slots import SlotTable, TitleLists, Witnessed

_WINDOW = 60
"""Mentions before one (and a third of it behind) among which a short form finds the body that it stands for."""
_LIKELY = 0.5
"""Probability from which a body counts as named rightly, as its own words say it."""
_CENTRAL = ("central",)
_MEMBERS = frozenset({"member", "alternate-member", "standing-member", "delegate"})


class Surroundings:
    """The results of one round in one document, indexed."""

    def __init__(
        self,
        numbers: range,
        cases: Sequence[Case],
        results: Sequence[Best | None],
        lists: TitleLists,
        slots: SlotTable,
        term_bodies: Sequence[str],
        candidates: Candidates,
    ) -> None:
        """`numbers` are those of the document's mentions; cases and results are those of the whole corpus."""
        self._numbers = numbers
        self._cases = cases
        self._results = results
        self._lists = lists
        self._in_slot = slots.within(numbers)
        self._term_bodies = term_bodies
        self._candidates = candidates
        self._glossary: Glossary = candidates.glossary
        self._sure = {number: best for number in numbers if (best := _sure(results[number])) is not None}
        self._bodies: dict[str, list[int]] = defaultdict(list)
        """Body -> the first two mentions that surely name it, in whatever way."""
        self._errors: dict[str, list[int]] = defaultdict(list)
        self._words: dict[tuple[frozenset[object], str], list[int]] = defaultdict(list)
        self._named: dict[str, list[int]] = defaultdict(list)
        self._rightly: dict[str, int] = {}
        self._holders: dict[tuple[object, ...], dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for number, best in self._sure.items():
            self._index(number, best)
        for number in numbers:
            best = results[number]
            if best is not None and best.independent >= _LIKELY and "kind" in best.reading.features:
                self._rightly.setdefault(best.office[0], number)

    def _index(self, number: int, best: Best) -> None:
        case = self._cases[number]
        body = best.office[0]
        _keep_two(self._bodies[body], number)
        for error in best.reading.errors:
            _keep_two(self._errors[error.id], number)
        if case.items:
            same = self._words[case.rendering.words, body]
            same.append(number)
            if len(same) > 1:
                same.sort(key=lambda other: (-self._sure[other].independent, other))
                del same[2:]
        if best.reading.antecedent is None:
            _keep_two(self._named[body], number)
        seat = self._seat(case, best)
        if seat is not None:
            self._holders[seat][case.person or ""] += best.independent

    def _seat(self, case: Case, choice: Choice | Best) -> tuple[object, ...] | None:
        """What only one person holds at a time: the lead of a body at a level and place, here and now."""
        mention = case.mention
        if mention.person is None or mention.parsed.tenure != "current" or choice.reading.rank is None:
            return None
        rank = self._glossary.ranks.by_id[choice.reading.rank]
        if rank.modifiers or rank.base != choice.reading.body.leader or rank.base == "member":
            return None
        return (choice.office, mention.parsed.level, mention.parsed.place)

    # candidates that only the surroundings suggest

    def readings(self, number: int) -> Sequence[Reading]:
        """The readings of a mention: its own candidates and those that only its surroundings suggest."""
        case = self._cases[number]
        own = case.rendering.readings
        suggested = self._in_slot.get(number) if case.items else ()
        anaphora = bool(self._candidates.weights["anaphora"])
        short = anaphora and case.rendering.is_short
        bare = anaphora and case.rendering.is_bare
        if not (suggested or short or bare or case.rendering.leaves_body_out):
            return own
        readings = {reading.body.id: reading for reading in own}
        for witnessed in suggested or ():
            if witnessed.body not in readings:
                readings[witnessed.body] = self._candidates.suggested(case, witnessed.body)
        if short:
            self._add_short_form(number, case, readings)
        if bare:
            self._add_bare_rank(number, case, readings)
        for reading in self._candidates.with_body_left_out(case):
            readings.setdefault(reading.body.id, reading)
        return [readings[body] for body in sorted(readings)] if len(readings) > len(own) or short else own

    def _add_short_form(self, number: int, case: Case, readings: dict[str, Reading]) -> None:
        named: dict[str, int | None] = {**self._named_around(number)}
        for body in self._term_bodies:
            named.setdefault(body, None)
        for body, antecedent in named.items():
            reading = self._candidates.reading_of(case, body)
            if "kind" not in reading.features:
                continue
            reading.antecedent = antecedent
            reading.forgive("absent", "missing")
            value = 1 if body not in readings else 0.5
            reading.add("anaphora", value, "a short form of a body named in the text")
            if body not in readings or "absent" in readings[body].features:
                readings[body] = reading
            return

    def _add_bare_rank(self, number: int, case: Case, readings: dict[str, Reading]) -> None:
        """A bare rank ("deputy director") belongs to the body named last whose leader has the same base."""
        base = self._glossary.ranks.by_id[case.mention.parsed.ranks[0]].base
        for body, antecedent in self._named_around(number).items():
            if self._glossary.bodies[body].leader != base or antecedent > number:
                continue
            reading = self._candidates.reading_of(case, body)
            reading.forgive("absent", "kind_none")
            reading.antecedent = antecedent
            reading.add("anaphora", 0.8, "a bare rank of a body named before")
            readings.setdefault(body, reading)
            return

    def _named_around(self, number: int) -> dict[str, int]:
        """Bodies with the mentions that name them, the nearest before first, then those behind."""
        at = number - self._numbers.start
        before, behind = self._numbers[max(0, at - _WINDOW) : at], self._numbers[at + 1 : at + 1 + _WINDOW // 3]
        found: dict[str, int] = {}
        for other in (*reversed(before), *behind):
            best = self._sure.get(other)
            if best is not None and best.reading.antecedent is None:
                found.setdefault(best.office[0], other)
        return found

    # evidence of the surroundings

    def concerned(self, number: int, readings: Sequence[Reading]) -> set[int]:
        """The places of the candidates about which the other mentions have a say; `add` adds nothing to others."""
        own = self._sure.get(number)
        alone = own.office[0] if own and self._bodies[own.office[0]] == [number] else None
        in_slot = {each.body for each in self._in_slot.get(number, ())}
        beside = [other for other in self._lists.neighbours(number) if other != number]
        offices = {self._sure[other].office for other in beside if other in self._sure}
        local = any(self._is_local(other) for other in beside)
        found = set()
        for at, reading in enumerate(readings):
            body = reading.body
            if (
                (body.id in self._bodies and body.id != alone)
                or self._rightly.get(body.id, number) != number
                or body.id in in_slot
                or (local and body.levels == _CENTRAL)
                or (offices and body.ex_officio and any(each[1:] in offices for each in body.ex_officio))
                or (
                    reading.errors
                    and any(_other(self._errors.get(each.id, ()), number) is not None for each in reading.errors)
                )
            ):
                found.add(at)
        return found

    def add(self, number: int, choice: Choice) -> None:
        """Add what speaks for or against a choice in the light of the other mentions."""
        self._add_slot(choice, self._in_slot.get(number, ()))
        self._add_list(number, choice)
        self._add_document(number, choice)
        self._add_twin(number, choice)
        self._add_taken(number, choice)

    def _add_slot(self, choice: Choice, found: Sequence[Witnessed]) -> None:
        for each in found:
            if each.body == choice.office[0]:
                mention = self._cases[each.example].mention
                who = "the same slot" if each.count == 1 else f"the same slot in {each.count} lists"
                example = f"“{mention.surface}” ({mention.doc}, {mention.start})"
                choice.set("slot", each.value, f"{who} is {each.body}, as in {example}")

    def _add_list(self, number: int, choice: Choice) -> None:
        case = self._cases[number]
        neighbours = [other for other in self._lists.neighbours(number) if other != number]
        central = choice.reading.body.levels == _CENTRAL
        member = choice.reading.rank in (None, choice.reading.body.member)
        if central and not member and any(self._is_local(other) for other in neighbours):
            choice.set("list_level", 1, "the other titles of the list are local ones")
        for other in neighbours:
            neighbour = self._sure.get(other)
            if neighbour is None:
                continue
            for rank, body, other_rank in choice.reading.body.ex_officio:
                if choice.reading.rank == rank and neighbour.office == (body, other_rank):
                    choice.set("ex_officio", 1, f"the {other_rank} of {body} is {rank} here by virtue of office")
            if neighbour.office == choice.office and self._outranks(other, number, neighbour, choice):
                surface = self._cases[other].mention.surface
                if surface != case.mention.surface:
                    choice.set("held_already", 1, f"“{surface}” in the same list is this office")

    def _is_local(self, number: int) -> bool:
        """Whether a mention says a level below the central one and is more than a membership."""
        parsed = self._cases[number].mention.parsed
        return (
            parsed.level not in (None, "central", "cluster") and bool(parsed.ranks) and parsed.ranks[0] not in _MEMBERS
        )

    def _outranks(self, other: int, number: int, neighbour: Best, choice: Choice) -> bool:
        own = self._results[number]
        mine = own.independent_of(choice.office) if own else 0.0
        return (neighbour.independent, -other) > (mine, -number)

    def _add_document(self, number: int, choice: Choice) -> None:
        case, body = self._cases[number], choice.office[0]
        if choice.has("foreign"):
            return  # what this country's bodies are called says nothing about another's
        for error in choice.reading.errors:
            if _other(self._errors.get(error.id, ()), number) is not None:
                choice.set("same_misreading", 1, f"{error.id} occurs elsewhere in the document")
        if _other(self._named.get(body, ()), number) is not None:
            choice.set("named_here", 1, f"the document names {body} elsewhere")
        if not case.items or choice.has("rank_wrong"):
            return
        other = _other(self._words.get((case.rendering.words, body), ()), number)
        if other is not None:
            mention = self._cases[other].mention
            choice.set("same_words", self._sure[other].independent, f"as in “{mention.surface}” ({mention.start})")

    def _add_twin(self, number: int, choice: Choice) -> None:
        """A ministry, or its minister, that the document calls a department elsewhere is that department."""
        other = self._rightly.get(choice.office[0])
        if not choice.has("kind_misread") or not choice.reading.wrong or other in (None, number):
            return
        mention = self._cases[other].mention
        choice.set("twin", 1, f"“{mention.surface}” ({mention.start}) names it rightly")

    def _add_taken(self, number: int, choice: Choice) -> None:
        """The lead of a body that the document gives to somebody else more surely."""
        case = self._cases[number]
        seat = self._seat(case, choice)
        holders = self._holders.get(seat) if seat is not None else None
        if not holders:
            return
        me = case.person or ""
        mine = holders.get(me, 0.0)
        others = {name: sure for name, sure in holders.items() if not _same_person(name, me)}
        if others and max(others.values()) > mine + 0.5:
            for feature in ("same_words", "named_here"):
                choice.added.pop(feature, None)  # those are the other person's
            choice.set("taken", 1, f"the document names {max(others, key=lambda name: (others[name], name))} for it")


def _sure(best: Best | None) -> Best | None:
    return best if best is not None and best.independent >= SURE else None


def _keep_two(numbers: list[int], number: int) -> None:
    if len(numbers) < 2:
        numbers.append(number)


def _other(numbers: Sequence[int], number: int) -> int | None:
    """The first of the numbers that is not the mention itself."""
    return next((other for other in numbers if other != number), None)


def _same_person(first: str, second: str) -> bool:
    """Whether two names can be one person's: one holds all words of the other ("Vang" and "Giang Seo Vang")."""
    one, other = set(first.split()), set(second.split())
    return one <= other or other <= one
