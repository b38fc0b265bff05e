"""Dates and units in a text: whether a translation holds the same ones, and how the other language writes them.

Days of the week and months are compared by name, units only where they belong to a number ("46,8 milhões de dólares" is
"$46.8 million"). Numbers themselves are compared in numbers.py.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from canonym.translation.checks.numbers import Number, find_numbers, write_number
from canonym.translation.language_rules import DateRules, LanguageRules, UnitRules

_DIGITS = re.compile(r"(?<!\d)\d{1,2}(?!\d)")


def date_changes(source: str, target: str, mine: DateRules, theirs: DateRules) -> tuple[list[str], list[str]]:
    """Return names of months and days of `source` that `target` lacks, and names in `target` that `source` lacks.

    A month may stand in digits on one side ("9/1/2024" and "January 9, 2024"). Both lists are empty where a language
    has no names.
    """
    if mine.words is None or theirs.words is None:
        return [], []
    own, other = mine.words.findall(source), theirs.words.findall(target)
    if not own and not other:
        return [], []
    lost = [name for name in _without(own, mine, other, theirs, target) if name not in target]
    new = _without(other, theirs, own, mine, source)
    # A name may be part of a longer word or have an ending: "Julitagung", "mayısta".
    parts = {_place(name, mine) for name in (*mine.months, *mine.weekdays) if _begins_word(name, source)}
    return lost, [name for name in new if _place(name, theirs) not in parts]


def _begins_word(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}", text, re.IGNORECASE) is not None


def _without(names: list[str], rules: DateRules, others: list[str], their: DateRules, text: str) -> list[str]:
    """Return the names that have no counterpart among the others or as a number in the text."""
    left = Counter(_place(name, their) for name in others)
    digits = {int(number) for number in _DIGITS.findall(text)}
    missing = []
    for name in names:
        place = _place(name, rules)
        if left[place]:
            left[place] -= 1
        elif not (name in rules.months and rules.months[name] in digits) and place not in left:
            missing.append(name)
    return missing


def _place(name: str, rules: DateRules) -> tuple[str, int]:
    return ("month", rules.months[name]) if name in rules.months else ("day", rules.weekdays[name])


def write_dates(text: str, mine: DateRules, theirs: DateRules) -> list[tuple[int, int, str]]:
    """Return offsets of the dates in `text`, and each as the other language writes it ("January 9, 2024").

    Months and days of the week that stand alone count too. Empty where one of the languages has no names.
    """
    if mine.date is None or mine.words is None or not theirs.template:
        return []
    names = {number: name for name, number in reversed(theirs.months.items())}
    days = {number: name for name, number in reversed(theirs.weekdays.items())}
    found = []
    for match in mine.date.finditer(text):
        year = match.groupdict().get("year")
        template = theirs.template if year else re.sub(r"\(.*\)", "", theirs.template)
        month = names[mine.months[match["month"]]]
        written = re.sub(r"[()]", "", template).format(day=int(match["day"]), month=month, year=year)
        found.append((match.start(), match.end(), written))
    for match in mine.words.finditer(text):
        if all(match.end() <= start or end <= match.start() for start, end, _ in found):
            kind, number = _place(match.group(), mine)
            found.append((match.start(), match.end(), (names if kind == "month" else days)[number]))
    return sorted(found)


def unit_changes(source: str, target: str, mine: LanguageRules, theirs: LanguageRules) -> tuple[list[str], list[str]]:
    """Return units at numbers of `source` that `target` lacks ("402,7 millones de dólares"), and the other way
    round.
    """
    return _units_lost(source, target, mine, theirs), _units_lost(target, source, theirs, mine)


def _units_lost(source: str, target: str, mine: LanguageRules, theirs: LanguageRules) -> list[str]:
    own = list(numbers_with_units(source, mine))
    if not own or theirs.units is None:
        return []
    there = set(_meanings(theirs.units.anywhere.findall(target), theirs.units))
    # A unit that the other language has no word for cannot be missed.
    return [source[start:end] for start, end, _, unit in own if unit not in there and unit in theirs.units.written]


def numbers_with_units(text: str, rules: LanguageRules) -> Iterable[tuple[int, int, Number, str]]:
    """Yield numbers that have a unit before or after them: offsets of both together, the number, the unit."""
    if rules.numbers is None or rules.units is None:
        return
    for number in find_numbers(text, rules.numbers):
        if number.percent:
            continue
        if after := rules.units.after.match(text, number.end):
            yield number.start, after.end(), number, rules.units.meaning[after[1].lower()]
        elif before := rules.units.before.search(text, max(0, number.start - 16), number.start):
            yield before.start(), number.end, number, rules.units.meaning[before[1].lower()]


def write_units(text: str, mine: LanguageRules, theirs: LanguageRules) -> list[tuple[int, int, str]]:
    """Return offsets of the numbers with units in `text`, and each in the other language ("46.8 million dollars")."""
    if mine.numbers is None or theirs.numbers is None or theirs.units is None:
        return []
    return [
        (start, end, f"{write_number(number, mine.numbers, theirs.numbers)} {theirs.units.written[unit]}")
        for start, end, number, unit in numbers_with_units(text, mine)
        if unit in theirs.units.written
    ]


def _meanings(words: Iterable[str], rules: UnitRules) -> list[str]:
    return [rules.meaning[word.lower()] for word in words]
