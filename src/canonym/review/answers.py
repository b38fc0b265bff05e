"""Turn the fields of a form into a judgement in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from canonym.errors import GlossaryError
from canonym.judgements import Judged, Judgement, Office, Subject, new_judgement, new_undo
from canonym.model import Verdict
from canonym.review.desk import Desk
from canonym.review.own_packs import row_of_name, rows_of_new_concept
from canonym.review.questions import Question, thought_of

VERDICTS: tuple[Verdict, ...] = ("correct", "variant", "mistranslated")
LONGEST_REASON = 4000
LONGEST_NAME = 200


class RefusedError(Exception):
    """A form that cannot be a decision; `str` says why, for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A judgement that stands in the file now, and what others had decided about the same subject meanwhile."""

    judgement: Judgement
    unseen: tuple[Judgement, ...]


def decide(desk: Desk, question: Question, form: Mapping[str, str], who: str) -> Saved:
    """Save a decision about a question; raises RefusedError, and StoreError where it cannot be saved.

    Fields: decision ("office:<body>|<rank>", "search:<body>", "no-office", "new-concept", "skip"; "entered" where Enter
    was pressed in a field), "rank:<body>", level, verdict, scope ("", "document:<doc>", "mention:<start>:<doc>"), why,
    name, pack (of the user, for the new office), id (of the form), seen (ids). "office-name:" and "search-name:" in
    place of "office:" and "search:" make the wording a name of the office in the user's pack, too.
    """
    if not who.strip():
        raise RefusedError("Say who you are: a decision needs a name.")
    subject = _subject(question, form.get("scope", ""))
    what, office = _decision(desk, question, form)
    verdict = _verdict(form.get("verdict", "")) if office else None
    name = " ".join(form.get("name", "").split())[:LONGEST_NAME] if what == "new-concept" else ""
    if what == "new-concept" and not name:
        raise RefusedError("Give the new office a name.")
    _add_to_pack(desk, question, form, office, verdict, name)
    before = desk.log.judgements()
    seen = frozenset(form.get("seen", "").split())
    others = [each for each in before.valid if each.is_decision and each.subject.key == subject.key]
    judgement = new_judgement(
        who[:LONGEST_NAME],
        what,
        subject,
        why=form.get("why", "")[:LONGEST_REASON],
        judgement_id=form.get("id") or None,
        office=office,
        verdict=verdict,
        name=name,
        replaces=tuple(each.id for each in others if each.id in seen),
        thought=thought_of(question.sample),
    )
    judgement = _unless_sent_before(desk, judgement)
    written = desk.log.append(judgement)
    latest = {each.who: each for each in others if each.id not in seen and each.id != judgement.id}
    unseen = [each for each in latest.values() if each.who != judgement.who and each.decided != judgement.decided]
    return Saved(written[0] if written else judgement, tuple(unseen) if what != "skip" else ())


def undo(desk: Desk, judgement_id: str, form_id: str, who: str) -> Judgement:
    """Undo a judgement and give it; one that is undone already stays so. Raises RefusedError."""
    if not who.strip():
        raise RefusedError("Say who you are: undoing needs a name.")
    judgements = desk.log.judgements()
    earlier = next((each for each in judgements.records if each.id == judgement_id), None)
    if earlier is None:
        raise RefusedError("There is no such decision.")
    if not judgements.is_void(earlier):
        desk.log.append(new_undo(who[:LONGEST_NAME], earlier, judgement_id=form_id or None))
    return earlier


def _unless_sent_before(desk: Desk, judgement: Judgement) -> Judgement:
    """Return the judgement under an id of its own, unless exactly this one was saved under the form's id before."""
    same_id = next((each for each in desk.log.records() if each.id == judgement.id), None)
    if same_id is None:
        return judgement
    if (same_id.who, same_id.subject, same_id.decided, same_id.why) == (
        judgement.who,
        judgement.subject,
        judgement.decided,
        judgement.why,
    ):
        return same_id
    fresh = new_judgement(judgement.who, "skip", judgement.subject)
    return replace(judgement, id=fresh.id)


def _subject(question: Question, scope: str) -> Subject:
    kind, _, rest = scope.partition(":")
    for place in question.places:
        document, mention = question.subjects(place)
        if kind == "document" and rest == place.doc:
            return document
        if kind == "mention" and rest == f"{place.start}:{place.doc}":
            return mention
    if scope:
        raise RefusedError("The run was done again and has no such mention any more; look again.")
    return question.subject


def _decision(desk: Desk, question: Question, form: Mapping[str, str]) -> tuple[Judged, Office | None]:
    kind, _, rest = form.get("decision", "").partition(":")
    if kind == "entered":  # Enter in a field: a name proposes, and nothing else decides
        if not form.get("name", "").strip():
            raise RefusedError("Choose what to decide.")
        kind = "new-concept"
    kind = kind.removesuffix("-name")
    simple: dict[str, Judged] = {"no-office": "no-office", "new-concept": "new-concept", "skip": "skip"}
    if kind in simple and not rest:
        return simple[kind], None
    body, _, rank = rest.partition("|")
    if kind == "search":
        rank = form.get(f"rank:{body}", "")
    elif kind != "office":
        raise RefusedError("Choose what to decide.")
    office = Office(rank or None, body)
    machine = desk.machine_office(question)
    if question.kind == "term":
        if office != machine:
            raise RefusedError("A term can only be accepted or said to be none.")
        return "accept", office
    return ("accept" if office == machine else "choose"), _checked(desk, office, form.get("level", ""))


def _add_to_pack(
    desk: Desk, question: Question, form: Mapping[str, str], office: Office | None, verdict: Verdict | None, name: str
) -> None:
    """Put a new office, or another name of a known one, into the user's pack; raises RefusedError where it cannot."""
    sample, pack = question.sample, form.get("pack", "")
    if name and desk.own_packs:
        pack = pack if pack in desk.own_packs else next(iter(desk.own_packs))
        rank = sample["rank"] if question.kind == "role" else None
        said = [(question.rendering, question.lang, sample["place"])]
        rows = rows_of_new_concept(name, desk.pivot, said, rank=rank)
    elif office is not None and form.get("decision", "").partition(":")[0].endswith("-name"):
        pack = office.body.split("/")[0]
        if pack not in desk.own_packs:
            raise RefusedError(f"The pack {pack} is none of yours: choose the office, and later runs follow you.")
        rows = [row_of_name(office, question.rendering, question.lang, sample["place"], verdict, form.get("why", ""))]
    else:
        return
    try:
        added = desk.add_to_pack(pack, rows)
    except GlossaryError as error:
        raise RefusedError(f"The pack {pack} cannot take it: {error.what}") from None
    if added.remarks and not (added.concepts or added.names):
        raise RefusedError(f"The pack {pack} cannot take it: {added.remarks[0].removeprefix('the review: ')}.")


def _checked(desk: Desk, office: Office, level: str) -> Office:
    body = desk.glossary.bodies.get(office.body)
    if body is None:
        raise RefusedError(f"The glossary has no {office.body!r}.")
    if office.rank is not None and office.rank not in desk.glossary.ranks.by_id:
        raise RefusedError(f"There is no rank {office.rank!r}.")
    if level and level not in body.levels:
        levels = ", ".join(body.levels) or "none"
        raise RefusedError(f"{desk.name(office)} does not exist at {level} level; its levels: {levels}.")
    return replace(office, level=level or None)


def _verdict(text: str) -> Verdict | None:
    return next((verdict for verdict in VERDICTS if verdict == text), None)
