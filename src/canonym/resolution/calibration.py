"""From the share that a candidate has among its rivals to the probability that it is right.

The softmax of hand-set scores orders candidates well but is no honest share of cases. Two numbers mend that, fitted on
annotated mentions by bench/calibrate.py: p' = sigmoid(slope * logit(p) + offset) (Platt, 1999). The slope is positive,
so that calibration never changes which of two mentions is the surer one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from canonym.errors import GlossaryError
from canonym.glossary.yamlfile import at, load_yaml
from canonym.resources import glossaries_folder

_LIMIT = 1e-9
"""Shares nearer to 0 or 1 than this are taken as this near."""
_ROUNDS = 50
_RIDGE = 1.0
"""Strength of the pull towards slope 1 and offset 0: what one further case would weigh that says so."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What glossaries/calibration.yaml says."""

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
def load_calibration() -> Calibration:
    """The calibration that ships; raises GlossaryError for a broken one."""
    path = glossaries_folder() / "calibration.yaml"
    data: dict[str, Any] = load_yaml(path)
    for name in ("slope", "offset"):
        if not isinstance(data.get(name), int | float):
            raise GlossaryError(f"no number {name!r}", where=str(path), remedy="run bench/calibrate.py again")
    if data["slope"] <= 0:
        raise GlossaryError(
            "slope is not positive: the order of probabilities would be lost",
            where=at(path, "slope:"),
            remedy="run bench/calibrate.py again",
        )
    return Calibration(float(data["slope"]), float(data["offset"]))


def calibrated(share: float) -> float:
    """The probability that a candidate with this share (0 to 1) is right."""
    return load_calibration()(share)


def fit(cases: Sequence[tuple[float, bool]]) -> Calibration:
    """Slope and offset of the largest likelihood for (share, whether it was right), by Newton's method.

    A weak pull towards the identity keeps both finite where the cases do not settle them. The slope is at least 0.05.
    """
    slope, offset = 1.0, 0.0
    points = [(logit(share), float(right)) for share, right in cases]
    for _ in range(_ROUNDS):
        gradient = [_RIDGE * (1.0 - slope), _RIDGE * -offset]
        curve = [_RIDGE, 0.0, _RIDGE]
        for x, right in points:
            probability = sigmoid(slope * x + offset)
            gradient[0] += (right - probability) * x
            gradient[1] += right - probability
            weight = probability * (1 - probability)
            curve[0] += weight * x * x
            curve[1] += weight * x
            curve[2] += weight
        determinant = curve[0] * curve[2] - curve[1] ** 2
        step = (
            (curve[2] * gradient[0] - curve[1] * gradient[1]) / determinant,
            (curve[0] * gradient[1] - curve[1] * gradient[0]) / determinant,
        )
        slope, offset = slope + step[0], offset + step[1]
        if max(abs(step[0]), abs(step[1])) < 1e-10:
            break
    return Calibration(max(0.05, slope), offset)
