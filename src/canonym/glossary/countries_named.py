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


def is_made_from(word: str, beginning: str) -> bool:
    """Whether a word, bare, is one that is made from a country's name that begins so."""
    longest = _LONGEST_ENDING if len(beginning) >= _LONG_STEM else _SHORT_ENDING
    return word.startswith(beginning) and len(word) - len(beginning) <= longest
