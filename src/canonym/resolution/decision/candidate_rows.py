"""The candidates of a corpus as columns: those of the mentions' own words, and those that surroundings suggest."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from canonym.features.declared import FOREIGN
from canonym.glossary.language_data import LEVELS
from canonym.resolution.candidates.candidates import Candidates
from canonym.resolution.candidates.mention_case import Case, OwnCandidates, Rendering
from canonym.resolution.candidates.reading import Reading
from canonym.resolution.candidates.suggestions import Suggestions
from canonym.resolution.evidence.document_evidence import DocumentEvidence
from canonym.resolution.evidence.document_features import KnownEvidence, fixed_evidence, shared_worths
from canonym.resolution.evidence.judged_offices import judged_readings
from canonym.resolution.evidence.learned_readings import proposals
from canonym.resolution.evidence.slot_table import Witnessed
from canonym.resolution.evidence.witnesses import NOTHING, Witnesses, witnessed_readings
from canonym.resolution.tables.columns import NONE, CandidateColumns, Flags, Numbers, Results, Values, expand

NO_LEVEL = len(LEVELS)
_AT_ONCE = 4000
"""Mentions that are weighed together, whole documents of them: more only takes more memory."""


class Chunk(NamedTuple):
    """Whole documents that are weighed together."""

    documents: range
    numbers: range
    """Those of their mentions."""


class Special(NamedTuple):
    """The candidates of a mention whose surroundings suggest more than its own words do."""

    readings: Sequence[Reading]
    rows: array[int]
    antecedents: array[int]


class CandidateRows:
    """The candidates of the mentions of a corpus."""

    def __init__(
        self,
        numbers: Sequence[range],
        cases: Sequence[Case],
        evidence_by_document: Sequence[DocumentEvidence],
        candidates: Candidates,
        forbidden: frozenset[str],
    ) -> None:
        """`numbers` are those of the mentions of each document, `evidence_by_document` what each document speaks of."""
        self._numbers, self._cases, self._evidence_by_document = numbers, cases, evidence_by_document
        self._candidates, self._table = candidates, candidates.table
        self._bodies, self._forbidden = candidates.glossary.bodies, forbidden
        self.chunks = tuple(_chunks(numbers))
        starts, rows = array("i", [0]), array("i")
        known: dict[tuple[OwnCandidates, frozenset[str], tuple[str, ...]], array[int]] = {}
        for document, document_evidence in zip(numbers, evidence_by_document, strict=True):
            for number in document:
                case = cases[number]
                own = case.rendering.own
                if forbidden or case.judgement:
                    rows.extend(self._rows_of(self._pruned(case, own.readings, document_evidence)))
                else:  # the same for all mentions with these words, in documents that speak of the same packs
                    key = (own, document_evidence.heard, proposals(case, self._bodies))
                    if key not in known:
                        known[key] = self._rows_of(self._pruned(case, own.readings, document_evidence))
                    rows.extend(known[key])
                starts.append(len(rows))
        self._starts, self._readings = np.array(starts), np.array(rows)
        self._fixed, self._foreign = np.zeros(len(rows)), np.zeros(len(rows), dtype=bool)
        self._document = np.repeat(np.arange(len(numbers), dtype=np.int32), [len(each) for each in numbers])
        self._incomplete = np.array([case.rendering.is_incomplete for case in cases], dtype=bool)
        self._unsaid = np.array([case.mention.parsed.level is None for case in cases], dtype=bool)
        self._judged = np.array([case.judgement is not None for case in cases], dtype=bool)
        self._worths: dict[tuple[str, bool, float], float] = {}
        for chunk in self.chunks:
            found = self.of(chunk)
            found.fixed[:], found.foreign[:] = self._in_documents(chunk, found.mention, found.reading)
        self._known: dict[tuple[Rendering, tuple[object, ...], frozenset[str]], Special] = {}

    def _rows_of(self, readings: Sequence[Reading]) -> array[int]:
        return array("i", [self._table.row(reading) for reading in readings])

    def _pruned(
        self, case: Case, readings: Sequence[Reading], document_evidence: DocumentEvidence
    ) -> Sequence[Reading]:
        """The readings that may be taken: none of a forbidden pack, what a person chose, few of silent packs."""
        if self._forbidden:
            readings = [reading for reading in readings if reading.body.pack not in self._forbidden]
        if case.judgement:
            return judged_readings(case, readings, self._candidates)
        return self._with_proposed(case, self._candidates.heard(readings, document_evidence.heard), document_evidence)

    def _with_proposed(
        self, case: Case, readings: Sequence[Reading], document_evidence: DocumentEvidence
    ) -> Sequence[Reading]:
        """The readings with the bodies that only the learned reader of phrases suggests."""
        known = {reading.body.id for reading in readings}
        new = [
            self._candidates.proposed(case, body)
            for body in proposals(case, self._bodies)
            if body not in known and body.split("/")[0] in document_evidence.heard - self._forbidden
        ]
        return (*readings, *new) if new else readings

    def _in_documents(self, chunk: Chunk, mention: Numbers, reading: Numbers) -> tuple[Values, Flags]:
        """What the documents as a whole are worth to candidates, and where another country's name is in the way."""
        columns, packs, weights = self._table.columns(), self._table.packs, self._candidates.weights
        evidence_by_document = [self._evidence_by_document[at] for at in chunk.documents]
        first = chunk.numbers.start
        document = self._document[first + mention] - chunk.documents.start
        worths = np.array([shared_worths(each, packs, weights, self._worths) for each in evidence_by_document]).reshape(
            -1, len(packs), 2
        )
        usual = np.array(
            [NO_LEVEL if each.usual is None else LEVELS.index(each.usual) for each in evidence_by_document]
        )[document]
        unsaid = self._unsaid[first + mention]
        pack = columns.pack[reading]
        worth = worths[document, pack, (columns.levels[reading] >> usual) & unsaid]
        foreign = np.zeros(len(worth), dtype=bool)
        concerned = np.array([[pack in each.apart for pack in packs] for each in evidence_by_document], dtype=bool)
        speaking = np.array([bool(each.senses) for each in evidence_by_document], dtype=bool)[document]
        apart = self._judged[first + mention] | columns.has_double[reading] | (speaking & columns.has_context[reading])
        apart |= concerned.reshape(-1, len(packs))[document, pack]
        known: list[KnownEvidence] = [{} for _ in evidence_by_document]
        for at in np.flatnonzero(apart).tolist():
            case, one = self._cases[first + mention[at]], self._table.readings[reading[at]]
            fixed = fixed_evidence(evidence_by_document[document[at]], case, one, weights, known[document[at]])
            worth[at], foreign[at] = fixed.worth, FOREIGN in fixed.features
        return worth, foreign

    def of(self, chunk: Chunk) -> CandidateColumns:
        """The candidates that the mentions of a chunk have by their own words, as views."""
        starts = self._starts[chunk.numbers.start : chunk.numbers.stop + 1]
        own = slice(starts[0], starts[-1])
        rows = self._readings[own]
        return CandidateColumns(
            starts - starts[0], rows, self._fixed[own], self._foreign[own], np.full(len(rows), NONE)
        )

    def special(
        self, chunk: Chunk, rows: CandidateColumns, results: Results, witnessed: Witnessed, witnesses: Witnesses
    ) -> dict[int, Special]:
        """The mentions that get further candidates, counted from the first of the chunk.

        `rows` are their own candidates, `witnessed` is what stands in their slots elsewhere.
        """
        in_slot, first = self._unmatched(rows, witnessed), chunk.numbers.start
        concerned = {*in_slot, *np.flatnonzero(self._incomplete[first : chunk.numbers.stop]).tolist()}
        concerned |= {number - first for number in witnesses.hearing(chunk.numbers)}
        found: dict[int, Special] = {}
        suggestions: dict[int, Suggestions] = {}
        for local in sorted(concerned):
            number, at = first + local, int(self._document[first + local])
            case, heard, new = self._cases[number], witnesses.of(number), in_slot.get(local, ())
            lasting = not (self._incomplete[number] or heard is not NOTHING or case.judgement)
            further: tuple[int | str, ...] = (*new, *proposals(case, self._bodies))
            key = (case.rendering, further, self._evidence_by_document[at].heard)
            if lasting and key in self._known:
                found[local] = self._known[key]
                continue
            if at not in suggestions:
                suggestions[at] = self._suggestions(at, results)
            readings = suggestions[at].readings(number, [self._table.bodies[body] for body in new])
            readings = witnessed_readings(case, readings, heard, self._candidates)
            found[local] = self._special(self._pruned(case, readings, self._evidence_by_document[at]))
            if lasting:
                self._known[key] = found[local]
        return found

    def _special(self, readings: Sequence[Reading]) -> Special:
        antecedents = [NONE if reading.antecedent is None else reading.antecedent for reading in readings]
        return Special(readings, self._rows_of(readings), array("q", antecedents))

    def _suggestions(self, document: int, results: Results) -> Suggestions:
        return Suggestions(
            self._numbers[document],
            self._cases,
            results,
            self._table.columns(),
            self._evidence_by_document[document].term_bodies,
            self._candidates,
        )

    def _unmatched(self, rows: CandidateColumns, witnessed: Witnessed) -> dict[int, tuple[int, ...]]:
        """Bodies that stand in the slots of mentions elsewhere, and are none of their candidates."""
        if not len(witnessed.mention):
            return {}
        entry, row = expand(witnessed.mention, rows.starts)
        known = np.zeros(len(witnessed.mention), dtype=bool)
        known[entry[self._table.columns().body[rows.reading[row]] == witnessed.body[entry]]] = True
        found: dict[int, tuple[int, ...]] = {}
        for local, body in zip(witnessed.mention[~known].tolist(), witnessed.body[~known].tolist(), strict=True):
            found[local] = tuple(sorted((*found.get(local, ()), body)))
        return found

    def merged(self, chunk: Chunk, rows: CandidateColumns, special: Mapping[int, Special]) -> CandidateColumns:
        """The candidates of a chunk, those of some mentions replaced."""
        if not special:
            return rows
        lengths = [len(each.rows) for each in special.values()]
        mention = np.repeat(np.array(list(special), dtype=np.int64), lengths)
        reading = np.concatenate([each.rows for each in special.values()]).astype(np.int64)
        antecedent = np.concatenate([each.antecedents for each in special.values()]).astype(np.int64)
        new = (reading, *self._in_documents(chunk, mention, reading), antecedent)
        counts = np.diff(rows.starts)
        replaced = np.zeros(len(counts), dtype=bool)
        replaced[list(special)] = True
        counts[list(special)] = lengths
        own = rows.mention
        kept = ~replaced[own]
        order = np.argsort(np.concatenate((own[kept], mention)), kind="stable")
        starts = np.concatenate(([0], np.cumsum(counts)))
        columns = (np.concatenate((old[kept], more))[order] for old, more in zip(rows[1:], new, strict=True))
        return CandidateColumns._make((starts, *columns))


def _chunks(numbers: Sequence[range]) -> Iterator[Chunk]:
    start = 0
    for at, document in enumerate(numbers):
        first = numbers[start].start
        if document.stop - first >= _AT_ONCE or at == len(numbers) - 1:
            yield Chunk(range(start, at + 1), range(first, document.stop))
            start = at + 1
