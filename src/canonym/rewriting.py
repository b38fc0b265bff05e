"""Rewriting: accepted offices are written into a text under their canonical names, as steps that can be replayed.

This module applies decisions and makes none. `rewrite` is the plain call and the explained call at once: what it
returns always carries the steps, and `replay(source, steps)` gives the same text again.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

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
    for plain, following in itertools.zip_longest(ordered, ordered[1:]):
        item = plain
        if not (item.after and 0 <= item.start < item.end <= len(text)):
            raise ValueError(f"replacement {item.start}:{item.end} is empty or outside the text of length {len(text)}")
        if item.start < end_before:
            raise ValueError(f"replacement {item.start}:{item.end} overlaps the one before, which ends at {end_before}")
        start_next = following.start if following else len(text)
        item = with_markup(text, with_capital(text, plain, end_before), end_before, start_next)
        if not _stands_already(text, item, end_before, start_next):
            steps.append(Step(item.start, item.end, text[item.start : item.end], item.after, item.reason))
        end_before = item.end
    return Rewritten(replay(text, steps), tuple(steps))


_SENTENCE_HEAD = re.compile(r"(?:\A|[.!?…。！？]|[\n\r\u2028\u2029][^\w\n]*)[\s\"“«‘(\[*_>#•–—-]*\Z")


def with_capital(text: str, item: Replacement, low: int) -> Replacement:
    """The replacement with a capital at the head of a sentence or line, where the words that it replaces have one.

    What shows the head must stand behind `low`, the end of the replacement before: that one may change what it covers.
    """
    if not (item.after[0].islower() and text[item.start].isupper()):
        return item
    if not _SENTENCE_HEAD.search(text, max(low, item.start - 20), item.start):
        return item
    return replace(item, after=item.after[0].upper() + item.after[1:])


_MARKUP = re.compile(
    r"(?P<close>\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s\"[^\"\n]*\")?\))|(?P<open>\[)|"
    r"(?P<end></[a-z]+\s*>)|(?P<start><[a-z]+(?:\s[^<>]*)?(?<!/)>)|(?P<emphasis>(?<!\w)[*_]{1,3}(?=[^\s*_])|(?<=[^\s*_])[*_]{1,3}(?!\w))"
)

_LONE_SIGNS = re.compile(r"[*_\[\]]")


def with_markup(text: str, item: Replacement, low: int = 0, high: int | None = None) -> Replacement:
    """The replacement widened over the other half of markup that its slice cuts through, and with markup of its own.

    "*Vice President* of the **Council" with "*" before and "**" behind becomes "**Vice Chairman of the Council**": the
    last link of the slice, else its last pair, is written around the name. A half whose other half stands farther off
    than the edge is kept beside the name. The slice is widened within `low` and `high` at most.
    """
    written = text[item.start : item.end]
    if written == item.after or not any(sign in "*_<[]" for sign in written):
        return item
    if item.after != item.after.strip():
        return item  # signs beside a blank are no markup: they could not be told from the name again
    before, name, behind = written.partition(item.after)
    if name and not _LONE_SIGNS.sub("", _MARKUP.sub("", before) + _MARKUP.sub("", behind)):
        return replace(item, after=written)  # the name stands there with its markup around it
    start, end = item.start, item.end
    high = len(text) if high is None else high
    opened: list[str] = []
    pairs: list[tuple[str, str]] = []
    before = behind = ""
    for match in _MARKUP.finditer(text, item.start, item.end):
        mark = match[0]
        closes = (
            match["close"]
            or match["end"]
            or (match["emphasis"] and mark in opened)
            or (match["emphasis"] and match.start() > item.start and not text[match.start() - 1].isspace())
        )
        if not closes:
            opened.append(mark)
        elif opened and _fits(opened[-1], mark):
            pairs.append((opened.pop(), mark))
        elif (opener := _opener_before(text, start, mark)) and start - len(opener) >= low:
            start -= len(opener)
            pairs.append((opener, mark))
        else:
            before += mark
    for mark in reversed(opened):
        closer = _closer_behind(text, end, mark)
        if closer and end + len(closer) <= high:
            end += len(closer)
            pairs.append((mark, closer))
        else:
            behind = mark + behind
    links = [pair for pair in pairs if pair[0] == "["]
    first, last = (links or pairs or [("", "")])[-1]
    return replace(item, start=start, end=end, after=f"{before}{first}{item.after}{last}{behind}")


def _fits(opener: str, closer: str) -> bool:
    if closer.startswith("]"):
        return opener == "["
    if closer.startswith("</"):
        return re.match(r"<([a-z]+)", opener) is not None and opener[1:].startswith(closer[2:-1].strip())
    return opener == closer


def _opener_before(text: str, start: int, closer: str) -> str:
    """The markup that ends right before an offset and that `closer` closes; empty where none does."""
    found = re.search(r"(?:\[|<[a-z]+(?:\s[^<>]*)?>|[*_]{1,3})\Z", text[max(0, start - 300) : start])
    return found[0] if found and _fits(found[0], closer) else ""


def _closer_behind(text: str, end: int, opener: str) -> str:
    found = _MARKUP.match(text, end)
    return found[0] if found and _fits(opener, found[0]) else ""


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
