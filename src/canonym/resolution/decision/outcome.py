"""From a scored case to a Resolution: level, canonical name, verdict, action and evidence in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from canonym.config import Config
from canonym.glossary import Glossary
from canonym.glossary.packs import Body
from canonym.model import Action, Candidate, Evidence, Mention, Resolution, Verdict
from canonym.resolution.candidates.candidates import Candidates
from canonym.resolution.candidates.mention_case import PLACES, Case, Choice, Decided, ranked, usual_level
from canonym.resolution.candidates.reading import Office
from canonym.resolution.decision.calibration import calibrated, calibrated_nothing
from canonym.resolution.evidence.judged_offices import judgement_evidence
from canonym.resolution.evidence.witnesses import WITNESS, is_rank_corrected

_TOLD = 0.7
"""Probability from which an office is told that is not rewritten: nobody reviews it, so it must be likely."""

_PROVISIONAL = "no official list confirms the name of {}: it is not rewritten without a person's word"


def outcome(
    decided: Decided,
    around: str | None,
    config: Config,
    candidates: Candidates,
    doubts: tuple[Evidence, ...] = (),
) -> Resolution:
    """The decision about a title or body; `around` is the level of its surroundings."""
    case, best, said, glossary = decided.case, decided.best, decided.said, candidates.glossary
    judgement = case.judgement
    judged = judgement.office if judgement else None
    probability = 1.0 if judged else calibrated(best.probability, [doubt.weight for doubt in doubts]) if best else 0.0
    if judgement and judged is None:
        return _left(decided, candidates, doubts)
    if best is None or (best.fixed.features.get("silent") == 1 and not judged):
        return _left(decided, candidates, doubts)
    body = best.reading.body
    rewritten = is_rewritten(body.pack, glossary, config)
    if probability < (config.review if rewritten else max(config.review, _TOLD)):
        return _left(decided, candidates, doubts)
    if said is None and "central" in body.levels and _names_country(case):
        said = "central"
    found = judged.level if judged and judged.level else _level(said, body, around)
    canonical = glossary.name(body.id, found, config.pivot, best.reading.rank)
    action: Action = "accept" if probability >= config.accept and canonical else "review"
    evidence = _evidence(case, best, candidates, doubts)
    if body.provisional and not judged:
        action = "review"
        evidence = (*evidence, Evidence("provisional", _PROVISIONAL.format(body.id), 0.0))
    if not rewritten:
        action = "leave"
        detail = f"offices of {body.pack} are recognised, and rewritten on request only: --rewrite {body.pack}"
        evidence = (*evidence, Evidence("not_rewritten", detail, 0.0))
    return Resolution(
        mention=case.mention,
        rank=glossary.ranks.by_id[best.reading.rank].written if best.reading.rank else None,
        body=body.id,
        level=found,
        canonical=canonical,
        verdict=(judgement.verdict if judgement else None) or _verdict(decided, best),
        confidence=round(probability, PLACES),
        action=action,
        evidence=evidence,
        candidates=_candidates(decided, candidates),
    )


def is_rewritten(pack: str, glossary: Glossary, config: Config) -> bool:
    """Whether titles of a pack are rewritten: by its own word, or by the user's."""
    return glossary.pack(pack).rewrite or pack in config.rewrite


def _left(decided: Decided, candidates: Candidates, doubts: tuple[Evidence, ...]) -> Resolution:
    case, best = decided.case, decided.best
    parsed, glossary = case.mention.parsed, candidates.glossary
    nothing = case.judgement is not None
    evidence = (
        _evidence(case, best, candidates, doubts)
        if best
        else (Evidence("no_candidate", "no body of any pack has these words", 0.0),)
    )
    if case.judgement and not best:
        evidence = (judgement_evidence(case.judgement, candidates.weights), *evidence)
    return Resolution(
        mention=case.mention,
        rank=glossary.ranks.by_id[parsed.ranks[0]].written if parsed.ranks else None,
        body=None,
        level=parsed.level,
        canonical=None,
        verdict=None,
        confidence=1.0 if nothing else round(calibrated_nothing(best.probability if best else 0.0), PLACES),
        action="leave",
        evidence=evidence,
        candidates=_candidates(decided, candidates),
    )


def _candidates(decided: Decided, candidates: Candidates) -> tuple[Candidate, ...]:
    """The candidates that the probability depends on, the best first: at least one, where there is any."""
    case, ranks = decided.case, candidates.glossary.ranks.by_id
    shown: list[tuple[Office, float, float, tuple[Evidence, ...]]] = [
        (choice.office, choice.score, choice.share, _evidence(case, choice, candidates) if place else ())
        for place, choice in enumerate(decided.choices)
    ]
    shown += [(*other, ()) for other in decided.others]
    return tuple(
        [
            Candidate(body, ranks[rank].written if rank else None, score, share, evidence)
            for (body, rank), score, share, evidence in shown
        ]
    )


def _evidence(
    case: Case, choice: Choice, candidates: Candidates, doubts: tuple[Evidence, ...] = ()
) -> tuple[Evidence, ...]:
    """What speaks for and against a candidate, the heaviest first."""
    items = candidates.evidence(case, choice.reading) + choice.fixed.evidence
    items += choice.added.values()
    if doubts:
        items += [ranked(doubt) for doubt in doubts]
    items.sort()
    return tuple([evidence for _, _, evidence in items])


def _verdict(decided: Decided, choice: Choice) -> Verdict:
    if choice.reading.wrong or is_rank_corrected(choice.reading) or _names_another(decided, choice):
        return "mistranslated"
    return "variant" if choice.reading.variant or choice.has("unknown") else "correct"


def _names_another(decided: Decided, choice: Choice) -> bool:
    """Whether the phrase is the full name of another body, as other versions of the report or the level show.

    "Provincial National Assembly" for the province's delegation in it: a layer is lost.
    """
    if choice.has(WITNESS) and not choice.has("complete") and not choice.has("name"):
        return any({"complete", "name"} & other.features.keys() for other in decided.readings)
    if not choice.has("kind_none"):
        return False
    return any({"complete", "level_wrong"} <= other.features.keys() for other in decided.readings)


def _names_country(case: Case) -> bool:
    """Whether the phrase names the country and no part of it: "Vietnam Fatherland Front" is the central one."""
    parsed = case.mention.parsed
    return parsed.place is None and any("country" in sense.meanings for sense in parsed.senses)


def _level(said: str | None, body: Body, around: str | None) -> str | None:
    if not body.levels:
        return None
    if said in body.levels:
        return said
    if len(body.levels) == 1:
        return body.levels[0]
    if around in body.levels:
        return around
    return next((level for level in ("provincial", "municipal", "central") if level in body.levels), body.levels[0])


def surrounding_levels(mentions: Sequence[Mention], default: str | None) -> list[str | None]:
    """For each mention of one document, the level that its list or its document speaks of.

    The nearest title of the same list that says a level counts first, then the most frequent level below "central".
    """
    usual = usual_level(mentions) or default
    said: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for mention in mentions:
        level = mention.parsed.level
        if mention.list_id >= 0 and level and level not in ("central", "cluster"):
            said[mention.list_id].append((mention.slot, level))
    return [
        min((abs(slot - each.slot), level) for slot, level in said[each.list_id])[1] if each.list_id in said else usual
        for each in mentions
    ]
