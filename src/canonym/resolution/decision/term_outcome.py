"""Decisions about domain terms: they need an active pack, and a misread one an error that the document makes."""

from __future__ import annotations

import math

from canonym.config import Config
from canonym.features import other_facts as facts
from canonym.features.declared import ACTIVE, BIAS, MISREADING, SAME_MISREADING, SENSE, SILENT, SINGLE_WORD
from canonym.features.word_facts import Misread, SaysSenses
from canonym.glossary import Glossary
from canonym.glossary.feature_weights import Weights
from canonym.model import Evidence, Mention, Resolution
from canonym.resolution.decision.calibration import calibrated_term
from canonym.resolution.decision.outcome import is_rewritten
from canonym.resolution.evidence.active_packs import Activity, silent
from canonym.titles.terms import read_term

_SURE = 30
"""How many times likelier than a true name an error must be for a term to be rewritten that no title bears out: common
words ("rewards outstanding groups") are no garbled term."""


def resolve_term(
    mention: Mention,
    activity: Activity,
    established: set[str],
    glossary: Glossary,
    config: Config,
    weights: Weights,
) -> Resolution | None:
    """The decision about a term, or None where its words are just ordinary words."""
    pack = glossary.pack(mention.parsed.names[0].split("/")[0])
    term = next(item for item in pack.terms if f"{pack.id}/{item.id}" == mention.parsed.names[0])
    errors = read_term([frozenset(sense.meanings) for sense in mention.parsed.senses], term, pack) or ()
    evidence = [Evidence(BIAS, facts.TermMustBeArgued(), weights[BIAS])]
    exact = [s for s in term.senses if any(s in sense.meanings for sense in mention.parsed.senses)]
    if exact:
        worth = weights[SENSE] * (1 + 0.5 * (len(exact) - 1))
        evidence.append(Evidence(SENSE, SaysSenses(tuple(exact)), round(worth, 4)))
    for error in errors:
        value = max(-1.5, min(2.2, math.log10(error.likelihood / error.elsewhere)))
        weight = round(weights[MISREADING] * value, 4)
        evidence.append(Evidence(MISREADING, Misread(error.id, error.cause), weight))
        if error.id in established:
            weight = round(1.5 * weights[SAME_MISREADING], 4)
            evidence.append(Evidence(SAME_MISREADING, facts.ErrorElsewhere(error.id), weight))
    evidence.append(Evidence(ACTIVE, facts.TermOfPack(pack.id), round(weights[ACTIVE] * activity.value, 4)))
    silence = silent(activity.value)
    if silence:
        weight = round(weights[SILENT] * silence, 4)
        evidence.append(Evidence(SILENT, facts.LittleSpeaksOf(pack.id), weight))
    probability = 1 / (1 + math.exp(-sum(item.weight for item in evidence)))
    if probability < 0.5:
        return None
    probability = calibrated_term(probability)
    several = len(mention.parsed.senses) > 1
    if not several:
        evidence.append(Evidence(SINGLE_WORD, facts.SingleWord(), 0.0))
    canonical = term.names.get(config.pivot)
    rewritten = is_rewritten(pack.id, glossary, config)
    doubtful = [error for error in errors if error.id not in established and error.likelihood < _SURE * error.elsewhere]
    accepted = several and probability >= config.accept and canonical and not doubtful
    wrong = any(error.verdict == "mistranslated" for error in errors)
    return Resolution(
        mention=mention,
        rank=None,
        body=term.body,
        level=term.level,
        canonical=canonical,
        verdict="mistranslated" if wrong else "variant" if errors else "correct",
        confidence=round(probability, 4),
        action=("accept" if accepted else "review") if several and rewritten else "leave",
        evidence=tuple(sorted(evidence, key=lambda item: (-abs(item.weight), item.kind))),
    )
