"""Numbers, dates and units are compared by what they say and written the pivot language's way, case by case."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from canonym.translation.checks.dates_and_units import date_changes, unit_changes
from canonym.translation.checks.numbers import compare_numbers, find_numbers, write_number
from canonym.translation.language_rules import NumberRules, language_rules


def _rules(code: str) -> NumberRules:
    rules = language_rules(code).numbers
    assert rules is not None
    return rules


ES, EN, FR = (_rules(code) for code in ("es", "en", "fr"))
CASES = YAML(typ="safe").load(Path(__file__).parent / "cases" / "translation" / "numbers.yaml")


def cases(section: str) -> list[Any]:
    return [
        pytest.param(code, case, id=f"{code}-{number}")
        for code, found in CASES[section].items()
        for number, case in enumerate(found.items() if isinstance(found, dict) else found, 1)
    ]


def changed(case: dict[str, Any]) -> tuple[list[str], list[str]]:
    """What a case says to be lost and new."""
    return case.get("lost", []), case.get("new", [])


@pytest.mark.parametrize(("code", "case"), cases("numbers"))
def test_numbers_are_compared_by_what_they_are_worth(code: str, case: dict[str, Any]) -> None:
    lost, new = compare_numbers(case["source"], case["target"], _rules(code), EN)
    assert ([each.digits for each in lost], [each.digits for each in new]) == changed(case)


@pytest.mark.parametrize(("code", "case"), cases("written"))
def test_numbers_are_written_as_the_pivot_language_does(code: str, case: tuple[str, str]) -> None:
    source, written = case
    assert write_number(find_numbers(source, _rules(code))[0], _rules(code), EN) == written


@pytest.mark.parametrize(("code", "case"), cases("dates"))
def test_months_and_days_are_compared(code: str, case: dict[str, Any]) -> None:
    mine, theirs = language_rules(code).dates, language_rules("en").dates
    assert mine is not None
    assert theirs is not None
    assert date_changes(case["source"], case["target"], mine, theirs) == changed(case)


@pytest.mark.parametrize(("code", "case"), cases("units"))
def test_units_are_compared_where_they_belong_to_a_number(code: str, case: dict[str, Any]) -> None:
    assert (
        unit_changes(case["source"], case["target"], language_rules(code), language_rules("en"))[0] == changed(case)[0]
    )


@given(st.decimals(min_value=0, max_value=10**9, places=2), st.sampled_from(["", " millones", " billones", " %"]))
def test_a_written_number_has_the_value_of_the_read_one(value: Decimal, scale: str) -> None:
    spanish = f"{value:,f}".replace(",", "_").replace(".", ",").replace("_", ".") + scale
    english = write_number(find_numbers(spanish, ES)[0], ES, EN)
    assert compare_numbers(spanish, english, ES, EN) == ([], [])


@given(st.text(alphabet="0123456789., %abmillonesXIV/'\u202f", max_size=40))
def test_any_text_can_be_read_and_equals_itself(text: str) -> None:
    for rules in (ES, EN, FR):
        numbers = find_numbers(text, rules)
        assert compare_numbers(text, text, rules, rules) == ([], [])
        assert all(text[number.start :].startswith(number.digits) for number in numbers)
