"""Candidates that a mention's own words do not suggest, but its surroundings or a person's decision do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from canonym.features.declared import ABSENT, ANAPHORA, EXTRA, KIND, KIND_NONE, MISSING, RANK_WRONG
from canonym.features.word_facts import BareRank, ShortForm
from canonym.resolution.candidates.candidates import Candidates
from canonym.resolution.candidates.mention_case import Case
from canonym.resolution.candidates.reading import Reading
from canonym.resolution.tables.columns import NONE, ReadingColumns, Results

_WINDOW = 60
"""Mentions before one (and a third of it behind) among which a short form finds the body that it stands for."""


class Suggestions:
    """What the results of one round suggest to the mentions of one document."""

    def __init__(
        self,
        numbers: range,
        cases: Sequence[Case],
        results: Results,
        columns: ReadingColumns,
        term_bodies: Sequence[str],
        candidates: Candidates,
    ) -> None:
        """`numbers` are those of the document's mentions; cases and results are those of the whole corpus."""
        self._numbers = numbers
        self._cases = cases
        self._candidates = candidates
        self._term_bodies = term_bodies
        own = results.part(numbers)
        names = own.sure & (own.antecedent == NONE)
        self._named = [
            candidates.table.bodies[columns.body[best]] if named else None
            for best, named in zip(own.best.tolist(), names.tolist(), strict=True)
        ]
        """For each mention, the body that it surely names by its own words."""

    def readings(self, number: int, in_slot: Iterable[str]) -> Sequence[Reading]:
        """The readings of a mention: its own candidates and those that its surroundings suggest.

        `in_slot` are the bodies that other title lists have in its slot.
        """
        case = self._cases[number]
        own = case.rendering.readings
        anaphora = bool(self._candidates.weights[ANAPHORA])
        short = anaphora and case.rendering.is_short
        readings = {reading.body.id: reading for reading in own}
        for body in in_slot if case.items else ():
            if body not in readings and not self._candidates.glossary.bodies[body].provisional:
                readings[body] = self._candidates.suggested(case, body)
        if short:
            self._add_short_form(number, case, readings)
        if anaphora and case.rendering.is_bare:
            self._add_bare_rank(number, case, readings)
        for reading in self._candidates.with_body_left_out(case):
            readings.setdefault(reading.body.id, reading)
        return [readings[body] for body in sorted(readings)] if len(readings) > len(own) or short else own

    def _add_short_form(self, number: int, case: Case, readings: dict[str, Reading]) -> None:
        named: dict[str, int | None] = {**self._named_around(number)}
        for body in self._term_bodies:
            named.setdefault(body, None)
        fitting = []
        for body, antecedent in named.items():
            plain = self._candidates.suggested(case, body)
            if KIND in plain.features and EXTRA not in plain.features:
                fitting.append((body, antecedent, plain))
        # The nearest one of just this kind and with this rank, else the nearest: "the Council" is no government.
        fitting.sort(key=lambda each: (RANK_WRONG in each[2].features, each[2].features[KIND] < 1))
        for body, antecedent, plain in fitting[:1]:
            reading = plain.without_facts()
            reading.antecedent = antecedent
            reading.forgive(ABSENT, MISSING)
            value = 1 if body not in readings else 0.5
            reading.add(ANAPHORA, value, ShortForm)
            if body not in readings or ABSENT in readings[body].features:
                readings[body] = reading

    def _add_bare_rank(self, number: int, case: Case, readings: dict[str, Reading]) -> None:
        """A bare rank ("deputy director") belongs to the body named last whose leader has the same base."""
        glossary = self._candidates.glossary
        base = glossary.ranks.by_id[case.mention.parsed.ranks[0]].base
        for body, antecedent in self._named_around(number).items():
            if glossary.bodies[body].leader != base or antecedent > number:
                continue
            reading = self._candidates.suggested(case, body).without_facts()
            reading.forgive(ABSENT, KIND_NONE)
            reading.antecedent = antecedent
            reading.add(ANAPHORA, 0.8, BareRank)
            readings.setdefault(body, reading)
            return

    def _named_around(self, number: int) -> dict[str, int]:
        """Bodies with the mentions that name them, the nearest before first, then those behind."""
        at = number - self._numbers.start
        before, behind = range(max(0, at - _WINDOW), at), range(at + 1, min(len(self._named), at + 1 + _WINDOW // 3))
        found: dict[str, int] = {}
        for other in (*reversed(before), *behind):
            body = self._named[other]
            if body is not None:
                found.setdefault(body, self._numbers.start + other)
        return found
