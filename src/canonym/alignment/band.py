"""The cells that an alignment looks at: a band around a rough path, so that work grows with the length of the texts.

Cell (i, j) stands for "the first i sentences of A and the first j of B are aligned". Values of cells are flat arrays,
row after row; a row may be wider where many sentences of B are missing in A.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
BLOCK = 128
"""Rows whose products are computed at once."""


@dataclass(frozen=True)
class Band:
    """Row i holds the columns `low[i]` to `low[i] + width of the row - 1`; rows 0 to n, columns 0 to m."""

    low: Ints
    start: Ints
    """Where each row begins in the flat arrays, and their length at the end; shape (n + 2,)."""

    @classmethod
    def between(cls, low: Ints, high: Ints, columns: int) -> Band:
        """Return the band from `low` to `high` (exclusive), widened until no path through it can be shut off."""
        low = np.minimum.accumulate(np.clip(low, 0, columns)[::-1])[::-1].copy()
        high = np.maximum.accumulate(np.clip(high, 1, columns + 1))
        low[0], high[-1] = 0, columns + 1
        high = np.maximum(high, low + 1)
        return cls(low, np.concatenate(([0], np.cumsum(high - low))))

    @classmethod
    def full(cls, rows: int, columns: int) -> Band:
        """Return all cells of two texts of so many sentences."""
        return cls.between(np.zeros(rows + 1, np.int64), np.full(rows + 1, columns + 1), columns)

    @property
    def rows(self) -> int:
        """Number of rows, one more than there are sentences in A."""
        return len(self.low)

    @property
    def cells(self) -> int:
        """Number of cells."""
        return int(self.start[-1])

    def places(self, first: int, last: int) -> tuple[Ints, Ints]:
        """Return the row and column of every cell of the rows from `first` to `last` (exclusive)."""
        widths = np.diff(self.start[first : last + 1])
        rows = np.repeat(np.arange(first, last), widths)
        columns = np.arange(self.start[first], self.start[last]) - self.start[rows] + self.low[rows]
        return rows, columns

    def find(self, rows: Ints, columns: Ints) -> tuple[Ints, NDArray[np.bool_]]:
        """Return the flat index of cells, and whether they lie in the band (the index is 0 where they do not)."""
        inside = rows >= 0
        safe = np.where(inside, rows, 0)
        index = self.start[safe] + columns - self.low[safe]
        inside &= (columns >= self.low[safe]) & (index < self.start[safe + 1])
        return np.where(inside, index, 0), inside

    def products(self, left: Floats, right: Floats) -> Floats:
        """Return for each cell (i, j) the product of row i - 1 of `left` and row j - 1 of `right`.

        0 where i or j is 0.
        """
        flat = np.zeros(self.cells)
        for first in range(0, self.rows, BLOCK):
            last = min(first + BLOCK, self.rows)
            rows, columns = self.places(first, last)
            begin, end = int(columns.min()), int(columns.max()) + 1
            table = np.zeros((last - first, end - begin))
            top, side = max(first, 1), max(begin, 1)
            table[top - first :, side - begin :] = left[top - 1 : last - 1] @ right[side - 1 : end - 1].T
            flat[self.start[first] : self.start[last]] = table[rows - first, columns - begin]
        return flat


def around(path: Any, factor: int, rows: int, columns: int, radius: int) -> Band:
    """Return the band around a path through texts that were pooled `factor` sentences at a time."""
    coarse = int(path[-1][0])
    lowest, highest = np.full(coarse + 1, np.iinfo(np.int64).max), np.zeros(coarse + 1, np.int64)
    steps = np.asarray(path, dtype=np.int64)
    np.minimum.at(lowest, steps[:, 0], steps[:, 1])
    np.maximum.at(highest, steps[:, 0], steps[:, 1])
    lowest = np.minimum.accumulate(lowest[::-1])[::-1]
    highest = np.maximum.accumulate(highest)
    row = np.arange(rows + 1)
    above, below = np.minimum(row // factor, coarse), np.minimum(-(-row // factor), coarse)
    return Band.between(lowest[above] * factor - radius, highest[below] * factor + radius + 1, columns)
