"""Numbers in a text: what they are worth, whether two texts hold the same ones, how another language writes them.

"13 billones" in Spanish is 13 trillion in English; "51.900" is 51,900. Numbers are compared by value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from canonym.translation.language_rules import NumberRules

_DIGITS = r"\d+(?:[.,'’\u00a0\u202f]\d+)*"
_NUMBER = re.compile(_DIGITS)
_SPACED = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?(?!\d)|" + _DIGITS)
_WORDS = re.compile(r"[^\W\d_]+")
_SIGN = 12
"""Characters before a number in which a word for the sign % is looked for."""
_ROMAN = re.compile(r"\b(?=[IVXLC])(C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})\b")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


@dataclass(frozen=True, slots=True)
class Number:
    """A number written in digits, with the scale words after it and the sign %, wherever the language puts it."""

    start: int
    end: int
    digits: str
    factor: int
    percent: bool
    values: frozenset[Decimal]
    """What it can be worth; more than one value where the language's writing is not uniform."""
    combined: bool = False
    """Whether it has several parts: 9兆1500億."""


def find_numbers(text: str, rules: NumberRules) -> list[Number]:
    """Return the numbers of `text` in order of offset (code points), as a reader of the language would read them."""
    found: list[Number] = []
    for match in (_SPACED if rules.grouping == " " else _NUMBER).finditer(text):
        end, factor = match.end(), 1
        while word := rules.scale.match(text, end):
            end, factor = word.end(), factor * rules.scales[word[1].lower()]
        start = match.start()
        after = rules.percent_after.match(text, end)
        before = None if after else rules.percent_before.search(text, max(0, start - _SIGN), start)
        end = after.end() if after else end
        start = before.start() if before else start
        digits = match.group()
        if digits == "00" and text[start - 1 : start] == ":":
            continue  # of a time of day on the hour
        values = frozenset(value * factor for value in _values(digits, rules))
        if rules.afternoon.match(text, end):
            values |= {value + 12 for value in values}
        number = Number(start, end, digits, factor, bool(after or before), values)
        if rules.attached and found and found[-1].end == start and found[-1].factor > factor:
            number = _joined(found.pop(), number)
        found.append(number)
    return found


def _joined(first: Number, second: Number) -> Number:
    """Return one number of two parts: 9兆 and 1500億."""
    values = frozenset(one + other for one in first.values for other in second.values)
    return Number(first.start, second.end, first.digits, first.factor, second.percent, values, combined=True)


def compare_numbers(
    source: str, target: str, source_rules: NumberRules, target_rules: NumberRules
) -> tuple[list[Number], list[Number]]:
    """Give numbers of `source` that `target` lacks, and numbers of `target` that `source` lacks; both empty if none
    changed.

    Both texts are multisets of values; a number word on the other side counts as a match ("siete" and "7"). A number
    that `target` writes the source's way ("11,2 million" in English) counts as changed.
    """
    lost: list[Number] = []
    rest = find_numbers(target, target_rules)
    for number in find_numbers(source, source_rules):
        match = next((other for other in rest if _same(number, other, target_rules, source_rules)), None)
        if match is None:
            lost.append(number)
        else:
            rest.remove(match)
    if not lost and not rest:
        return lost, rest
    target_words, source_words = _spelled(target, target_rules), _spelled(source, source_rules)
    lost = [number for number in lost if not _take(target_words, number)]
    return lost, [number for number in rest if not _take(source_words, number)]


def _same(number: Number, other: Number, rules: NumberRules, source_rules: NumberRules) -> bool:
    if rules is source_rules and number.digits == other.digits:
        return (number.values, number.percent) == (other.values, other.percent)
    marks = [sign for sign in other.digits if sign in ".,"]
    if len(marks) == 1 and marks[0] != rules.decimal and not re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", other.digits):
        return False
    return bool(other.values & number.values) and other.percent == number.percent


def write_number(number: Number, source_rules: NumberRules, target_rules: NumberRules) -> str:
    """Return the number as the target language writes it: "13 billones" -> "13 trillion", "51.900" -> "51,900".

    Digits are regrouped, never computed, unless the target has no word for the scale.
    """
    if number.combined:
        return _write_value(min(number.values), target_rules)
    value = min(number.values) / number.factor if len(number.values) == 1 else None
    digits = _swap(number.digits, source_rules, target_rules, value)
    if number.percent:
        return f"{digits}%"
    if number.factor == 1:
        return digits
    word = next((word for word, scale in target_rules.scales.items() if scale == number.factor), None)
    if word is not None:
        return f"{digits} {word}"
    total = min(number.values)
    return f"{total:,f}".replace(",", "\0").replace(".", target_rules.decimal).replace("\0", target_rules.grouping)


def _write_value(value: Decimal, rules: NumberRules) -> str:
    """Return a value with the largest word that leaves at least one before the decimal sign: "9.15 trillion"."""
    fitting = [(scale, word) for word, scale in rules.scales.items() if 1000 < scale <= value]
    scale, word = max(fitting, key=lambda pair: pair[0], default=(1, ""))
    digits = f"{(value / scale).normalize():,f}"
    digits = digits.replace(",", "\0").replace(".", rules.decimal).replace("\0", rules.grouping)
    return f"{digits} {word}".rstrip()


def _values(digits: str, rules: NumberRules) -> set[Decimal]:
    plain = re.sub(r"['’ \u00a0\u202f]", "", digits)
    marks = [sign for sign in plain if sign in ".,"]
    if not marks:
        return {Decimal(plain)}
    if len(set(marks)) == 2:
        # Two kinds of signs: the last one is the decimal sign, whatever the language's habit.
        return (
            {Decimal(plain.replace(marks[0], "").replace(marks[-1], "."))}
            if marks.count(marks[-1]) == 1
            else _parts(plain)
        )
    sign, groups = marks[0], re.split("[.,]", plain)
    grouped = all(len(group) == 3 for group in groups[1:]) and 1 <= len(groups[0]) <= 3 and groups[0][0] != "0"
    if len(marks) > 1:
        return {Decimal("".join(groups))} if grouped else _parts(plain)
    as_decimal, as_whole = Decimal(".".join(groups)), Decimal("".join(groups))
    if not grouped:
        return {as_decimal}
    if sign == rules.decimal:
        return {as_decimal, as_whole} if rules.loose else {as_decimal}
    return {as_whole}


def _parts(plain: str) -> set[Decimal]:
    """Return a chain of numbers that is no amount ("25.01.2024", "1.2.3"): one value that stands for the whole."""
    return {Decimal("".join(re.split("[.,]", plain)))}


def _swap(digits: str, source: NumberRules, target: NumberRules, value: Decimal | None) -> str:
    plain = re.sub(r"['’ \u00a0\u202f]", source.grouping, digits)
    marks = [sign for sign in plain if sign in ".,"]
    if not marks and source.grouping not in plain:
        return digits
    groups = re.split(r"[., ]", plain)
    whole = value is None or (value == value.to_integral_value() and len(groups[-1]) == 3)
    whole = whole and groups[0][0] != "0"
    if len(set(marks)) == 2 or (len(marks) == 1 and not whole):
        return target.grouping.join(groups[:-1]) + target.decimal + groups[-1]
    if all(len(group) == 3 for group in groups[1:]) and groups[0][0] != "0":
        return target.grouping.join(groups)
    return digits


def _spelled(text: str, rules: NumberRules) -> list[int]:
    words = [rules.numerals[word.lower()] for word in _WORDS.findall(text) if word.lower() in rules.numerals]
    scales = [rules.scales[word.lower()] for word in _WORDS.findall(text) if word.lower() in rules.scales]
    return words + scales + [_roman(match.group()) for match in _ROMAN.finditer(text) if match.group()]


def _roman(letters: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in letters]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < after else value for value, after in pairs)


def _take(words: list[int], number: Number) -> bool:
    match = None if number.percent else next((word for word in words if word in number.values), None)
    if match is not None:
        words.remove(match)
    return match is not None
