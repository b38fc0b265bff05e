"""How far confidences can be trusted: ten bins of confidence, the share right in each, and a picture of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from canonym.evaluation.run_scores import BINS, calibration_error

_SIDE = 320
_LEFT = 60
_TOP = 46
_COUNTS = 64
"""Height of the bars that show how many cases a bin has."""


@dataclass(frozen=True, slots=True)
class Bin:
    """The cases whose confidence lies between two tenths."""

    low: float
    high: float
    count: int
    confidence: float
    """Their mean confidence."""
    right: float
    """The share of them that was right."""


def bins(confidences: Sequence[tuple[float, bool]]) -> list[Bin]:
    """Return the ten bins of (confidence, whether right) that the calibration error is computed over."""
    groups: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for confidence, right in confidences:
        groups[min(int(confidence * BINS), BINS - 1)].append((confidence, right))
    found = []
    for number, group in enumerate(groups):
        count = len(group)
        mean = sum(confidence for confidence, _ in group) / count if count else 0.0
        share = sum(right for _, right in group) / count if count else 0.0
        found.append(Bin(number / BINS, (number + 1) / BINS, count, mean, share))
    return found


def picture(confidences: Sequence[tuple[float, bool]], title: str) -> str:
    """Give a reliability diagram as SVG: bars of the share right over confidence, a dot at each bin's mean, counts
    below.
    """
    found = bins(confidences)
    most = max((each.count for each in found), default=0) or 1
    width = _SIDE / BINS
    bottom = _TOP + _SIDE
    total, error = len(confidences), calibration_error(confidences)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_SIDE + 90}" height="{bottom + _COUNTS + 84}" '
        'font-family="sans-serif" font-size="11" role="img">',
        f"<title>{_escaped(title)}: share right over confidence</title>",
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        f'<text x="{_LEFT}" y="20" font-size="13" font-weight="bold">{_escaped(title)}</text>',
        f'<text x="{_LEFT}" y="36" fill="#555555">{total} cases, calibration error {error:.3f}</text>',
        f'<rect x="{_LEFT}" y="{_TOP}" width="{_SIDE}" height="{_SIDE}" fill="none" stroke="#999999"/>',
    ]
    for tenth in range(0, BINS + 1, 2):
        x, y = _LEFT + tenth * width, bottom - tenth * width
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4:.0f}" text-anchor="end">{tenth / BINS:.1f}</text>')
        parts.append(f'<text x="{x:.0f}" y="{bottom + 14}" text-anchor="middle">{tenth / BINS:.1f}</text>')
    for number, each in enumerate(found):
        x = _LEFT + number * width
        if each.count:
            height = each.right * _SIDE
            parts.append(
                f'<rect x="{x + 1:.1f}" y="{bottom - height:.1f}" width="{width - 2:.1f}" height="{height:.1f}" '
                f'fill="#7fa8d1"><title>{each.right:.3f} of {each.count} right, confidence {each.confidence:.3f}'
                "</title></rect>"
            )
            dot = (_LEFT + each.confidence * _SIDE, bottom - each.right * _SIDE)
            parts.append(f'<circle cx="{dot[0]:.1f}" cy="{dot[1]:.1f}" r="3.5" fill="#1b3f66"/>')
        tall = each.count / most * _COUNTS
        base = bottom + 26 + _COUNTS
        parts.append(
            f'<rect x="{x + 1:.1f}" y="{base - tall:.1f}" width="{width - 2:.1f}" height="{tall:.1f}" fill="#cccccc"/>'
        )
        parts.append(f'<text x="{x + width / 2:.1f}" y="{base + 13}" text-anchor="middle">{each.count}</text>')
    parts += [
        f'<line x1="{_LEFT}" y1="{bottom}" x2="{_LEFT + _SIDE}" y2="{_TOP}" stroke="#b03a2e" stroke-dasharray="5 4"/>',
        f'<text x="{_LEFT + _SIDE / 2:.0f}" y="{bottom + _COUNTS + 60}" text-anchor="middle">'
        "confidence (below: number of cases)</text>",
        f'<text transform="translate(18 {_TOP + _SIDE / 2:.0f}) rotate(-90)" text-anchor="middle">share right</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
