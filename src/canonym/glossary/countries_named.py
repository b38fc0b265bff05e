"""Names of countries in all languages, and how words begin that are made from them ("Ethiopian", "éthiopienne")."""

from __future__ import annotations

from functools import cache, lru_cache

import regex

from canonym.letters import strip_marks

_SHORTEST_STEM = 4
"""Letters that are left of a country's name in a word made from it; of shorter ones too many words begin with them."""
_LONG_STEM = 5
"""Letters from which a stem is hardly the beginning of another word."""
_SHORT_ENDING = 4
"""Letters that may follow a shorter stem."""
_VOWELS = "aeiouyаеіиыоя"
_LONGEST_ENDING = 7
"""Letters that a word made from a country's name may have behind the stem."""
_ENDING = regex.compile(r"(?:stan|land|lands|ien|ia|ie|ya|ja|ija|iya|jo|ius|[aeiouyıüöəаяеіиыоəә]+)$")
_ADJECTIVE = regex.compile(
    r"(?:i|y)?(?:en|enne|ain|aine|an|ane|ano|ana|ean|eano|eana|ense|ois|oise|ais|aise|es|esa|ese|eno|ena|ino|ina|"
    r"isch\p{L}{0,2}|sk\p{L}{1,4}|ск\p{L}{1,3})(?:s|es)?"
)
_OTHER_ENDING = regex.compile(
    r"(?:[^\p{Cyrillic}]*|и?[аеиуыюяйіё]{1,2}|и?[оеё]й|[оеа]м|ск\p{L}{1,3}|[ая]нск\p{L}{1,3}|ийск\p{L}{1,3}|ськ\p{L}{1,3}|"
    r"ец|ца|цы|цев|[ая]нин\p{L}?|[ая]не)"
)
_CAPITAL_ENDING = regex.compile(r"(?:[eoa]s?|ia|ie|ien|ya|ja|y|land)")
_LETTERS = regex.compile(r"\p{L}+")


@lru_cache(maxsize=64)
def _territories(code: str) -> dict[str, str]:
    """Country (ISO 3166 alpha-2, lower case) -> its name in a language; empty for a language that babel lacks."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - slow to import, needed for few packs

    try:
        names = Locale.parse(code).territories
    except (UnknownLocaleError, ValueError):
        return {}
    return {key.lower(): name for key, name in names.items() if len(key) == 2 and key.isalpha()}


def country_name(country: str, code: str) -> str | None:
    """The name of a country in a language, or None where babel has none."""
    return _territories(code).get(country)


@lru_cache(maxsize=64)
def _cities(code: str) -> dict[str, str]:
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415

    try:
        zones = Locale.parse(code).time_zones
    except (UnknownLocaleError, ValueError):
        return {}
    return {zone: city for zone, names in zones.items() if (city := names.get("city"))}


@cache
def city_names(city: str) -> dict[str, str]:
    """A large city's name, as English writes it -> its names by language, where babel knows it; else nothing."""
    from babel.localedata import locale_identifiers  # noqa: PLC0415

    zone = _zone_of().get(city.casefold())
    if zone is None:
        return {}
    codes = sorted({name for name in locale_identifiers() if name.isalpha() and len(name) == _TWO})
    return {code: name for code in codes if (name := _cities(code).get(zone))}


@cache
def _zone_of() -> dict[str, str]:
    from babel.core import get_global  # noqa: PLC0415

    zones = [*get_global("zone_territories")]
    found = {zone.rsplit("/")[-1].replace("_", " ").casefold(): zone for zone in zones}
    return found | {city.casefold(): zone for zone, city in _cities("en").items()}


_TWO = 2
"""Letters of a language code of ISO 639-1."""


def countries(code: str) -> dict[str, str]:
    """All countries with their names in a language."""
    return {key: name for key, name in _territories(code).items() if key not in _NO_COUNTRIES}


_NO_COUNTRIES = frozenset({"eu", "ez", "un", "xa", "xb", "xk", "zz", "qo"})


@cache
def stem(name: str) -> str | None:
    """How words begin that are made from a country's name of one word, without marks, or None for a short name."""
    words = _LETTERS.findall(name)
    if len(words) != 1:
        return None
    word = strip_marks(words[0].lower())
    for left in (_ENDING.sub("", word), word[:-1] if word[-1:] in _VOWELS else word):
        if len(left) >= _LONG_STEM:
            return left
    left = word[:-1] if word[-1:] in _VOWELS and len(word) > _SHORTEST_STEM else word
    return left if len(left) >= _SHORTEST_STEM else None


def is_made_from(word: str, beginning: str, *, capital: bool = True) -> bool:
    """Whether a word, bare, is one that is made from a country's name that begins so.

    Without a capital only an adjective is ("somalienne"), not a verb that happens to begin so ("liberó").
    """
    ending = word.removeprefix(beginning)
    if word.isascii():
        is_one = _ADJECTIVE.fullmatch(ending) or (capital and _CAPITAL_ENDING.fullmatch(ending))
    else:
        is_one = _OTHER_ENDING.fullmatch(ending)
    if not is_one:
        return False
    longest = _LONGEST_ENDING if len(beginning) >= _LONG_STEM else _SHORT_ENDING
    return word.startswith(beginning) and len(word) - len(beginning) <= longest
