"""What can go wrong in a translated sentence: nothing came, it runs in circles, names or numbers changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from canonym.translation.language_data import NumberRules
from canonym.translation.numbers import Number, compare_numbers
from canonym.translation.protection import Item, Parts

EMPTY = "empty"
REPETITION = "repetition"
INCOMPLETE = "incomplete"
NAMES = "names-changed"
NUMBERS = "numbers-changed"

_WORDS = re.compile(r"\w+(?:['’]\w+)?")
_VERBATIM = re.compile(r"https?://\S+|[\w.+-]+@[\w-]+\.[\w.-]+|\d+(?:/\d+)+|\d+(?:[-/][A-ZĐ]{1,6})+\b")
_STUTTER = re.compile(r"(\w{2,6}?)\1{4,}")


def runs_in_circles(source: str, target: str) -> bool:
    """Whether the target repeats a run of words more than the source does ("of the work of the work of the work")."""
    if _STUTTER.search(target) and not _STUTTER.search(source):
        return True
    mine, theirs = _words(target), _words(source)
    for length in range(1, 9):
        limit = 3 if length < 3 else 2
        if _longest_run(mine, length) >= max(limit, _longest_run(theirs, length) + 1):
            return True
    return _most_common(mine, 4) >= max(3, _most_common(theirs, 4) + 2)


def too_short(source: str, target: str) -> bool:
    """Whether a sentence of some length lost most of its words."""
    count = len(_words(source))
    return count >= 9 and len(_words(target)) * 3 < count


def missing_names(names: Iterable[str], source: str, target: str) -> list[str]:
    """Names that stand in the source but not, letter by letter, in the target."""
    return [name for name in names if holds(source, name) and not holds(target, name)]


def verbatim(text: str) -> list[str]:
    """Stretches that no translation may touch: "15/18", "34-CT/TW", addresses."""
    return [match.group().rstrip(".,;:") for match in _VERBATIM.finditer(text)]


def holds(text: str, name: str) -> bool:
    """Whether `name` stands in `text` as whole words."""
    return name in text and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def number_changes(
    source: str, target: str, rules: tuple[NumberRules | None, NumberRules | None]
) -> tuple[list[Number], list[Number]]:
    """Numbers lost from the source and numbers new in the target; none where a language's writing is not known."""
    mine, theirs = rules
    return compare_numbers(source, target, mine, theirs) if mine and theirs else ([], [])


def plain(parts: Parts) -> str:
    """The words of the engine, with a number in place of each item so that none looks like a repetition."""
    items: dict[Item, int] = {}
    return "".join(part if isinstance(part, str) else f" item{items.setdefault(part, len(items))}x " for part in parts)


def engine_words(parts: Parts) -> str:
    """The words of the engine alone."""
    return " ".join(part for part in parts if isinstance(part, str))


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORDS.findall(text)]


def _longest_run(words: list[str], length: int) -> int:
    """How often the same `length` words follow each other immediately, at most."""
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
