"""From a scored case to a Resolution: level, canonical name, verdict, action and evidence."""

from __future__ import annotations

from collections.abc import Sequence

from canonym.config import Config
from canonym.features import declared
from canonym.features.other_facts import NoBody, RecognisedOnly, Unconfirmed
from canonym.glossary import Glossary
from canonym.glossary.canonical_names import with_place, without_country
from canonym.glossary.packs import Body
from canonym.model import Action, Candidate, Evidence, Mark, Mention, Resolution, Signal, Verdict
from canonym.resolution.candidates.candidates import Candidates
from canonym.resolution.candidates.mention_case import PLACES, Case, Choice, Decided, in_order, ranked
from canonym.resolution.candidates.reading import Office
from canonym.resolution.decision.acceptance import Sureness
from canonym.resolution.decision.calibration import calibrated_nothing
from canonym.resolution.decision.decision_marks import Surroundings
from canonym.resolution.decision.doubts import CONTRADICTIONS
from canonym.resolution.decision.own_pack import own_probability
from canonym.resolution.evidence.judged_offices import judgement_evidence
from canonym.resolution.evidence.whose_office import Bound
from canonym.resolution.evidence.witnesses import is_rank_corrected

_TOLD = 0.3
"""Probability from which an office is told that is not rewritten: nobody reviews it, so it must be likely."""


def outcome(
    decided: Decided,
    surroundings: Surroundings,
    sure: Sureness | None,
    config: Config,
    candidates: Candidates,
) -> Resolution:
    """The decision about a title or body; `sure` is how sure it is, where there is a candidate."""
    case, best, glossary = decided.case, decided.best, candidates.glossary
    doubts = tuple(each for each in surroundings.doubts if each.weight < 0 or each.feature in CONTRADICTIONS)
    judgement = case.judgement
    judged = judgement.office if judgement else None
    if best is None or sure is None or (judgement and judged is None):
        return _left(decided, candidates, doubts, (), surroundings.bound.pack)
    body = best.reading.body
    found = judged.level if judged and judged.level else surroundings.level.level
    probability, shown = (1.0, ()) if judged else sure
    if glossary.pack(body.pack).presumed and not judged:
        probability, shown = own_probability(best), ()
    rewritten = is_rewritten(body.pack, glossary, config)
    is_silent = best.fixed.features.get(declared.SILENT) == 1 and not judged
    is_foreign = not judged and surroundings.bound.is_sure and surroundings.bound.pack != body.pack
    if is_silent or is_foreign or probability < (config.review if rewritten else max(config.review, _TOLD)):
        return _left(decided, candidates, doubts, shown, surroundings.bound.pack)
    canonical = glossary.name(body.id, found, config.pivot, best.reading.rank)
    if canonical and not _names_country(case.mention, surroundings.signals):
        said = glossary.pack(body.pack).country_said.get(config.pivot)
        canonical = without_country(canonical, said, body.kind)
    canonical = with_place(canonical, case.mention.parsed.place) if canonical else None
    is_open = not judged and (
        any(doubt.feature in CONTRADICTIONS for doubt in doubts) or _is_contradicted(decided, best)
    )
    action: Action = "accept" if probability >= config.accept and canonical and not is_open else "review"
    evidence = _evidence(case, best, candidates, doubts)
    if body.provisional and not judged:
        action = "review"
        evidence = (*evidence, Evidence(declared.PROVISIONAL, Unconfirmed(body.id), 0.0))
    if not rewritten:
        action = "leave"
        evidence = (*evidence, Evidence(declared.NOT_REWRITTEN, RecognisedOnly(body.pack), 0.0))
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
        marks=shown,
        country=glossary.country_of(body.pack) if judged else _country(body, doubts, surroundings.bound, glossary),
    )


def _names_country(mention: Mention, signals: Sequence[Signal]) -> bool:
    """Whether a title says its country itself, so that its canonical name must say it too."""
    return any(each.kind in ("country", "side") and mention.start <= each.start < mention.end for each in signals)


def _country(body: Body, doubts: Sequence[Evidence], bound: Bound, glossary: Glossary) -> str | None:
    """Whose a title is, where its words name a body of a pack: unknown where nothing binds it there."""
    if any(doubt.feature is declared.UNBOUND for doubt in doubts):
        return None
    if any(doubt.feature is declared.ELSEWHERE for doubt in doubts):
        return bound.pack
    return glossary.country_of(body.pack)


def _is_contradicted(decided: Decided, best: Choice) -> bool:
    """Whether another version of the report names another office in this place, and none names this one."""
    if best.has(declared.WITNESS):
        return False
    return any(other.has(declared.WITNESS) for other in decided.choices if other.office != best.office)


def is_rewritten(pack: str, glossary: Glossary, config: Config) -> bool:
    """Whether titles of a pack are rewritten: by its own word, or by the user's."""
    return glossary.pack(pack).rewrite or pack in config.rewrite


def _left(
    decided: Decided,
    candidates: Candidates,
    doubts: tuple[Evidence, ...],
    marks: tuple[Mark, ...],
    country: str | None,
) -> Resolution:
    case, best = decided.case, decided.best
    parsed, glossary = case.mention.parsed, candidates.glossary
    nothing = case.judgement is not None
    share = round(best.probability, PLACES) if best else 0.0  # as it is written, so that it can be worked out again
    evidence = _evidence(case, best, candidates, doubts) if best else (Evidence(declared.NO_CANDIDATE, NoBody(), 0.0),)
    if case.judgement and not best:
        evidence = (judgement_evidence(case.judgement, candidates.weights), *evidence)
    return Resolution(
        mention=case.mention,
        rank=glossary.ranks.by_id[parsed.ranks[0]].written if parsed.ranks else None,
        body=None,
        level=parsed.level,
        canonical=None,
        verdict=None,
        confidence=1.0 if nothing else round(calibrated_nothing(share), PLACES),
        action="leave",
        evidence=evidence,
        candidates=_candidates(decided, candidates),
        marks=marks,
        country=country,
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
    return tuple([evidence for _, _, evidence in in_order(items)])


def _verdict(decided: Decided, choice: Choice) -> Verdict:
    if choice.reading.wrong or is_rank_corrected(choice.reading) or _names_another(decided, choice):
        return "mistranslated"
    return "variant" if choice.reading.variant or choice.has(declared.UNKNOWN) else "correct"


def _names_another(decided: Decided, choice: Choice) -> bool:
    """Whether the phrase is the full name of another body, as other versions of the report or the level show.

    "Provincial National Assembly" for the province's delegation in it: a layer is lost.
    """
    if choice.has(declared.WITNESS) and not choice.has(declared.COMPLETE) and not choice.has(declared.NAME):
        return any({declared.COMPLETE, declared.NAME} & other.features.keys() for other in decided.readings)
    if not choice.has(declared.KIND_NONE):
        return False
    return any({declared.COMPLETE, declared.LEVEL_WRONG} <= other.features.keys() for other in decided.readings)
