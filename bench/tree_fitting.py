"""Fit small decision trees over the marks of decisions (trees of glossaries/acceptance.yaml).

Each tree is grown by Newton steps on the logistic loss (gradient boosting; Friedman, Annals of Statistics 2001): a
question is asked where it gains most, and an answer adds a small part of the best value. Everything is counted in
bins, so that a fit takes seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

TREES = 200
RATE = 0.05
"""Part of the best value that a tree adds."""
DEPTH = 3
"""Questions that a tree asks before it answers."""
LEAST = 30
"""Decisions that an answer must rest on."""
RIDGE = 5.0
"""Pull of an answer towards 0: as much as twenty undecided cases."""
BINS = 16


def fitted_trees(
    values: NDArray[np.float64], right: NDArray[np.float64], start: float, names: Sequence[str], share: float
) -> list[Any]:
    """The trees over the marks `values` (decisions, names), which add to the logarithm of the odds `start`.

    Their answers are given as a share (0 to 1) of what the trees alone would say.
    """
    edges = [_edges(values[:, column]) for column in range(values.shape[1])]
    bins = np.column_stack([np.searchsorted(edge, values[:, column]) for column, edge in enumerate(edges)])
    total, trees = np.full(len(right), start), []
    for _ in range(TREES):
        chance = 1 / (1 + np.exp(-total))
        slope, curve = right - chance, np.maximum(chance * (1 - chance), 1e-6)
        tree, added = _grown(bins, edges, names, slope, curve, np.arange(len(right)), DEPTH)
        for members, value in added:
            total[members] += value
        trees.append(_as_share(tree, share))
    return trees


def _as_share(tree: Any, share: float) -> Any:
    """A tree whose answers are a share of its own."""
    if not isinstance(tree, list):
        return round(tree * share, 4)
    mark, edge, mean, below, above = tree
    return [mark, edge, round(mean * share, 4), _as_share(below, share), _as_share(above, share)]


def _edges(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where a mark's values are divided."""
    known = np.unique(values)
    if len(known) <= BINS:
        return np.round((known[1:] + known[:-1]) / 2, 4)
    return np.unique(np.round(np.quantile(values, np.linspace(0, 1, BINS + 1)[1:-1]), 4))


def _grown(
    bins: NDArray[np.int64],
    edges: Sequence[NDArray[np.float64]],
    names: Sequence[str],
    slope: NDArray[np.float64],
    curve: NDArray[np.float64],
    members: NDArray[np.int64],
    depth: int,
) -> tuple[Any, list[tuple[NDArray[np.int64], float]]]:
    """A tree over some decisions, and what it adds to which of them."""
    value = round(RATE * float(slope[members].sum() / (curve[members].sum() + RIDGE)), 4)
    asked = _question(bins, edges, slope, curve, members) if depth else None
    if asked is None:
        return value, [(members, value)]
    column, bin_ = asked
    above = bins[members, column] > bin_
    one, first = _grown(bins, edges, names, slope, curve, members[~above], depth - 1)
    two, second = _grown(bins, edges, names, slope, curve, members[above], depth - 1)
    added = first + second
    mean = sum(len(those) * each for those, each in added) / len(members)
    return [names[column], float(edges[column][bin_]), round(mean, 4), one, two], added


def _question(
    bins: NDArray[np.int64],
    edges: Sequence[NDArray[np.float64]],
    slope: NDArray[np.float64],
    curve: NDArray[np.float64],
    members: NDArray[np.int64],
) -> tuple[int, int] | None:
    """The mark and bin at which a division of some decisions gains most, or None."""
    if len(members) < 2 * LEAST:
        return None
    columns, size = bins.shape[1], BINS + 1
    places = (bins[members] + np.arange(columns) * size).ravel()

    def until(values: NDArray[np.float64]) -> NDArray[np.float64]:
        summed = np.bincount(places, np.repeat(values, columns), minlength=columns * size)
        found: NDArray[np.float64] = summed.reshape(columns, size).cumsum(axis=1)
        return found

    slopes, curves, counts = until(slope[members]), until(curve[members]), until(np.ones(len(members)))
    all_slopes, all_curves = float(slope[members].sum()), float(curve[members].sum())
    gain = slopes**2 / (curves + RIDGE) + (all_slopes - slopes) ** 2 / (all_curves - curves + RIDGE)
    gain -= all_slopes**2 / (all_curves + RIDGE)
    gain[(counts < LEAST) | (len(members) - counts < LEAST)] = -1.0
    for column, edge in enumerate(edges):
        gain[column, len(edge) :] = -1.0
    best = int(np.round(gain, 9).argmax())
    return divmod(best, size) if gain.ravel()[best] > 1e-9 else None
