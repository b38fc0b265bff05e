"""Rewriting: accepted offices are written into a text under their canonical names, as steps that can be replayed.

This module applies decisions and makes none. `rewrite` is the plain call and the explained call at once: what it
returns always carries the steps, and `replay(source, steps)` gives the same text again.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from canonym.model import Resolution, Step


@dataclass(frozen=True, slots=True)
class Replacement:
    """What is to stand in place of a text's slice from `start` to `end` (code points, end exclusive), and why."""

    start: int
    end: int
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A text after rewriting, and the steps that lead to it; slices that stay as they are have no step."""

    text: str
    steps: tuple[Step, ...]


def rewrite(text: str, replacements: Iterable[Replacement]) -> Rewritten:
    """Replace slices of a text, in any order given; a slice that already reads as it should is left alone.

    A slice also counts as done where the text around it spells the replacement out ("People's Committee" within
    "Provincial People's Committee"): this is what makes a second rewriting change nothing. Raises ValueError where
    replacements overlap, are empty or lie outside the text.
    """
    ordered = sorted(replacements, key=lambda each: (each.start, each.end))
    steps: list[Step] = []
    end_before = 0
    for item, following in itertools.zip_longest(ordered, ordered[1:]):
        if not (item.after and 0 <= item.start < item.end <= len(text)):
            raise ValueError(f"replacement {item.start}:{item.end} is empty or outside the text of length {len(text)}")
        if item.start < end_before:
            raise ValueError(f"replacement {item.start}:{item.end} overlaps the one before, which ends at {end_before}")
        start_next = following.start if following else len(text)
        if not _stands_already(text, item, end_before, start_next):
            steps.append(Step(item.start, item.end, text[item.start : item.end], item.after, item.reason))
        end_before = item.end
    return Rewritten(replay(text, steps), tuple(steps))


def replay(text: str, steps: Iterable[Step]) -> str:
    """Apply recorded steps to the text that they were recorded on; offsets count in that text.

    Raises ValueError where a step does not fit: another text, or steps that overlap or are out of order.
    """
    parts: list[str] = []
    position = 0
    for step in steps:
        if step.start < position:
            raise ValueError(f"step at {step.start} overlaps the one before, which ends at {position}")
        found = text[step.start : step.end]
        if found != step.before or step.end > len(text):
            raise ValueError(f"step at {step.start} expects {step.before!r} but the text has {found!r}")
        parts += (text[position : step.start], step.after)
        position = step.end
    parts.append(text[position:])
    return "".join(parts)


def replacements(
    resolutions: Iterable[Resolution], name: Callable[[Resolution], str | None] | None = None
) -> list[Replacement]:
    """Return the replacements that accepted resolutions of one document ask for.

    `name` may give another wording than the canonical name in the pivot language; None from it falls back to that.
    """
    found: list[Replacement] = []
    for resolution in resolutions:
        if resolution.action != "accept" or not resolution.canonical:
            continue
        after = (name(resolution) if name else None) or resolution.canonical
        mention = resolution.mention
        if mention.inner_person:
            after = f"{after} {mention.inner_person}"
        reason = f"{mention.kind} {office(resolution)}".rstrip() + f", confidence {resolution.confidence:.2f}"
        found.append(Replacement(mention.start, mention.end, after, reason))
    return found


def office(resolution: Resolution) -> str:
    """Return the office as one readable word group: "chair vn/peoples-committee provincial".

    Empty where none is known.
    """
    return " ".join(part for part in (resolution.rank, resolution.body, resolution.level) if part)


def _stands_already(text: str, item: Replacement, low: int, high: int) -> bool:
    """Tell whether an occurrence of the replacement between `low` and `high` covers the slice."""
    length = len(item.after)
    return text.find(item.after, max(low, item.end - length), min(high, item.start + length)) != -1
