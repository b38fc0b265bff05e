"""What a person should look at: the mentions of a run, equal cases as one question, the most valuable first."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from canonym.judgements import Conflict, Judgement, Judgements, Office, Subject, Thought
from canonym.judgements.record import fold
from canonym.records import EvidenceRecord, MentionRecord
from canonym.results.outcomes import silence_of

Status = Literal["open", "skipped", "decided", "conflict"]

VIEWS = ("review", "conflict", "skipped", "decided", "accept", "leave")
"""Questions to be decided; about which people disagree; skipped; decided; and what the machine settled alone."""
RULE = (
    "First come the renderings with the most mentions that are probably wrong: the number of their mentions, each "
    "counted as 1 − confidence."
)


@dataclass(frozen=True, slots=True)
class QuestionPlace:
    """A mention of a question."""

    doc: str
    start: int
    end: int
    action: str
    confidence: float
    person: str | None


@dataclass
class Question:
    """Mentions with the same words and language that the machine reads alike: one decision settles them all."""

    id: str
    rendering: str
    lang: str
    kind: str
    sample: MentionRecord
    """The record of the mention that is most in doubt."""
    places: list[QuestionPlace] = field(default_factory=list)

    @cached_property
    def words(self) -> str:
        """The rendering as it is compared."""
        return fold(self.rendering)

    @property
    def subject(self) -> Subject:
        """What a decision about all of it is about."""
        return Subject(self.rendering, self.lang)

    @cached_property
    def action(self) -> str:
        """What was done with the mentions; "review" where that was said of any."""
        actions = {place.action for place in self.places}
        return next(action for action in ("review", "accept", "leave") if action in actions)

    @property
    def documents(self) -> int:
        """Number of reports."""
        return len({place.doc for place in self.places})

    def subjects(self, place: QuestionPlace) -> tuple[Subject, Subject]:
        """Return a decision about one report, and about one mention."""
        return (
            Subject(self.rendering, self.lang, place.doc),
            Subject(self.rendering, self.lang, place.doc, place.start),
        )


@dataclass(frozen=True, slots=True)
class QuestionState:
    """Where a question stands, given what people decided."""

    status: Status
    value: float
    """Number of undecided mentions, each counted as 1 − confidence."""
    undecided: int
    judgement: Judgement | None
    """The decision that holds for the rendering everywhere."""
    conflict: Conflict | None
    skipped_by: frozenset[str]


class Questions:
    """The questions of one run."""

    def __init__(self, records: Iterable[MentionRecord]) -> None:
        """Group the records of mentions.jsonl."""
        self.by_id: dict[str, Question] = {}
        self.by_rendering: dict[tuple[str, str], list[Question]] = {}
        records = list(records)
        self.silence = tuple(silence_of(records))
        """Why titles stay as they are, which are no question to anybody."""
        for record in records:
            self._add(record)
        self.by_person: dict[str, list[Question]] = {}
        for question in self.by_id.values():
            for person in sorted({place.person.casefold() for place in question.places if place.person}):
                self.by_person.setdefault(person, []).append(question)
            self.by_rendering.setdefault((question.lang, question.words), []).append(question)

    def _add(self, record: MentionRecord) -> None:
        rendering = " ".join(record["surface"].split())
        number = question_id(record)
        question = self.by_id.get(number)
        if question is None:
            question = Question(number, rendering, record["lang"], record["kind"], record)
            self.by_id[number] = question
        elif record["confidence"] < question.sample["confidence"]:
            question.sample = record
        question.places.append(
            QuestionPlace(
                record["doc"],
                record["start"],
                record["end"],
                record["action"],
                record["confidence"],
                record["person"],
            )
        )

    def same_rendering(self, question: Question) -> list[Question]:
        """Return other questions with the same words, which a decision about the words settles too."""
        alike = self.by_rendering[question.lang, question.words]
        return [other for other in alike if other is not question]


class Queue:
    """Questions in the order in which they are worth a look, with what people decided taken into account."""

    def __init__(self, questions: Questions) -> None:
        """Nothing is decided yet: see `update`."""
        self.questions = questions
        self.judgements = Judgements()
        self._states: dict[str, QuestionState] = {}
        self._views: dict[str, list[Question]] = {}
        self.update(self.judgements)

    def update(self, judgements: Judgements) -> None:
        """Take in the judgements of now; only the questions that the new ones are about are looked at again."""
        if judgements is self.judgements and self._views:
            return
        known = {record.id for record in self.judgements.records}
        fresh = {record.id for record in judgements.records}
        changed: Iterable[Question] = self.questions.by_id.values()
        if self._states and known <= fresh:
            touched = {record.subject.key[:2] for record in judgements.records if record.id not in known}
            changed = [each for key in sorted(touched) for each in self.questions.by_rendering.get(key, [])]
        self.judgements = judgements
        conflicts = {conflict.subject.key: conflict for conflict in judgements.conflicts}
        for question in changed:
            self._states[question.id] = self._state(question, conflicts)
        self._views = self._ordered()

    def _ordered(self) -> dict[str, list[Question]]:
        """Return the questions by view, the most valuable first."""
        views: dict[str, list[Question]] = {view: [] for view in VIEWS}
        for question in self.questions.by_id.values():
            status = self._states[question.id].status
            views[question.action if status == "open" else status].append(question)
        for questions in views.values():
            questions.sort(key=lambda each: (-self._states[each.id].value, each.lang, each.rendering, each.id))
        return views

    def state(self, question: Question) -> QuestionState:
        """Tell where a question stands."""
        return self._states[question.id]

    def _state(self, question: Question, conflicts: dict[Any, Conflict]) -> QuestionState:
        value, undecided = 0.0, 0
        subjects = {question.subject.key: question.subject}
        about = self.judgements.about
        for place in question.places:
            if about(question.rendering, question.lang, place.doc, place.start) is None:
                value += 1 - place.confidence
                undecided += 1
            for subject in question.subjects(place) if conflicts else ():
                subjects[subject.key] = subject
        conflict = next((conflicts[key] for key in subjects if key in conflicts), None)
        skipped_by = self.judgements.skipped.get(question.subject.key, frozenset())
        status: Status = "conflict" if conflict else "decided" if not undecided else "skipped" if skipped_by else "open"
        holding = self.judgements.holding(question.subject)
        return QuestionState(status, round(value, 4), undecided, holding, conflict, skipped_by)

    def ordered(self, view: str = "review", words: str = "") -> list[Question]:
        """Return the questions of one of `VIEWS`, the most valuable first.

        `words` must all occur in the rendering, the office or the language code.
        """
        wanted = fold(words).split()
        if not wanted:
            return self._views[view]
        return [each for each in self._views[view] if all(word in _searchable(each) for word in wanted)]

    def counts(self) -> dict[str, int]:
        """Count the questions in each view."""
        return {view: len(questions) for view, questions in self._views.items()}

    def following(self, question: Question | None) -> Question | None:
        """Return the question to look at after one: the most valuable that is still open, then one that was skipped."""
        for view in ("review", "skipped"):
            found = next((each for each in self.ordered(view) if each is not question), None)
            if found is not None:
                return found
        return None


def question_id(record: MentionRecord) -> str:
    """Return the id of the question that a mention belongs to."""
    rendering = " ".join(record["surface"].split())
    key = json.dumps([record["lang"], fold(rendering), record["kind"] == "term", _nearest(record)])
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def thought_of(record: MentionRecord) -> Thought:
    """Tell what the machine had decided, as judgements keep it."""
    considered = tuple((each["body"], each["rank"], each["probability"]) for each in record["candidates"])
    return Thought(record["rank"], record["body"], record["level"], record["confidence"], record["action"], considered)


def offices_of(record: MentionRecord) -> Iterator[tuple[Office, Sequence[EvidenceRecord]]]:
    """Yield the candidate offices of a record with their evidence, the best first."""
    for number, each in enumerate(record["candidates"]):
        evidence = record["evidence"] if number == 0 else each.get("evidence", [])
        yield Office(each["rank"], each["body"]), evidence


def _nearest(record: MentionRecord) -> list[str | None]:
    """Tell what equal cases have in common: the office that was taken, else the candidate that came nearest."""
    if record["body"]:
        return [record["body"], record["rank"]]
    best = next(iter(record["candidates"]), None)
    return ["left", best["body"], best["rank"]] if best else ["left"]


def _searchable(question: Question) -> str:
    sample = question.sample
    return fold(f"{question.lang} {question.rendering} {sample['canonical'] or ''} {sample['body'] or ''}")
