"""What marks are worth together: small decision trees over the marks of a decision.

A weight says what a mark is worth whatever the others are. But a short title is a bad sign only where nothing else
names its body, and a learned reader's doubt only where the words are garbled. Each tree asks for one mark after the
other and ends at what the answers together add to the logarithm of the odds. The trees are fitted beside the weights
(bench/fit_acceptance.py) and stand in glossaries/acceptance.yaml:

    [mark, edge, mean, below, above]    below, where the mark is `edge` or less, above, where it is more: again such a
                                        question, or a number; `mean` is what it adds on average

What an answer changes against the mean counts for the mark that was asked for, so that what all marks add is again the
whole. All values are whole ten-thousandths, so that their sum does not depend on the processor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from canonym.errors import GlossaryError
from canonym.resolution.tables.columns import Flags, Numbers, Values

STEPS = 10_000
"""Parts of one in which values are counted."""
ALWAYS = "always"
"""The mark that every decision has; the means of the trees count for it."""


class MarkTrees:
    """Trees as they are read: of each tree its nodes level by level, the children of node i are 2 i + 1 and 2 i + 2."""

    def __init__(self, trees: Sequence[Any], where: str = "") -> None:
        """Read the trees as the file has them; raises GlossaryError for one that is none."""
        self.depth = max((_depth(tree, where) for tree in trees), default=0)
        size = 2 ** (self.depth + 1) - 1
        self._columns: dict[str, int] = {ALWAYS: 0}
        self.mark = np.zeros((len(trees), size), dtype=np.int64)
        self.edge = np.full((len(trees), size), np.inf)
        self.value = np.zeros((len(trees), size), dtype=np.int64)
        for number, tree in enumerate(trees):
            self._put(number, 0, tree)

    @property
    def names(self) -> tuple[str, ...]:
        """The marks that are asked for, and the one that every decision has."""
        return tuple(self._columns)

    def over(self, columns: Mapping[str, int]) -> PlantedTrees:
        """The trees over a table that has a column for each mark."""
        return PlantedTrees(self, np.array([columns[name] for name in self.names]), columns[ALWAYS], len(columns))

    def _put(self, number: int, node: int, tree: Any) -> None:
        if isinstance(tree, int | float):
            self.value[number, node] = round(tree * STEPS)
            if 2 * node + 2 < self.value.shape[1]:  # a leaf above the deepest level goes on as itself
                self._put(number, 2 * node + 1, tree)
                self._put(number, 2 * node + 2, tree)
            return
        mark, edge, mean, below, above = tree
        self.mark[number, node] = self._columns.setdefault(mark, len(self._columns))
        self.edge[number, node] = edge
        self.value[number, node] = round(mean * STEPS)
        self._put(number, 2 * node + 1, below)
        self._put(number, 2 * node + 2, above)


class PlantedTrees:
    """Trees over the columns of a table of marks."""

    def __init__(self, trees: MarkTrees, columns: Numbers, always: int, width: int) -> None:
        """`columns` are those of the trees' marks in a table of `width` columns, `always` that of the mark of all."""
        self._width, self._always = width, always
        self._start = int(trees.value[:, 0].sum())
        self._levels: list[tuple[Numbers, Values]] = []
        """For each level of nodes: mark and edge by tree and node."""
        self._changes: list[Numbers] = []
        """For each level: what the answers below each node change, by tree and answer."""
        for depth in range(trees.depth):
            nodes = slice(2**depth - 1, 2 ** (depth + 1) - 1)
            below = slice(nodes.stop, 2 * nodes.stop + 1)
            self._levels.append((columns[trees.mark[:, nodes]], trees.edge[:, nodes]))
            self._changes.append(trees.value[:, below] - np.repeat(trees.value[:, nodes], 2, axis=1))

    def worth(self, values: Values) -> Numbers:
        """What the trees add for each mark of each decision, in ten-thousandths."""
        size = len(values)
        added = np.zeros(size * self._width)
        rows = np.arange(size)[:, None] * self._width
        answers: list[Flags] = []
        for (mark, edge), change in zip(self._levels, self._changes, strict=True):
            trees, nodes = mark.shape
            asked = (values[:, mark.ravel()] > edge.ravel()).reshape(size, trees, nodes)
            at = np.zeros((size, trees), dtype=np.int64)
            for answer in answers:
                at = 2 * at + answer
            tree = np.arange(trees)
            answer = _reached([asked[:, :, node] for node in range(nodes)], answers)
            places = rows + mark.ravel()[tree * nodes + at]
            changes = change.ravel()[tree * 2 * nodes + 2 * at + answer]
            added += np.bincount(places.ravel(), changes.ravel(), minlength=len(added))
            answers.append(answer)
        table: Numbers = added.reshape(size, self._width).astype(np.int64)
        table[:, self._always] += self._start
        return table


def _reached(columns: Sequence[Flags], answers: Sequence[Flags]) -> Flags:
    """What the node says that these answers lead to; `columns` are all nodes of the level, from the left."""
    for answer in reversed(answers):
        columns = [np.where(answer, above, below) for below, above in zip(columns[::2], columns[1::2], strict=True)]
    return columns[0]


def _depth(tree: Any, where: str) -> int:
    """How many questions a tree asks at most."""
    if isinstance(tree, int | float):
        return 0
    if not isinstance(tree, list) or len(tree) != 5 or not isinstance(tree[0], str):
        raise GlossaryError(
            f"{tree!r} is no question [mark, edge, mean, below, above]", where=where, remedy="fit it again"
        )
    if not all(isinstance(each, int | float) for each in tree[1:3]):
        raise GlossaryError(f"edge or mean of {tree!r} is no number", where=where, remedy="fit it again")
    return 1 + max(_depth(tree[3], where), _depth(tree[4], where))
