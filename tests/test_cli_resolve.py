"""`canonym resolve` and `canonym.resolve`: phrases in, offices out, in order; one bad line costs only itself."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import canonym as package
from canonym.errors import UsageError

FIELDS = ["id", "rank", "body", "level", "canonical", "verdict", "confidence", "action"]
CONTEXT = "Hanoi, Vietnam: Genossin Tran Thi Lan, Sekretärin des Parteikomitees der Provinz Lang Son"

Canonym = Callable[..., subprocess.CompletedProcess[str]]


def write(path: Path, *lines: str) -> Path:
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def test_phrases_are_answered_in_order(canonym: Canonym, tmp_path: Path) -> None:
    file = write(
        tmp_path / "in.jsonl",
        json.dumps({"id": "a", "lang": "de", "text": "Vorsitzender des Volkskomitees", "context": CONTEXT}),
        "",
        json.dumps({"id": 7, "lang": "fr", "text": "tarte aux pommes"}),
    )
    outcome = canonym("resolve", file)
    answers = [json.loads(line) for line in outcome.stdout.splitlines()]
    assert outcome.returncode == 0
    assert [list(answer) for answer in answers] == [FIELDS, FIELDS]
    assert [answer["id"] for answer in answers] == ["a", 7]
    assert (answers[0]["rank"], answers[0]["body"]) == ("chair", "vn/peoples-committee")
    assert (answers[1]["body"], answers[1]["action"]) == (None, "leave")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("nonsense", "is not JSON"),
        ("[1]", "is not a JSON object"),
        ('{"id": 2, "lang": "de"}', 'has no "text"'),
        ('{"id": 2, "lang": "de", "text": "   "}', 'has no "text"'),
        ('{"id": 2, "lang": "Klartext", "text": "x"}', "not a language code"),
        ('{"id": 2, "lang": "de", "text": "x", "person": 4}', '"person" is neither'),
    ],
)
def test_a_bad_line_costs_only_itself(canonym: Canonym, tmp_path: Path, line: str, reason: str) -> None:
    good = json.dumps({"id": 1, "lang": "en", "text": "Prime Minister"})
    outcome = canonym("resolve", write(tmp_path / "in.jsonl", good, line, good, line))
    answers = [json.loads(answer) for answer in outcome.stdout.splitlines()]
    assert outcome.returncode == 3
    assert ["error" in answer for answer in answers] == [False, True, False, True]
    assert answers[1]["line"] == 2
    assert reason in answers[1]["error"]
    assert answers[1]["action"] == "leave"
    assert outcome.stderr.count("\n") == 2
    assert "canonym: line 2 " in outcome.stderr


def test_a_missing_file_is_one_line(canonym: Canonym, tmp_path: Path) -> None:
    outcome = canonym("resolve", tmp_path / "nowhere.jsonl")
    assert outcome.returncode == 2
    assert "nowhere.jsonl: cannot be opened" in outcome.stderr


def test_standard_input_is_read_when_no_file_is_named() -> None:
    record = json.dumps({"id": 1, "text": "Vorsitzender des Volkskomitees der Provinz", "context": CONTEXT})
    command = [sys.executable, "-c", "from canonym.cli import main; main()", "resolve"]
    done = subprocess.run(command, input=record, capture_output=True, text=True, encoding="utf-8", check=True)
    assert json.loads(done.stdout)["body"] == "vn/peoples-committee"


def test_one_phrase_from_python() -> None:
    found = package.resolve("Vorsitzender des Volkskomitees", lang="de", context=CONTEXT)
    assert (found.rank, found.body) == ("chair", "vn/peoples-committee")
    assert found.evidence
    with pytest.raises(UsageError, match="the phrase has no"):
        package.resolve(" ")


def test_languages_by_other_codes_and_a_mark_at_the_head(canonym: Canonym) -> None:
    folder = Path(__file__).parent / "cases" / "texts" / "30-three-letter-codes"
    done = canonym("resolve", folder / "p.jsonl", "--embedding", "none")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 3
    assert [answer.get("body") for answer in answers[:3]] == ["vn/peoples-committee"] * 3
    assert "'xx'" in answers[3]["error"]
    assert canonym("resolve", folder / "bom.jsonl", "--embedding", "none").returncode == 0
