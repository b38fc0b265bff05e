"""Decisions that are less sure than their words: what they are doubted for, and what that takes away."""

from __future__ import annotations

import pytest

from canonym.config import Config
from canonym.features.declared import DOUBTS as DECLARED_DOUBTS
from canonym.resolution import resolve_phrases
from deciding import decide, glossary, kinds, phrase, the

COUNCIL = "Chairman of the Provincial Emulation and Commendation Council"
BOARD = "Head of the Provincial Emulation and Commendation Board"
DOUBTS = {each.name for each in DECLARED_DOUBTS}


@pytest.mark.parametrize(
    ("lang", "text", "context", "doubt"),
    [
        ("en", "Chairman of the Provincial Emulation and Commendation Board", "Vietnam; Lang Son", "sister_rank"),
        ("en", "Emulation and Commendation Division", "Viet Nam; Lang Son", "sister_fits"),
        ("en", "Provincial Economic and Cultural Council", f"Vietnam; Lang Son; {COUNCIL}; {BOARD}", "sister_named"),
        ("pt", "subdiretor do Comitê Provincial do Partido", "Vietname; Lang Son", "layer_lost"),
        ("en", "the standing body of the Provincial People's Council", "Vietnam; Lang Son", "unread"),
        ("es", "presidente de la Provincia de Lang Son People's Asamblaje", "Vietnam; Lang Son", "unread"),
    ],
)
def test_a_decision_that_may_well_mean_another_body_is_not_accepted(
    lang: str, text: str, context: str, doubt: str
) -> None:
    found = phrase(lang, text, context)
    assert doubt in kinds(found)
    assert found.action != "accept"


@pytest.mark.parametrize(
    "text",
    [
        COUNCIL,
        BOARD,
        "Director of the Provincial Department of Home Affairs",
        pytest.param(
            "Inspection Commission of the Provincial Party Committee",
            marks=pytest.mark.xfail(strict=True, reason="right, and listed for review: annotated pages have few alone"),
        ),
    ],
)
def test_a_right_name_is_not_doubted(text: str) -> None:
    found = phrase("en", text, "Vietnam; Lang Son; Nghe An")
    assert DOUBTS.isdisjoint(kinds(found))
    assert found.action == "accept"


def test_a_doubt_lowers_the_confidence_and_changes_nothing_else() -> None:
    record = {"id": "1", "lang": "en", "text": "Chairman of the Provincial Emulation and Commendation Board"}
    record["context"] = "Vietnam; Lang Son"
    [doubted] = resolve_phrases([record], glossary(), Config(), None)
    [sure] = resolve_phrases([record], glossary(), Config(without=("doubts",)), None)
    assert (doubted.rank, doubted.body, doubted.level) == (sure.rank, sure.body, sure.level)
    assert doubted.confidence < sure.confidence
    assert set(sure.evidence) < set(doubted.evidence)


def test_the_same_person_in_the_same_place_of_another_list_removes_the_doubt() -> None:
    lists = (
        "Lang Son, Vietnam. Tran Thi Lan, Member of the Provincial Party Standing Committee, Chairwoman of the"
        " Provincial People's Committee, Chairwoman of the Provincial {} Council, opened the meeting."
    )
    board = " Le Van Binh, Head of the Provincial Emulation and Commendation Board, spoke next."
    alone = the(decide(lists.format("Economic and Social") + board), "Economic")
    beside = the(decide(lists.format("Economic and Social") + board, lists.format("Emulation")), "Economic")
    assert alone.body == beside.body == "vn/emulation-commendation-council"
    assert "sister_named" in kinds(alone)
    assert "sister_named" not in kinds(beside)
    assert beside.confidence > alone.confidence
