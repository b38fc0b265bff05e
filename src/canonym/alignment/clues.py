"""Clues that tell one event from another in a report of any language: its days, names, places and numbers."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from canonym.alignment.anchors import fold_name, sound_of
from canonym.alignment.days import days_in
from canonym.glossary import Glossary
from canonym.glossary.lexicon import Lexicon
from canonym.model import Segment
from canonym.titles.tokens import tokenize

_NAMES = regex.compile(
    r"\p{Lu}[\p{L}\p{M}]+(?:[ -]\p{Lu}[\p{L}\p{M}]+)+"
    r"|\p{Katakana}[\p{Katakana}ー]+(?:[・·]\p{Katakana}[\p{Katakana}ー]*)+"
)
_LATIN = regex.compile(r"[\p{Latin}\p{M} -]+")
_SPLIT = regex.compile(r"[ \-・·]")
_NUMBER = regex.compile(r"(?<![\d./-])\d+(?:[.,'’\u00a0\u202f]\d+)*(?![\d/-])")
_YEAR = regex.compile(r"(?:19|20)\d\d")
_FEWEST_DIGITS = 3
_SOUNDS = 5
"""Consonants that two names from different scripts must share to be taken for one."""


@dataclass(frozen=True, slots=True)
class Clues:
    """Clues of a report, each with the words in which it stands there.

    A clue is a kind and a value that does not depend on the language: "day 2023-03-14", "number 125", "place Lào Cai",
    "name vanhai", "sound ...".
    """

    shown: dict[str, str]
    days: frozenset[str]


def clues_of(sentences: Sequence[Segment], glossary: Glossary | None) -> Clues:
    """Return the clues of a report's sentences.

    A page's furniture, often in another language, tells nothing of an event.
    """
    shown: dict[str, str] = {}
    days: set[str] = set()
    for sentence in (each for each in sentences if not each.furniture):
        named = sorted(days_in(sentence.text, sentence.language))
        days.update(named)
        shown |= {f"day {day}": day for day in named}
        text = unicodedata.normalize("NFKC", sentence.text)
        shown |= {f"number {_digits(found)}": found for found in _NUMBER.findall(text) if _tells(found)}
        for name in _NAMES.findall(text):
            shown |= _name_clues(name)
        lexicon = glossary.lexicon(sentence.language) if glossary else None
        if lexicon is not None:
            shown |= _places(sentence.text, lexicon)
    for day in sorted({day[-5:] for day in days}):
        shown.setdefault(f"date {day}", day)
    return Clues(shown, frozenset(days))


def _tells(number: str) -> bool:
    """Tell whether a number is so large that two reports hardly share it by chance, and no year."""
    return len(_digits(number)) >= _FEWEST_DIGITS and not _YEAR.fullmatch(number)


def _digits(number: str) -> str:
    return "".join(str(unicodedata.decimal(char)) for char in number if char.isdecimal()).lstrip("0")


def _name_clues(name: str) -> dict[str, str]:
    """Return pairs of words that follow each other in a name in Latin letters, and the sound of the whole name."""
    words = [fold_name(word) for word in _SPLIT.split(name)]
    found = {}
    if _LATIN.fullmatch(name):
        found = {f"name {first} {second}": name for first, second in pairwise(words)}
    sounds = sound_of("".join(words))
    if len(sounds) >= _SOUNDS:
        found[f"sound {sounds}"] = name
    return found


def _places(text: str, lexicon: Lexicon) -> dict[str, str]:
    tokens = [token for token in tokenize(text, 0, lexicon) if token.listed]
    return {f"place {place}": place for token in tokens for place in token.values("place")}


def shared_names(a: Clues, b: Clues) -> list[str]:
    """Give the names that two reports share, as they stand in A without the words around them; each once, in order."""
    found: list[str] = []
    for name in dict.fromkeys(text for clue, text in a.shown.items() if clue.startswith("name ")):
        words = _SPLIT.split(name)
        pairs = [f"name {first} {second}" in b.shown for first, second in pairwise(map(fold_name, words))]
        kept = [word for at, word in enumerate(words) if any(pairs[max(at - 1, 0) : at + 1])]
        if kept:
            found.append(" ".join(kept))
    return list(dict.fromkeys(found))
