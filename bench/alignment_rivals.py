"""The algorithms of vecalign and bertalign, written anew from their papers, to be compared on the same embeddings.

vecalign: Thompson and Koehn, "Vecalign: Improved Sentence Alignment in Linear Time and Space", EMNLP 2019.
bertalign: Liu and Zhu, "Bertalign: Improved word embedding-based sentence alignment for Chinese-English parallel
corpora of literary texts", Digital Scholarship in the Humanities 2022.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from canonym.alignment.band import Band, Floats, around

LONGEST = 4
"""Sentences whose concatenation is encoded."""
TYPES = tuple((a, b) for a in range(1, 5) for b in range(1, 5) if a + b <= 6)
"""The same kinds of links for both, as many sentences as the test sets have at most on both sides together."""
Found = set[tuple[tuple[int, ...], tuple[int, ...]]]


@dataclass(frozen=True)
class Overlaps:
    """Vectors of one to `LONGEST` sentences that end at each sentence (rows of zeros where there are too few)."""

    vectors: Floats
    """Shape (LONGEST, sentences, dimension)."""
    lengths: Floats
    """Letters of each sentence."""

    def __len__(self) -> int:
        return len(self.lengths)


def vecalign(a: Overlaps, b: Overlaps, seed: int = 0) -> Found:
    """Recursive approximation: texts halved by averaging, aligned, refined in a window of 5 around the path."""
    levels = [(a.vectors[0], b.vectors[0])]
    while min(len(level) for level in levels[-1]) > 150:
        levels.append((_halved(levels[-1][0]), _halved(levels[-1][1])))
    path: list[tuple[int, int]] = []
    for number in range(len(levels) - 1, 0, -1):
        left, right = levels[number]
        band = Band.full(len(left), len(right)) if not path else around(path, 2, len(left), len(right), 5)
        path = _vecalign_path(left[None], right[None], band, ((1, 1),), seed)[0]
    band = Band.full(len(a), len(b)) if not path else around(path, 2, len(a), len(b), 5)
    return _vecalign_path(a.vectors, b.vectors, band, TYPES, seed)[1]


def _halved(vectors: Floats) -> Floats:
    even = vectors if len(vectors) % 2 == 0 else np.vstack([vectors, np.zeros((1, vectors.shape[1]))])
    return _unit(even[0::2] + even[1::2])


def _unit(vectors: Floats) -> Floats:
    unit: Floats = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
    return unit


def _vecalign_path(
    a: Floats, b: Floats, band: Band, types: Sequence[tuple[int, int]], seed: int
) -> tuple[list[tuple[int, int]], Found]:
    chance = np.random.default_rng(seed)
    a_sample = chance.integers(0, a.shape[1], 100)
    b_sample = chance.integers(0, b.shape[1], 100)
    a_norm = [1 - part @ b[0][b_sample].mean(axis=0) for part in a]
    b_norm = [1 - part @ a[0][a_sample].mean(axis=0) for part in b]
    rows, columns = band.places(0, band.rows)
    costs = []
    for x, y in types:
        cost = (1 - band.products(a[x - 1], b[y - 1])) * x * y
        norm = a_norm[x - 1][np.maximum(rows - 1, 0)] + b_norm[y - 1][np.maximum(columns - 1, 0)]
        costs.append(2 * cost / np.maximum(norm, 1e-9))
    pairs = (chance.integers(0, a.shape[1], 5000), chance.integers(0, b.shape[1], 5000))
    random_costs = 2 * (1 - np.einsum("ij,ij->i", a[0][pairs[0]], b[0][pairs[1]]))
    random_costs /= a_norm[0][pairs[0]] + b_norm[0][pairs[1]]
    # A skipped sentence costs the quantile 0.2 of what random pairs cost.
    return best_path(band, types, -np.array(costs), -float(np.quantile(random_costs, 0.2)))


def bertalign(a: Overlaps, b: Overlaps) -> Found:
    """Anchors: the 1-1 path through each sentence's three nearest; then all kinds of links in a window of 5 around."""
    table = a.vectors[0] @ b.vectors[0].T
    top = np.argpartition(-table, min(3, table.shape[1] - 1), axis=1)[:, :3]
    path = _anchor_path(table, top)
    band = _around_anchors(path, len(a), len(b), 5)
    rows, columns = band.places(0, band.rows)
    ratio = a.lengths.sum() / b.lengths.sum()
    scores = []
    for x, y in TYPES:
        left, right = a.vectors[x - 1], b.vectors[y - 1]
        similar = band.products(left, right)
        # The margin: similarity to the neighbours of the same size just before and after.
        near = [band.products(left, moved) for moved in _moved(right, y)]
        near += [band.products(moved, right) for moved in _moved(left, x)]
        similar = similar - np.mean(near, axis=0)
        x_length = _windowed(a.lengths, x)[np.maximum(rows - 1, 0)]
        y_length = _windowed(b.lengths, y)[np.maximum(columns - 1, 0)] * ratio
        shorter, longer = np.minimum(x_length, y_length), np.maximum(np.maximum(x_length, y_length), 1)
        scores.append(similar * np.log2(1 + shorter / longer))
    return best_path(band, TYPES, np.array(scores), -0.1)[1]


def _moved(vectors: Floats, by: int) -> tuple[Floats, Floats]:
    before, after = np.zeros_like(vectors), np.zeros_like(vectors)
    before[by:], after[:-by] = vectors[:-by], vectors[by:]
    return before, after


def _windowed(values: Floats, count: int) -> Floats:
    totals = np.concatenate(([0.0], np.cumsum(values)))
    ends = np.arange(1, len(values) + 1)
    sums: Floats = totals[ends] - totals[np.maximum(ends - count, 0)]
    return sums


def _anchor_path(table: Floats, top: np.ndarray) -> list[tuple[int, int]]:
    """The monotone chain of candidate pairs with the greatest total similarity."""
    best = np.zeros(table.shape[1] + 1)
    chains: list[tuple[int, int, int]] = []
    """Row, column, number of the pair before or -1."""
    ends = np.full(table.shape[1] + 1, -1)
    for row in range(len(table)):
        found = []
        for column in top[row]:
            found.append((int(column), best[column] + table[row, column], int(ends[column])))
        for column, value, before in found:
            after = np.arange(column + 1, len(best))
            better = after[best[column + 1 :] < value]
            if len(better):
                chains.append((row, column, before))
                best[better], ends[better] = value, len(chains) - 1
    path, at = [], int(ends[-1])
    while at >= 0:
        row, column, at = chains[at]
        path.append((row + 1, column + 1))
    return path[::-1]


def _around_anchors(path: Sequence[tuple[int, int]], rows: int, columns: int, window: int) -> Band:
    ends = [(0, 0), *path, (rows, columns)]
    row = np.arange(rows + 1)
    known, place = np.array(ends).T
    before = np.searchsorted(known, row, side="right") - 1
    after = np.minimum(np.searchsorted(known, row, side="left"), len(ends) - 1)
    return Band.between(place[before] - window, place[after] + window + 1, columns)


def best_path(
    band: Band, types: Sequence[tuple[int, int]], scores: Floats, skip: float
) -> tuple[list[tuple[int, int]], Found]:
    """The path of the greatest total score; scores have the shape (types, cells)."""
    rows, columns = band.places(0, band.rows)
    best = np.full(band.cells, -np.inf)
    back = np.zeros(band.cells, np.int8)
    steps = [*types, (1, 0), (0, 1)]
    begins, gains = [], []
    for (x, y), score in zip([*types, (1, 0)], [*scores, np.full(band.cells, skip)], strict=True):
        begin, inside = band.find(rows - x, columns - y)
        begins.append(begin)
        gains.append(np.where(inside & (columns >= y), score, -np.inf))
    begin_of, gain_of = np.array(begins), np.array(gains)
    for row in range(band.rows):
        part = slice(band.start[row], band.start[row + 1])
        ways = best[begin_of[:, part]] + gain_of[:, part]
        choice = ways.argmax(axis=0)
        value = ways[choice, np.arange(len(choice))]
        if row == 0:
            value[0] = 0.0
        level = value - columns[part] * skip
        reached = np.maximum.accumulate(level)
        best[part] = np.where(reached > level, reached + columns[part] * skip, value)
        back[part] = np.where(reached > level, len(steps) - 1, choice)
    row, column = band.rows - 1, int(columns[-1])
    path, found = [(row, column)], set()
    while row or column:
        up, left = steps[back[band.start[row] + column - band.low[row]]]
        if up and left:
            found.add((tuple(range(row - up, row)), tuple(range(column - left, column))))
        row, column = row - up, column - left
        path.append((row, column))
    return path[::-1], found
