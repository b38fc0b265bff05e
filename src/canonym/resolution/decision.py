"""The joint decision: each mention's candidates are scored, then scored again in the light of the others.

Every round looks only at the results of the round before, so the order of documents does not matter.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from canonym.config import Config
from canonym.glossary import Glossary
from canonym.glossary.packs import Pack
from canonym.model import DocumentTitles, Mention, ParsedTitle
from canonym.resolution.activation import Activity, activity, silent
from canonym.resolution.candidates import Candidates
from canonym.resolution.reading import FREE, Item, Reading
from canonym.resolution.slots import Witness, title_lists, witnesses
from canonym.resolution.weights import load_weights

_ROUNDS = 4
_SURE = 0.7
"""Probability from which a result may speak for others."""
_BORROWED = frozenset({"same_words", "same_misreading"})
"""Features that a result must not pass on: an echo is no new evidence."""


@dataclass
class Choice:
    """One candidate office of a mention with all its features."""

    reading: Reading
    features: dict[str, float]
    details: dict[str, str]
    score: float = 0.0
    independent: float = 0.0
    probability: float = 0.0

    @property
    def office(self) -> tuple[str, str | None]:
        """Body and rank."""
        return self.reading.body.id, self.reading.rank


@dataclass
class Case:
    """A mention on its way to a decision."""

    mention: Mention
    items: tuple[Item, ...]
    base: tuple[Reading, ...]
    choices: list[Choice] = field(default_factory=list)

    @property
    def best(self) -> Choice | None:
        """The candidate with the highest score; ties go to the first id."""
        return max(self.choices, key=lambda choice: choice.score, default=None)

    def sure(self, *, independent: bool = True) -> Choice | None:
        """The best candidate where it is sure enough to speak for others."""
        best = self.best
        if best is None:
            return None
        return best if (best.independent if independent else best.probability) >= _SURE else None


def usual_level(mentions: Sequence[Mention]) -> str | None:
    """The level below "central" that most titles of a document say, or None."""
    counts = Counter(
        m.parsed.level for m in mentions if m.parsed.level and m.parsed.level not in ("central", "cluster")
    )
    return min(counts, key=lambda level: (-counts[level], level)) if counts else None


class Decision:
    """Scores all mentions of a corpus together."""

    def __init__(
        self, documents: Sequence[DocumentTitles], glossary: Glossary, config: Config, candidates: Candidates
    ) -> None:
        """Collect the mentions (terms are decided apart) and what their documents speak of."""
        self.glossary = glossary
        self.weights: Mapping[str, float] = load_weights()
        self.candidates = candidates
        self.activities: dict[tuple[str, str], Activity] = {
            (document.doc, pack.id): activity(document, pack.id, glossary, config)
            for document in documents
            for pack in glossary.packs
        }
        mentions = [m for document in documents for m in document.mentions if m.kind != "term"]
        self.cases = [Case(mention, *self.candidates.of(mention)) for mention in mentions]
        self._term_bodies = {document.doc: self._bodies_of_terms(document) for document in documents}
        self._usual = {document.doc: usual_level(document.mentions) for document in documents}
        self._lists = title_lists(mentions)
        self._list_of = {number: numbers for numbers in self._lists for number in numbers}
        self._by_doc: dict[str, list[int]] = defaultdict(list)
        for number, mention in enumerate(mentions):
            self._by_doc[mention.doc].append(number)

    def _bodies_of_terms(self, document: DocumentTitles) -> tuple[str, ...]:
        """Bodies that the document's terms name ("emulation cluster")."""
        named = {mention.parsed.names[0] for mention in document.mentions if mention.kind == "term"}
        return tuple(
            sorted({term.body for term in self.glossary.terms if term.body and f"{term.pack}/{term.id}" in named})
        )

    def run(self) -> list[Case]:
        """Decide; the cases stand in the order of the documents' mentions."""
        for case in self.cases:
            case.choices = [self._plain(case, reading) for reading in case.base]
        self._score()
        for _ in range(_ROUNDS):
            self._round()
        return self.cases

    def said_level(self, case: Case) -> str | None:
        """The level that a mention says itself, or that the mention says whose body it names in short."""
        best = case.best
        said = case.mention.parsed.level
        if said is None and best is not None and best.reading.antecedent is not None:
            return self.cases[best.reading.antecedent].mention.parsed.level
        return said

    def _plain(self, case: Case, reading: Reading) -> Choice:
        choice = Choice(reading, dict(reading.features), dict(reading.details))
        choice.features["bias"] = 1
        choice.details["bias"] = "an office must be argued for"
        usual = self._usual[case.mention.doc]
        if case.mention.parsed.level is None and usual in reading.body.levels:
            self._set(choice, "level_around", 1, f"the document mostly speaks of the {usual} level")
        own = self.activities[case.mention.doc, reading.body.pack]
        foreign = own.is_foreign(case.mention)
        if own.value:
            words = ", ".join(own.words[:6])
            self._set(choice, "active", own.value, f"the document speaks of {reading.body.pack}: {words}")
        silence = silent(own.value)
        if silence:
            self._set(choice, "silent", silence, f"little or nothing speaks of {reading.body.pack}")
        if foreign:
            self._set(choice, "foreign", 1, f"“{foreign.text}” stands beside it")
        return choice

    @staticmethod
    def _set(choice: Choice, feature: str, value: float, detail: str) -> None:
        choice.features[feature] = value
        choice.details[feature] = detail

    def _score(self) -> None:
        for case in self.cases:
            for choice in case.choices:
                choice.score = sum(self.weights[name] * value for name, value in choice.features.items())
            _softmax(case.choices, [choice.score for choice in case.choices], "probability")
            alone = [
                sum(self.weights[name] * value for name, value in choice.features.items() if name not in _BORROWED)
                for choice in case.choices
            ]
            _softmax(case.choices, alone, "independent")

    def _round(self) -> None:
        sure = [case.sure() for case in self.cases]
        following: list[list[Choice]] = []
        found = witnesses([case.mention for case in self.cases], self._lists, self._similarity)
        misreadings, words = self._established(sure)
        named: dict[tuple[str, str], set[int]] = defaultdict(set)
        for number, found_choice in enumerate(sure):
            if found_choice is not None and found_choice.reading.antecedent is None:
                named[self.cases[number].mention.doc, found_choice.office[0]].add(number)
        for number, case in enumerate(self.cases):
            choices = [self._plain(case, reading) for reading in self._with_context(number, case, found, sure)]
            for choice in choices:
                self._add_slot(choice, found.get(number, []), sure)
                self._add_list(number, choice, sure)
                self._add_document(number, choice, misreadings, words)
                self._add_twin(number, choice, sure)
                self._add_named(number, choice, named)
            following.append(choices)
        for case, choices in zip(self.cases, following, strict=True):
            case.choices = choices
        self._score()

    def _similarity(self, first: int, second: int) -> float:
        a, b = self.cases[first].best, self.cases[second].best
        if self.cases[first].mention.surface == self.cases[second].mention.surface:
            return 1.0
        if a is None or b is None:
            return -0.1
        if a.office == b.office and min(a.probability, b.probability) >= 0.5:
            return 1.0
        if a.office[0] == b.office[0]:
            return 0.5
        if max(a.probability, b.probability) < _SURE or min(a.probability, b.probability) < 0.6:
            return 0.1
        return -0.6

    def _with_context(
        self, number: int, case: Case, found: Mapping[int, list[Witness]], sure: Sequence[Choice | None]
    ) -> list[Reading]:
        """The mention's own candidates and those that only its surroundings suggest."""
        readings = {reading.body.id: reading for reading in case.base}
        wanted = [witness.mention for witness in found.get(number, []) if sure[witness.mention]]
        parsed = case.mention.parsed
        for other in wanted:
            choice = sure[other]
            if choice is not None and choice.office[0] not in readings and case.items:
                readings[choice.office[0]] = self.candidates.read(parsed, case.items, choice.office[0])
        if self._kinds_only(case):
            named: dict[str, int | None] = dict.fromkeys(self._term_bodies[case.mention.doc])
            for body, antecedent in {**self._named_before(number, sure), **named}.items():
                reading = self.candidates.read(parsed, case.items, body)
                reading.antecedent = antecedent
                if "kind" in reading.features:
                    for feature in ("absent", "missing"):
                        reading.features.pop(feature, None)
                    reading.add(
                        "anaphora", 1 if body not in readings else 0.5, "a short form of a body named in the text"
                    )
                    readings.setdefault(body, reading)
                    break
        if parsed.ranks and parsed.level is None and not case.items:
            self._add_led(case, readings, self._named_before(number, sure))
        if parsed.ranks and all(item.meanings & FREE for item in case.items):
            for reading in self._omissions(case):
                readings.setdefault(reading.body.id, reading)
        return [readings[body] for body in sorted(readings)]

    def _add_led(self, case: Case, readings: dict[str, Reading], named: Mapping[str, int]) -> None:
        """A bare rank ("deputy director") belongs to the body named last whose leader has the same base."""
        bases = {self.glossary.ranks.by_id[rank].base for rank in case.mention.parsed.ranks[:1]}
        for body, antecedent in named.items():
            if self.glossary.bodies[body].leader not in bases or antecedent > self._number(case):
                continue
            reading = self.candidates.read(case.mention.parsed, case.items, body)
            for feature in ("absent", "kind_none"):
                reading.features.pop(feature, None)
            reading.antecedent = antecedent
            reading.add("anaphora", 0.8, "a bare rank of a body named before")
            readings.setdefault(body, reading)
            return

    def _number(self, case: Case) -> int:
        return next(n for n in self._by_doc[case.mention.doc] if self.cases[n] is case)

    def _kinds_only(self, case: Case) -> bool:
        families = self.glossary.senses.families
        return bool(case.items) and all(
            item.meanings and any(meaning in families for meaning in item.meanings) and item.named is None
            for item in case.items
        )

    def _named_before(self, number: int, sure: Sequence[Choice | None]) -> dict[str, int]:
        """Bodies of the document with the mentions that name them, the nearest before first, then those behind."""
        numbers = self._by_doc[self.cases[number].mention.doc]
        before = [n for n in reversed(numbers) if n < number]
        behind = [n for n in numbers if n > number]
        found: dict[str, int] = {}
        for other in (*before, *behind):
            choice = sure[other]
            if choice is not None and choice.reading.antecedent is None:
                found.setdefault(choice.office[0], other)
        return found

    def _omissions(self, case: Case) -> list[Reading]:
        parsed = case.mention.parsed
        readings = []
        for pack in self.glossary.packs:
            for omission in pack.omissions:
                said = bool(parsed.level or parsed.place)
                if omission.level != "any" and (omission.level == "said") != said:
                    continue
                if not self._has_base(parsed, omission.base, pack):
                    continue
                reading = self.candidates.read(parsed, case.items, omission.body)
                for feature in ("absent", "missing"):
                    reading.features.pop(feature, None)
                reading.add("omission", 2 if said else 1, omission.cause)
                reading.variant = True
                readings.append(reading)
            readings += self._only_leaders(case, pack)
        return readings

    def _has_base(self, parsed: ParsedTitle, base: str, pack: Pack) -> bool:
        """Whether a title has a rank of a base, or one that is known to be read for it (governor: chair)."""
        bases = {self.glossary.ranks.by_id[rank].base for rank in parsed.ranks[:2]}
        read = {reading.read for reading in pack.rank_errors if reading.intended == base and reading.always}
        return base in bases or bool(bases & read)

    def _only_leaders(self, case: Case, pack: Pack) -> list[Reading]:
        """Bodies that alone have such a leader: a prime minister needs no "of the Government"."""
        parsed = case.mention.parsed
        readings = []
        for base in dict.fromkeys(self.glossary.ranks.by_id[rank].base for rank in parsed.ranks):
            led = [body for body in pack.bodies.values() if body.leader == base]
            if len(led) == 1 and (parsed.level is None or parsed.level in led[0].levels):
                reading = self.candidates.read(parsed, case.items, led[0].id)
                for feature in ("absent", "missing", "kind_none"):
                    reading.features.pop(feature, None)
                reading.add("omission", 2, f"only {led[0].id} has a {base}")
                readings.append(reading)
        return readings

    def _add_slot(self, choice: Choice, found: Sequence[Witness], sure: Sequence[Choice | None]) -> None:
        doubt = 1.0
        example = ""
        count = 0
        for witness in found:
            other = sure[witness.mention]
            if other is None or other.office[0] != choice.office[0]:
                continue
            doubt *= 1 - 0.75 * witness.strength * other.independent
            count += 1
            mention = self.cases[witness.mention].mention
            example = example or f"“{mention.surface}” ({mention.doc}, {mention.start})"
        if count:
            who = "the same slot" if count == 1 else f"the same slot in {count} lists"
            self._set(choice, "slot", 1 - doubt, f"{who} is {choice.office[0]}, as in {example}")

    def _add_list(self, number: int, choice: Choice, sure: Sequence[Choice | None]) -> None:
        case = self.cases[number]
        neighbours = [other for other in self._list_of.get(number, ()) if other != number]
        central = choice.reading.body.levels == ("central",)
        member = choice.reading.rank in (None, choice.reading.body.member)
        if central and not member and any(self._is_local(other) for other in neighbours):
            self._set(choice, "list_level", 1, "the other titles of the list are local ones")
        for other in neighbours:
            neighbour = sure[other]
            if neighbour is None:
                continue
            for rank, body, other_rank in choice.reading.body.ex_officio:
                if choice.reading.rank == rank and neighbour.office == (body, other_rank):
                    self._set(choice, "ex_officio", 1, f"the {other_rank} of {body} is {rank} here by virtue of office")
            if neighbour.office == choice.office and self._outranks(other, number, neighbour, choice):
                surface = self.cases[other].mention.surface
                if surface != case.mention.surface:
                    self._set(choice, "held_already", 1, f"“{surface}” in the same list is this office")

    def _add_twin(self, number: int, choice: Choice, sure: Sequence[Choice | None]) -> None:
        """A ministry that the document calls a department elsewhere is that department."""
        if "kind_misread" not in choice.features or not choice.reading.wrong:
            return
        for other in self._by_doc[self.cases[number].mention.doc]:
            found = sure[other]
            if found is not None and found.office[0] == choice.office[0] and "kind" in found.features:
                surface = self.cases[other].mention.surface
                self._set(choice, "twin", 1, f"“{surface}” ({self.cases[other].mention.start}) names it rightly")
                return

    def _add_named(self, number: int, choice: Choice, named: Mapping[tuple[str, str], set[int]]) -> None:
        if named.get((self.cases[number].mention.doc, choice.office[0]), set()) - {number}:
            self._set(choice, "named_here", 1, f"the document names {choice.office[0]} elsewhere")

    def _is_local(self, number: int) -> bool:
        """Whether a mention says a level below the central one and is more than a membership."""
        parsed = self.cases[number].mention.parsed
        members = {"member", "alternate-member", "standing-member", "delegate"}
        return (
            parsed.level not in (None, "central", "cluster") and bool(parsed.ranks) and parsed.ranks[0] not in members
        )

    def _outranks(self, other: int, number: int, neighbour: Choice, choice: Choice) -> bool:
        mine = next((c.independent for c in self.cases[number].choices if c.office == choice.office), 0.0)
        return (neighbour.independent, -other) > (mine, -number)

    def _established(
        self, sure: Sequence[Choice | None]
    ) -> tuple[dict[str, set[str]], dict[tuple[str, frozenset[object]], list[int]]]:
        """Errors that each document is known to make, and the mentions that share their words."""
        misreadings: dict[str, set[str]] = defaultdict(set)
        words: dict[tuple[str, frozenset[object]], list[int]] = defaultdict(list)
        for number, case in enumerate(self.cases):
            choice = sure[number]
            if choice is not None:
                misreadings[case.mention.doc].update(error.id for error in choice.reading.errors)
            if case.items:
                words[case.mention.doc, _words(case)].append(number)
        return misreadings, words

    def _add_document(
        self,
        number: int,
        choice: Choice,
        misreadings: Mapping[str, set[str]],
        words: Mapping[tuple[str, frozenset[object]], list[int]],
    ) -> None:
        case = self.cases[number]
        known = misreadings[case.mention.doc] & {error.id for error in choice.reading.errors}
        if known:
            self._set(choice, "same_misreading", 1, f"{', '.join(sorted(known))} occurs elsewhere in the document")
        if not case.items or "rank_wrong" in choice.features:
            return
        best = 0.0
        example = ""
        for other in words[case.mention.doc, _words(case)]:
            found = self.cases[other].sure()
            if other == number or found is None or found.office[0] != choice.office[0]:
                continue
            if found.independent > best:
                best = found.independent
                example = f"“{self.cases[other].mention.surface}” ({self.cases[other].mention.start})"
        if best:
            self._set(choice, "same_words", best, f"as in {example}")


def _words(case: Case) -> frozenset[object]:
    """What a mention says of its body: two mentions with the same words name the same one in a document."""
    said = {(item.meanings or item.text.casefold(), item.named) for item in case.items}
    return frozenset((*said, case.mention.parsed.level == "central"))


def _softmax(choices: Sequence[Choice], scores: Sequence[float], attribute: str) -> None:
    top = max((*scores, 0.0))
    weights = [math.exp(score - top) for score in scores]
    total = sum(weights) + math.exp(-top)
    for choice, weight in zip(choices, weights, strict=True):
        setattr(choice, attribute, weight / total)
