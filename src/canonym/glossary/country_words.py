"""Countries that a word names, by the names of countries in all languages (Unicode CLDR)."""

from __future__ import annotations

import unicodedata
from functools import cache

_SHORTEST = 5
"""Letters that an adjective shares with the name of its country: "kényan" with "Kenya"."""
_LONGEST_ENDING = 6
"""Letters that an adjective may have behind what it shares."""


@cache
def country_of_word(word: str, lang: str) -> str | None:
    """Return the ISO 3166 alpha-2 code, in lower case, of the country that a word names, or None.

    The word may be the name or an adjective or form made from it ("Ethiopian", "éthiopienne", "Etiyopya'nın").
    """
    folded = _folded(word)
    names = _countries(lang)
    if folded in names:
        return names[folded]
    best: tuple[int, str] | None = None
    for name, code in names.items():
        shared = _shared(folded, name)
        if shared >= _SHORTEST and shared >= len(name) - 2 and len(folded) - shared <= _LONGEST_ENDING:
            best = max(best or (0, ""), (shared, code))
    return best[1] if best else None


def _shared(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


@cache
def _countries(lang: str) -> dict[str, str]:
    """Return the names of the countries in a language, folded -> code; empty where babel does not know it."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - needed only where there are unknown offices

    try:
        territories = Locale.parse(lang).territories
    except (UnknownLocaleError, ValueError):
        return {}
    names = {
        _folded(name): code.lower() for code, name in sorted(territories.items()) if len(code) == 2 and code.isalpha()
    }
    return {name: code for name, code in names.items() if name}


def _folded(word: str) -> str:
    """Return a word in lower case, its letters and digits alone, without marks."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in decomposed if char.isalnum())
