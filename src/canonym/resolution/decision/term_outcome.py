"""Decisions about domain terms: they need an active pack, and a misread one an error that the document makes."""

from __future__ import annotations

import math
from collections.abc import Mapping

from canonym.config import Config
from canonym.glossary import Glossary
from canonym.model import Evidence, Mention, Resolution
from canonym.resolution.decision.calibration import calibrated
from canonym.resolution.decision.outcome import is_rewritten
from canonym.resolution.evidence.active_packs import Activity, silent
from canonym.titles.terms import read_term


def resolve_term(
    mention: Mention,
    activity: Activity,
    established: set[str],
    glossary: Glossary,
    config: Config,
    weights: Mapping[str, float],
) -> Resolution | None:
    """The decision about a term, or None where its words are just ordinary words."""
    pack = glossary.pack(mention.parsed.names[0].split("/")[0])
    term = next(item for item in pack.terms if f"{pack.id}/{item.id}" == mention.parsed.names[0])
    errors = read_term([frozenset(sense.meanings) for sense in mention.parsed.senses], term, pack) or ()
    evidence = [Evidence("bias", "a term must be argued for", weights["bias"])]
    exact = [s for s in term.senses if any(s in sense.meanings for sense in mention.parsed.senses)]
    if exact:
        worth = weights["sense"] * (1 + 0.5 * (len(exact) - 1))
        evidence.append(Evidence("sense", f"says {', '.join(exact)}", round(worth, 4)))
    for error in errors:
        value = max(-1.5, min(2.2, math.log10(error.likelihood / error.elsewhere)))
        evidence.append(Evidence("misreading", f"{error.id}: {error.cause}", round(weights["misreading"] * value, 4)))
        if error.id in established:
            detail = f"{error.id} occurs elsewhere in the document"
            evidence.append(Evidence("same_misreading", detail, round(1.5 * weights["same_misreading"], 4)))
    evidence.append(Evidence("active", f"speaks of {pack.id}", round(weights["active"] * activity.value, 4)))
    silence = silent(activity.value)
    if silence:
        weight = round(weights["silent"] * silence, 4)
        evidence.append(Evidence("silent", f"little or nothing speaks of {pack.id}", weight))
    probability = 1 / (1 + math.exp(-sum(item.weight for item in evidence)))
    if probability < 0.5:
        return None
    probability = calibrated(probability)
    several = len(mention.parsed.senses) > 1
    if not several:
        evidence.append(Evidence("single_word", "a single word is left as its sentence has it", 0.0))
    canonical = term.names.get(config.pivot)
    rewritten = is_rewritten(pack.id, glossary, config)
    accepted = several and probability >= config.accept and canonical
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
