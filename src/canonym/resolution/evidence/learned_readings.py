"""What the learned reader of phrases says of the candidates of a corpus: evidence, and bodies that it proposes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile

import numpy as np

from canonym.embedding.phrase_reader import PhraseReader, TitlePhrase
from canonym.features.other_facts import LearnedReading
from canonym.glossary.packs import Body
from canonym.resolution.candidates.mention_case import Case
from canonym.resolution.candidates.reading_table import ReadingTable
from canonym.resolution.tables.columns import NONE, CandidateColumns, FeatureColumn, Numbers, pair

_FLOOR = 1e-3
"""Added to both probabilities before they are compared: the reader is no surer than one in a thousand."""
PROPOSED_FROM = 0.03
"""Probability from which the reader proposes a body that the words themselves do not suggest."""
_PROPOSED = 4
"""Bodies that it proposes at most."""


def read_cases(cases: Iterable[Case], reader: PhraseReader | None) -> None:
    """Let the reader look at every mention; equal words are read once."""
    if reader is None:
        return
    waiting = [case for case in cases if case.learned is None]
    phrases = [TitlePhrase(case.mention.surface, case.mention.lang) for case in waiting]
    for case, reading in zip(waiting, reader.read(phrases), strict=True):
        case.learned = reading


def proposals(case: Case, bodies: Mapping[str, Body]) -> tuple[str, ...]:
    """The bodies that the reader proposes for a mention, the most probable first.

    A provisional body needs its own words: the confirmed one of two that may be meant is likelier than any resemblance.
    """
    if case.learned is None:
        return ()
    likely = takewhile(lambda item: item[1] >= PROPOSED_FROM, case.learned.bodies.items())
    return tuple([body for body, _ in likely if not bodies[body].provisional])[:_PROPOSED]


class LearnedReadings:
    """The reader's word about all candidates of a corpus: the logarithm of how much likelier a body is than none."""

    def __init__(self, cases: Sequence[Case]) -> None:
        """Collect what the reader said of the words of each mention; equal words once."""
        words: dict[tuple[str, str], int] = {}
        bodies: list[str] = []
        values: list[float] = []
        counts: list[int] = []
        none: list[float] = []
        self._words = np.full(len(cases), NONE, dtype=np.int64)
        for number, case in enumerate(cases):
            if case.learned is None:
                continue
            own = words.setdefault((case.mention.surface, case.mention.lang), len(words))
            self._words[number] = own
            if own < len(none):
                continue
            none.append(case.learned.none)
            bodies += case.learned.bodies
            values += case.learned.bodies.values()
            counts.append(len(case.learned.bodies))
        self._none = np.log(np.array([*none, 0.0]) + _FLOOR)
        self._numbers = {body: number for number, body in enumerate(dict.fromkeys(bodies))}
        numbers = np.repeat(np.arange(len(counts)), counts)
        body_numbers = np.array([self._numbers[body] for body in bodies], dtype=np.int64)
        order = np.argsort(pair(numbers, body_numbers))
        self._keys = pair(numbers, body_numbers)[order]
        self._values = np.log(np.array(values)[order] + _FLOOR) if values else np.zeros(0)
        self._bodies: Numbers = np.zeros(0, dtype=np.int64)
        self._cases = cases

    def column(self, rows: CandidateColumns, first: int, table: ReadingTable) -> FeatureColumn:
        """The value for each candidate of some mentions, of which `first` is the number of the first one."""
        if len(self._bodies) < len(table.bodies):
            unknown = len(self._numbers)
            self._bodies = np.array([self._numbers.get(body, unknown) for body in table.bodies], dtype=np.int64)
        mention = first + rows.mention.astype(np.int64)
        words = self._words[mention]
        keys = pair(words, self._bodies[table.columns().body[rows.reading]])
        at = np.minimum(np.searchsorted(self._keys, keys), max(len(self._keys) - 1, 0))
        values = np.full(len(keys), np.log(_FLOOR))
        if len(self._keys):
            known = self._keys[at] == keys
            values[known] = self._values[at[known]]
        values = np.where(words != NONE, np.round(values - self._none[words], 4), 0.0)
        return FeatureColumn(values, np.where(values != 0, mention, NONE))

    def facts(self, body: str, mention: int) -> LearnedReading:
        """What the reader said of a body for a mention."""
        learned = self._cases[mention].learned
        assert learned is not None
        return LearnedReading(body, round(learned.bodies.get(body, 0.0), 3), round(learned.none, 3))
