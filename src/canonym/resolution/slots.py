"""Title lists of one person, aligned slot by slot: the odd one out is explained by its neighbours.

Which lists are compared never changes; how they are aligned depends on what a round decided. All pairs of lists of the
same two lengths are aligned at once, in arrays.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from canonym.glossary.lexicon import strip_marks
from canonym.model import Mention
from canonym.resolution.alignment import align
from canonym.resolution.cases import SURE, Best

_MOST_LISTS = 40
"""Different lists of one person that are compared with one another."""
_AT_ONCE = 100_000
"""Pairs of lists that are aligned at once: more only takes more memory."""
_ANCHOR = 0.8
"""Similarity from which two aligned titles hold the rest of their lists in place."""

Numbers = np.ndarray[Any, np.dtype[np.int64]]
Values = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A body that other lists have in the slot of a mention."""

    body: str
    value: float
    """0 to 1: how sure it is that the same office stands in both."""
    count: int
    """In how many lists."""
    example: int
    """Number of the first mention that says so."""


def person_key(name: str) -> str:
    """A personal name without case, diacritics and punctuation, for comparing across reports."""
    return " ".join(strip_marks(name.casefold()).replace(".", " ").replace("・", " ").split())


class TitleLists:
    """The title lists of a corpus, and the pairs of them that are compared."""

    def __init__(self) -> None:
        """Add the documents one by one, in order, then call `pair_up`."""
        self._members = array("q")
        self._starts = array("q", [0])
        self.of_mention = array("q")
        """Number of the list that a mention stands in, or -1."""
        self._surfaces = array("q")
        self._surface_ids: dict[str, int] = {}
        self._by_person: dict[str, list[int]] = defaultdict(list)
        self._documents: list[list[int]] = []
        """The lists of more than one title, document by document."""
        self._named: list[str | None] = []
        self._pairs: tuple[Numbers, Numbers, Values] | None = None
        self._repeats: list[tuple[int, int, float]] = []

    def add(self, mentions: Sequence[Mention], persons: Sequence[str | None]) -> None:
        """Add the titles of a document; `persons` are the keys of their persons."""
        first = len(self.of_mention)
        lists: dict[int, list[int]] = defaultdict(list)
        for number, mention in enumerate(mentions, first):
            self._surfaces.append(self._surface_ids.setdefault(mention.surface, len(self._surface_ids)))
            self.of_mention.append(-1)
            if mention.list_id >= 0:
                lists[mention.list_id].append(number)
        longer = []
        for _, numbers in sorted(lists.items()):
            numbers.sort(key=lambda number: mentions[number - first].slot)
            found = len(self._named)
            for number in numbers:
                self.of_mention[number] = found
            self._members.extend(numbers)
            self._starts.append(len(self._members))
            self._named.append(mentions[numbers[0] - first].person)
            person = persons[numbers[0] - first]
            if self._named[-1] and person is not None:
                self._by_person[person].append(found)
            if len(numbers) > 1:
                longer.append(found)
        if len(longer) > 1:
            self._documents.append(longer)

    def neighbours(self, number: int) -> Sequence[int]:
        """The numbers of the mentions in the list of a mention, itself included, in order; empty for none."""
        found = self.of_mention[number]
        return self._members[self._starts[found] : self._starts[found + 1]] if found >= 0 else ()

    def pair_up(self) -> None:
        """Settle which lists are compared: all of one person, and of a document those whose person is not named."""
        firsts, seconds, weights = array("q"), array("q"), array("d")
        for group in self._by_person.values():
            for first, second in self._to_compare(group):
                firsts.append(first)
                seconds.append(second)
                weights.append(1.0)
            self._repeats += self._repeated(group)
        for group in self._documents:
            unnamed = any(self._named[each] is None for each in group)
            for first, second in self._to_compare(group) if unnamed else ():
                if self._named[first] is None or self._named[second] is None:
                    firsts.append(first)
                    seconds.append(second)
                    weights.append(0.7)
        for group in self._documents:
            self._repeats += self._repeated(group)
        self._pairs = (np.array(firsts, dtype=np.int64), np.array(seconds, dtype=np.int64), np.array(weights))
        self._by_person.clear()
        self._documents.clear()
        self._surface_ids.clear()

    def _numbers(self, found: int) -> array[int]:
        return self._members[self._starts[found] : self._starts[found + 1]]

    def _signature(self, found: int) -> tuple[object, ...]:
        return (self._named[found] is None, *(self._surfaces[number] for number in self._numbers(found)))

    def _to_compare(self, group: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Pairs of lists: of those that repeat one another word for word, two stand for all."""
        counts: dict[tuple[object, ...], int] = defaultdict(int)
        kept: list[int] = []
        for found in group:
            signature = self._signature(found)
            counts[signature] += 1
            if counts[signature] <= 2:
                kept.append(found)
            if len(kept) == _MOST_LISTS:
                break
        return ((first, second) for at, first in enumerate(kept) for second in kept[at + 1 :])

    def _repeated(self, group: Sequence[int]) -> Iterator[tuple[int, int, float]]:
        """Mentions of lists that repeat an earlier one word for word: number, number there, strength."""
        originals: dict[tuple[object, ...], int] = {}
        for found in group:
            original = originals.setdefault(self._signature(found), found)
            if original != found:
                numbers = self._numbers(found)
                strength = 1.0 if len(numbers) > 1 else 0.45
                yield from ((a, b, strength) for a, b in zip(numbers, self._numbers(original), strict=True))

    def witnesses(self, results: Sequence[Best | None]) -> SlotTable:
        """What a round's results say about the mentions in the same slots of other lists."""
        state = _State(results, np.array(self._surfaces, dtype=np.int64))
        table = SlotTable(state, self._aligned(state))
        for number, original, strength in self._repeats:
            table.repeat(number, original, strength)
        return table

    def _aligned(self, state: _State) -> Iterator[_Aligned]:
        """The mentions that stand in the same slots."""
        if self._pairs is None:
            self.pair_up()
        assert self._pairs is not None
        firsts, seconds, weights = self._pairs
        starts = np.array(self._starts, dtype=np.int64)
        members = np.array(self._members, dtype=np.int64)
        lengths = np.diff(starts)
        shapes = lengths[firsts] * (int(lengths.max(initial=0)) + 1) + lengths[seconds]
        order = np.argsort(shapes, kind="stable")
        for chosen in _runs(order, shapes[order]):
            rows, columns = int(lengths[firsts[chosen[0]]]), int(lengths[seconds[chosen[0]]])
            left = members[starts[firsts[chosen]][:, None] + np.arange(rows)]
            right = members[starts[seconds[chosen]][:, None] + np.arange(columns)]
            yield _in_slots(left, right, weights[chosen], chosen, state)


def _runs(order: Numbers, shapes: Numbers) -> Iterable[Numbers]:
    """The pairs of one shape after the other, not too many at once."""
    ends = np.flatnonzero(np.diff(shapes)) + 1
    for part in np.split(order, ends):
        yield from (part[at : at + _AT_ONCE] for at in range(0, len(part), _AT_ONCE))


class _Aligned(NamedTuple):
    """Mentions in the same slots of two lists."""

    left: Numbers
    right: Numbers
    strength: Values
    """0 to 1: how sure the alignment is."""
    pair: Numbers
    """Number of the pair of lists."""


def _in_slots(left: Numbers, right: Numbers, weights: Values, pairs: Numbers, state: _State) -> _Aligned:
    """Align pairs of lists of one shape; `left` and `right` have a row of mentions for each pair."""
    similarity = state.similarity(left[:, :, None], right[:, None, :])
    partner = align(similarity)
    at, slot = np.nonzero(partner >= 0)
    other = partner[at, slot]
    anchor = similarity[at, slot, other] >= _ANCHOR
    anchors = np.bincount(at, anchor, minlength=len(left)).astype(np.int64)[at] - anchor
    alone = left.shape[1] == right.shape[1] == 1
    kept = (anchors > 0) | anchor | alone
    strength = weights[at] * np.where(anchors > 0, 1.0, 0.45)
    return _Aligned(left[at, slot][kept], right[at, other][kept], strength[kept], pairs[at][kept])


class _State:
    """A round's results as arrays."""

    def __init__(self, results: Sequence[Best | None], surfaces: Numbers) -> None:
        self.results = results
        self._surfaces = surfaces
        size = len(results)
        offices: dict[tuple[str, str | None], int] = {}
        bodies: dict[str, int] = {}
        self._office = np.full(size, -1, dtype=np.int64)
        self.body = np.full(size, -1, dtype=np.int64)
        self._probability = np.zeros(size)
        self.independent = np.zeros(size)
        for number, best in enumerate(results):
            if best is not None:
                self._office[number] = offices.setdefault(best.office, len(offices))
                self.body[number] = bodies.setdefault(best.office[0], len(bodies))
                self._probability[number] = best.probability
                self.independent[number] = best.independent
        self.bodies = tuple(bodies)
        self.sure = (self.body >= 0) & (self.independent >= SURE)

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


_NOTHING = (np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0), np.empty(0, np.int64))


class SlotTable:
    """For each mention, the bodies that other lists have in its slot."""

    def __init__(self, state: _State, aligned: Iterable[_Aligned]) -> None:
        """Several witnesses of one body leave the less doubt."""
        self._state = state
        self._has = np.zeros(len(state.results), dtype=bool)
        self._repeats: dict[int, tuple[int, float]] = {}
        parts: list[tuple[Numbers, Numbers, Values, Numbers]] = [_NOTHING]
        for part in aligned:
            for target, witness in ((part.left, part.right), (part.right, part.left)):
                self._has[target] = True
                sure = state.sure[witness]
                parts.append((target[sure], witness[sure], part.strength[sure], part.pair[sure]))
        targets, others, strengths, pairs = (np.concatenate([part[at] for part in parts]) for at in range(4))
        bodies = state.body[others]
        order = np.lexsort((pairs, bodies, targets))
        targets, others, bodies = targets[order], others[order], bodies[order]
        doubts = 1 - 0.75 * strengths[order] * state.independent[others]
        new = np.ones(len(targets), dtype=bool)
        new[1:] = (targets[1:] != targets[:-1]) | (bodies[1:] != bodies[:-1])
        heads = np.flatnonzero(new)
        self._targets = targets[heads]
        self._bodies = bodies[heads]
        self._doubts = np.multiply.reduceat(doubts, heads) if len(heads) else doubts
        self._counts = np.diff(np.append(heads, len(targets)))
        self._examples = others[heads]

    def repeat(self, number: int, original: int, strength: float) -> None:
        """Give a mention without witnesses those of the mention that it repeats, and that one itself."""
        if not self._has[number] and self._has[original]:
            self._repeats[number] = (original, strength)
            self._has[number] = True

    def within(self, numbers: range) -> dict[int, tuple[Witnessed, ...]]:
        """What stands in the slots of mentions elsewhere; those where nothing does are left out."""
        found: dict[int, tuple[Witnessed, ...]] = defaultdict(tuple)
        start, end = np.searchsorted(self._targets, (numbers.start, numbers.stop)).tolist()
        for target, *row in zip(
            self._targets[start:end].tolist(),
            self._bodies[start:end].tolist(),
            self._doubts[start:end].tolist(),
            self._counts[start:end].tolist(),
            self._examples[start:end].tolist(),
            strict=True,
        ):
            body, doubt, count, example = row
            found[target] += (Witnessed(self._state.bodies[body], 1 - doubt, count, example),)
        for number in numbers:
            if number in self._repeats:
                found[number] = self._repeated(*self._repeats[number])
        return dict(found)

    def _repeated(self, original: int, strength: float) -> tuple[Witnessed, ...]:
        """What stands in the slot of the mention that was repeated, and that mention itself as a further witness."""
        found = {each.body: each for each in self.within(range(original, original + 1)).get(original, ())}
        best = self._state.results[original]
        if best is not None and self._state.sure[original]:
            body = best.office[0]
            other = found.get(body, Witnessed(body, 0.0, 0, original))
            doubt = (1 - other.value) * (1 - 0.75 * strength * best.independent)
            found[body] = Witnessed(body, 1 - doubt, other.count + 1, other.example)
        return tuple(found.values())
