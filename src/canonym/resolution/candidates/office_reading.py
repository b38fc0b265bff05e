"""A title read as an office of one body: how well its rank and level fit, beside its body words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from canonym.features.declared import LEVEL_WRONG, RANK, RANK_HABIT, RANK_MAPPED, RANK_MISREAD, RANK_WRONG, WANDERING
from canonym.features.word_facts import MappedRank, WanderedModifier
from canonym.glossary import Glossary
from canonym.glossary.feature_weights import Weights
from canonym.glossary.packs import Wandering
from canonym.model import ParsedTitle
from canonym.resolution.candidates.body_profiles import BodyProfile, LevelFit, RankFit
from canonym.resolution.candidates.body_words import BodyWord, Phrase
from canonym.resolution.candidates.reading import Reading, ReadingDraft, read_body


def read_office(
    phrase: Phrase, parsed: ParsedTitle, profile: BodyProfile, glossary: Glossary, weights: Weights
) -> ReadingDraft:
    """How well a title fits a body, with the words that explain it; `phrase` has the body words of `parsed`.

    A modifier that wandered into the body is given back to the rank, where that fits better.
    """
    readings = [_read(phrase, parsed, profile), *_read_moved(phrase, parsed, profile, glossary)]
    return max(readings, key=lambda reading: reading.worth(weights))


def _read(phrase: Phrase, parsed: ParsedTitle, profile: BodyProfile) -> ReadingDraft:
    reading = read_body(phrase, profile)
    add_office(reading, parsed, profile)
    return reading


def _read_moved(
    phrase: Phrase, parsed: ParsedTitle, profile: BodyProfile, glossary: Glossary
) -> Iterator[ReadingDraft]:
    ranks = glossary.ranks
    if not any("deputy" in ranks.by_id[rank].modifiers for rank in parsed.ranks):
        return
    entries = [ranks.by_id[rank] for rank in parsed.ranks]
    for wandering, rest in wandered(phrase, profile):
        moved = replace(
            parsed, ranks=tuple(ranks.compose(entry.base, entry.modifiers | {wandering.modifier}) for entry in entries)
        )
        reading = _read(Phrase(moved, rest, glossary), moved, profile)
        reading.add(WANDERING, 1, WanderedModifier, wandering.cause)
        reading.blame.add(WANDERING)
        yield reading


def wandered(phrase: Phrase, profile: BodyProfile) -> Iterator[tuple[Wandering, Sequence[BodyWord]]]:
    """Each modifier of a rank that stands in a body of its own kind, and the body words without these two.

    "Comité Permanente del Consejo" and "Council Standing Committee": the kind may stand on either side.
    """
    items = phrase.items
    for wandering in profile.wanderings:
        at = phrase.first((wandering.modifier,), ())
        if at is None:
            continue
        for beside in (at, at - 1, at + 1):  # one word may say both (常委会)
            if 0 <= beside < len(items) and items[beside].meanings & wandering.kinds:
                rest = tuple(item for i, item in enumerate(items) if i not in (at, beside))
                if rest:
                    yield wandering, rest


def add_office(reading: ReadingDraft, parsed: ParsedTitle, profile: BodyProfile) -> None:
    """Add to a reading of the body words how level and rank fit, and which rank the title has in the body."""
    level = _level_fit(parsed, profile)
    if level is not None:
        reading.add_known(level.feature, 1, level.facts)
    if parsed.ranks or profile.body.office:
        _add_rank(reading, profile.fit_rank(parsed.ranks))


def _level_fit(parsed: ParsedTitle, profile: BodyProfile) -> LevelFit | None:
    """How the level of a title fits a body; None where that says nothing.

    A place is no level against a body whose full name is there: "Member of the Grand National Assembly for Artvin".
    """
    fit = profile.fit_level(parsed.level)
    if fit is not None and fit.feature is LEVEL_WRONG and parsed.place and profile.body.id in parsed.names:
        return None
    return fit


def _add_rank(reading: ReadingDraft, fit: RankFit) -> None:
    reading.rank = fit.rank
    value = _rank_value(fit, reading)
    facts = fit.facts
    if value > 1 and isinstance(facts, MappedRank):
        facts = replace(facts, of_sister=True)
    reading.add_known(fit.feature, value, facts)
    if fit.feature in (RANK_MISREAD, RANK_WRONG):
        reading.blame.add(fit.feature)
    elif fit.feature in (RANK_HABIT, RANK_MAPPED):
        reading.variant = True


def _rank_value(fit: RankFit, reading: Reading) -> float:
    # Who misread the body did not understand the title: then the rank word tells sisters apart no better.
    if fit.sister and not reading.errors:
        return 1.5
    return 1 if fit.first or fit.feature is not RANK else 0.7


def worth_with_office(reading: Reading, parsed: ParsedTitle, profile: BodyProfile, weights: Weights) -> float:
    """What a reading of the body words would be worth after `add_office`; changes nothing."""
    worth = reading.worth(weights)
    level = _level_fit(parsed, profile)
    if level is not None:
        worth += weights[level.feature]
    if parsed.ranks or profile.body.office:
        fit = profile.fit_rank(parsed.ranks)
        worth += weights[fit.feature] * _rank_value(fit, reading)
    return worth
