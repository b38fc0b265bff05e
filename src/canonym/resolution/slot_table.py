"""What a round's results say about the mentions that stand in the same slots of other title lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from canonym.resolution.columns import NONE, SURE, Columns, Numbers, Results, Values


class Aligned(NamedTuple):
    """Mentions in the same slots of two lists."""

    left: Numbers
    right: Numbers
    strength: Values
    """0 to 1: how sure the alignment is."""
    pair: Numbers
    """Number of the pair of lists."""


class Witnessed(NamedTuple):
    """Bodies that other lists have in the slots of mentions, mention by mention."""

    mention: Numbers
    body: Numbers
    """Its number in the table of readings."""
    value: Values
    """0 to 1: how sure it is that the same office stands in both."""
    lists: Numbers
    """In how many lists."""
    example: Numbers
    """Number of the first mention that says so."""


class State:
    """A round's results, for comparing mentions."""

    def __init__(self, results: Results, columns: Columns, surfaces: Numbers) -> None:
        """`surfaces` has equal numbers for mentions that are spelt alike."""
        known = results.best >= 0
        self.body = np.where(known, columns.body[results.best], NONE) if len(columns.body) else results.best
        self._office = np.where(known, columns.office[results.best], NONE) if len(columns.body) else results.best
        self._surfaces = surfaces
        self._probability = results.probability
        self.independent = results.independent
        self.sure = results.sure

    def similarity(self, first: Numbers, second: Numbers) -> Values:
        """From -1 to 1: how likely mentions are the same office."""
        low = np.minimum(self._probability[first], self._probability[second])
        high = np.maximum(self._probability[first], self._probability[second])
        same_office = (self._office[first] == self._office[second]) & (low >= 0.5)
        conditions = [
            self._surfaces[first] == self._surfaces[second],
            (self.body[first] < 0) | (self.body[second] < 0),
            same_office,
            self.body[first] == self.body[second],
            (high < SURE) | (low < 0.6),
        ]
        return np.select(conditions, [1.0, -0.1, 1.0, 0.5, 0.1], -0.6)


_NO_NUMBERS = np.empty(0, np.int64)
NOWHERE = Witnessed(_NO_NUMBERS, _NO_NUMBERS, np.empty(0), _NO_NUMBERS, _NO_NUMBERS)
"""Nothing stands in the slots."""


class SlotTable:
    """For each mention, the bodies that other lists have in its slot."""

    def __init__(
        self, state: State, aligned: Iterable[Aligned], repeats: Sequence[tuple[int, int, float]] = ()
    ) -> None:
        """Several witnesses of one body leave the less doubt.

        `repeats` are mentions of lists that repeat another one word for word: number, number there, strength. Those
        that have no witnesses get those of the mention that they repeat, and that one itself.
        """
        self._state = state
        has = np.zeros(len(state.body), dtype=bool)
        parts: list[tuple[Numbers, Numbers, Values, Numbers]] = [(_NO_NUMBERS, _NO_NUMBERS, np.empty(0), _NO_NUMBERS)]
        for part in aligned:
            for target, witness in ((part.left, part.right), (part.right, part.left)):
                has[target] = True
                sure = state.sure[witness]
                parts.append((target[sure], witness[sure], part.strength[sure], part.pair[sure]))
        self._direct = self._gathered(parts)
        self._starts = np.searchsorted(self._direct.mention, np.arange(len(has) + 1))
        self._repeats: dict[int, tuple[int, float]] = {}
        for number, original, strength in repeats:
            if not has[number] and has[original]:
                self._repeats[number] = (original, strength)
                has[number] = True
        self._repeating = np.array(sorted(self._repeats), dtype=np.int64)

    def _gathered(self, parts: Sequence[tuple[Numbers, Numbers, Values, Numbers]]) -> Witnessed:
        targets, others, strengths, pairs = (np.concatenate([part[at] for part in parts]) for at in range(4))
        bodies = self._state.body[others]
        order = np.lexsort((pairs, bodies, targets))
        targets, others, bodies = targets[order], others[order], bodies[order]
        doubts = 1 - 0.75 * strengths[order] * self._state.independent[others]
        new = np.ones(len(targets), dtype=bool)
        new[1:] = (targets[1:] != targets[:-1]) | (bodies[1:] != bodies[:-1])
        heads = np.flatnonzero(new)
        doubt = np.multiply.reduceat(doubts, heads) if len(heads) else doubts
        counts = np.diff(np.append(heads, len(targets)))
        return Witnessed(targets[heads], bodies[heads], 1 - doubt, counts, others[heads])

    def within(self, numbers: range) -> Witnessed:
        """What stands in the slots of some mentions elsewhere; these are counted from the first of them."""
        found = self._of(numbers.start, numbers.stop)
        start, stop = np.searchsorted(self._repeating, (numbers.start, numbers.stop))
        more = [row for number in self._repeating[start:stop].tolist() for row in self._repeated(number)]
        if more:
            added = (np.array(column) for column in zip(*more, strict=True))
            found = Witnessed._make(np.concatenate(columns) for columns in zip(found, added, strict=True))
        return found._replace(mention=found.mention - numbers.start)

    def _of(self, start: int, stop: int) -> Witnessed:
        own = slice(self._starts[start], self._starts[stop])
        return Witnessed._make(column[own] for column in self._direct)

    def _repeated(self, number: int) -> Iterator[tuple[int, int, float, int, int]]:
        """What stands in the slot of the mention that was repeated, and that mention itself as a further witness."""
        original, strength = self._repeats[number]
        if original in self._repeats:
            found = {row[1]: row[2:] for row in self._repeated(original)}
        else:
            _, *columns = (column.tolist() for column in self._of(original, original + 1))
            found = {body: (value, count, example) for body, value, count, example in zip(*columns, strict=True)}
        if self._state.sure[original]:
            body = int(self._state.body[original])
            value, count, example = found.get(body, (0.0, 0, original))
            doubt = (1 - value) * (1 - 0.75 * strength * float(self._state.independent[original]))
            found[body] = (1 - doubt, count + 1, example)
        for body, (value, count, example) in found.items():
            yield number, body, value, count, example
