"""Title lists of one person, aligned slot by slot: the odd one out is explained by its neighbours.

Which lists are compared never changes; how they are aligned depends on what a round decided. All pairs of lists of the
same two lengths are aligned at once, in arrays.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from canonym.letters import strip_marks
from canonym.model import Mention
from canonym.resolution.candidates.reading_table import ReadingTable
from canonym.resolution.evidence.slot_table import Aligned, RoundState, SlotTable
from canonym.resolution.tables.columns import Numbers, Results, Values
from canonym.resolution.tables.list_alignment import align

_MOST_LISTS = 40
"""Different lists of one person that are compared with one another."""
_AT_ONCE = 20_000
"""Pairs of lists that are aligned at once: more only takes more memory."""
_ANCHOR = 0.8
"""Similarity from which two aligned titles hold the rest of their lists in place."""


def person_key(name: str) -> str:
    """A personal name without case, diacritics and punctuation, for comparing across reports."""
    return " ".join(strip_marks(name.casefold()).replace(".", " ").replace("・", " ").split())


class TitleLists:
    """The title lists of a corpus, and the pairs of them that are compared."""

    def __init__(self) -> None:
        """Add the documents one by one, in order, then call `pair_up`."""
        self._members = array("i")
        self._starts = array("i", [0])
        self._of_mention = array("i")
        """Number of the list that a mention stands in, or -1."""
        self.surfaces = array("i")
        """Equal for mentions that are spelt alike."""
        self._surface_ids: dict[str, int] = {}
        self._by_person: dict[str, list[int]] = defaultdict(list)
        self._documents: list[list[int]] = []
        """The lists of more than one title, document by document."""
        self._named: list[str | None] = []
        self._pairs: tuple[Numbers, Numbers, Values] | None = None
        self._repeats = array("i"), array("i"), array("d")
        """Mentions of lists that repeat another word for word, the mentions that they repeat, and how sure that is."""

    def add(self, mentions: Sequence[Mention], persons: Sequence[str | None]) -> None:
        """Add the titles of a document; `persons` are the keys of their persons."""
        first = len(self._of_mention)
        lists: dict[int, list[int]] = defaultdict(list)
        known = self._surface_ids
        self.surfaces.extend([known.setdefault(mention.surface, len(known)) for mention in mentions])
        self._of_mention.extend([-1] * len(mentions))
        for number, mention in enumerate(mentions, first):
            if mention.list_id >= 0:
                lists[mention.list_id].append(number)
        longer = []
        for _, numbers in sorted(lists.items()):
            numbers.sort(key=lambda number: mentions[number - first].slot)
            found = len(self._named)
            for number in numbers:
                self._of_mention[number] = found
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

    def beside(self) -> tuple[Numbers, Numbers]:
        """For all mentions, the others in their lists, in order, and where those of each mention begin."""
        own, starts, members = np.array(self._of_mention), np.array(self._starts), np.array(self._members)
        lengths = np.where(own >= 0, np.diff(starts)[own], 0) if len(starts) > 1 else np.zeros_like(own)
        mention = np.repeat(np.arange(len(own), dtype=np.int32), lengths)
        place = np.arange(len(mention), dtype=np.int32) - np.repeat(
            (np.cumsum(lengths) - lengths).astype(np.int32), lengths
        )
        other = members[starts[own[mention]] + place]
        apart = other != mention
        counts = np.bincount(mention[apart], minlength=len(own))
        return np.concatenate(([0], np.cumsum(counts))).astype(np.int32), other[apart]

    def pair_up(self) -> None:
        """Settle which lists are compared: all of one person, and of a document those whose person is not named."""
        firsts, seconds, weights = array("i"), array("i"), array("d")
        for group in self._by_person.values():
            for first, second in self._to_compare(group):
                firsts.append(first)
                seconds.append(second)
                weights.append(1.0)
            self._add_repeats(group)
        for group in self._documents:
            unnamed = any(self._named[each] is None for each in group)
            for first, second in self._to_compare(group) if unnamed else ():
                if self._named[first] is None or self._named[second] is None:
                    firsts.append(first)
                    seconds.append(second)
                    weights.append(0.7)
        for group in self._documents:
            self._add_repeats(group)
        self._pairs = (np.array(firsts), np.array(seconds), np.array(weights))
        self._by_person.clear()
        self._documents.clear()
        self._surface_ids.clear()

    def _numbers(self, found: int) -> array[int]:
        return self._members[self._starts[found] : self._starts[found + 1]]

    def _signature(self, found: int) -> tuple[object, ...]:
        return (self._named[found] is None, *[self.surfaces[number] for number in self._numbers(found)])

    def _to_compare(self, group: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Pairs of lists: of those that repeat one another word for word, two stand for all."""
        if len(group) < 2:
            return iter(())
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

    def _add_repeats(self, group: Sequence[int]) -> None:
        """Note the lists of a group that repeat an earlier one word for word."""
        if len(group) < 2:
            return
        originals: dict[tuple[object, ...], int] = {}
        for found in group:
            original = originals.setdefault(self._signature(found), found)
            if original != found:
                numbers = self._numbers(found)
                strength = 1.0 if len(numbers) > 1 else 0.45
                targets, originally, strengths = self._repeats
                targets.extend(numbers)
                originally.extend(self._numbers(original))
                strengths.extend([strength] * len(numbers))

    def witnesses(self, results: Results, readings: ReadingTable) -> SlotTable:
        """What a round's results say about the mentions in the same slots of other lists."""
        state = RoundState(results, readings.columns(), np.array(self.surfaces))
        return SlotTable(state, self._aligned(state), self._repeats)

    def _aligned(self, state: RoundState) -> Iterator[Aligned]:
        """The mentions that stand in the same slots."""
        assert self._pairs is not None
        firsts, seconds, weights = self._pairs
        starts, members = np.array(self._starts), np.array(self._members)
        lengths = np.diff(starts)
        shapes = lengths[firsts] * (int(lengths.max(initial=0)) + 1) + lengths[seconds]
        order = np.argsort(shapes, kind="stable").astype(np.int32)
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


def _in_slots(left: Numbers, right: Numbers, weights: Values, pairs: Numbers, state: RoundState) -> Aligned:
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
    return Aligned(left[at, slot][kept], right[at, other][kept], strength[kept], pairs[at][kept])
