"""How sure a decision is: the probability that rank, body and level are right, from everything that is known about it.

The scores of candidates order them; they are no honest share of cases, and they cannot see that a title was cut out of
a longer one, or that the words were learnt to mean something else. The marks of a decision (decision_marks.py) are
weighed by a logistic function fitted on annotated pages, each page by a fit that has not seen its event
(bench/fit_acceptance.py):

    p = 1 / (1 + exp(-(sum of what each mark is worth)))

A mark is worth its weight times its value, and what small trees add for it in the light of other marks (mark_trees.py).
Weights and trees are in glossaries/acceptance.yaml. Everything is counted in whole ten-thousandths, so that sums do not
depend on the processor, and a decision is as sure beside others as alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from canonym.errors import GlossaryError
from canonym.glossary.yaml_files import load_yaml
from canonym.model import Mark
from canonym.resolution.decision.calibration import sigmoid
from canonym.resolution.decision.decision_marks import UNLEARNED, Marks
from canonym.resolution.decision.mark_trees import ALWAYS, STEPS, MarkTrees
from canonym.resolution.tables.columns import Numbers, Values
from canonym.resources import glossaries_folder

UNREAD = "acceptance-without-reader.yaml"
"""The file of what marks are worth where the learned reader of phrases is switched off."""
_SHOWN = 8
"""Marks of a decision that are recorded each by itself."""
OTHERS = "others"
"""What is recorded of all other marks: the sum of their weights."""


class Sureness(NamedTuple):
    """How sure a decision is."""

    probability: float
    """That rank, body and level are right, 0 to 1."""
    marks: tuple[Mark, ...]
    """What weighs most for and against it, the heaviest first, then all others together."""


class Acceptance:
    """What marks are worth."""

    def __init__(self, weights: Mapping[str, float], trees: Sequence[Any] = (), where: str = "") -> None:
        """Take weights by mark and trees as the file `where` has them; raises GlossaryError for what is none."""
        for name, weight in weights.items():
            if not isinstance(weight, int | float):
                raise GlossaryError(f"the weight of {name!r} is no number", where=where, remedy="fit it again")
        self.weights = weights
        read = MarkTrees(trees, where)
        self.names = tuple(sorted({ALWAYS, *weights, *read.names}))
        """The marks that are worth something, in order."""
        self._columns = {name: column for column, name in enumerate(self.names)}
        self._weights = np.array([weights.get(name, 0.0) * STEPS for name in self.names])
        self._trees = read.over(self._columns)

    def worth(self, decisions: Sequence[Marks]) -> Numbers:
        """What the named marks of each decision add to the logarithm of its odds, in ten-thousandths."""
        values = self._values(decisions)
        worth: Numbers = np.rint(values * self._weights).astype(np.int64) + self._trees.worth(values)
        return worth

    def sureness(self, decisions: Sequence[Marks]) -> list[Sureness]:
        """How sure decisions with these marks are."""
        if not decisions:
            return []
        worth = self.worth(decisions)
        heaviest = np.argsort(-np.abs(worth), axis=1, kind="stable")[:, :_SHOWN]
        shown = np.take_along_axis(worth, heaviest, axis=1)
        found = []
        for total, columns, values in zip(worth.sum(axis=1).tolist(), heaviest.tolist(), shown.tolist(), strict=True):
            marks = [Mark(self.names[at], value / STEPS) for at, value in zip(columns, values, strict=True) if value]
            if total != sum(values):
                marks.append(Mark(OTHERS, (total - sum(values)) / STEPS))
            found.append(Sureness(sigmoid(total / STEPS), tuple(marks)))
        return found

    def _values(self, decisions: Sequence[Marks]) -> Values:
        nowhere = len(self.names)
        values = np.zeros((len(decisions), nowhere + 1))
        column = self._columns.get
        rows = np.repeat(np.arange(len(decisions)), [len(marks) for marks in decisions])
        columns = [column(name, nowhere) for marks in decisions for name in marks]
        values[rows, columns] = [value for marks in decisions for value in marks.values()]
        return values[:, :nowhere]


def sureness_of(decisions: Sequence[Marks]) -> list[Sureness]:
    """How sure decisions with these marks are; those that the learned reader has not read, by what was fitted so."""
    unread = [UNLEARNED in marks for marks in decisions]
    if not any(unread):
        return load_acceptance().sureness(decisions)
    with_reader = [marks for marks, is_unread in zip(decisions, unread, strict=True) if not is_unread]
    without = [marks for marks, is_unread in zip(decisions, unread, strict=True) if is_unread]
    sure, alone = iter(load_acceptance().sureness(with_reader)), iter(load_acceptance(UNREAD).sureness(without))
    return [next(alone) if is_unread else next(sure) for is_unread in unread]


@lru_cache(maxsize=2)
def load_acceptance(name: str = "acceptance.yaml") -> Acceptance:
    """What marks are worth, as it ships; raises GlossaryError for what is no weight or no tree."""
    path = glossaries_folder() / name
    data = load_yaml(path)
    return Acceptance(data.get("weights") or {}, data.get("trees") or (), str(path))
