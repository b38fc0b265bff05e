"""Scores of beads: how much likelier the two sides of each are translations of each other than not, as log odds.

A bead takes `a` sentences of A and `b` of B. Vectors of several sentences are the sums of the sentences' vectors, so
that the product of two runs of sentences is a sum of products of sentences: each pair is multiplied once. (vecalign,
Thompson and Koehn 2019, encodes the runs instead; measured in bench/alignment.py.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from canonym.alignment.alignment_weights import Weights
from canonym.alignment.band import Band, Floats, Ints

BEADS = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 2), (1, 4), (4, 1), (3, 3))
"""Numbers of sentences that a link can have; links with an empty side are handled by the search."""
CROSSINGS = {2: ((1, 0),), 3: ((2, 1, 0), (1, 2, 0), (2, 0, 1))}
"""Orders in which so many sentences can come that fall into no smaller blocks."""
LONGEST = 4
NEIGHBOURS = 4
"""Nearest neighbours whose mean similarity a sentence's own is compared with (Artetxe and Schwenk 2019)."""
_CHUNK = 200_000
_TINY = 1e-9


@dataclass(frozen=True)
class Side:
    """One text, as numbers: row by row its sentences."""

    vectors: Floats
    """Embeddings of unit length or zero, shape (sentences, dimension)."""
    lengths: Floats
    """Length of each sentence in letters, those of dense scripts counted as more."""
    anchors: Sequence[frozenset[str]]

    def __len__(self) -> int:
        """Count the sentences."""
        return len(self.lengths)

    @cached_property
    def weighted(self) -> Floats:
        """Vectors as they add up in a run of sentences: a longer one says more of what the run says."""
        weighted: Floats = self.vectors * np.sqrt(np.maximum(self.lengths, 1.0))[:, None]
        return weighted

    @cached_property
    def norms(self) -> Floats:
        """Length of the summed vectors of the k sentences before each position, shape (LONGEST + 1, n + 1)."""
        return np.stack([np.linalg.norm(_sums(self.weighted, k), axis=-1) for k in range(LONGEST + 1)])

    def sums(self, values: Floats) -> Floats:
        """Sum of a value over the k sentences before each position, shape (LONGEST + 1, n + 1)."""
        return np.stack([_sums(values, k) for k in range(LONGEST + 1)])


def _sums(values: Floats, count: int) -> Floats:
    """Sum of the `count` rows before each position 0 ... n; of fewer where there are fewer."""
    totals = np.concatenate((np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0)))
    positions = np.arange(len(totals))
    result: Floats = totals - totals[np.maximum(positions - count, 0)]
    return result


class Scores:
    """The scores of all beads that end in the cells of a band."""

    def __init__(self, a: Side, b: Side, band: Band, weights: Weights) -> None:
        """Compare the sentences of two texts within the band."""
        self._a, self._b, self._band, self._weights = a, b, band, weights
        self._dots = band.products(a.weighted, b.weighted)
        self._anchor_dots, a_weight, b_weight = anchor_products(a.anchors, b.anchors, band)
        self._a_anchor, self._b_anchor = a.sums(a_weight), b.sums(b_weight)
        self._a_length, self._b_length = a.sums(a.lengths), b.sums(b.lengths)
        self._normal()

    def _normal(self) -> None:
        """Mean similarity of each sentence to its nearest neighbours in the band, and the spread of all."""
        rows, columns = self._band.places(0, self._band.rows)
        norm = self._a.norms[1][rows] * self._b.norms[1][columns]
        cosine = np.where(norm > 0, self._dots / np.maximum(norm, _TINY), 0.0)
        inner = (rows > 0) & (columns > 0)
        self._a_near = _nearest(rows, cosine, inner, len(self._a) + 1)
        self._b_near = _nearest(columns, cosine, inner, len(self._b) + 1)
        self._margins = np.where(inner, cosine - (self._a_near[1][rows] + self._b_near[1][columns]) / 2, 0.0)

    def chunks(self) -> Iterator[tuple[int, int, Floats, Ints]]:
        """Yield rows first to last (exclusive), score of each bead, and flat index of the cell where the bead begins.

        Both arrays have the shape (len(BEADS), cells of the rows); an impossible bead has the score minus infinity.
        """
        first = 0
        while first < self._band.rows:
            last = first + 1
            while last < self._band.rows and self._band.start[last + 1] - self._band.start[first] <= _CHUNK:
                last += 1
            yield first, last, *self._chunk(first, last)
            first = last

    def _chunk(self, first: int, last: int) -> tuple[Floats, Ints]:
        rows, columns = self._band.places(first, last)
        cells = _Cells(self, rows, columns)
        single = cells.score(1, 1)
        scores = np.empty((len(BEADS), len(rows)))
        begins = np.empty((len(BEADS), len(rows)), np.int64)
        for number, (a, b) in enumerate(BEADS):
            begin, possible = self._band.find(rows - a, columns - b)
            possible &= columns >= b
            score = single if (a, b) == (1, 1) else cells.score(a, b)
            if a == b and a in CROSSINGS:
                score = np.maximum(score, cells.crossed(a))
            scores[number] = np.where(possible, score + self._weights.bead[f"{a}-{b}"], -np.inf)
            begins[number] = begin
        return scores, begins


class _Cells:
    """Some cells, with what is needed to score the beads that end in them."""

    def __init__(self, scores: Scores, rows: Ints, columns: Ints) -> None:
        self._s, self._rows, self._columns = scores, rows, columns
        self._shifted: dict[tuple[int, int], tuple[Ints, Floats]] = {}

    def _shift(self, up: int, left: int) -> tuple[Ints, Floats]:
        """Return the flat index of the cell so many rows and columns before, and 1 where it is in the band, else 0."""
        if (up, left) not in self._shifted:
            index, inside = self._s._band.find(self._rows - up, self._columns - left)
            self._shifted[up, left] = (index, inside.astype(np.float64))
        return self._shifted[up, left]

    def _total(self, values: Floats, a: int, b: int) -> Floats:
        total = np.zeros(len(self._rows))
        for up in range(a):
            for left in range(b):
                total += self._moved(values, up, left)
        return total

    def _weakest(self, a: int, b: int) -> Floats:
        """Return, of all sentences of the bead, the one that is least like any of the other side: the margin of its
        best one.
        """
        table = [[self._moved(self._s._margins, up, left) for left in range(b)] for up in range(a)]
        sentences = [np.max(row, axis=0) for row in table] + [
            np.max(column, axis=0) for column in zip(*table, strict=True)
        ]
        weakest: Floats = np.min(sentences, axis=0)
        return weakest

    def _moved(self, values: Floats, up: int, left: int) -> Floats:
        index, inside = self._shift(up, left)
        moved: Floats = values[index] * inside
        return moved

    def score(self, a: int, b: int) -> Floats:
        """Return the log odds that the `a` sentences before the cell and the `b` before it in B say the same."""
        s, w = self._s, self._s._weights
        rows, columns = self._rows, self._columns
        a_norm, b_norm = s._a.norms[a][rows], s._b.norms[b][columns]
        cosine = self._total(s._dots, a, b) / np.maximum(a_norm * b_norm, _TINY)
        near = (s._a_near[a][rows] + s._b_near[b][columns]) / 2
        a_anchor, b_anchor = s._a_anchor[a][rows], s._b_anchor[b][columns]
        shared = self._total(s._anchor_dots, a, b)
        anchors = shared / np.sqrt(np.maximum(a_anchor * b_anchor, _TINY))
        skew = np.log(np.maximum(s._a_length[a][rows], 1.0) / np.maximum(s._b_length[b][columns], 1.0))
        score: Floats = (
            w.bias
            + w.cosine * cosine
            + w.margin * (cosine - near)
            + w.weakest * self._weakest(a, b)
            + w.anchors * np.minimum(anchors, 1.0)
            - w.length * np.minimum(skew * skew, w.farthest)
        )
        return np.round(score, 6)

    def crossed(self, count: int) -> Floats:
        """Return the log odds that `count` sentences of each side are the same ones in another order."""
        single = {}
        for up in range(count):
            for left in range(count):
                _, inside = self._shift(up, left)
                moved = _Cells(self._s, np.maximum(self._rows - up, 0), np.maximum(self._columns - left, 0))
                single[up, left] = np.where(inside > 0, moved.score(1, 1), -np.inf)
        totals = [np.sum([single[up, left] for up, left in enumerate(order)], axis=0) for order in CROSSINGS[count]]
        best: Floats = np.max(totals, axis=0) + self._s._weights.crossing
        return best


def anchor_products(
    a: Sequence[frozenset[str]], b: Sequence[frozenset[str]], band: Band
) -> tuple[Floats, Floats, Floats]:
    """Return the weight of the anchors that two sentences share, for each cell of a band, and of all that each
    sentence has.

    An anchor's weight is the logarithm of how rarely sentences have it.
    """
    frequency: dict[str, int] = {}
    for anchors in (*a, *b):
        for anchor in anchors:
            frequency[anchor] = frequency.get(anchor, 0) + 1
    total = len(a) + len(b)
    flat = np.zeros(band.cells)
    places: dict[str, list[int]] = {}
    for number, anchors in enumerate(b, 1):
        for anchor in anchors:
            places.setdefault(anchor, []).append(number)
    columns_of = {anchor: np.array(numbers, np.int64) for anchor, numbers in places.items()}
    weight = {anchor: float(np.log(total / count)) for anchor, count in frequency.items()}
    for number, anchors in enumerate(a, 1):
        low, high = band.low[number], band.low[number] + band.start[number + 1] - band.start[number]
        offset = band.start[number] - band.low[number]
        for anchor in sorted(anchors):
            if (columns := columns_of.get(anchor)) is not None:
                begin, end = np.searchsorted(columns, (low, high))
                flat[columns[begin:end] + offset] += weight[anchor]
    # An anchor of one side alone may be a wording of its own; one of both sides that is missing here is a difference.
    both = {anchor for anchors in a for anchor in anchors} & set(places)
    sides = [np.array([_weight(anchors & both, weight) for anchors in side]) for side in (a, b)]
    return flat, sides[0], sides[1]


def _weight(anchors: frozenset[str], weight: dict[str, float]) -> float:
    return float(sum(weight[anchor] for anchor in sorted(anchors)))


def _nearest(groups: Ints, values: Floats, inner: np.ndarray, count: int) -> Floats:
    """Return the mean of the greatest values of each group (sentence), summed over runs of sentences like
    `Side.norms`.
    """
    groups, values = groups[inner], values[inner]
    order = np.lexsort((-values, groups))
    groups, values = groups[order], values[order]
    first = np.searchsorted(groups, np.arange(count + 1))
    place = np.arange(len(groups)) - first[groups]
    top = place < NEIGHBOURS
    sums = np.bincount(groups[top], values[top], count)
    means = (sums / np.maximum(np.bincount(groups[top], minlength=count), 1))[1:]
    # A run of k sentences is nearer to any other text than one sentence: vectors add up, their errors cancel.
    return np.stack([_sums(means, k) / np.sqrt(max(k, 1)) for k in range(LONGEST + 1)])
