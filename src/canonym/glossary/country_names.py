"""The names of the world's countries in a language, inhabitants and adjectives included, and where a text has them.

Names come from the CLDR (babel); what is not in it stands in glossaries/countries.yaml. They tell whose an office is,
also where no pack knows the country.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import regex

from canonym.glossary.lexicon import WORD
from canonym.glossary.yaml_files import check_fields, load_yaml, string_list
from canonym.letters import KANA, strip_marks
from canonym.resources import glossaries_folder

_FIELDS = ("countries", "not", "endings", "inflects", "words", "sides")
_LONGEST_ABBREVIATION = 5
_SHORTEST_INFLECTED = 5
"""Letters of the shortest name that is found with another ending."""
_LONGEST_ENDING = 3
_SHORTEST_STEM = 4
_SHORTEST_CUT = 5
"""Letters that must be left of a name of which three are cut off."""
_PROCLITICS = {"ar": regex.compile(r"^[وفبلك]?(ال|لل)?"), "he": regex.compile(r"^[והבלמשכ]{0,2}")}
_LONGEST_DATELINE = 30
_SMALL_WORD = regex.compile(r"(?<![\p{L}'’])\p{Ll}")
_BEHIND_DATELINE = regex.compile(r"\s*(\([^()]{1,20}\)\s*)?([.:–—]|-\s|,?\s*\d|$)")
_SIDE_WITHIN = 12
"""Code points between a country's name and the word for its side."""


class CountryWord(NamedTuple):
    """Where a text names a country."""

    start: int
    end: int
    code: str
    """ISO 3166 alpha-2, in lower case."""
    is_side: bool
    """Whether the text says who was there for this country ("for the Lao side")."""
    is_dateline: bool
    """Whether it opens a report that comes from there ("HAVANA - ", "Kochi, India. ")."""


@dataclass(frozen=True, slots=True)
class _Files:
    countries: frozenset[str]
    excluded: Mapping[str, Sequence[str]]
    endings: Mapping[str, Sequence[str]]
    inflects: frozenset[str]
    words: Mapping[str, Mapping[str, Sequence[str]]]
    sides: Mapping[str, Sequence[str]]


class CountryNames:
    """Finds the names of countries in texts of one language; `country_names` gives one."""

    def __init__(self, language: str, *, unspaced: bool) -> None:
        """Read the names of a language (ISO 639-1); `unspaced`: it has no spaces between words."""
        files = _files(_path())
        self._language, self._unspaced = language, unspaced
        self._sides = {_folded(word) for word in files.sides.get(language, ())}
        names = dict(_names(language, files))
        self._exact: dict[tuple[str, ...], list[tuple[str, str]]] = {}
        self._starts: dict[str, list[tuple[str, str]]] = {}
        self._adjectives: dict[str, str] = {}
        self._pattern: regex.Pattern[str] | None = None
        if unspaced:
            self._written = names
            self._pattern = _pattern(language, names)
            return
        endings = files.endings.get(language, ())
        for name, code in names.items():
            words = tuple(word.casefold() for word in WORD.findall(name))
            self._exact.setdefault(words, []).append((name, code))
            if len(words) > 1 or name.isupper():
                continue
            if language in files.inflects and len(name) >= _SHORTEST_INFLECTED:
                self._starts.setdefault(name.casefold()[:_SHORTEST_STEM], []).append((name, code))
            for stem in _stems(_folded(name)):
                for ending in endings:
                    self._adjectives.setdefault(stem + _folded(ending), code)
        self._longest = max(map(len, self._exact), default=0)

    def find(self, text: str) -> Iterator[CountryWord]:
        """The countries that a text names, in order."""
        found = self._in_characters(text) if self._pattern is not None else self._in_words(text)
        for start, end, code in found:
            yield CountryWord(start, end, code, self._has_side(text, start, end), _is_dateline(text, start, end))

    def _in_characters(self, text: str) -> Iterator[tuple[int, int, str]]:
        assert self._pattern is not None
        for match in self._pattern.finditer(text):
            yield match.start(), match.end(), self._written[match.group()]

    def _in_words(self, text: str) -> Iterator[tuple[int, int, str]]:
        words = [(match.start(), match.end(), match.group()) for match in WORD.finditer(text)]
        at = 0
        while at < len(words):
            length, code = self._at(text, words, at)
            if code:
                yield words[at][0], words[at + length - 1][1], code
            at += max(1, length)

    def _at(self, text: str, words: Sequence[tuple[int, int, str]], at: int) -> tuple[int, str]:
        """Number of words and country of the name that begins at a word; 0 and "" where none does."""
        folded = [word.casefold() for _, _, word in words[at : at + self._longest]]
        for length in range(len(folded), 0, -1):
            for name, code in self._exact.get(tuple(folded[:length]), ()):
                span = words[at : at + length]
                if _as_written(name, text[span[0][0] : span[-1][1]]) and _unbroken(text, span):
                    return length, code
        word = words[at][2]
        code = self._inflected(word) or self._adjective(word)
        return (1, code) if code else (0, "")

    def _inflected(self, word: str) -> str:
        folded = word.casefold()
        if not word[0].isupper() and self._language != "ar":
            return ""
        for name, code in self._starts.get(folded[:_SHORTEST_STEM], ()):
            shared = name.casefold()[:-1]
            if folded.startswith(shared) and len(folded) <= len(shared) + _LONGEST_ENDING:
                return code
        return ""

    def _adjective(self, word: str) -> str:
        if self._language in _PROCLITICS:
            host = _PROCLITICS[self._language].sub("", word)
            return next((code for name, code in self._exact.get((host.casefold(),), ())), "")
        if self._language == "en" and not word[0].isupper():
            return ""
        return self._adjectives.get(_folded(word), "")

    def _has_side(self, text: str, start: int, end: int) -> bool:
        if not self._sides:
            return False
        behind, before = text[end : end + _SIDE_WITHIN], text[max(0, start - _SIDE_WITHIN) : start]
        if self._unspaced:
            return any(behind.startswith(side) or before.endswith(side) for side in self._sides)
        words = {_folded(word) for word in (*WORD.findall(behind)[:2], *WORD.findall(before)[-3:])}
        both = {" ".join(pair) for pair in pairwise(WORD.findall(_folded(before)))}
        return not self._sides.isdisjoint(words | both)


@lru_cache(maxsize=64)
def country_names(language: str, *, unspaced: bool) -> CountryNames:
    """The names of countries in a language, read once."""
    return CountryNames(language, unspaced=unspaced)


def has_cases(language: str) -> bool:
    """Tell whether names have other endings by case in a language ("v Bulharsku")."""
    return language in _files(_path()).inflects


def _path() -> Path:
    return glossaries_folder() / "countries.yaml"


@lru_cache(maxsize=2)
def _files(path: Path) -> _Files:
    data = load_yaml(path)
    check_fields(data, _FIELDS, path, "the file of countries")

    def by_language(field: str) -> dict[str, tuple[str, ...]]:
        return {code: string_list(words, path, field) for code, words in data[field].items()}

    return _Files(
        frozenset(string_list(data["countries"], path, "countries")),
        by_language("not"),
        by_language("endings"),
        frozenset(string_list(data["inflects"], path, "inflects")),
        {
            lang: {code: string_list(each, path, code) for code, each in of.items()}
            for lang, of in data["words"].items()
        },
        by_language("sides"),
    )


def _names(language: str, files: _Files) -> Iterator[tuple[str, str]]:
    """Name -> country: what the CLDR has, and what the data file adds, which goes before it."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - slow to import

    excluded = {*files.excluded.get(language, ())}
    try:
        territories: Mapping[str, str] = Locale.parse(language).territories
    except UnknownLocaleError:
        territories = {}
    for code, name in territories.items():
        if code.lower() in files.countries and name not in excluded:
            yield name.partition(" (")[0], code.lower()
    yield from _cities(language, files, excluded)
    for code, words in files.words.get(language, {}).items():
        yield from ((word, code) for word in words)


def _cities(language: str, files: _Files, excluded: set[str]) -> Iterator[tuple[str, str]]:
    """The city after which the one time zone of a country is named, mostly its capital: reports come from there."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415
    from babel.core import get_global  # noqa: PLC0415

    zones: dict[str, list[str]] = {}
    for zone, territory in get_global("zone_territories").items():
        zones.setdefault(str(territory).lower(), []).append(zone)
    try:
        named: Mapping[str, Mapping[str, str]] = Locale.parse(language).time_zones
    except UnknownLocaleError:
        return
    for code, own in zones.items():
        if code not in files.countries or len(own) > 1 or "/" not in own[0]:
            continue
        english = own[0].rpartition("/")[2].replace("_", " ") if language == "en" else ""
        city = named.get(own[0], {}).get("city", english)
        if len(city) > 1 and city not in excluded:
            yield city, code


def _stems(name: str) -> Iterator[str]:
    for cut in range(4):
        stem = name[: len(name) - cut]
        if len(stem) >= (_SHORTEST_CUT if cut == 3 else _SHORTEST_STEM):
            yield stem


def _folded(word: str) -> str:
    return strip_marks(word.casefold())


def _is_dateline(text: str, start: int, end: int) -> bool:
    opening = start < _LONGEST_DATELINE and not _SMALL_WORD.search(text[:start])
    return opening and _BEHIND_DATELINE.match(text, end) is not None


def _as_written(name: str, found: str) -> bool:
    """Whether capitals stand as the language writes them: an abbreviation in capitals, a name with its first letter."""
    if name.isupper() and len(name) <= _LONGEST_ABBREVIATION:
        return found == name
    return not name[0].isupper() or found[0].isupper()


def _unbroken(text: str, span: Sequence[tuple[int, int, str]]) -> bool:
    return all(len(text[left[1] : right[0]].strip(" -–.'’\u00a0")) == 0 for left, right in pairwise(span))


def _pattern(language: str, names: Mapping[str, str]) -> regex.Pattern[str]:
    """Finds names in a text without spaces; katakana inside a longer word is no name, nor is Hangul."""
    inside = {"ja": KANA, "ko": r"\p{Script=Hang}"}.get(language)
    alternatives = []
    for name in sorted(names, key=len, reverse=True):
        if len(name) < 2:
            continue
        word = regex.escape(name)
        if inside and regex.match(f"[{inside}]", name):
            word = rf"(?<![{inside}]){word}" + (r"(?![\p{Script=Kana}ー])" if language == "ja" else "")
        alternatives.append(word)
    return regex.compile("|".join(alternatives) or r"(?!)")
