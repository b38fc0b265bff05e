"""Where personal names in Chinese characters end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canonym.titles.han_names import name_length
from deciding import glossary, titles

CASES = [
    ("省人民委员会主席黎明岳在会上讲话。", "黎明岳"),
    ("省祖国阵线委员会副主席甲氏芳也受到表彰。", "甲氏芳"),
    ("省竞赛委员会副主席杨氏秋恒表示满意。", "杨氏秋恒"),
    ("省纪委书记项鸣表示，将继续监督。", "项鸣"),
    ("省人大常委会副主任苗春和在调研时提出建议。", "苗春和"),
    ("原省交通运输厅厅长欧阳建白退休后仍在工作。", "欧阳建白"),
    ("省政协主席佟国勋和省纪委书记项鸣出席。", "佟国勋"),
    ("省委书记阮文海。", "阮文海"),
    ("省委书记阮海。", "阮海"),
]


@pytest.mark.parametrize(("text", "name"), CASES)
def test_the_name_behind_a_title_is_cut_where_it_ends(text: str, name: str) -> None:
    assert titles(f"河内，越南。{text}", "a.txt").mentions[0].person == name


@given(st.text(alphabet="黎明岳甲氏芳和在也表示欧阳建白", min_size=2, max_size=8))
def test_a_name_lies_within_its_text_and_has_a_given_name(text: str) -> None:
    language = glossary().language("zh")
    assert language is not None
    assert 2 <= name_length(text, language) <= min(len(text), 5)
