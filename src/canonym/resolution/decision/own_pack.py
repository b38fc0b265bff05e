"""How sure a decision is for a pack that a user made from a list of names, where nothing was fitted.

The marks of acceptance.yaml were fitted on packs whose every word was checked. A list of names says less, and says it
plainly: a listed name is sure, all words of a name are nearly so, and what is neither is for a person.
"""

from __future__ import annotations

from canonym.features import declared
from canonym.glossary.name_patterns import has_place
from canonym.glossary.packs import Body
from canonym.resolution.candidates.mention_case import Choice

_LISTED = 0.995
"""A listed name, whole."""
_COMPLETE = 0.99
"""All words of a name and its kind, and nothing else."""
_HEARD = 0.985
"""Another version of the report names it, and the words say something of it."""
_LIKELY = 0.7
_SURE_SHARE = 0.2
"""What is added to the share among the candidates: below 0.8 another one may be meant as well."""
_WEAK = 0.35
_OTHER = 0.02
"""Another body or country: nothing is claimed."""
_TOLD = (declared.WITNESS, declared.SLOT, declared.ANAPHORA, declared.SAME_WORDS, declared.OMISSION)
"""What may name a body of which the words say nothing."""
_AGAINST = (
    declared.EXTRA, declared.UNKNOWN, declared.MISSING, declared.ABSENT, declared.KIND_WRONG, declared.KIND_NEAR,
    declared.KIND_NONE, declared.RANK_WRONG, declared.RANK_MAPPED, declared.RANK_MISREAD, declared.LEVEL_WRONG,
    declared.TAKEN, declared.MISREADING,
)  # fmt: skip


def own_probability(best: Choice) -> float:
    """The probability that a decision for a body of a presumed pack is right."""
    return round(min(_of_features(best), 1.0) * min(1.0, _SURE_SHARE + best.share), 4)


def _is_in_places(body: Body) -> bool:
    """Whether the body or office is one in each place."""
    names = [each.preferred for each in body.names.values()]
    names += [name for by_language in body.roles.values() for name in by_language.values()]
    return any(has_place(name) for name in names)


def _of_features(best: Choice) -> float:
    is_guess = best.has(declared.PROPOSED) and not best.has(declared.WITNESS)
    if best.has(declared.FOREIGN) or best.has(declared.RANK_WRONG) or is_guess:
        return _OTHER
    if best.has(declared.ABSENT) and (best.has(declared.EXTRA) or not any(best.has(each) for each in _TOLD)):
        return _OTHER
    return _of_words(best)


def _of_words(best: Choice) -> float:
    """The same where nothing speaks against it outright."""
    is_named = best.has(declared.NAME) or best.has(declared.OFFICE_NAME)
    is_heard = best.has(declared.WITNESS) or best.has(declared.SLOT)
    against = sum(best.has(feature) for feature in _AGAINST)
    body = best.reading.body
    if best.has(declared.UNKNOWN) and _is_in_places(body):
        against -= 1  # the unknown words are the place
    is_plain = body.office is not None and not body.senses and best.has(declared.KIND)
    is_plain = is_plain and (best.has(declared.RANK) or best.has(declared.RANK_HABIT))
    is_whole = best.has(declared.SENSE) and not best.has(declared.MISSING) and best.has(declared.KIND)
    if not against and (is_plain or (is_whole and best.has(declared.UNKNOWN))):
        return _COMPLETE
    if is_named and not best.has(declared.UNKNOWN):
        return _LISTED
    if best.has(declared.COMPLETE) and not against:
        return _COMPLETE
    if best.has(declared.KIND_NEAR) and not is_heard and not best.has(declared.MISREADING):
        return _OTHER
    if is_heard and best.has(declared.SENSE):
        return _HEARD if against < 2 and not best.has(declared.ABSENT) else _LIKELY
    if is_heard:
        return _LIKELY
    return _LIKELY if best.has(declared.SENSE) and against < 2 else _WEAK
