"""The best alignment of two texts: one dynamic programme over a band, which is found by coarser ones before."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

from canonym.alignment.alignment_weights import Weights
from canonym.alignment.band import Band, Floats, around
from canonym.alignment.scores import BEADS, Scores, Side

Bead = tuple[int, int, int, int, float]
"""First and last (exclusive) sentence of A, the same of B, and the score of the bead as log odds."""
STEPS = (*BEADS, (1, 0), (0, 1))
"""What a path through the cells is made of."""
SMALL = 400
"""Sentences up to which all cells are looked at."""
FACTOR = 4
"""Sentences that are pooled into one for a coarser search."""
RADIUS = 24
"""Cells on either side of the coarse path that are looked at."""
HASHED = 256
"""Dimension of the anchors' vectors in the coarse search."""


def best_beads(a: Side, b: Side, weights: Weights) -> list[Bead]:
    """Return the alignment with the highest total score, in order."""
    if min(len(a), len(b)) == 0:
        return [*((i, i + 1, 0, 0, 0.0) for i in range(len(a))), *((0, 0, j, j + 1, 0.0) for j in range(len(b)))]
    return _search(a, b, _band(a, b), weights)


def _search(a: Side, b: Side, band: Band, weights: Weights) -> list[Bead]:
    best = np.full(band.cells, -np.inf)
    back = np.zeros(band.cells, np.int8)
    skip_b = len(STEPS) - 1
    for first, last, found, sources in Scores(a, b, band, weights).chunks():
        rows, columns = band.places(first, last)
        above, inside = band.find(rows - 1, columns)
        scores = np.concatenate((found, np.where(inside, weights.skip, -np.inf)[None]))
        begins = np.concatenate((sources, above[None]))
        offset = band.start[first]
        for row in range(first, last):
            begin, end = band.start[row], band.start[row + 1]
            part = slice(begin - offset, end - offset)
            ways = best[begins[:, part]] + scores[:, part]
            choice = ways.argmax(axis=0)
            value = ways[choice, np.arange(end - begin)]
            if row == 0:
                value[0] = 0.0
            # Leaving out sentences of B: the best start to the left, each step at the price of one sentence.
            steps = columns[part] * weights.skip
            level = value - steps
            reached = np.maximum.accumulate(level)
            better = reached > level
            best[begin:end] = np.where(better, reached + steps, value)
            back[begin:end] = np.where(better, skip_b, choice)
    return _trace(a, b, band, best, back)


def _trace(a: Side, b: Side, band: Band, best: Floats, back: NDArray[np.int8]) -> list[Bead]:
    row, column = len(a), len(b)
    beads: list[Bead] = []
    while row or column:
        cell = band.start[row] + column - band.low[row]
        up, left = STEPS[back[cell]]
        before = band.start[row - up] + column - left - band.low[row - up]
        beads.append((row - up, row, column - left, column, float(best[cell] - best[before])))
        row, column = row - up, column - left
    return beads[::-1]


def _band(a: Side, b: Side) -> Band:
    """Return all cells of short texts; for longer ones those around the path of the same texts pooled."""
    if max(len(a), len(b)) <= SMALL:
        return Band.full(len(a), len(b))
    pooled = [_rough(side) for side in (a, b)]
    path = _rough_path(_pool(pooled[0]), _pool(pooled[1]))
    return around(path, FACTOR, len(a), len(b), RADIUS)


def _rough(side: Side) -> Floats:
    """Return the embedding, freed from what all sentences have in common, and anchors in one vector of unit length
    each.
    """
    centred = side.vectors - side.vectors.mean(axis=0)
    hashed = np.zeros((len(side), HASHED))
    for row, anchors in zip(hashed, side.anchors, strict=True):
        for anchor in anchors:
            code = zlib.crc32(anchor.encode())
            row[code % HASHED] += 1.0 if code & 0x80000000 else -1.0
    hashed -= hashed.mean(axis=0)
    return np.hstack([_unit(centred), _unit(hashed)])


def _pool(vectors: Floats) -> Floats:
    rows = -(-len(vectors) // FACTOR)
    padded = np.zeros((rows * FACTOR, vectors.shape[1]))
    padded[: len(vectors)] = vectors
    return _unit(padded.reshape(rows, FACTOR, -1).sum(axis=1))


def _unit(vectors: Floats) -> Floats:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Floats = vectors / np.maximum(norms, 1e-9)
    return unit


def _rough_path(a: Floats, b: Floats) -> list[tuple[int, int]]:
    """Return the path of one-to-one steps with the greatest similarity; leaving out costs nothing."""
    if max(len(a), len(b)) <= SMALL:
        band = Band.full(len(a), len(b))
    else:
        band = around(_rough_path(_pool(a), _pool(b)), FACTOR, len(a), len(b), RADIUS)
    similar = np.round(band.products(a, b), 6)
    best = np.zeros(band.cells)
    back = np.zeros(band.cells, np.int8)
    for row in range(band.rows):
        begin, end = band.start[row], band.start[row + 1]
        rows, columns = band.places(row, row + 1)
        diagonal, inside = band.find(rows - 1, columns - 1)
        ahead = np.where(inside, best[diagonal] + similar[begin:end], -np.inf)
        above, inside = band.find(rows - 1, columns)
        down = np.where(inside, best[above], -np.inf)
        value = np.maximum(np.maximum(ahead, down), 0.0 if row == 0 else -np.inf)
        reached = np.maximum.accumulate(value)
        best[begin:end] = reached
        back[begin:end] = np.where(reached > value, 2, np.where(ahead >= down, 0, 1))
    row, column = len(a), len(b)
    path = [(row, column)]
    while row or column:
        choice = int(back[band.start[row] + column - band.low[row]]) if row else 2
        row, column = row - (choice < 2), column - (choice != 1)
        path.append((row, column))
    return path[::-1]
