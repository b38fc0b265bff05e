"""What a document as a whole is worth to a candidate: each feature of the document with the function that finds it.

Most candidates of a document differ in their pack and in whether their body has the usual level, and share all that is
said here. A feature that looks closer has a `ground`: what its value depends on for one candidate, or None where it is
not there. Equal grounds share one piece of evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from canonym.config import Config
from canonym.features import other_facts as facts
from canonym.features.declared import ACTIVE, BIAS, CONTEXT, FOREIGN, JUDGEMENT, KIND, LEVEL_AROUND, LOCAL_ONLY, SILENT
from canonym.features.feature import Feature
from canonym.glossary import Glossary
from canonym.glossary.feature_weights import Weights
from canonym.glossary.language_data import LEVELS
from canonym.model import DocumentTitles
from canonym.resolution.candidates.mention_case import Case, FixedEvidence, FoundFeature
from canonym.resolution.candidates.reading import Reading
from canonym.resolution.evidence.active_packs import silent
from canonym.resolution.evidence.document_evidence import DocumentEvidence
from canonym.resolution.evidence.judged_offices import judged_value


class Look(NamedTuple):
    """What a feature is found from."""

    document: DocumentEvidence
    pack: str
    usual: str | None
    """The document's usual level, where the title says none and the candidate's body has it."""
    ground: Any
    """What the feature's own `ground` gave, or None."""


def _never(_: DocumentEvidence, __: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class DocumentFeature:
    """A feature of the document and what finds it."""

    feature: Feature
    found: Callable[[Look], FoundFeature | None]
    """Its value and facts, or None where it is not there."""
    ground: Callable[[DocumentEvidence, Case, Reading], Hashable] | None = None
    """What it depends on beside pack and level, for one candidate; None where it is not there."""
    concerns: Callable[[DocumentEvidence, str], bool] = _never
    """Whether candidates of a pack are to be asked for the ground in a document.

    Those are asked in any case that a person judged, whose body terms of the document can speak for, or whose body's
    name is often given to a local one.
    """


_BINDING = {
    "phrase": 0.75, "list": 0.75, "side": 0.75, "holder": 0.75, "sentence": 0.25, "paragraph": 0.25, "document": 0.25,
}  # fmt: skip
"""How surely a title is another country's, by what binds it there: 1 is that country's name inside the phrase."""


def _bias(_: Look) -> FoundFeature:
    return FoundFeature(1, facts.MustBeArgued())


def _judgement_ground(_: DocumentEvidence, case: Case, reading: Reading) -> FoundFeature | None:
    return judged_value(case.judgement, (reading.body.id, reading.rank)) if case.judgement else None


def _as_found(look: Look) -> FoundFeature | None:
    found: FoundFeature | None = look.ground
    return found


def _level_around(look: Look) -> FoundFeature | None:
    return FoundFeature(1, facts.UsualLevel(look.usual)) if look.usual else None


def _context_ground(document: DocumentEvidence, _: Case, reading: Reading) -> Hashable:
    around = document.senses.intersection(reading.body.context) if document.senses else None
    return (around, len(reading.body.context)) if around else None


def _context(look: Look) -> FoundFeature | None:
    if look.ground is None:
        return None
    around, fields = look.ground
    return FoundFeature(len(around) / fields, facts.SpeaksOfSenses(tuple(sorted(around))))


def _active(look: Look) -> FoundFeature | None:
    own = look.document.activities[look.pack]
    return FoundFeature(own.value, facts.SpeaksOfPack(look.pack, own.words)) if own.value else None


def _silent(look: Look) -> FoundFeature | None:
    silence = silent(look.document.activities[look.pack].value)
    return FoundFeature(silence, facts.LittleSpeaksOf(look.pack)) if silence else None


def _foreign_ground(document: DocumentEvidence, case: Case, reading: Reading) -> Hashable:
    found = document.activities[reading.body.pack].foreign(case.mention)
    if found[0]:
        return found
    bound = document.whose.of(case.mention)
    if bound.pack is None or bound.pack == reading.body.pack:
        return None
    if bound.how == "document" and case.mention.person is not None:
        return None  # of somebody whose family name says nothing: a guest's perhaps
    return _BINDING[bound.how], facts.BoundTo(bound.pack, bound.word, bound.how)


def _foreign(look: Look) -> FoundFeature | None:
    if look.ground is None:
        return None
    value, by = look.ground
    if isinstance(by, str):
        by = facts.OtherCountry(by, inside=value == 1)
    return FoundFeature(value, by)


def _is_disputed(document: DocumentEvidence, pack: str) -> bool:
    return pack in document.disputed


def _local_ground(document: DocumentEvidence, _: Case, reading: Reading) -> Hashable:
    kind = document.taken_for.get(reading.body.id)
    return kind if kind and document.local[kind] and KIND in reading.features else None


def _local_only(look: Look) -> FoundFeature | None:
    return FoundFeature(look.document.local[look.ground], facts.OnlyLocalBodies(look.ground)) if look.ground else None


DOCUMENT_FEATURES = (
    DocumentFeature(BIAS, _bias),
    DocumentFeature(JUDGEMENT, _as_found, _judgement_ground),
    DocumentFeature(LEVEL_AROUND, _level_around),
    DocumentFeature(CONTEXT, _context, _context_ground),
    DocumentFeature(ACTIVE, _active),
    DocumentFeature(SILENT, _silent),
    DocumentFeature(FOREIGN, _foreign, _foreign_ground, _is_disputed),
    DocumentFeature(LOCAL_ONLY, _local_only, _local_ground),
)
"""In the order in which their weights are added up."""
_GROUNDED = tuple((each.feature, each.ground) for each in DOCUMENT_FEATURES if each.ground is not None)
_NO_GROUNDS: tuple[Hashable, ...] = (None,) * len(_GROUNDED)


def look_at(
    document: DocumentTitles, glossary: Glossary, config: Config, taken_for: Mapping[str, str]
) -> DocumentEvidence:
    """What a document speaks of, with the packs whose candidates are looked at one by one."""
    found = DocumentEvidence(document, glossary, config, taken_for)
    concerned = (pack for pack in found.activities if any(each.concerns(found, pack) for each in DOCUMENT_FEATURES))
    found.apart = frozenset(concerned)
    return found


def shared_worths(
    document: DocumentEvidence, packs: Sequence[str], weights: Weights, known: dict[tuple[str, bool, float], float]
) -> list[float]:
    """What a document is worth to bodies of packs: two numbers for each pack, the second for bodies of the usual level.

    For candidates that have no ground; see `fixed_evidence`. `known` keeps what was worked out.
    """
    found = []
    for pack in packs:
        for at_level in (False, True):
            key = (pack, at_level, document.activities[pack].value)
            if key not in known:
                usual = (document.usual or LEVELS[0]) if at_level else None
                known[key] = _evidence(document, pack, usual, _NO_GROUNDS, weights).worth
            found.append(known[key])
    return found


KnownEvidence = dict[tuple[object, ...], FixedEvidence]
"""What was worked out for one document."""


def fixed_evidence(
    document: DocumentEvidence, case: Case, reading: Reading, weights: Weights, known: KnownEvidence
) -> FixedEvidence:
    """What a document is worth to a candidate of a mention."""
    body = reading.body
    usual = document.usual if case.mention.parsed.level is None and document.usual in body.levels else None
    grounds = _NO_GROUNDS
    key: tuple[Hashable, ...] = (body.pack, usual)
    if document.senses or case.judgement or body.id in document.taken_for or body.pack in document.apart:
        grounds = tuple([ground(document, case, reading) for _, ground in _GROUNDED])
        key = (*key, *grounds)
    found = known.get(key)
    if found is None:
        found = known[key] = _evidence(document, body.pack, usual, grounds, weights)
    return found


def _evidence(
    document: DocumentEvidence, pack: str, usual: str | None, grounds: tuple[Hashable, ...], weights: Weights
) -> FixedEvidence:
    own = {feature: ground for (feature, _), ground in zip(_GROUNDED, grounds, strict=True)}
    found = {
        each.feature: value
        for each in DOCUMENT_FEATURES
        if (value := each.found(Look(document, pack, usual, own.get(each.feature)))) is not None
    }
    return FixedEvidence(found, weights)
