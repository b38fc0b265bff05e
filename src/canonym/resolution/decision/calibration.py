"""From a share to a probability, where no marks are weighed: terms, and mentions that are left alone.

Three numbers for each, fitted on annotated mentions by bench/calibrate.py: p' = sigmoid(low * ln(p) - high * ln(1 - p)
+ offset) (beta calibration; Kull, Silva Filho and Flach, AISTATS 2017; with low = high it is Platt's). `low` bends the
shares near 0, `high` those near 1; both are positive, so that calibration never changes which of two mentions is the
surer one. The share of a term is the sigmoid of its score; for a mention that is left alone it is what its best
candidate leaves over, and the question is whether it is right that no office of any pack is meant.

How sure the decision for an office is, decision/acceptance.py says.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from canonym.errors import GlossaryError
from canonym.glossary.yaml_files import at, load_yaml
from canonym.resources import glossaries_folder

_LIMIT = 1e-4
"""Shares nearer to 0 or 1 than this are taken as this near: the table of weights is no finer than that."""
NUMBERS = ("low", "high", "offset")
_AGAIN = "run bench/calibrate.py again"
_ROUNDS = 100
_RIDGE = 1.0
"""Strength of the pull towards the identity (low 1, high 1, offset 0): what one further case would weigh."""
_SMALLEST = 0.05
"""Of `low` and `high`: never 0 or less."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Three numbers of glossaries/calibration.yaml."""

    low: float = 1.0
    high: float = 1.0
    offset: float = 0.0

    def __call__(self, share: float) -> float:
        """The probability for a share, 0 to 1."""
        share = min(1 - _LIMIT, max(_LIMIT, share))
        return sigmoid(self.low * math.log(share) - self.high * math.log1p(-share) + self.offset)


def sigmoid(value: float) -> float:
    """1 / (1 + exp(-value)), without overflow."""
    if value >= 0:
        return 1 / (1 + math.exp(-value))
    return math.exp(value) / (1 + math.exp(value))


@lru_cache(maxsize=1)
def load_calibration() -> tuple[Calibration, Calibration]:
    """The calibration of terms and that of "no office", as they ship; raises GlossaryError for a broken one."""
    path = glossaries_folder() / "calibration.yaml"
    data = load_yaml(path)
    terms, nothing = (_calibration(data.get(part), part, path) for part in ("terms", "nothing"))
    return terms, nothing


def _calibration(entry: Any, part: str, path: Path) -> Calibration:
    for name in NUMBERS:
        if not isinstance(entry, dict) or not isinstance(entry.get(name), int | float):
            raise GlossaryError(f"{part!r} has no number {name!r}", where=str(path), remedy=_AGAIN)
        if name != "offset" and entry[name] <= 0:
            what = f"{name!r} of {part!r} is not positive: the order of probabilities would be lost"
            raise GlossaryError(what, where=at(path, f"{part}:"), remedy=_AGAIN)
    return Calibration(*(float(entry[name]) for name in NUMBERS))


def calibrated_term(share: float) -> float:
    """The probability that a term with this share (0 to 1) is one."""
    return load_calibration()[0](share)


def calibrated_nothing(share: float) -> float:
    """The probability that no office is right where the best candidate, which was not taken, has this share."""
    return load_calibration()[1](1 - share)


def fit(cases: Sequence[tuple[float, bool]], weights: Sequence[float] | None = None) -> Calibration:
    """The numbers of the largest likelihood for (share, whether it was right), each case as often as its weight says.

    Newton's method; a weak pull towards the identity keeps the numbers finite where the cases do not settle them.
    """
    import numpy as np  # noqa: PLC0415 - only fitting needs it

    shares = np.clip(np.array([share for share, _ in cases], dtype=float), _LIMIT, 1 - _LIMIT)
    right = np.array([each for _, each in cases], dtype=float)
    weight = np.ones(len(cases)) if weights is None else np.array(weights, dtype=float)
    columns = np.stack([np.log(shares), -np.log1p(-shares), np.ones(len(cases))], axis=1)
    identity = np.array([1.0, 1.0, 0.0])
    numbers = identity.copy()
    kept = np.array([False, False, False])
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(columns @ numbers, -500, 500)))
        down = columns.T @ (weight * (right - chance)) - _RIDGE * (numbers - identity)
        curve = (columns * (weight * chance * (1 - chance))[:, None]).T @ columns + _RIDGE * np.eye(3)
        free = ~kept
        step = np.zeros(3)
        step[free] = np.linalg.solve(curve[np.ix_(free, free)], down[free])
        step *= min(1.0, 1 / max(float(np.abs(step).max()), 1e-12))  # far from the minimum the parabola misleads
        numbers += step
        too_small = numbers[:2] < _SMALLEST
        if too_small.any():
            kept[:2] |= too_small
            numbers[:2] = np.maximum(numbers[:2], _SMALLEST)
        elif np.abs(step).max() < 1e-10:
            break
    return Calibration(*map(float, numbers))
