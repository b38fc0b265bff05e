"""Decide several titles of the table, or the renderings of a cluster, in one go."""

from __future__ import annotations

from collections.abc import Mapping

from canonym.judgements.record import new_id
from canonym.review.answers import RefusedError, decide
from canonym.review.desk import Desk
from canonym.review.questions import Question, question_id

DECISIONS = ("accept", "no-office", "new-concept", "skip")


def decide_titles(desk: Desk, form: Mapping[str, str], who: str) -> tuple[int, int]:
    """Save a decision about each chosen title, or about its words everywhere.

    Fields: "line:<number>" for each title, decision (one of `DECISIONS`), name (of a new office), scope ("everywhere"
    or "here"), why. Returns the number of decisions saved, and of titles passed over because the machine has no office
    for them to accept. Raises RefusedError where nothing was chosen or the decision is none.
    """
    decision = form.get("decision", "")
    if decision not in DECISIONS:
        raise RefusedError("Choose what to decide.")
    chosen = [int(name[5:]) for name in form if name.startswith("line:") and name[5:].isdigit()]
    records = [desk.run.mentions[line] for line in chosen if line < len(desk.run.mentions)]
    if not records:
        raise RefusedError("Tick at least one title.")
    here = form.get("scope") == "here"
    questions = desk.queue().questions.by_id
    wanted: dict[tuple[str, str], Question] = {}
    for record in records:
        question = questions.get(question_id(record))
        if question is not None:
            wanted[question.id, f"mention:{record['start']}:{record['doc']}" if here else ""] = question
    saved = passed = 0
    for (_, scope), question in wanted.items():
        office = desk.machine_office(question) if decision == "accept" else None
        if decision == "accept" and office is None:
            passed += 1
            continue
        what = f"office:{office.body}|{office.rank or ''}" if office else decision
        fields = {"decision": what, "scope": scope, "name": form.get("name", ""), "why": form.get("why", "")}
        seen = " ".join(
            each.id for each in desk.queue().judgements.valid if each.subject.key[:2] == question.subject.key[:2]
        )
        decide(desk, question, {**fields, "id": new_id(), "seen": seen}, who)
        saved += 1
    return saved, passed
