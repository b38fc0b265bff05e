"""The joint decision: each mention's candidates are scored, then scored again in the light of the others.

Every round looks only at the results of the round before, so the order of documents does not matter. The candidates of
many documents are weighed at once, as columns; of a round, only what it found about each mention is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from canonym.config import Config
from canonym.features.declared import PHRASE_READER, SLOT, TAKEN, WITNESS
from canonym.features.facts import Facts
from canonym.features.feature import Feature
from canonym.glossary.feature_weights import Weights
from canonym.judgements import Judgements
from canonym.model import Counterpart, DocumentTitles, Evidence
from canonym.resolution.candidates.candidates import Candidates
from canonym.resolution.candidates.mention_case import PLACES, Case, Choice, Decided, ranked
from canonym.resolution.candidates.reading import Office
from canonym.resolution.decision.candidate_rows import CandidateRows, Chunk, Special
from canonym.resolution.decision.weighing import Weighed, weigh
from canonym.resolution.evidence.document_evidence import DocumentEvidence
from canonym.resolution.evidence.document_features import KnownEvidence, fixed_evidence, look_at
from canonym.resolution.evidence.learned_readings import LearnedReadings, read_cases
from canonym.resolution.evidence.mention_columns import MentionTable
from canonym.resolution.evidence.mention_features import MENTION_FEATURES, OF_THE_HOLDER, FactSources, mention_features
from canonym.resolution.evidence.other_mentions import OtherMentions, nothing_added
from canonym.resolution.evidence.slot_table import NOWHERE, SlotTable, Witnessed
from canonym.resolution.evidence.title_lists import TitleLists, person_key
from canonym.resolution.evidence.witnesses import NOTHING, VERSION_FEATURES, Witnesses, witnessed_level
from canonym.resolution.tables.columns import CandidateColumns, FeatureColumn, Flags, Numbers, Results

_ROUNDS = 3
_SHARE = 5e-5
"""Candidates that have less than this together are not recorded."""
_WORTH_A_LOOK = 0.005
"""Share from which a candidate that was not taken is recorded with its evidence."""


class _Round(NamedTuple):
    """What a round made of the mentions of a chunk."""

    rows: CandidateColumns
    weighed: Weighed
    added: dict[Feature, FeatureColumn]
    told: dict[tuple[Feature, int], Facts]
    """What other versions say: feature and candidate -> facts."""
    special: dict[int, Special]
    witnessed: Witnessed


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
        self.weights: Weights = candidates.weights
        self.candidates = candidates
        self._table = candidates.table
        self.evidence_by_document: list[DocumentEvidence] = []
        """What each document speaks of, in the order of documents."""
        self._numbers: list[range] = []
        self.cases: list[Case] = []
        self._lists = TitleLists()
        self._person_keys: dict[str, str] = {}
        mentions = MentionTable()
        for document in documents:
            self._collect(document, config, mentions)
        read_cases(self.cases, candidates.reader)
        self._learned = LearnedReadings(self.cases)
        self._lists.pair_up()
        self._mentions = mentions.columns(np.array(self._lists.surfaces), self._lists.beside())
        self._persons = mentions.persons
        self._candidates = CandidateRows(
            self._numbers, self.cases, self.evidence_by_document, candidates, forbidden=frozenset(config.forbid)
        )
        self._results = Results.empty(len(self.cases))
        heeded = counterparts if self.weights[WITNESS] else ()
        self._witnesses = Witnesses((case.mention for case in self.cases), heeded, candidates.glossary)

    def _collect(self, document: DocumentTitles, config: Config, table: MentionTable) -> None:
        mentions = [mention for mention in document.mentions if mention.kind != "term"]
        persons = [None if mention.person is None else self._person(mention.person) for mention in mentions]
        self._lists.add(mentions, persons)
        self.evidence_by_document.append(look_at(document, self.candidates.glossary, config, self.candidates.taken_for))
        self._numbers.append(range(len(self.cases), len(self.cases) + len(mentions)))
        cases = [
            Case(mention, self.candidates.of(mention), person, self._judgements.of(mention))
            for mention, person in zip(mentions, persons, strict=True)
        ]
        table.add(cases)
        self.cases += cases

    def _person(self, name: str) -> str:
        if name not in self._person_keys:
            self._person_keys[name] = person_key(name)
        return self._person_keys[name]

    def run(self) -> Iterator[list[Decided]]:
        """Decide about the mentions of one document after the other."""
        slots: SlotTable | None = None
        for _ in range(_ROUNDS):
            self._results = self._round(slots)
            slots = self._slots()
            self._witnesses.listen(self.cases, self._results, self._table)
        for chunk in self._candidates.chunks:
            yield from self._decided(chunk, self._weighed(chunk, slots))

    def _round(self, slots: SlotTable | None) -> Results:
        results = Results.empty(len(self.cases))
        for chunk in self._candidates.chunks:
            results.put(chunk.numbers, self._weighed(chunk, slots).weighed.results)
        return results

    def _slots(self) -> SlotTable:
        # What is switched off must not suggest candidates either.
        results = self._results if self.weights[SLOT] else Results.empty(len(self.cases))
        return self._lists.witnesses(results, self._table)

    def _weighed(self, chunk: Chunk, slots: SlotTable | None) -> _Round:
        """The candidates of a chunk in the light of the results so far; by themselves without slots."""
        rows, witnessed = self._candidates.of(chunk), NOWHERE
        special: dict[int, Special] = {}
        added: dict[Feature, FeatureColumn] = {}
        told: dict[tuple[Feature, int], Facts] = {}
        if slots is not None:
            witnessed = slots.within(chunk.numbers)
            special = self._candidates.special(chunk, rows, self._results, witnessed, self._witnesses)
            rows = self._candidates.merged(chunk, rows, special)
            mentions, results = self._mentions.part(chunk.numbers), self._results.part(chunk.numbers)
            columns, first = self._table.columns(), chunk.numbers.start
            added = mention_features(OtherMentions(rows, columns, mentions, results, first, self._persons, witnessed))
        if self.candidates.reader is not None:
            added[PHRASE_READER] = self._learned.column(rows, chunk.numbers.start, self._table)
        if slots is not None and self._witnesses:
            told = self._add_heard(chunk, rows, special, added)
        worth = self._table.columns().worth[rows.reading]
        judged = self._judged(chunk, rows) if self._judgements else {}
        return _Round(rows, weigh(rows, worth, added, self.weights, judged), added, told, special, witnessed)

    def _judged(self, chunk: Chunk, rows: CandidateColumns) -> dict[int, int]:
        """The candidates that people chose, by mention."""
        found = {}
        for local, number in enumerate(chunk.numbers):
            judged = self.cases[number].judged
            start, stop = rows.starts[local : local + 2].tolist()
            offices = [self._table.readings[row].office for row in rows.reading[start:stop].tolist()] if judged else []
            if judged in offices:
                found[local] = start + offices.index(judged)
        return found

    def _add_heard(
        self, chunk: Chunk, rows: CandidateColumns, special: Mapping[int, Special], added: dict[Feature, FeatureColumn]
    ) -> dict[tuple[Feature, int], Facts]:
        """Add what other versions of the reports say; gives the facts.

        Where one of them names a body, the learned reader is not heard: it would count the words of the title, which
        stand against the witness already, a second time.
        """
        told: dict[tuple[Feature, int], Facts] = {}
        new = (feature for feature in VERSION_FEATURES if feature not in added)
        added |= {feature: nothing_added(len(rows.reading)) for feature in new}
        for local, number in enumerate(chunk.numbers):
            heard = self._witnesses.of(number)
            if heard is NOTHING:
                continue
            start = int(rows.starts[local])
            for row, reading in enumerate(special[local].readings, start):
                for feature, find in VERSION_FEATURES.items():
                    found = find(reading, heard)
                    if found is None:
                        continue
                    added[feature].value[row], told[feature, row] = found
                    if feature is WITNESS and PHRASE_READER in added:
                        added[PHRASE_READER].value[start : start + len(special[local].readings)] = 0.0
                    if feature is TAKEN:
                        for other in OF_THE_HOLDER:
                            added[other].value[row] = 0.0
        return told

    # the last round with its facts

    def _decided(self, chunk: Chunk, found: _Round) -> Iterator[list[Decided]]:
        """What the last round found, document by document, with facts as far as they are shown."""
        rows, weighed = found.rows, found.weighed
        shown = weighed.share >= _WORTH_A_LOOK
        shown[weighed.best[weighed.best >= 0]] = True
        said = _said_of(found.added, shown)
        sources = FactSources(self.cases, self._results, self._table, found.witnessed, self._persons)
        recorded, ends = _recorded(rows, weighed)
        score, share = (np.round(column[recorded], PLACES).tolist() for column in (weighed.score, weighed.share))
        likely = weighed.share[recorded].tolist()
        is_shown, recorded_rows = shown[recorded].tolist(), recorded.tolist()
        starts, reading = rows.starts.tolist(), rows.reading.tolist()
        table, told, special, weights = self._table.readings, found.told, found.special, self.weights
        first, begin = chunk.numbers.start, 0
        for at in chunk.documents:
            known: KnownEvidence = {}
            document = self.evidence_by_document[at]
            decided = []
            for number in self._numbers[at]:
                local, case = number - first, self.cases[number]
                start, end = starts[local], ends[local]
                if local in special:
                    readings = special[local].readings
                else:
                    readings = [table[row] for row in reading[start : starts[local + 1]]]
                choices: list[Choice] = []
                others: list[tuple[Office, float, float]] = []
                for place in range(begin, end):
                    row = recorded_rows[place]
                    candidate = readings[row - start]
                    if not is_shown[place]:
                        others.append((candidate.office, score[place], share[place]))
                        continue
                    fixed = fixed_evidence(document, case, candidate, weights, known)
                    choice = Choice(candidate, fixed, score[place], likely[place], share[place])
                    for feature, value, source in said.get(row, ()):
                        facts = told.get((feature, row))
                        if feature is PHRASE_READER:
                            facts = self._learned.facts(choice.office[0], source)
                        if facts is None:
                            facts = MENTION_FEATURES[feature].facts(choice.office, source, sources)
                        weight = round(weights[feature] * value, PLACES)
                        choice.added[feature] = ranked(Evidence(feature, facts, weight))
                    choices.append(choice)
                begin = end
                decided.append(Decided(case, choices, others, readings, self._said(case, number, choices)))
            yield decided

    def _said(self, case: Case, number: int, choices: Sequence[Choice]) -> str | None:
        """The level that a mention says, or that is said for it."""
        own = said = case.mention.parsed.level
        if not choices:
            return own
        best = choices[0]
        if own is None and best.reading.antecedent is not None:
            said = self.cases[best.reading.antecedent].mention.parsed.level
        if best.has(WITNESS) and own not in best.reading.body.levels:
            said = witnessed_level(best, said, self._witnesses.of(number))
        return said


def _said_of(added: Mapping[Feature, FeatureColumn], shown: Flags) -> dict[int, list[tuple[Feature, float, int]]]:
    """What was added to each candidate that is shown: feature, value and source."""
    found: dict[int, list[tuple[Feature, float, int]]] = defaultdict(list)
    for feature, column in added.items():
        rows = np.flatnonzero(shown & (column.value != 0))
        values, sources = column.value[rows].tolist(), column.source[rows].tolist()
        for row, value, source in zip(rows.tolist(), values, sources, strict=True):
            found[row].append((feature, value, source))
    return found


def _recorded(rows: CandidateColumns, weighed: Weighed) -> tuple[Numbers, list[int]]:
    """The candidates on which the probabilities depend, mention by mention, the best first; where each mention's end.

    At least one of each mention that has any.
    """
    last = -weighed.score
    last[weighed.best[weighed.best >= 0]] = -np.inf
    order = np.lexsort((last, rows.mention))
    share = weighed.share[order]
    until = np.cumsum(share)
    counts = np.diff(rows.starts)
    before = np.concatenate(([0.0], until))[rows.starts[:-1]]
    total = np.concatenate(([0.0], until))[rows.starts[1:]] - before
    rest = np.repeat(total + before, counts) - until + share
    kept = rest >= _SHARE
    kept[rows.starts[:-1][counts > 0]] = True
    ends = np.concatenate(([0], np.cumsum(kept)))[rows.starts[1:]]
    return order[kept], ends.tolist()
