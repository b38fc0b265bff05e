"""The sentences in which titles stand."""

from __future__ import annotations

from dataclasses import dataclass

from canonym.errors import UsageError
from canonym.results.finished_run import FinishedRun
from canonym.review.questions import QuestionPlace

AROUND = 400
"""Code points of a sentence that are shown before and after the title; the rest is left out."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence with a title in it; where something was left out, it says so by an ellipsis."""

    doc: str
    start: int
    before: str
    title: str
    after: str
    pivot: str | None
    """The sentence in the pivot language with canonical names, or None where there is no translation."""
    person: str | None


def passage_at(run: FinishedRun, place: QuestionPlace) -> Passage | None:
    """Return the sentence of a mention; None where the report's files are not there any more."""
    try:
        text, sentence = run.text(place.doc), run.sentence_at(place.doc, place.start)
        translated = run.documents[place.doc]["language"]["code"] != run.settings["pivot"]
        pivot = run.in_pivot(place.doc, sentence) if translated else None
    except (UsageError, KeyError, ValueError):
        return None
    before = text[sentence.start : place.start]
    after = text[place.end : max(sentence.end, place.end)]
    return Passage(
        doc=place.doc,
        start=place.start,
        before=("…" + before[-AROUND:]) if len(before) > AROUND else before,
        title=text[place.start : place.end],
        after=(after[:AROUND] + "…") if len(after) > AROUND else after,
        pivot=pivot if pivot is None or len(pivot) <= 4 * AROUND else pivot[: 4 * AROUND] + "…",
        person=place.person,
    )
