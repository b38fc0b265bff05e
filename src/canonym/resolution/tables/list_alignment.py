"""The best order-preserving pairing of two lists (Needleman and Wunsch 1970), for many pairs of lists at once."""

from __future__ import annotations

from typing import Any

import numpy as np

_GAP = -0.4
"""What it costs to leave a title without a partner."""


def align(similarity: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """For pairs of lists of the same two lengths, the partner of each title of the first list.

    `similarity` has the shape (pairs, titles of the first list, titles of the second). The result has the shape (pairs,
    titles of the first list): the place in the second list, or -1. Where several pairings are equally good, titles get
    partners as early as possible.
    """
    pairs, rows, columns = similarity.shape
    score = np.zeros((rows + 1, columns + 1, pairs))
    for i in range(rows - 1, -1, -1):
        score[i, columns] = score[i + 1, columns] + _GAP
    for j in range(columns - 1, -1, -1):
        score[rows, j] = score[rows, j + 1] + _GAP
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            paired = score[i + 1, j + 1] + similarity[:, i, j]
            score[i, j] = np.maximum(paired, np.maximum(score[i + 1, j], score[i, j + 1]) + _GAP)
    partner = np.full((pairs, rows), -1, dtype=np.int64)
    at = np.arange(pairs)
    row, column = np.zeros_like(at), np.zeros_like(at)
    while len(at):
        here = score[row, column, at]
        paired = here == score[row + 1, column + 1, at] + similarity[at, row, column]
        partner[at[paired], row[paired]] = column[paired]
        alone = ~paired & (here == score[row + 1, column, at] + _GAP)
        row, column = row + (paired | alone), column + ~alone
        going_on = (row < rows) & (column < columns)
        at, row, column = at[going_on], row[going_on], column[going_on]
    return partner
