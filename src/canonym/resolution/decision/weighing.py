"""The candidates of many mentions weighed at once: scores, shares, the best one of each mention."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from canonym.features.feature import Feature
from canonym.glossary.feature_weights import Weights
from canonym.resolution.tables.columns import NONE, CandidateColumns, FeatureColumn, Flags, Numbers, Results, Values


class Weighed(NamedTuple):
    """The scores of candidates."""

    score: Values
    share: Values
    """Probability; what the candidates of a mention do not add up to is that of "no office", whose score is 0."""
    best: Numbers
    """For each mention, its candidate with the highest score, or NONE; ties go to the first id."""
    results: Results


def weigh(
    rows: CandidateColumns,
    worth: Values,
    added: Mapping[Feature, FeatureColumn],
    weights: Weights,
    judged: Mapping[int, int],
) -> Weighed:
    """Weigh candidates whose words are worth `worth`; `judged` names the candidate that a person chose, by mention."""
    alone = worth + rows.fixed
    score = alone.copy()
    for feature, column in added.items():
        more = weights[feature] * column.value
        score += more
        if not feature.is_borrowed:
            alone += more
    mention, filled = rows.mention, np.diff(rows.starts) > 0
    share, best = _shares(score, rows.starts, mention, filled)
    independent, top = _shares(alone, rows.starts, mention, filled)
    for number, row in judged.items():
        best[number] = row
    size = len(filled)
    results = Results.empty(size)
    at, own, leader = np.flatnonzero(filled), best[filled], top[filled]
    for found, values in zip(
        results,
        (
            rows.reading[own], share[own], independent[own], rows.reading[leader], independent[leader],
            rows.antecedent[own], rows.antecedent[leader],
        ),
        strict=True,
    ):  # fmt: skip
        found[at] = values
    return Weighed(score, share, best, results)


def _shares(scores: Values, starts: Numbers, mention: Numbers, filled: Flags) -> tuple[Values, Numbers]:
    """The softmax of the scores of each mention and "no office" (score 0), and its first highest score."""
    size = len(filled)
    highest, best = np.zeros(size), np.full(size, NONE, dtype=np.int64)
    if len(scores):
        firsts = starts[:-1][filled]
        highest[filled] = np.maximum.reduceat(scores, firsts)
        tops = np.flatnonzero(scores == highest[mention])
        best[mention[tops[::-1]]] = tops[::-1]
    top = np.maximum(highest, 0.0)
    powers = np.exp(scores - top[mention])
    total = np.exp(-top)
    if len(scores):
        total[filled] += np.add.reduceat(powers, firsts)
    return powers / total[mention], best
