"""Single checks of the audit, on objects such as mentions.jsonl has them; and the list of codes."""

from __future__ import annotations

import string
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canonym.audit.finding import Finding, Findings, in_order
from canonym.audit.finding_codes import SEVERITIES, shipped_codes
from canonym.audit.name_findings import check_names
from canonym.audit.title_findings import check_titles
from canonym.audit.translation_findings import repetitions
from canonym.records import MentionRecord

ROOT = Path(__file__).parents[1]
COUNCIL, BOARD = "vn/emulation-commendation-council", "vn/emulation-commendation-board"
COUNTRIES = {"vn": "Viet Nam", "cu": "Cuba"}


def mention(surface: str, **fields: Any) -> MentionRecord:
    """An accepted, correct office, but for the fields given; `evidence` is a dict of kind -> detail."""
    evidence = fields.pop("evidence", {})
    record: dict[str, Any] = {
        "doc": "a.txt", "start": 0, "end": len(surface), "surface": surface, "lang": "es", "kind": "role",
        "rank": "chair", "body": COUNCIL, "level": "provincial", "place": None, "tenure": "current", "person": None,
        "canonical": "Chairman", "verdict": "correct", "confidence": 0.9, "action": "accept", "candidates": [],
        "evidence": [{"kind": kind, "detail": detail, "weight": 1.0} for kind, detail in evidence.items()],
    }  # fmt: skip
    return cast(MentionRecord, record | fields)


def findings(*mentions: MentionRecord) -> list[Finding]:
    found = Findings(shipped_codes(), "a.txt", "x" * 200, "es")
    check_titles(mentions, COUNTRIES, found)
    check_names(mentions, found)
    return in_order(found.found)


def codes(*mentions: MentionRecord) -> list[str]:
    return [each.code for each in findings(*mentions)]


def test_a_correct_title_is_no_finding() -> None:
    assert codes(mention("presidente del Consejo de Emulación")) == []


@pytest.mark.parametrize(
    ("evidence", "code"),
    [
        ({"misreading": "x: read as economic", "kind": "is a council"}, "office-mistranslated"),
        ({"rank_misread": "vice-chair for deputy-secretary: bí thư", "name": "is a name"}, "rank-confused"),
        ({"kind_misread": "ministry for department: Sở taken for Bộ"}, "body-kind-confused"),
        ({"kind_near": "says board, the body is a council"}, "council-board-swapped"),
        ({"kind_misread": "council for board: Ban read as a council"}, "council-board-swapped"),
    ],
)
def test_the_kind_of_mistranslation_is_told_from_the_evidence(evidence: dict[str, str], code: str) -> None:
    (found,) = findings(mention("palabras", verdict="mistranslated", evidence=evidence))
    assert found.code == code
    assert found.severity == "error"
    assert found.cause.endswith(".")


def test_a_doubtful_mistranslation_is_to_be_decided_and_no_error() -> None:
    (found,) = findings(mention("palabras", verdict="mistranslated", action="review", confidence=0.62))
    assert (found.code, found.severity) == ("title-unresolved", "warning")
    assert "62%" in found.explanation


def test_one_office_under_several_names_counts_only_where_one_of_them_is_wrong() -> None:
    right = [
        mention("Consejo de Emulación", kind="body", rank=None),
        mention("consejo  de emulacion", kind="body", rank=None),
    ]
    other = mention("Consejo de Emulación y Elogio", kind="body", rank=None)
    wrong = mention("Consejo Económico", kind="body", rank=None, verdict="mistranslated")
    assert "office-several-names" not in codes(*right, other)
    assert "office-several-names" not in codes(wrong, wrong)
    assert codes(*right, wrong).count("office-several-names") == 1


def test_two_offices_under_one_name() -> None:
    one = mention("presidente del Comité", body="vn/peoples-committee", canonical="A")
    other = mention("Presidente del Comité", body="vn/fatherland-front-committee", canonical="B", start=40)
    assert "offices-one-name" in codes(one, other)
    assert "offices-one-name" not in codes(
        one, mention("Presidente del Comité", body="vn/peoples-committee", level=None)
    )


def test_an_office_of_another_country_in_a_report_about_one_that_is_rewritten() -> None:
    cuban = mention("Consejo de Estado", body="cu/council-of-state", action="leave", evidence={"not_rewritten": "cu"})
    home = [mention(f"cargo {number}", start=number) for number in range(4)]
    (found,) = [each for each in findings(*home, cuban) if each.code == "office-wrong-country"]
    assert "Cuba" in found.explanation
    assert "Viet Nam" in found.explanation
    assert codes(cuban, cuban, cuban, cuban) == []


def test_names_in_two_spellings() -> None:
    def names(one: str, other: str, **fields: Any) -> list[str]:
        return codes(mention("a", person=one), mention("b", person=other, **fields))

    assert names("Tran Thi Lan", "Trần Thị Lan", body="vn/politburo") == ["person-name-varies"]
    assert names("Nguyen Duc Do", "Nguyễn Đức Độ", body="vn/politburo") == ["person-name-varies"]
    assert names("Pham Van Duc", "Pham Van Duoc") == ["person-name-varies"]
    assert names("Pham Van Duc", "Pham Van Duoc", body="vn/politburo") == []
    assert names("Le An", "Le Anh") == []
    assert codes(mention("a", place="Lang Son"), mention("b", place="Langson")) == ["place-name-varies"]


def test_repetitions_are_found_where_they_stand() -> None:
    text = "uno dos\nel trabajo del trabajo del trabajo del grupo, muy muy bien, no no no no."
    assert [text[start:end] for start, end in repetitions(text)] == [
        "trabajo del trabajo del trabajo del",
        "no no no no",
    ]
    chinese = "省人民委员会竞赛工作竞赛工作竞赛工作。"
    assert [chinese[start:end] for start, end in repetitions(chinese)] == ["竞赛工作竞赛工作竞赛工作"]
    assert repetitions("10 10 10 10 10") == []


@given(st.text(st.sampled_from("ab \n"), max_size=60))
def test_repetitions_lie_in_the_text_in_order_and_within_lines(text: str) -> None:
    last = 0
    for start, end in repetitions(text):
        assert last <= start < end <= len(text)
        assert "\n" not in text[start:end]
        last = end


def test_a_second_equal_finding_has_an_id_of_its_own_and_the_first_keeps_its_own() -> None:
    wrong = mention("palabras", verdict="mistranslated")
    (alone,) = findings(wrong)
    moved, second = findings(wrong | {"start": 50, "end": 58, "surface": "palabras"}, wrong | {"start": 90, "end": 98})
    assert moved.id != second.id
    assert len(alone.id) == 16


def test_every_code_is_complete_and_names_only_what_checks_fill_in() -> None:
    known = {
        "office", "cause", "number", "names", "country", "main", "confidence", "other", "details",
        "pivot", "passage_language", "report_language", "own_remedy",
    }  # fmt: skip
    for code in shipped_codes().values():
        assert code.severity in SEVERITIES
        assert code.title
        assert code.about.endswith((".", ")"))
        assert code.example
        fields = {
            field for text in (code.explanation, code.remedy) for _, field, _, _ in string.Formatter().parse(text)
        }
        assert fields - {None} <= known, code.id


def test_the_page_of_codes_is_up_to_date() -> None:
    command = [sys.executable, str(ROOT / "docs" / "generate_findings.py"), "--check"]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stderr
