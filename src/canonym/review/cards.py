"""What a person sees of a question: candidates with evidence, answers to a search, and what a decision would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from canonym.features.declared import WEIGHED
from canonym.judgements import Office
from canonym.records import EvidenceRecord, MentionRecord
from canonym.results.explanation import Reason, no_office_share
from canonym.results.nearest_renderings import NearRendering
from canonym.review.desk import Desk
from canonym.review.questions import Question, Queue, offices_of

CANDIDATES = 5
_WORTH_SHOWING = 0.002
"""Probability below which a candidate is not shown, but for the first two."""
SIMILAR = 5
_SIMILAR_CUT = 82.0
_MOST_COMPARED = 5000


@dataclass(frozen=True, slots=True)
class Card:
    """An office that may be chosen."""

    office: Office
    name: str
    probability: float | None
    """None for an answer to a search."""
    supporting: tuple[Reason, ...]
    opposing: tuple[Reason, ...]
    levels: tuple[str, ...]
    ranks: tuple[str, ...] = ()
    """Ranks to choose from, for an answer to a search."""
    matched: str = ""
    """The name that a search found, and its language."""
    matched_lang: str = ""
    nearest: tuple[NearRendering, ...] = ()
    """Known renderings that the learned reader went by."""


def candidate_cards(desk: Desk, question: Question) -> list[Card]:
    """Return the candidates of the machine, the best first."""
    sample = question.sample
    if question.kind == "term":
        office = desk.machine_office(question)
        evidence = sample["evidence"]
        return [_card(desk, office, sample["confidence"], evidence, sample["level"])] if office else []
    cards = []
    for number, (chance, (each, reasons)) in enumerate(zip(_chances(sample), offices_of(sample), strict=True)):
        if number < CANDIDATES and (number < 2 or chance >= _WORTH_SHOWING):
            cards.append(_card(desk, each, chance, reasons, sample["level"]))
    return cards


def no_office(question: Question) -> float | None:
    """Return the probability that no office of any pack is meant; None for a term."""
    sample = question.sample
    if question.kind == "term":
        return None
    return no_office_share(sample) if sample["body"] else float(sample["confidence"])


def _chances(sample: MentionRecord) -> list[float]:
    """Tell how likely each candidate of a title is: the one that was taken by how sure that is, others by their share.

    Where the title was left, the candidates divide what that decision leaves over.
    """
    shares = [float(each["probability"]) for each in sample["candidates"]]
    if sample["body"]:
        return [float(sample["confidence"]), *shares[1:]]
    over = sum(shares)
    return [(1 - sample["confidence"]) * share / over if over else 0.0 for share in shares]


def search_cards(desk: Desk, question: Question, words: str) -> list[Card]:
    """Return the bodies that a search finds, each with the rank that fits best."""
    # Candidates stand in order of probability: the first one's country, or organisation, is most likely the one meant.
    packs = frozenset(each["body"].split("/")[0] for each in question.sample["candidates"][:1])
    cards = []
    for found in desk.search.search(words, packs):
        wanted = question.sample["rank"] if question.kind == "role" else None
        office = desk.search.office_of(found, wanted)
        cards.append(
            Card(
                office,
                desk.name(office, question.sample["level"]),
                None,
                (),
                (),
                found.body.levels,
                tuple(desk.search.ranks(found.body)),
                found.name,
                found.lang,
            )
        )
    return cards


def _card(
    desk: Desk, office: Office, probability: float, evidence: Sequence[EvidenceRecord], level: str | None
) -> Card:
    meanings = {each.name: each.described for each in WEIGHED}
    reasons = [
        Reason(item["kind"], item["detail"], item["weight"], meanings.get(item["kind"], "")) for item in evidence
    ]
    body = desk.glossary.bodies.get(office.body)
    return Card(
        office,
        desk.name(office, level),
        probability,
        tuple(each for each in reasons if each.weight > 0),
        tuple(each for each in reasons if each.weight < 0),
        body.levels if body else (),
    )


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a decision about a rendering everywhere reaches."""

    mentions: int
    documents: int
    rewritten_now: int
    """Mentions that are rewritten already."""
    elsewhere: tuple[tuple[Question, int], ...]
    """Other cases of the same words, which it settles too, with the number of their mentions."""
    kept: int
    """Decisions about single reports or mentions, which stay."""
    same_people: tuple[Question, ...]
    """Open questions about titles of the same people, for which it is evidence: the most valuable ones."""


def consequences(queue: Queue, question: Question) -> Consequences:
    """Tell what a decision about a question's rendering would reach."""
    elsewhere = queue.questions.same_rendering(question)
    places = [place for each in (question, *elsewhere) for place in each.places]
    return Consequences(
        len(places),
        len({place.doc for place in places}),
        sum(place.action == "accept" for place in places),
        tuple((each, len(each.places)) for each in elsewhere),
        len(queue.judgements.narrower(question.subject)),
        _same_people(queue, question),
    )


def _same_people(queue: Queue, question: Question) -> tuple[Question, ...]:
    people = {place.person.casefold() for place in question.places if place.person}
    others = {
        other.id: other
        for person in people
        for other in queue.questions.by_person[person]
        if other.words != question.words and other.action == "review" and queue.state(other).status == "open"
    }
    return tuple(sorted(others.values(), key=lambda each: (-queue.state(each).value, each.id))[:SIMILAR])


def similar(queue: Queue, question: Question) -> list[Question]:
    """Open questions whose words are much the same: they are decided apart, but perhaps next."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - a compiled library

    others = [
        each
        for each in queue.ordered("review")[:_MOST_COMPARED]
        if each.lang == question.lang and each.words != question.words and len(each.rendering) < 1000
    ]
    names = [each.words for each in others]
    wanted = question.words[:1000]
    found = process.extract(wanted, names, scorer=fuzz.token_sort_ratio, score_cutoff=_SIMILAR_CUT, limit=SIMILAR)
    return [others[number] for _, _, number in found]
