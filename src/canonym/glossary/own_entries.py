"""What a pack adds to the words of a language beside its names: its own senses and ranks, and names of countries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from canonym.glossary.countries_named import countries, country_name, stem
from canonym.glossary.language_data import LEVELS, MODIFIERS, LanguageData
from canonym.glossary.pack_words import ANY_LANGUAGE
from canonym.glossary.packs import Pack
from canonym.glossary.senses_and_ranks import Senses
from canonym.letters import strip_marks


class OwnEntry(NamedTuple):
    """A word of a pack and what it is."""

    text: str
    kind: Literal["rank", "modifier", "level", "sense", "country"]
    value: str
    pack: str
    is_against: bool = False


def own_entries(language: LanguageData, pack: Pack, senses: Senses) -> Iterator[OwnEntry]:
    """The words of words.yaml, and the names of the pack's country and, for a presumed pack, of all others."""
    for sense in pack.words_of_own.senses:
        for code in (language.code, ANY_LANGUAGE):
            for word in sense.words.get(code, ()):
                yield OwnEntry(word, "sense", senses.same.get(sense.id, sense.id), pack.id)
    for rank in pack.words_of_own.ranks:
        for word in rank.words.get(language.code, ()):
            yield OwnEntry(word, "rank", " ".join(rank.ranks), pack.id)
    for word, meant in pack.words_of_own.overrides.get(language.code, {}).items():
        for value in meant:
            yield OwnEntry(word, _kind_of(value, senses), value, pack.id)
    if not pack.presumed or pack.country is None:
        return
    own = country_name(pack.country, language.code)
    if own:
        yield OwnEntry(own, "country", own, pack.id)
    for country, name in countries(language.code).items():
        if country != pack.country:
            yield OwnEntry(name, "country", name, pack.id, is_against=True)


def _kind_of(value: str, senses: Senses) -> Literal["rank", "modifier", "level", "sense"]:
    """What a shipped word is overridden with: a sense of either kind, a level, a modifier or a rank."""
    if value in senses.glosses:
        return "sense"
    if value in LEVELS:
        return "level"
    return "modifier" if value in MODIFIERS else "rank"


def country_stems(language: LanguageData, pack: Pack) -> dict[str, bool]:
    """How words begin that are made from a country's name -> whether it is another country than the pack's."""
    own = {strip_marks(beginning.lower()) for beginning in pack.stems}
    if pack.presumed and pack.country:
        own |= {beginning for beginning in (stem(country_name(pack.country, language.code) or ""),) if beginning}
    found: dict[str, bool] = {}
    if pack.presumed and pack.country:
        for country, name in countries(language.code).items():
            beginning = stem(name)
            if country != pack.country and beginning:
                found[beginning] = True
    return {**found, **dict.fromkeys(own, False)}
