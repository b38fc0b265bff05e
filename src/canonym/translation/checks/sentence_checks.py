"""What can go wrong in a translated sentence, each with a stable name: nothing came, it runs in circles, parts are
missing or added, it is in the wrong language, names, numbers, dates or units changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import regex

from canonym.letters import IDEOGRAPHIC
from canonym.texts.identification import language_chances
from canonym.translation.checks.numbers import Number, compare_numbers
from canonym.translation.language_rules import NumberRules
from canonym.translation.protection import Parts, ProtectedText

EMPTY = "empty"
REPETITION = "repetition"
INCOMPLETE = "incomplete"
ADDED = "added"
UNTRANSLATED = "untranslated"
"""The engine gave the sentence back in its own language."""
WRONG_LANGUAGE = "wrong-language"
NAMES = "names-changed"
NUMBERS = "numbers-changed"
DATES = "dates-changed"
UNITS = "units-changed"
NOT_TRANSLATED = "not-translated"
"""The sentence is in a language that the engine does not read, and was copied."""
UNCHECKED = "numbers-unchecked"
IN_CAPITALS = "in-capitals"
"""The sentence is written in capitals, and was translated in small letters: its names may have lost theirs."""
GARBLED = "name-garbled"
"""The report itself seems to misspell a place; nothing is changed."""

_WORDS = re.compile(r"\w+(?:['’]\w+)?")
_VERBATIM = re.compile(r"https?://\S+|[\w.+-]+@[\w-]+\.[\w.-]+|\d+(?:/\d+)+|\d+(?:[-/][A-ZĐ]{1,6})+\b")
# "Mr. A" ends no sentence.
_INNER_END = re.compile(r"[^\W\d_]{3}[.!?…][\"”»)]?\s+[^\W\d_]")
_LETTERS = re.compile(r"[^\W\d_]")
_WIDE = regex.compile(f"[{IDEOGRAPHIC}]")
SHORTEST_MEASURED = 30
"""Letters below which a length says nothing."""
FEWEST_WORDS = 5
"""Words in small letters from which the language of a sentence can be told."""
_STUTTER = re.compile(r"(\w{2,6}?)\1{4,}")


def runs_in_circles(source: str, target: str) -> bool:
    """Tell whether the target repeats a run of words more than the source does ("of the work of the work of the
    work").
    """
    if _STUTTER.search(target) and not _STUTTER.search(source):
        return True
    mine = _words(target)
    threes = list(zip(mine, mine[1:], mine[2:], strict=False))
    # Every loop repeats three words, or is one word three times; most sentences do neither.
    if len(set(threes)) == len(threes) and not any(a == b == c for a, b, c in threes):
        return False
    theirs = _words(source)
    for length in range(1, 9):
        limit = 3 if length < 3 else 2
        if _longest_run(mine, length) >= max(limit, _longest_run(theirs, length) + 1):
            return True
    return _most_common(mine, 4) >= max(4, _most_common(theirs, 4) + 3)


def length_problem(source: str, target: str) -> str | None:
    """Return INCOMPLETE or ADDED where the target is far shorter or longer than a translation of the source can be.

    Lengths are letters, a Chinese or Japanese one counted as three. Translations between languages with alphabets have
    between two thirds and one and a half times the letters; a lost or added sentence within a sentence shows earlier.
    """
    length = _letters(source)
    if length < SHORTEST_MEASURED:
        return None
    share = _letters(target) / length
    ends, target_ends = len(_INNER_END.findall(source)), len(_INNER_END.findall(target))
    if share < 0.4 or (share < 0.65 and target_ends < ends):
        return INCOMPLETE
    if share > 2.5 or (share > 1.6 and target_ends > ends):
        return ADDED
    return None


def nothing_left(source: str, target: str, common: frozenset[str] | None, familiar: frozenset[str]) -> bool:
    """Tell whether a sentence has words besides its titles, and its translation none but articles and the like.

    `common` are words that say nothing by themselves in the source, `familiar` those of the target.
    """
    if common is None or not familiar:
        return False
    told = sum(len(word) for word in _words(source) if word not in common and not word.isdigit())
    return told >= 8 and all(word in familiar for word in _words(target))


def language_problem(source: str, target: str, languages: tuple[str, str], familiar: frozenset[str]) -> str | None:
    """Return UNTRANSLATED or WRONG_LANGUAGE where the words of the target are not those of its language.

    Only words in small letters are looked at, names say nothing; `familiar` are words that stand in nearly every
    sentence of the target's language.
    """
    words = [word for word in _WORDS.findall(target) if word.islower()]
    if len(words) < FEWEST_WORDS or sum(word in familiar for word in words) * 10 > len(words):
        return None
    mine, theirs = languages
    chances = language_chances(" ".join(words)).languages
    best = max(chances, key=lambda code: (chances[code], code), default=theirs)
    if chances.get(theirs, 0.0) > 0.1 or chances.get(best, 0.0) < 0.9:
        return None
    return UNTRANSLATED if best == mine or target.strip() == source.strip() else WRONG_LANGUAGE


def missing_names(names: Iterable[str], source: str, target: str) -> list[str]:
    """Return names that stand in the source but not, letter by letter, in the target."""
    return [name for name in names if holds(source, name) and not holds(target, name)]


def verbatim(text: str) -> list[str]:
    """Return stretches that no translation may touch: "15/18", "34-CT/TW", addresses."""
    return [match.group().rstrip(".,;:") for match in _VERBATIM.finditer(text)]


def holds(text: str, name: str) -> bool:
    """Tell whether `name` stands in `text` as whole words."""
    return name in text and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def number_changes(
    source: str, target: str, rules: tuple[NumberRules | None, NumberRules | None]
) -> tuple[list[Number], list[Number]]:
    """Give numbers lost from the source and numbers new in the target; none where a language's writing is not known."""
    mine, theirs = rules
    return compare_numbers(source, target, mine, theirs) if mine and theirs else ([], [])


def plain(parts: Parts) -> str:
    """Return the words of the engine, with a number in place of each item so that none looks like a repetition."""
    items: dict[ProtectedText, int] = {}
    return "".join(part if isinstance(part, str) else f" item{items.setdefault(part, len(items))}x " for part in parts)


def engine_words(parts: Parts) -> str:
    """Return the words of the engine alone."""
    return " ".join(part for part in parts if isinstance(part, str))


def _letters(text: str) -> int:
    return len(_LETTERS.findall(text)) + 2 * len(_WIDE.findall(text))


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORDS.findall(text)]


def _longest_run(words: list[str], length: int) -> int:
    """Tell how often the same `length` words follow each other immediately, at most."""
    best = 0
    for offset in range(length):
        run, previous = 0, None
        for start in range(offset, len(words) - length + 1, length):
            current = words[start : start + length]
            run = run + 1 if current == previous else 1
            best, previous = max(best, run), current
    return best


def _most_common(words: list[str], length: int) -> int:
    grams = Counter(tuple(words[start : start + length]) for start in range(len(words) - length + 1))
    return max(grams.values(), default=0)
