"""Bars and the curve of trust as inline SVG: sizes in percent, colours and patterns from the page's style."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from canonym.evaluation.reliability import bins
from canonym.results.outcomes import OUTCOMES, SAID

HEIGHT = 16
SIDE = 240
_MARGIN = 42


def bar(outcomes: Mapping[str, int], longest: int) -> Markup:
    """Return a stacked bar; `longest` titles fill the whole width."""
    parts = []
    position = 0
    for name in OUTCOMES:
        count = outcomes.get(name, 0)
        if count:
            left, width = 100 * position / longest, 100 * count / longest
            parts.append(
                Markup('<rect class="{}" x="{:.2f}%" width="{:.2f}%" height="{}"/>').format(name, left, width, HEIGHT)
            )
            position += count
    said = ", ".join(f"{outcomes[name]} {SAID[name]}" for name in OUTCOMES if outcomes.get(name))
    return Markup('<svg class="bar" role="img" aria-label="{}" width="100%" height="{}">{}</svg>').format(
        said, HEIGHT, Markup("").join(parts)
    )


def trust(confidences: Sequence[tuple[float, bool]]) -> Markup:
    """Return the share of right titles over their confidence, in ten bins, beside the line where both are equal."""
    found = bins(confidences)
    width = SIDE / len(found)
    parts = []
    for share in (0, 0.5, 1):
        at = share * SIDE
        parts += [
            _label(_MARGIN - 6, SIDE - at + 14, share, "end"),
            _label(_MARGIN + at, SIDE + 28, share, "middle"),
        ]
    said = []
    for number, each in enumerate(found):
        if not each.count:
            continue
        height = each.right * SIDE
        said.append(f"confidence {each.low:.0%} to {each.high:.0%}: {each.right:.0%} of {each.count} right")
        parts.append(
            Markup(
                '<rect class="correct" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"><title>{}</title></rect>'
            ).format(_MARGIN + number * width + 1, 10 + SIDE - height, width - 2, height, said[-1])
        )
    line = Markup('<line x1="{}" y1="{}" x2="{}" y2="10"/>').format(_MARGIN, 10 + SIDE, _MARGIN + SIDE)
    return Markup('<svg class="trust" role="img" aria-label="{}" viewBox="0 0 {} {}" width="{}">{}{}</svg>').format(
        "; ".join(said) or "no titles",
        _MARGIN + SIDE + 20,
        SIDE + 36,
        _MARGIN + SIDE + 20,
        Markup("").join(parts),
        line,
    )


def _label(x: float, y: float, share: float, anchor: str) -> Markup:
    return Markup('<text x="{:.0f}" y="{:.0f}" text-anchor="{}">{:.0%}</text>').format(x, y, anchor, share)
