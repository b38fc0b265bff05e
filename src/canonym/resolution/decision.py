"""The joint decision: each mention's candidates are scored, then scored again in the light of the others.

Every round looks only at the results of the round before, so the order of documents does not matter. Of a round, only
each mention's best candidate is kept: the others are weighed again, document by document, and once more at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from canonym.config import Config
from canonym.judgements import Judgements
from canonym.model import Counterpart, DocumentTitles
from canonym.resolution.candidates import Candidates
from canonym.resolution.cases import Best, Case, Decided, Plain, Weighed
from canonym.resolution.grounds import Ground
from canonym.resolution.judged import judged_readings
from canonym.resolution.reading import Reading
from canonym.resolution.slots import SlotTable, TitleLists, person_key
from canonym.resolution.surroundings import Surroundings
from canonym.resolution.witnesses import NOTHING, WITNESS, Witnesses, add_witnesses, witnessed_level, witnessed_readings

_ROUNDS = 4


class Decision:
    """Scores all mentions of a corpus together."""

    def __init__(
        self,
        documents: Iterable[DocumentTitles],
        config: Config,
        candidates: Candidates,
        judgements: Judgements | None = None,
        counterparts: Sequence[Counterpart] = (),
    ) -> None:
        """Collect the mentions (terms are decided apart), what their documents speak of, and what people decided."""
        self._judgements = judgements or Judgements()
        self._forbidden = frozenset(config.forbid)
        self.weights: Mapping[str, float] = candidates.weights
        self.candidates = candidates
        self.grounds: list[Ground] = []
        """What each document speaks of, in the order of documents."""
        self._numbers: list[range] = []
        self.cases: list[Case] = []
        self._lists = TitleLists()
        self._persons: dict[str, str] = {}
        for document in documents:
            self._collect(document, config)
        self._results: list[Best | None] = []
        heeded = counterparts if self.weights[WITNESS] else ()
        self._witnesses = Witnesses((case.mention for case in self.cases), heeded, candidates.glossary)

    def _collect(self, document: DocumentTitles, config: Config) -> None:
        mentions = [mention for mention in document.mentions if mention.kind != "term"]
        persons = [None if mention.person is None else self._person(mention.person) for mention in mentions]
        self._lists.add(mentions, persons)
        self.grounds.append(Ground(document, self.candidates.glossary, config, self.weights, self.candidates.taken_for))
        self._numbers.append(range(len(self.cases), len(self.cases) + len(mentions)))
        self.cases += [
            Case(mention, self.candidates.of(mention), person, self._judgements.of(mention))
            for mention, person in zip(mentions, persons, strict=True)
        ]

    def _person(self, name: str) -> str:
        if name not in self._persons:
            self._persons[name] = person_key(name)
        return self._persons[name]

    def run(self) -> Iterator[list[Decided]]:
        """Decide about the mentions of one document after the other."""
        self._results = [best for at in range(len(self.grounds)) for _, best in self._weighed(at, None)]
        for _ in range(_ROUNDS - 1):
            slots = self._slots()
            self._witnesses.listen(self.cases, self._results)
            self._results = [best for at in range(len(self.grounds)) for _, best in self._weighed(at, slots)]
        slots = self._slots()
        self._witnesses.listen(self.cases, self._results)
        for at, numbers in enumerate(self._numbers):
            weighed = self._weighed(at, slots)
            yield [self._decided(number, each) for number, (each, _) in zip(numbers, weighed, strict=True)]

    def _slots(self) -> SlotTable:
        # What is switched off must not suggest candidates either.
        return self._lists.witnesses(self._results if self.weights["slot"] else [None] * len(self.cases))

    def _weighed(self, document: int, slots: SlotTable | None) -> Iterator[tuple[Weighed, Best | None]]:
        """The candidates of a document's mentions in the light of the results so far; by themselves without slots."""
        numbers, ground = self._numbers[document], self.grounds[document]
        known: dict[tuple[object, ...], Plain] = {}
        around = None
        if slots is not None:
            around = Surroundings(
                numbers, self.cases, self._results, self._lists, slots, ground.term_bodies, self.candidates
            )
        for number in numbers:
            case = self.cases[number]
            heard = self._witnesses.of(number)
            suggested = around.readings(number) if around else case.rendering.readings
            readings = self._allowed(case, witnessed_readings(case, suggested, heard, self.candidates))
            readings = self.candidates.heard(readings, ground.heard) if not case.judgement else readings
            plains = ground.plains(case, readings, known)
            weighed = Weighed(readings, plains, self.weights)
            if around is not None:
                concerned = around.concerned(number, readings)
                if heard is not NOTHING:
                    concerned = concerned.union(at for at, each in enumerate(readings) if heard.concerns(each))
                for at in concerned:
                    around.add(number, weighed.choice(at))
                    add_witnesses(weighed.choice(at), heard)
                    weighed.add(at, self.weights)
            yield weighed, weighed.best(case.judged)

    def _decided(self, number: int, weighed: Weighed) -> Decided:
        case, best = self.cases[number], next(weighed.ranked(), None)
        said = case.mention.parsed.level
        if best is not None:
            if said is None and best.reading.antecedent is not None:
                said = self.cases[best.reading.antecedent].mention.parsed.level
            if best.has(WITNESS) and case.mention.parsed.level not in best.reading.body.levels:
                said = witnessed_level(best, said, self._witnesses.of(number))
        return Decided(case, weighed, best, said)

    def _allowed(self, case: Case, readings: Sequence[Reading]) -> Sequence[Reading]:
        if self._forbidden:
            readings = [reading for reading in readings if reading.body.pack not in self._forbidden]
        return judged_readings(case, readings, self.candidates) if case.judgement else readings
