"""From decided mentions to unknown offices: each mention that no pack knows gets its cluster and a proposed name."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from canonym.config import CLUSTERS, Config
from canonym.embedding import Embedder
from canonym.glossary import Glossary
from canonym.glossary.country_words import country_of_word
from canonym.letters import strip_marks
from canonym.model import Counterpart, Resolution, UnknownOffice
from canonym.reconciliation.cluster_records import by_count
from canonym.reconciliation.composed_names import GroupNames
from canonym.reconciliation.grouping import grouped, link
from canonym.reconciliation.likeness import Likeness
from canonym.reconciliation.office_forms import OfficeForm, forms_of

PLACES = 4
"""Decimals of a confidence."""
SURE, OFTEN = 0.85, 3
"""Confidence and mentions from which on the name of a cluster may be written."""


def reconciled(
    resolutions: Sequence[Resolution],
    counterparts: Iterable[Counterpart],
    glossary: Glossary,
    config: Config,
    embedder: Embedder | None,
) -> list[Resolution]:
    """Return the resolutions, those of unknown offices with their cluster and proposed name; nothing else changes.

    `counterparts` are mentions in the same place of two versions of a report. The order of the resolutions does not
    matter to what is brought together. Where the configuration rewrites clusters, mentions of sure ones are accepted
    under their proposed names.
    """
    forms = forms_of(resolutions, glossary)
    if not forms:
        return list(resolutions)
    pairs = _pairs(forms, counterparts)
    likeness = Likeness(forms, embedder, pairs)
    language = glossary.language(config.pivot)
    if language is None:
        return list(resolutions)
    found: dict[tuple[str, int], UnknownOffice] = {}
    names: Counter[str] = Counter()
    sizes: dict[str, int] = {}
    for numbers in grouped(forms, likeness, pairs):
        members = [forms[number] for number in numbers]
        if all(form.is_bare for form in members):
            continue  # which body it is cannot be told
        group = GroupNames(members, glossary, language)
        name = group.name
        slug = _slug(name)
        names[slug] += 1
        cluster = slug if names[slug] == 1 else f"{slug}-{names[slug]}"
        sizes[cluster] = sum(len(form.mentions) for form in members)
        confidence = _confidence(numbers, members, likeness)
        countries = by_count(Counter(form.country for form in members if form.country))
        country = countries[0][0] if countries else None
        for form in members:
            for each in form.mentions:
                proposed = group.of_mention(each)
                office = UnknownOffice(cluster, name, group.is_body, country, proposed, confidence)
                found[each.mention.doc, each.mention.start] = office
    known = [
        replace(each, unknown=found.get((each.mention.doc, each.mention.start))) if each.body is None else each
        for each in resolutions
    ]
    return [_accepted(each, sizes) for each in known] if CLUSTERS in config.rewrite else known


def _accepted(resolution: Resolution, sizes: Mapping[str, int]) -> Resolution:
    """Return a mention of a sure cluster as accepted under its proposed name; any other as it is.

    Left alone are titles that say nothing of the body themselves, and such as name a country, which would be lost.
    """
    unknown, mention = resolution.unknown, resolution.mention
    if unknown is None or unknown.confidence < SURE or sizes[unknown.cluster] < OFTEN or not mention.parsed.senses:
        return resolution
    if any("country" in sense.meanings or country_of_word(sense.text, mention.lang) for sense in mention.parsed.senses):
        return resolution
    return replace(
        resolution, canonical=unknown.proposed, verdict="variant", confidence=unknown.confidence, action="accept"
    )


def _pairs(forms: Sequence[OfficeForm], counterparts: Iterable[Counterpart]) -> dict[tuple[int, int], float]:
    """Return pairs of forms, by number, that versions have in the same place -> how sure that is, 0 to 1."""
    numbers = {
        (resolution.mention.doc, resolution.mention.start): number
        for number, form in enumerate(forms)
        for resolution in form.mentions
    }
    found: dict[tuple[int, int], float] = {}
    for each in counterparts:
        one, other = numbers.get(each.a), numbers.get(each.b)
        if one is None or other is None or one == other:
            continue
        pair = min(one, other), max(one, other)
        found[pair] = max(found.get(pair, 0.0), each.strength)
    return found


def _confidence(numbers: Sequence[int], members: Sequence[OfficeForm], likeness: Likeness) -> float:
    """Return how sure it is that all mentions of a group are one office: by the form that fits the others least."""
    if len(numbers) == 1:
        mentions = len(members[0].mentions)
        return round(0.5 + 0.4 * (1 - 0.7 ** (mentions - 1)), PLACES)
    worst = min(link([number], [each for each in numbers if each != number], likeness) for number in numbers)
    return round(1 / (1 + math.exp(-worst)), PLACES)


def _slug(name: str) -> str:
    return re.sub(r"[\W_]+", "-", strip_marks(name).casefold()).strip("-") or "office"
