"""From the share that a candidate has among its rivals to the probability that it is right.

The softmax of hand-set scores orders candidates well but is no honest share of cases. Two numbers mend that, fitted on
annotated mentions by bench/calibrate.py: p' = sigmoid(slope * logit(p) + offset) (Platt, 1999). The slope is positive,
so that calibration never changes which of two mentions is the surer one. Two further numbers do the same for mentions
that are left alone, where the question is another one: is it right that this is no office of any pack?
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from canonym.errors import GlossaryError
from canonym.glossary.yamlfile import at, load_yaml
from canonym.resources import glossaries_folder

_LIMIT = 1e-4
"""Shares nearer to 0 or 1 than this are taken as this near: the table of weights is no finer than that."""
_ROUNDS = 50
_RIDGE = 1.0
"""Strength of the pull towards slope 1 and offset 0: what one further case would weigh that says so."""

_SMALLEST_SLOPE = 0.05


@dataclass(frozen=True, slots=True)
class Calibration:
    """Two numbers of glossaries/calibration.yaml."""

    slope: float = 1.0
    offset: float = 0.0

    def __call__(self, share: float) -> float:
        """The probability for a share, 0 to 1."""
        return sigmoid(self.slope * logit(share) + self.offset)


def sigmoid(value: float) -> float:
    """1 / (1 + exp(-value)), without overflow."""
    if value >= 0:
        return 1 / (1 + math.exp(-value))
    return math.exp(value) / (1 + math.exp(value))


def logit(share: float) -> float:
    """log(share / (1 - share)); finite at 0 and 1 too."""
    share = min(1 - _LIMIT, max(_LIMIT, share))
    return math.log(share / (1 - share))


@lru_cache(maxsize=1)
def load_calibration() -> tuple[Calibration, Calibration]:
    """The calibration of offices and that of "no office", as they ship; raises GlossaryError for a broken one."""
    path = glossaries_folder() / "calibration.yaml"
    data = load_yaml(path)
    office, nothing = (_calibration(data.get(part), part, path) for part in ("office", "nothing"))
    return office, nothing


def _calibration(entry: Any, part: str, path: Path) -> Calibration:
    again = "run bench/calibrate.py again"
    for name in ("slope", "offset"):
        if not isinstance(entry, dict) or not isinstance(entry.get(name), int | float):
            raise GlossaryError(f"{part!r} has no number {name!r}", where=str(path), remedy=again)
    if entry["slope"] <= 0:
        what = f"the slope of {part!r} is not positive: the order of probabilities would be lost"
        raise GlossaryError(what, where=at(path, f"{part}:"), remedy=again)
    return Calibration(float(entry["slope"]), float(entry["offset"]))


def calibrated(share: float) -> float:
    """The probability that a candidate with this share (0 to 1) is right."""
    return load_calibration()[0](share)


def calibrated_nothing(share: float) -> float:
    """The probability that no office is right where the best candidate, which was not taken, has this share."""
    return load_calibration()[1](1 - share)


def fit(cases: Sequence[tuple[float, bool]]) -> Calibration:
    """Slope and offset of the largest likelihood for (share, whether it was right), by Newton's method.

    A weak pull towards the identity keeps both finite where the cases do not settle them. The slope is at least 0.05.
    """
    points = [(logit(share), float(right)) for share, right in cases]
    slope, offset = 1.0, 0.0
    loss = _loss(points, slope, offset)
    for _ in range(_ROUNDS):
        step = _newton_step(points, slope, offset)
        size = 1.0
        while (following := _loss(points, slope + size * step[0], offset + size * step[1])) > loss and size > 1e-6:
            size /= 2
        if loss - following < 1e-12:
            break
        slope, offset, loss = slope + size * step[0], offset + size * step[1], following
    return Calibration(max(_SMALLEST_SLOPE, slope), offset)


def _loss(points: Sequence[tuple[float, float]], slope: float, offset: float) -> float:
    """The negative logarithm of the likelihood, and the pull."""
    wrong = sum(_softplus((1 - 2 * right) * (slope * x + offset)) for x, right in points)
    return wrong + _RIDGE / 2 * ((slope - 1) ** 2 + offset**2)


def _softplus(value: float) -> float:
    """log(1 + exp(value)), without overflow."""
    return max(value, 0.0) + math.log1p(math.exp(-abs(value)))


def _newton_step(points: Sequence[tuple[float, float]], slope: float, offset: float) -> tuple[float, float]:
    """The step to the minimum of the parabola that touches the loss here."""
    down = [_RIDGE * (1 - slope), -_RIDGE * offset]
    curve = [_RIDGE, 0.0, _RIDGE]
    for x, right in points:
        probability = sigmoid(slope * x + offset)
        weight = probability * (1 - probability)
        down[0] += (right - probability) * x
        down[1] += right - probability
        curve[0] += weight * x * x
        curve[1] += weight * x
        curve[2] += weight
    determinant = curve[0] * curve[2] - curve[1] ** 2
    return (
        (curve[2] * down[0] - curve[1] * down[1]) / determinant,
        (curve[0] * down[1] - curve[1] * down[0]) / determinant,
    )
