"""What people decided, within resolution: a judged office is a candidate like the others and wins over all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from canonym.features.declared import JUDGEMENT
from canonym.features.other_facts import Judged
from canonym.glossary.feature_weights import Weights
from canonym.judgements import Judgement
from canonym.model import Action, Evidence, Resolution
from canonym.resolution.candidates.candidates import Candidates
from canonym.resolution.candidates.mention_case import Case, FoundFeature
from canonym.resolution.candidates.reading import Office, Reading

_SAID = {
    "accept": "accepted",
    "choose": "chose this office",
    "no-office": "said that it is no office of any pack",
    "new-concept": "said that it is an office that no pack has yet",
}


def judged_readings(case: Case, readings: Sequence[Reading], candidates: Candidates) -> Sequence[Reading]:
    """The readings of a mention, the one that a person chose among them even where nothing else suggests it."""
    office = case.judgement.office if case.judgement else None
    if office is None:
        return readings
    found = {reading.body.id: reading for reading in readings}
    reading = found.get(office.body) or candidates.read(case.mention.parsed, case.items, office.body)
    if reading.rank != office.rank:
        reading = replace(reading, rank=office.rank, blame=reading.blame | {JUDGEMENT})
    found[office.body] = reading
    return [found[body] for body in sorted(found)]


def judged_value(judgement: Judgement, candidate: Office) -> FoundFeature | None:
    """What a person decided about a candidate: for the office named, against all where none is meant."""
    office = judgement.office
    if office is None:
        return FoundFeature(-1, judged_facts(judgement))
    return FoundFeature(1, judged_facts(judgement)) if candidate == (office.body, office.rank) else None


def judgement_evidence(judgement: Judgement, weights: Weights) -> Evidence:
    """A judgement as a row of evidence."""
    weight = weights[JUDGEMENT] if judgement.office else -weights[JUDGEMENT]
    return Evidence(JUDGEMENT, judged_facts(judgement), weight)


def judged_facts(judgement: Judgement) -> Judged:
    """Who decided what, when and why."""
    said = _SAID[judgement.what] + (f" ({judgement.name})" if judgement.name else "")
    where = {"corpus": "", "document": " in this report", "mention": " here"}[judgement.subject.scope]
    return Judged(judgement.who, said, where, judgement.when[:10], judgement.why or "")


def judged_term(found: Resolution, judgement: Judgement | None, weights: Weights) -> Resolution:
    """A term after a person's decision: accepted, or an ordinary word."""
    if judgement is None:
        return found
    evidence = (judgement_evidence(judgement, weights), *found.evidence)
    if judgement.office is None:
        return replace(
            found,
            body=None,
            level=None,
            canonical=None,
            verdict=None,
            confidence=1.0,
            action="leave",
            evidence=evidence,
        )
    verdict = judgement.verdict or found.verdict
    action: Action = "accept" if found.canonical else "review"
    return replace(found, verdict=verdict, confidence=1.0, action=action, evidence=evidence)
