"""The joint decision: each mention's candidates are scored, then scored again in the light of the others.

Every round looks only at the results of the round before, so the order of documents does not matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from canonym.config import Config
from canonym.judgements import Judgements
from canonym.model import DocumentTitles
from canonym.resolution.activation import Activity, activity, silent
from canonym.resolution.candidates import Candidates
from canonym.resolution.cases import SURE, Case, Choice, usual_level, words_of
from canonym.resolution.judged import add_judgement, judged_readings
from canonym.resolution.reading import Reading
from canonym.resolution.slots import title_lists, witnesses
from canonym.resolution.surroundings import Surroundings

_ROUNDS = 4


class Decision:
    """Scores all mentions of a corpus together."""

    def __init__(
        self,
        documents: Sequence[DocumentTitles],
        config: Config,
        candidates: Candidates,
        judgements: Judgements | None = None,
    ) -> None:
        """Collect the mentions (terms are decided apart), what their documents speak of, and what people decided."""
        self._judgements = judgements or Judgements()
        glossary = candidates.glossary
        self._forbidden = frozenset(config.forbid)
        self.weights: Mapping[str, float] = candidates.weights
        self.candidates = candidates
        self.activities: dict[tuple[str, str], Activity] = {
            (document.doc, pack.id): activity(document, pack.id, glossary, config)
            for document in documents
            for pack in glossary.packs
        }
        self._mentions = [m for document in documents for m in document.mentions if m.kind != "term"]
        self.cases = [self._case(number) for number in range(len(self._mentions))]
        self._usual = {document.doc: usual_level(document.mentions) for document in documents}
        self._senses = {document.doc: _senses(document) for document in documents}
        self._term_bodies = {document.doc: self._bodies_of_terms(document) for document in documents}
        self._lists = title_lists(self._mentions)
        self._list_of = {number: numbers for numbers in self._lists for number in numbers}
        self._by_doc: dict[str, list[int]] = defaultdict(list)
        for number, mention in enumerate(self._mentions):
            self._by_doc[mention.doc].append(number)

    def _case(self, number: int) -> Case:
        mention = self._mentions[number]
        items, readings = self.candidates.of(mention)
        judgement = self._judgements.of(mention)
        return Case(mention, items, readings, words_of(mention, items), judgement=judgement)

    def _bodies_of_terms(self, document: DocumentTitles) -> tuple[str, ...]:
        """Bodies that the document's terms name ("emulation cluster")."""
        named = {mention.parsed.names[0] for mention in document.mentions if mention.kind == "term"}
        terms = self.candidates.glossary.terms
        return tuple(sorted({term.body for term in terms if term.body and f"{term.pack}/{term.id}" in named}))

    def run(self) -> list[Case]:
        """Decide; the cases stand in the order of the documents' mentions."""
        for case in self.cases:
            case.choices = [self._plain(case, reading) for reading in self._allowed(case, case.base)]
            case.score(self.weights)
        for _ in range(_ROUNDS):
            self._round()
        return self.cases

    def _round(self) -> None:
        # What is switched off must not suggest candidates either.
        lists = self._lists if self.weights["slot"] else ()
        found = witnesses(self._mentions, lists, self._similarity)
        surroundings = Surroundings(self.cases, self._by_doc, self._list_of, found, self._term_bodies, self.candidates)
        following: list[list[Choice]] = []
        for number, case in enumerate(self.cases):
            choices = [self._plain(case, reading) for reading in self._allowed(case, surroundings.readings(number))]
            for choice in choices:
                surroundings.add(number, choice)
            following.append(choices)
        for case, choices in zip(self.cases, following, strict=True):
            case.choices = choices
            case.score(self.weights)

    def said_level(self, case: Case) -> str | None:
        """The level that a mention says itself, or that the mention says whose body it names in short."""
        best = case.best
        said = case.mention.parsed.level
        if said is None and best is not None and best.reading.antecedent is not None:
            return self.cases[best.reading.antecedent].mention.parsed.level
        return said

    def _allowed(self, case: Case, readings: Sequence[Reading]) -> list[Reading]:
        allowed = [reading for reading in readings if reading.body.pack not in self._forbidden]
        return judged_readings(case, allowed, self.candidates)

    def _plain(self, case: Case, reading: Reading) -> Choice:
        choice = Choice(reading)
        choice.set("bias", 1, "an office must be argued for")
        add_judgement(case, choice)
        usual = self._usual[case.mention.doc]
        if case.mention.parsed.level is None and usual in reading.body.levels:
            choice.set("level_around", 1, f"the document mostly speaks of the {usual} level")
        around = self._senses[case.mention.doc] & set(reading.body.context)
        if around:
            value = len(around) / len(reading.body.context)
            choice.set("context", value, f"the document speaks of {', '.join(sorted(around))}")
        own = self.activities[case.mention.doc, reading.body.pack]
        foreign = own.is_foreign(case.mention)
        if own.value:
            words = ", ".join(own.words[:6])
            choice.set("active", own.value, f"the document speaks of {reading.body.pack}: {words}")
        silence = silent(own.value)
        if silence:
            choice.set("silent", silence, f"little or nothing speaks of {reading.body.pack}")
        if foreign:
            choice.set("foreign", 1, f"“{foreign.text}” stands beside it")
        return choice

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
        if max(a.probability, b.probability) < SURE or min(a.probability, b.probability) < 0.6:
            return 0.1
        return -0.6


def _senses(document: DocumentTitles) -> frozenset[str]:
    """What the terms of a document speak of."""
    terms = [mention for mention in document.mentions if mention.kind == "term"]
    return frozenset(meaning for term in terms for sense in term.parsed.senses for meaning in sense.meanings)
