"""The text of a report with its titles marked: line by line, the source beside the canonical text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from markupsafe import Markup

from canonym.model import Step
from canonym.records import MentionRecord
from canonym.results.finished_run import FinishedRun
from canonym.results.outcomes import SAID, outcome_of
from canonym.results.safe_markup import plain, visible

LONGEST_PIECE = 5_000
"""Code points of a stretch between two titles that are shown; of a longer one the beginning and the end."""
LONGEST_TITLE = 500
LONGEST_HINT = 200


@dataclass(frozen=True, slots=True)
class Title:
    """A title that is marked."""

    number: int
    """From 1, in the order of the report."""
    mention: MentionRecord
    outcome: str


Link = Callable[[str, Title, bool], Markup]
"""The mark of a title: its words, the title, and whether they stand in the source -> markup."""


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """A line of a report and what stands for it in the canonical text."""

    line: int
    """From 1."""
    source: Markup
    canonical: Markup


@dataclass(frozen=True, slots=True)
class MarkedReport:
    """A report as the page shows it."""

    titles: Sequence[Title]
    rows: Sequence[MarkedLine]
    """Its lines that are not blank."""
    side: str
    """What the canonical text is: "source" or the pivot language."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """A stretch of a text that stands for a title."""

    start: int
    end: int
    title: Title


def marked_report(run: FinishedRun, doc: str, mentions: Sequence[MentionRecord], link: Link) -> MarkedReport:
    """Return a report with its titles marked, each as `link` marks it; `mentions` are those of the report."""
    pivot = str(run.settings["pivot"])
    titles = marked_titles(mentions)
    text = run.text(doc)
    marks = [_Mark(each.mention["start"], each.mention["end"], each) for each in titles]
    sources = list(_lines(text, marks, link, is_source=True))
    translated = run.canonical(doc, pivot) if run.documents[doc]["language"]["code"] != pivot else None
    if translated is not None:
        side, canonical = pivot, list(_lines(translated, _found(translated, text, titles), link))
    else:
        moved = _moved(titles, run.steps(doc, "source"))
        side, canonical = "source", list(_lines(run.canonical(doc, "source") or "", moved, link))
    pairs = zip_longest(sources, canonical, fillvalue=Markup(""))
    rows = [MarkedLine(line, *pair) for line, pair in enumerate(pairs, 1)]
    return MarkedReport(titles, [row for row in rows if row.source.strip() or row.canonical.strip()], side)


def marked_titles(mentions: Sequence[MentionRecord]) -> list[Title]:
    """Return the titles of a report that are marked: offices and bodies, and terms that are not as they should be."""
    shown = [each for each in mentions if each["kind"] != "term" or each["verdict"] in ("mistranslated", "variant")]
    return [Title(place, each, outcome_of(each)) for place, each in enumerate(shown, 1)]


def hint(title: Title) -> str:
    """Tell what a title is, in a few words."""
    mention = title.mention
    office = mention["canonical"] or mention["body"] or "no office of any pack"
    return plain(f"{office}: {SAID[title.outcome]} ({mention['confidence']:.0%})", LONGEST_HINT)


def _moved(titles: Sequence[Title], steps: Sequence[Step]) -> list[_Mark]:
    """Tell where titles stand after the steps."""
    marks = []
    shift = place = 0
    for title in titles:
        start, end = title.mention["start"], title.mention["end"]
        while place < len(steps) and steps[place].end <= start:
            shift += len(steps[place].after) - (steps[place].end - steps[place].start)
            place += 1
        length = end - start
        if place < len(steps) and steps[place].start == start:
            length += len(steps[place].after) - (steps[place].end - steps[place].start)
        marks.append(_Mark(start + shift, start + shift + length, title))
    return marks


def _found(translated: str, text: str, titles: Sequence[Title]) -> list[_Mark]:
    """Tell where the canonical names of rewritten titles stand in a translation: in the same line, in the same order.

    A name that the translation has in another form is not marked.
    """
    starts = [0, *(found.end() for found in re.finditer("\n", translated))]
    marks: list[_Mark] = []
    for title in titles:
        mention = title.mention
        line = text.count("\n", 0, mention["start"])
        if mention["action"] != "accept" or not mention["canonical"] or line >= len(starts):
            continue
        first = max(starts[line], marks[-1].end if marks else 0)
        last = starts[line + 1] if line + 1 < len(starts) else len(translated)
        found = re.compile(re.escape(mention["canonical"]), re.IGNORECASE).search(translated, first, last)
        if found:
            marks.append(_Mark(found.start(), found.end(), title))
    return marks


def _lines(text: str, marks: Sequence[_Mark], link: Link, *, is_source: bool = False) -> Iterator[Markup]:
    """Yield each line of a text with its marks; a mark that runs over the end of a line ends there."""
    start = place = 0
    for line in text.split("\n"):
        end = start + len(line)
        parts = []
        position = start
        while place < len(marks) and marks[place].start < end:
            mark = marks[place]
            place += 1
            if mark.start < position:
                continue
            parts.append(visible(text[position : mark.start], LONGEST_PIECE))
            position = min(mark.end, end)
            parts.append(link(text[mark.start : position], mark.title, is_source))
        parts.append(visible(text[position:end], LONGEST_PIECE))
        yield Markup("").join(parts)
        start = end + 1
