"""What a round's results say about the mentions that stand in the same slots of other title lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np

from canonym.resolution.tables.columns import NONE, SURE, Flags, Numbers, ReadingColumns, Results, Values, expand


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


class RoundState:
    """A round's results, for comparing mentions."""

    def __init__(self, results: Results, columns: ReadingColumns, surfaces: Numbers) -> None:
        """`surfaces` has equal numbers for mentions that are spelt alike."""
        known = results.best >= 0
        self.body = _of_best(columns.body, results.best, known)
        self._office = _of_best(columns.office, results.best, known)
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


def _of_best(column: Numbers, best: Numbers, known: Flags) -> Numbers:
    """What a column has for the best readings of mentions, NONE where none is known."""
    found = np.full(len(best), NONE, dtype=np.int32)
    found[known] = column[best[known]]
    return found


Column = TypeVar("Column", Numbers, Values)

_NO_NUMBERS: Numbers = np.empty(0, np.int32)
NOWHERE = Witnessed(_NO_NUMBERS, _NO_NUMBERS, np.empty(0), _NO_NUMBERS, _NO_NUMBERS)
"""Nothing stands in the slots."""


class SlotTable:
    """For each mention, the bodies that other lists have in its slot."""

    def __init__(
        self,
        state: RoundState,
        aligned: Iterable[Aligned],
        repeats: tuple[Sequence[int], Sequence[int], Sequence[float]],
    ) -> None:
        """Several witnesses of one body leave the less doubt.

        `repeats` are mentions of lists that repeat another one word for word, the mentions that they repeat, and how
        sure that is. Those that have no witnesses get those of the mention that they repeat, and that one itself.
        """
        self._state = state
        has = np.zeros(len(state.body), dtype=bool)
        targets, others, strengths, pairs = [_NO_NUMBERS], [_NO_NUMBERS], [np.empty(0)], [_NO_NUMBERS]
        for part in aligned:
            for target, witness in ((part.left, part.right), (part.right, part.left)):
                has[target] = True
                sure = state.sure[witness]
                targets.append(target[sure])
                others.append(witness[sure])
                strengths.append(part.strength[sure])
                pairs.append(part.pair[sure])
        self._direct = self._gathered(targets, others, strengths, pairs)
        original, strength = np.full(len(has), NONE, dtype=np.int32), np.zeros(len(has))
        for number, repeated, value in zip(*repeats, strict=True):
            if not has[number] and has[repeated]:
                original[number], strength[number] = repeated, value
                has[number] = True
        self._echoed = self._echoes(original, strength)

    def _gathered(
        self, targets: list[Numbers], others: list[Numbers], strengths: list[Values], pairs: list[Numbers]
    ) -> Witnessed:
        """The witnesses of each mention, body by body; the lists are emptied, since these columns are the largest."""
        target, other, pair = _drained(targets), _drained(others), _drained(pairs)
        body = self._state.body[other]
        order = np.lexsort((pair, body, target))
        del pair
        strength = _drained(strengths)[order]
        mentions, witnesses, bodies = target[order], other[order], body[order]
        del target, other, body, order
        doubts = 1 - 0.75 * strength * self._state.independent[witnesses]
        new = np.ones(len(mentions), dtype=bool)
        new[1:] = (mentions[1:] != mentions[:-1]) | (bodies[1:] != bodies[:-1])
        heads = np.flatnonzero(new)
        doubt = np.multiply.reduceat(doubts, heads) if len(heads) else doubts
        counts = np.diff(np.append(heads, len(mentions))).astype(np.int32)
        return Witnessed(mentions[heads], bodies[heads], 1 - doubt, counts, witnesses[heads])

    def within(self, numbers: range) -> Witnessed:
        """What stands in the slots of some mentions elsewhere; these are counted from the first of them."""
        own, repeated = (
            Witnessed._make(
                column[slice(*np.searchsorted(part.mention, (numbers.start, numbers.stop)))] for column in part
            )
            for part in (self._direct, self._echoed)
        )
        found = Witnessed._make(np.concatenate(columns) for columns in zip(own, repeated, strict=True))
        return found._replace(mention=found.mention - numbers.start)

    def _echoes(self, original: Numbers, strength: Values) -> Witnessed:
        """What stands in the slots of mentions that were repeated, and those themselves as further witnesses."""
        found, waiting = [self._direct], np.flatnonzero(original != NONE)
        done = np.ones(len(original), dtype=bool)
        done[waiting] = False
        while len(waiting):
            ready = waiting[done[original[waiting]]]
            waiting = waiting[~done[original[waiting]]]
            known = found[0] if len(found) == 1 else _joined(found)  # what is repeated may repeat a third one
            found.append(self._echo(ready, original[ready], strength[ready], known))
            done[ready] = True
        return _joined(found[1:])

    def _echo(self, number: Numbers, original: Numbers, strength: Values, known: Witnessed) -> Witnessed:
        starts = np.searchsorted(known.mention, np.arange(len(self._state.body) + 1))
        at, entry = expand(original, starts)
        body, doubt = known.body[entry], 1 - known.value[entry]
        lists, example = known.lists[entry], known.example[entry]
        itself = np.where(self._state.sure[original], 1 - 0.75 * strength * self._state.independent[original], 1.0)
        same = (body == self._state.body[original[at]]) & self._state.sure[original[at]]
        value = 1 - np.where(same, doubt * itself[at], doubt)
        alone = self._state.sure[original]
        alone[at[same]] = False
        return Witnessed(
            np.concatenate((number[at], number[alone])),
            np.concatenate((body, self._state.body[original[alone]])),
            np.concatenate((value, 1 - itself[alone])),
            np.concatenate((lists + same, np.ones(int(alone.sum()), dtype=np.int64))),
            np.concatenate((example, original[alone])),
        )


def _drained(parts: list[Column]) -> Column:
    """All parts of a column as one; the list is emptied."""
    column: Column = np.concatenate(parts)
    parts.clear()
    return column


def _joined(parts: Sequence[Witnessed]) -> Witnessed:
    """All that stands in slots, in the order of mentions."""
    if not parts:
        return NOWHERE
    joined = Witnessed._make(np.concatenate(columns) for columns in zip(*parts, strict=True))
    order = np.argsort(joined.mention, kind="stable")
    return Witnessed._make(column[order] for column in joined)
