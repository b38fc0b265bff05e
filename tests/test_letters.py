"""Letters: what two spellings share, which script a character is in, which languages run from right to left."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canonym.letters import is_right_to_left, plain, script_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đoàn  Bá", "doan ba"),
        ("İSTANBUL Iğdır", "istanbul igdir"),
        ("Łódź\tStraße", "lodz strasse"),
        ("Совет", "совет"),
        ("พรรค", "พรรค"),
        ("", ""),
    ],
)
def test_a_text_is_folded_for_comparison(text: str, folded: str) -> None:
    assert plain(text) == folded


@given(st.text())
def test_how_a_text_is_composed_and_folding_it_again_change_nothing(text: str) -> None:
    folded = plain(text)
    assert plain(unicodedata.normalize("NFD", text)) == plain(unicodedata.normalize("NFC", text))
    assert plain(folded) == folded


@pytest.mark.parametrize(
    ("characters", "script"),
    [
        ("Aßđ", "Latn"),
        ("Жѣ", "Cyrl"),
        ("人々", "Hani"),
        ("のー", "Hira"),
        ("ラ", "Kana"),
        ("위", "Hang"),
        ("مً", "Arab"),
        ("กั", "Thai"),
        ("ᏣᎳ", "Zzzz"),
        ("1 .・\u0301\u200d", ""),
        ("Ａ", ""),
    ],
)
def test_the_script_of_a_character(characters: str, script: str) -> None:
    assert {script_of(char) for char in characters} == {script}


def test_languages_that_run_from_right_to_left() -> None:
    codes = ("ar", "fa", "he", "ur", "ps", "yi", "ckb", "en", "ja", "xx", "und")
    assert [code for code in codes if is_right_to_left(code)] == ["ar", "fa", "he", "ur", "ps", "yi", "ckb"]
