"""A title read as an office of one body: how well its rank and level fit, beside its body words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from canonym.glossary import Glossary
from canonym.glossary.packs import Wandering
from canonym.model import ParsedTitle
from canonym.resolution.profiles import BodyProfile, RankFit
from canonym.resolution.reading import Item, Phrase, Reading, read_body


def read_office(
    phrase: Phrase, parsed: ParsedTitle, profile: BodyProfile, glossary: Glossary, weights: Mapping[str, float]
) -> Reading:
    """How well a title fits a body, with the words that explain it; `phrase` has the body words of `parsed`.

    A modifier that wandered into the body is given back to the rank, where that fits better.
    """
    plain = _read(phrase, parsed, profile)
    moved = _read_moved(phrase, parsed, profile, glossary)
    return moved if moved is not None and moved.worth(weights) > plain.worth(weights) else plain


def _read(phrase: Phrase, parsed: ParsedTitle, profile: BodyProfile) -> Reading:
    reading = read_body(phrase, profile)
    add_office(reading, parsed, profile)
    return reading


def _read_moved(phrase: Phrase, parsed: ParsedTitle, profile: BodyProfile, glossary: Glossary) -> Reading | None:
    found = wandered(phrase, profile)
    ranks = glossary.ranks
    if found is None or not any("deputy" in ranks.by_id[rank].modifiers for rank in parsed.ranks):
        return None
    wandering, rest = found
    entries = [ranks.by_id[rank] for rank in parsed.ranks]
    moved = replace(
        parsed, ranks=tuple(ranks.compose(entry.base, entry.modifiers | {wandering.modifier}) for entry in entries)
    )
    reading = _read(Phrase(moved, rest, glossary), moved, profile)
    reading.add("wandering", 1, "{}", wandering.cause)
    reading.blame.add("wandering")
    return reading


def wandered(phrase: Phrase, profile: BodyProfile) -> tuple[Wandering, Sequence[Item]] | None:
    """The modifier of a rank that stands in a body of its own kind, if any, and the body words without these two."""
    items = phrase.items
    for wandering in profile.wanderings:
        at = phrase.first((wandering.modifier,), ())
        if at is None:
            continue
        around = (at, at - 1, at + 1)  # one word may say both (常委会)
        beside = next((i for i in around if 0 <= i < len(items) and items[i].meanings & wandering.kinds), None)
        rest = tuple(item for i, item in enumerate(items) if i not in (at, beside))
        if beside is not None and rest:
            return wandering, rest
    return None


def add_office(reading: Reading, parsed: ParsedTitle, profile: BodyProfile) -> None:
    """Add to a reading of the body words how level and rank fit, and which rank the title has in the body."""
    level = profile.fit_level(parsed.level)
    if level is not None:
        reading.add(level.status, 1, "{}", level.why)
    if parsed.ranks:
        _add_rank(reading, profile.fit_rank(parsed.ranks))


def _add_rank(reading: Reading, fit: RankFit) -> None:
    reading.rank = fit.rank
    value = _rank_value(fit, reading)
    reading.add(fit.status, value, "{}, but one of a body of the same words" if value > 1 else "{}", fit.why)
    if fit.status in ("rank_misread", "rank_wrong"):
        reading.blame.add(fit.status)
    elif fit.status in ("rank_habit", "rank_mapped"):
        reading.variant = True


def _rank_value(fit: RankFit, reading: Reading) -> float:
    # Who misread the body did not understand the title: then the rank word tells sisters apart no better.
    if fit.sister and not reading.errors:
        return 1.5
    return 1 if fit.first or fit.status != "rank" else 0.7


def worth_with_office(
    reading: Reading, parsed: ParsedTitle, profile: BodyProfile, weights: Mapping[str, float]
) -> float:
    """What a reading of the body words would be worth after `add_office`; changes nothing."""
    worth = reading.worth(weights)
    level = profile.fit_level(parsed.level)
    if level is not None:
        worth += weights[level.status]
    if parsed.ranks:
        fit = profile.fit_rank(parsed.ranks)
        worth += weights[fit.status] * _rank_value(fit, reading)
    return worth
