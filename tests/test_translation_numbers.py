"""Numbers are compared by value and written the pivot language's way."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canonym.translation.checks.numbers import compare_numbers, find_numbers, write_number
from canonym.translation.language_rules import NumberRules, language_rules


def _rules(code: str) -> NumberRules:
    rules = language_rules(code).numbers
    assert rules is not None
    return rules


ES, PT, EN, FR = (_rules(code) for code in ("es", "pt", "en", "fr"))


@pytest.mark.parametrize(
    ("source", "rules", "target"),
    [
        ("13 billones de VND", ES, "13 trillion VND"),
        ("casi 7,8 billones", ES, "almost 7.8 trillion"),
        ("51.900 millones de dólares", ES, "51.9 billion dollars"),
        ("2 mil millones", ES, "2 billion"),
        ("unas 17.000 personas", ES, "some 17,000 people"),
        ("17 mil personas", ES, "17,000 people"),
        ("un 81,84% en 2022", ES, "81.84 percent in 2022"),
        ("un 3 por ciento", ES, "3%"),
        ("siete agencias y 12 comunas", ES, "7 agencies and twelve communes"),
        ("el siglo XX", ES, "the 20 century"),
        ("el 7 de abril de 2014", ES, "April 7, 2014"),
        ("a tasa de 5.92", ES, "a rate of 5.92"),
        ("1.120 mil milhões de VND", PT, "1,120 billion VND"),
        ("3 bilhões de reais", PT, "3 billion reais"),
        ("1 234 567,5 euros", FR, "1,234,567.5 euros"),
        ("el 25.01.2024", ES, "on 25.01.2024"),
        ("0,456 puntos", ES, "0.456 points"),
    ],
)
def test_the_same_numbers_in_another_language(source: str, rules: NumberRules, target: str) -> None:
    assert compare_numbers(source, target, rules, EN) == ([], [])


@pytest.mark.parametrize(
    ("source", "target", "lost"),
    [
        ("13 billones de VND", "13 billion VND", ["13"]),
        ("unas 17.000 personas", "a 17 billion people", ["17.000"]),
        ("2.514 colectivos", "2.514 groups", ["2.514"]),
        ("un 9,27 %", "9.27", ["9,27"]),
        ("11,2 millones", "11,2 million", ["11,2"]),
        ("12 comunas y 12 escuelas", "12 communes and schools", ["12"]),
        ("en 2023 y 2024", "in 2023 and 2023", ["2024"]),
    ],
)
def test_changed_numbers_are_noticed(source: str, target: str, lost: list[str]) -> None:
    assert [number.digits for number in compare_numbers(source, target, ES, EN)[0]] == lost


def test_an_invented_number_is_noticed() -> None:
    lost, new = compare_numbers("la provincia creció", "the province grew by 40%", ES, EN)
    assert lost == []
    assert [number.digits for number in new] == ["40"]


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("13 billones", "13 trillion"),
        ("51.900 millones", "51,900 million"),
        ("81,84 %", "81.84%"),
        ("1.234.567,89", "1,234,567.89"),
        ("2014", "2014"),
        ("25.01.2024", "25.01.2024"),
        ("0,456", "0.456"),
        ("3 trillones", "3,000,000,000,000,000,000"),
    ],
)
def test_numbers_are_written_as_the_pivot_language_does(source: str, written: str) -> None:
    assert write_number(find_numbers(source, ES)[0], ES, EN) == written


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
