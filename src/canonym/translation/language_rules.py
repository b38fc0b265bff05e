"""Reads glossaries/translation.yaml: how a language writes numbers, dates and units, and joins names to a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from canonym.errors import GlossaryError
from canonym.resources import glossaries_folder
from canonym.texts.calendar_names import Names, month_names, weekday_names

FILE = "translation.yaml"


@dataclass(frozen=True, slots=True)
class NumberRules:
    """How numbers are written in a language."""

    decimal: str
    grouping: str
    loose: bool
    """Both readings of "17,000" are accepted."""
    scales: dict[str, int]
    numerals: dict[str, int]
    """Number words, the months among them."""
    scale: re.Pattern[str]
    """A scale word right after a number; group 1 is the word."""
    percent_after: re.Pattern[str]
    percent_before: re.Pattern[str]
    afternoon: re.Pattern[str]
    """What after an hour says that it is one of the second half of the day."""
    attached: bool
    """Scale words follow the digits without a space, and such numbers follow each other: 9兆1500億."""


@dataclass(frozen=True, slots=True)
class DateRules:
    """How days and months are written in a language; patterns and tables are empty where months are numbers."""

    months: dict[str, int]
    """Name as it is written -> 1 to 12."""
    weekdays: dict[str, int]
    """Name as it is written -> 1 (Monday) to 7."""
    words: re.Pattern[str] | None
    """Any of these names as a whole word."""
    date: re.Pattern[str] | None
    """A date, with the groups day, month and perhaps year."""
    template: str
    """How a date is written, with {day}, {month} and, in round brackets, {year}."""


@dataclass(frozen=True, slots=True)
class UnitRules:
    """Words and signs of measure and money in a language."""

    meaning: dict[str, str]
    """Word in small letters -> unit."""
    after: re.Pattern[str]
    """A unit right after a number, perhaps joined by "of"; group 1 is the unit's word."""
    before: re.Pattern[str]
    """A unit right before a number."""
    anywhere: re.Pattern[str]
    written: dict[str, str]
    """Unit -> the word that is written."""


@dataclass(frozen=True, slots=True)
class PivotRules:
    """How a name is joined to a sentence of the language; every field may be empty."""

    article: str = ""
    determiners: frozenset[str] = frozenset()
    modifiers: frozenset[str] = frozenset()
    bare_after: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()
    of: str = ""
    tenure: dict[str, str] = field(default_factory=dict)
    mass: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LanguageRules:
    """Everything that translation knows about one language."""

    numbers: NumberRules | None = None
    dates: DateRules | None = None
    units: UnitRules | None = None
    plural: tuple[str, ...] = ()
    carriers: tuple[str, ...] = ()
    """Sentences with {} in place of a thing or person."""
    pivot: PivotRules = field(default_factory=PivotRules)


@cache
def language_rules(code: str) -> LanguageRules:
    """Give the rules of a language; empty ones for a language that the file does not have.

    Raises GlossaryError where the file is not as it should be.
    """
    try:
        entry = _entries().get(code)
        return _EMPTY if entry is None else _rules(code, entry, _units(_entries()["units"], code, entry))
    except (KeyError, TypeError, AttributeError) as error:
        raise GlossaryError(f"unexpected content ({error})", where=str(_path())) from error


_EMPTY = LanguageRules()
_NOTHING = r"(?!)"
_SPACE = "[ \u00a0\u202f]"
_PIVOT_WORDS = ("determiners", "modifiers", "bare_after", "openers", "mass")


def _path() -> Path:
    return glossaries_folder() / FILE


@cache
def _entries() -> dict[str, Any]:
    from ruamel.yaml import YAML  # noqa: PLC0415 - not needed where nothing is translated

    return dict(YAML(typ="safe").load(_path().read_text(encoding="utf-8")))


def _rules(code: str, entry: dict[str, Any], units: UnitRules) -> LanguageRules:
    pivot = entry.get("pivot", {})
    words = {key: frozenset(pivot.get(key, ())) for key in _PIVOT_WORDS}
    dates = _dates(code, entry)
    return LanguageRules(
        _numbers(entry, dates.months),
        dates,
        units,
        tuple(entry.get("plural", ())),
        tuple(entry.get("carriers", ())),
        PivotRules(article=pivot.get("article", ""), of=pivot.get("of", ""), tenure=pivot.get("tenure", {}), **words),
    )


def _numbers(entry: dict[str, Any], months: dict[str, int]) -> NumberRules:
    scales: dict[str, int] = entry["scales"]
    words = _any_of(scales)
    # Where words stand apart, "million" must be a word of its own; 万 may be followed by anything.
    scale = rf"{_SPACE}?({words})" if entry.get("attached") else rf"(?:{_SPACE}+|-)({words})(?!\w)"
    after = rf"{_SPACE}?[%％٪]"
    if entry.get("percent"):
        after += rf"|\s?(?:{_any_of(entry['percent'])})" + ("" if entry.get("attached") else r"\b")
    before = entry.get("percent_before", ())
    return NumberRules(
        entry["decimal"],
        entry["grouping"],
        entry.get("loose", False),
        scales,
        entry["numerals"] | {name.lower(): number for name, number in months.items()},
        re.compile(scale, re.IGNORECASE),
        re.compile(after, re.IGNORECASE),
        re.compile(rf"(?:{_any_of(before)})\s?$" if before else _NOTHING, re.IGNORECASE),
        re.compile(rf"\s?(?:{_any_of(entry.get('afternoon', ()))})", re.IGNORECASE),
        entry.get("attached", False),
    )


def _dates(code: str, entry: dict[str, Any]) -> DateRules:
    template = entry.get("date", "")
    months = _numbered(month_names(code), entry.get("more_months", {})) if template else {}
    weekdays = _numbered(weekday_names(code), entry.get("more_weekdays", {})) if template else {}
    names = [*months, *weekdays]
    date = re.escape(template).replace(r"\(", "(?:").replace(r"\)", ")?").replace(r"\ ", r"\s+")
    for part, pattern in (("day", r"\d{1,2}"), ("month", _any_of(months)), ("year", r"\d{4}")):
        date = date.replace(rf"\{{{part}\}}", f"(?P<{part}>{pattern})")
    return DateRules(
        months,
        weekdays,
        re.compile(rf"(?<!\w)(?:{_any_of(names)})(?!\w)") if names else None,
        re.compile(rf"(?<!\w){date}(?!\w)") if template else None,
        template,
    )


def _numbered(names: Names, more: dict[int, list[str]]) -> dict[str, int]:
    """Return names with their numbers, those that are written before further ones."""
    return {name: number for number, group in names.items() for name in (*group, *more.get(number, ()))}


def _units(units: dict[str, dict[str, list[str]]], code: str, entry: dict[str, Any]) -> UnitRules:
    of = entry.get("pivot", {}).get("of", "")
    meaning: dict[str, str] = {}
    written: dict[str, str] = {}
    for unit, languages in units.items():
        words = [*languages.get(code, ()), *languages.get("any", ())]
        meaning |= {word.lower(): unit for word in words}
        if words:
            written[unit] = words[0]
    every = _any_of(meaning)
    # Digits may touch a sign ("$46", "12km"), letters may not, but where words are not set apart at all.
    left, right = ("", "") if entry.get("attached") else (r"(?<![^\W\d_])", r"(?![^\W\d_])")
    joined = rf"(?:{re.escape(of)}\s+)?" if of else ""
    return UnitRules(
        meaning,
        re.compile(rf"\s?{joined}({every}){right}", re.IGNORECASE),
        re.compile(rf"{left}({every})\s?$", re.IGNORECASE),
        re.compile(rf"{left}({every}){right}", re.IGNORECASE),
        written,
    )


def _any_of(words: Any) -> str:
    """Return an alternation, longer words first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word))) or _NOTHING
