"""What the results of one round say about the other mentions: slots, lists, words and errors of the same document.

Built anew for each round from the results of the round before; looking a mention up takes constant time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from canonym.glossary import Glossary
from canonym.glossary.packs import Pack
from canonym.model import ParsedTitle
from canonym.resolution.candidates import Candidates
from canonym.resolution.cases import Case, Choice
from canonym.resolution.reading import FREE, Reading
from canonym.resolution.slots import Witness, person_key

_WINDOW = 60
"""Mentions before one (and a third of it behind) among which a short form finds the body that it stands for."""
_MEMBERS = frozenset({"member", "alternate-member", "standing-member", "delegate"})


class Surroundings:
    """The results of one round, indexed by document."""

    def __init__(
        self,
        cases: Sequence[Case],
        by_doc: Mapping[str, Sequence[int]],
        lists: Mapping[int, Sequence[int]],
        found: Mapping[int, Sequence[Witness]],
        term_bodies: Mapping[str, Sequence[str]],
        candidates: Candidates,
    ) -> None:
        """`lists` and `found` are by mention number: its title list, and who stands in its slot elsewhere."""
        self._cases = cases
        self._by_doc = by_doc
        self._lists = lists
        self._found = found
        self._term_bodies = term_bodies
        self._candidates = candidates
        self._glossary: Glossary = candidates.glossary
        self._sure = [case.sure() for case in cases]
        self._position = {number: at for numbers in by_doc.values() for at, number in enumerate(numbers)}
        self._errors: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._words: dict[tuple[str, frozenset[object], str], list[int]] = defaultdict(list)
        self._named: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._rightly: dict[tuple[str, str], int] = {}
        self._holders: dict[tuple[object, ...], dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for number, choice in enumerate(self._sure):
            if choice is not None:
                self._index(number, choice)

    def _index(self, number: int, choice: Choice) -> None:
        case = self._cases[number]
        doc, body = case.mention.doc, choice.office[0]
        for error in choice.reading.errors:
            _keep_two(self._errors[doc, error.id], number)
        if case.items:
            best = self._words[doc, case.words, body]
            best.append(number)
            best.sort(key=lambda other: (-self._independent(other), other))
            del best[2:]
        if choice.reading.antecedent is None:
            _keep_two(self._named[doc, body], number)
        if choice.has("kind"):
            self._rightly.setdefault((doc, body), number)
        seat = self._seat(number, choice)
        if seat is not None:
            self._holders[seat][person_key(case.mention.person or "")] += choice.independent

    def _seat(self, number: int, choice: Choice) -> tuple[object, ...] | None:
        """What only one person holds at a time: the lead of a body at a level and place, here and now."""
        mention = self._cases[number].mention
        rank = self._glossary.ranks.by_id[choice.reading.rank] if choice.reading.rank else None
        if mention.person is None or rank is None or mention.parsed.tenure != "current":
            return None
        if rank.modifiers or rank.base != choice.reading.body.leader or rank.base == "member":
            return None
        return (mention.doc, choice.office, mention.parsed.level, mention.parsed.place)

    def _independent(self, number: int) -> float:
        choice = self._sure[number]
        return choice.independent if choice is not None else 0.0

    # candidates that only the surroundings suggest

    def readings(self, number: int) -> list[Reading]:
        """The readings of a mention: its own candidates and those that only its surroundings suggest."""
        case = self._cases[number]
        readings = {reading.body.id: reading for reading in case.base}
        parsed = case.mention.parsed
        for witness in self._found.get(number, ()):
            choice = self._sure[witness.mention]
            if choice is not None and choice.office[0] not in readings and case.items:
                readings[choice.office[0]] = self._candidates.read(parsed, case.items, choice.office[0])
        anaphora = bool(self._candidates.weights["anaphora"])
        if anaphora and self._kinds_only(case):
            self._add_short_form(number, case, readings)
        if anaphora and parsed.ranks and parsed.level is None and not case.items:
            self._add_bare_rank(number, case, readings)
        if parsed.ranks and all(item.meanings & FREE for item in case.items):
            for reading in self._omissions(case):
                readings.setdefault(reading.body.id, reading)
        return [readings[body] for body in sorted(readings)]

    def _kinds_only(self, case: Case) -> bool:
        families = self._glossary.senses.families
        return bool(case.items) and all(
            item.meanings and any(meaning in families for meaning in item.meanings) and item.named is None
            for item in case.items
        )

    def _add_short_form(self, number: int, case: Case, readings: dict[str, Reading]) -> None:
        named: dict[str, int | None] = {**self._named_around(number)}
        for body in self._term_bodies[case.mention.doc]:
            named.setdefault(body, None)
        for body, antecedent in named.items():
            reading = self._candidates.read(case.mention.parsed, case.items, body)
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
            reading = self._candidates.read(case.mention.parsed, case.items, body)
            reading.forgive("absent", "kind_none")
            reading.antecedent = antecedent
            reading.add("anaphora", 0.8, "a bare rank of a body named before")
            readings.setdefault(body, reading)
            return

    def _named_around(self, number: int) -> dict[str, int]:
        """Bodies with the mentions that name them, the nearest before first, then those behind."""
        numbers = self._by_doc[self._cases[number].mention.doc]
        at = self._position[number]
        found: dict[str, int] = {}
        for other in (*reversed(numbers[max(0, at - _WINDOW) : at]), *numbers[at + 1 : at + 1 + _WINDOW // 3]):
            choice = self._sure[other]
            if choice is not None and choice.reading.antecedent is None:
                found.setdefault(choice.office[0], other)
        return found

    def _omissions(self, case: Case) -> list[Reading]:
        parsed = case.mention.parsed
        readings: list[Reading] = []
        for pack in self._glossary.packs if self._candidates.weights["omission"] else ():
            for omission in pack.omissions:
                said = bool(parsed.level or parsed.place)
                if omission.level != "any" and (omission.level == "said") != said:
                    continue
                if not self._has_base(parsed, omission.base, pack):
                    continue
                reading = self._candidates.read(parsed, case.items, omission.body)
                reading.forgive("absent", "missing")
                reading.add("omission", 2 if said else 1, "{}", omission.cause)
                reading.variant = True
                readings.append(reading)
            readings += self._only_leaders(case, pack)
        return readings

    def _has_base(self, parsed: ParsedTitle, base: str, pack: Pack) -> bool:
        """Whether a title has a rank of a base, or one that is known to be read for it (governor: chair)."""
        bases = {self._glossary.ranks.by_id[rank].base for rank in parsed.ranks[:2]}
        read = {reading.read for reading in pack.rank_errors if reading.intended == base and reading.always}
        return base in bases or bool(bases & read)

    def _only_leaders(self, case: Case, pack: Pack) -> list[Reading]:
        """Bodies that alone have such a leader: a prime minister needs no "of the Government"."""
        parsed = case.mention.parsed
        readings = []
        for base in dict.fromkeys(self._glossary.ranks.by_id[rank].base for rank in parsed.ranks):
            led = [body for body in pack.bodies.values() if body.leader == base]
            if len(led) == 1 and (parsed.level is None or parsed.level in led[0].levels):
                reading = self._candidates.read(parsed, case.items, led[0].id)
                reading.forgive("absent", "missing", "kind_none")
                reading.add("omission", 2, "only {} has a {}", led[0].id, base)
                readings.append(reading)
        return readings

    # evidence of the surroundings

    def add(self, number: int, choice: Choice) -> None:
        """Add what speaks for or against a choice in the light of the other mentions."""
        self._add_slot(choice, self._found.get(number, ()))
        self._add_list(number, choice)
        self._add_document(number, choice)
        self._add_twin(number, choice)
        self._add_taken(number, choice)

    def _add_slot(self, choice: Choice, found: Sequence[Witness]) -> None:
        doubt = 1.0
        example = ""
        count = 0
        for witness in found:
            other = self._sure[witness.mention]
            if other is None or other.office[0] != choice.office[0]:
                continue
            doubt *= 1 - 0.75 * witness.strength * other.independent
            count += 1
            mention = self._cases[witness.mention].mention
            example = example or f"“{mention.surface}” ({mention.doc}, {mention.start})"
        if count:
            who = "the same slot" if count == 1 else f"the same slot in {count} lists"
            choice.set("slot", 1 - doubt, f"{who} is {choice.office[0]}, as in {example}")

    def _add_list(self, number: int, choice: Choice) -> None:
        case = self._cases[number]
        neighbours = [other for other in self._lists.get(number, ()) if other != number]
        central = choice.reading.body.levels == ("central",)
        member = choice.reading.rank in (None, choice.reading.body.member)
        if central and not member and any(self._is_local(other) for other in neighbours):
            choice.set("list_level", 1, "the other titles of the list are local ones")
        for other in neighbours:
            neighbour = self._sure[other]
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

    def _outranks(self, other: int, number: int, neighbour: Choice, choice: Choice) -> bool:
        mine = next((c.independent for c in self._cases[number].choices if c.office == choice.office), 0.0)
        return (neighbour.independent, -other) > (mine, -number)

    def _add_document(self, number: int, choice: Choice) -> None:
        case = self._cases[number]
        doc, body = case.mention.doc, choice.office[0]
        for error in choice.reading.errors:
            if _other(self._errors.get((doc, error.id), ()), number) is not None:
                choice.set("same_misreading", 1, f"{error.id} occurs elsewhere in the document")
        if _other(self._named.get((doc, body), ()), number) is not None:
            choice.set("named_here", 1, f"the document names {body} elsewhere")
        if not case.items or choice.has("rank_wrong"):
            return
        other = _other(self._words.get((doc, case.words, body), ()), number)
        if other is not None:
            mention = self._cases[other].mention
            choice.set("same_words", self._independent(other), f"as in “{mention.surface}” ({mention.start})")

    def _add_twin(self, number: int, choice: Choice) -> None:
        """A ministry that the document calls a department elsewhere is that department."""
        other = self._rightly.get((self._cases[number].mention.doc, choice.office[0]))
        if not choice.has("kind_misread") or not choice.reading.wrong or other in (None, number):
            return
        mention = self._cases[other].mention
        choice.set("twin", 1, f"“{mention.surface}” ({mention.start}) names it rightly")

    def _add_taken(self, number: int, choice: Choice) -> None:
        """The lead of a body that the document gives to somebody else more surely."""
        seat = self._seat(number, choice)
        if seat is None:
            return
        holders = self._holders.get(seat, {})
        me = person_key(self._cases[number].mention.person or "")
        mine = holders.get(me, 0.0)
        others = {name: sure for name, sure in holders.items() if not _same_person(name, me)}
        if others and max(others.values()) > mine + 0.5:
            for feature in ("same_words", "named_here"):
                choice.added.pop(feature, None)  # those are the other person's
            choice.set("taken", 1, f"the document names {max(others, key=lambda name: (others[name], name))} for it")


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
