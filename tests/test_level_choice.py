"""At which level an office stands where its words do not say it, or say another one."""

from __future__ import annotations

from pathlib import Path

import pytest

from canonym.errors import GlossaryError
from canonym.resolution.decision import level_choice
from deciding import decide, phrase, the

COMMUNE = (
    "Hanoi, Vietnam. The Secretary of the Party Committee of Tan Lap Commune, Nguyen Van An, opened the meeting. "
    "The Chairman of the People's Council, Le Van Cuong, thanked the People's Committee of Tan Lap Commune. "
    "The Chairman of the Fatherland Front Committee of Tan Lap Commune, Tran Thi Mai, sang."
)


def test_a_title_that_says_no_level_has_that_of_the_titles_around_it() -> None:
    found = the(decide(COMMUNE), "Chairman of the People's Council")
    assert (found.body, found.level) == ("vn/peoples-council", "commune")


def test_a_level_that_is_said_stays_among_others() -> None:
    text = COMMUNE + " The Chairman of the Provincial People's Committee, Hoang Van Duc, was absent."
    assert the(decide(text), "Chairman of the Provincial People's Committee").level == "provincial"


def test_a_title_alone_has_the_level_that_its_words_suggest() -> None:
    assert phrase("en", "Chairman of the People's Committee", "Vietnam; Lang Son").level == "provincial"


@pytest.mark.parametrize("weights", ["{rule_open: much}", "{rule_open: [1]}"])
def test_a_broken_weight_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, weights: str) -> None:
    (tmp_path / "levels.yaml").write_text(f"weights: {weights}\n", encoding="utf-8")
    monkeypatch.setattr(level_choice, "glossaries_folder", lambda: tmp_path)
    with pytest.raises(GlossaryError, match="the weight of 'rule_open' is no number"):
        level_choice.load_levels.__wrapped__()
