"""The figures of `canonym eval`, by hand and against the scorer that the project is measured with."""

from __future__ import annotations

import importlib.util
import json
import random
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from canonym.errors import UsageError
from canonym.evaluation import calibration_error, pairs, read_records, score

SHARED = Path(__file__).parents[1].parent / "shared"

Canonym = Callable[..., subprocess.CompletedProcess[str]]


def mention(start: int, end: int, **fields: Any) -> dict[str, Any]:
    base = {"doc": "a.txt", "kind": "role", "rank": "chair", "body": "vn/peoples-committee", "level": "provincial"}
    return {**base, "start": start, "end": end, "verdict": "correct", "person": None, "surface": "x"} | fields


def figures(gold: list[dict[str, Any]], predicted: list[dict[str, Any]]) -> dict[str, Any]:
    return score({"a.txt": gold}, {"a.txt": predicted}).figures()


def test_everything_right_scores_one() -> None:
    gold = [mention(0, 10, person="Le A", verdict="mistranslated"), mention(20, 30, kind="term", canonical_en="Flag")]
    got = [mention(0, 10, person="Le A", verdict="mistranslated", confidence=1.0)]
    result = figures(gold, [*got, mention(20, 30, kind="term", canonical="flag")])
    for name in ("detection", "resolution", "verdict_mistranslated", "terms"):
        assert result[name]["f1"] == 1.0
    assert result["person"] == result["mistranslated_resolved"] == 1.0
    assert result["calibration_error"] == 0.0


def test_an_annotated_term_without_its_wording_is_named() -> None:
    with pytest.raises(UsageError, match="canonical_en") as error:
        figures([mention(20, 30, kind="term")], [mention(20, 30, kind="term", canonical="flag")])
    assert "a.txt:20" in str(error.value)


def test_a_wrong_body_is_found_but_not_resolved() -> None:
    result = figures([mention(0, 10)], [mention(0, 9, body="vn/party-committee")])
    assert result["detection"]["f1"] == 1.0
    assert result["resolution"]["f1"] == 0.0


def test_ranks_of_a_habit_and_ids_without_pack_are_equal() -> None:
    result = figures([mention(0, 10, body="peoples-committee")], [mention(0, 10, rank="president")])
    assert result["resolution"]["f1"] == 1.0


def test_half_an_overlap_is_enough_and_less_is_not() -> None:
    assert pairs([mention(0, 10)], [mention(0, 5)]) == {0: 0}
    assert pairs([mention(0, 10)], [mention(0, 4)]) == {}
    assert pairs([mention(0, 10), mention(10, 20)], [mention(0, 10), mention(0, 20)]) == {0: 0, 1: 1}


def test_the_bare_party_is_neither_asked_for_nor_punished() -> None:
    gold = [mention(0, 10), mention(20, 25, kind="body", rank=None, body="communist-party")]
    result = figures(gold, [mention(0, 10), mention(40, 45, kind="body", rank=None, body="vn/state")])
    assert result["gold"] == result["predicted"] == 1


def test_calibration_error_is_the_gap_between_promise_and_truth() -> None:
    assert calibration_error([(0.9, True)] * 9 + [(0.9, False)]) == pytest.approx(0.0)
    assert calibration_error([(0.9, False)] * 4) == pytest.approx(0.9)


def run_folder(tmp_path: Path, mentions: list[dict[str, Any]]) -> Path:
    out = tmp_path / "out"
    out.mkdir()
    (out / "mentions.jsonl").write_text("".join(json.dumps(each) + "\n" for each in mentions), encoding="utf-8")
    record = {"doc": "in/a.txt", "language": {"code": "es"}}
    (out / "documents.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    return out


def test_the_command_shows_a_table_by_language(canonym: Canonym, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(mention(0, 10)) + "\n", encoding="utf-8")
    out = run_folder(tmp_path, [mention(0, 10, doc="in/a.txt", rank="secretary")])
    outcome = canonym("eval", gold, "--run", out, "--errors")
    assert outcome.returncode == 0
    office = "vn/peoples-committee provincial"
    assert f"wanted chair {office}, got secretary {office}" in outcome.stdout
    rows = [line.split() for line in outcome.stdout.splitlines()]
    assert ["es", "1", "1", "1", "1.000", "0.000"] in [row[:6] for row in rows]
    as_json = json.loads(canonym("eval", gold, "--run", out, "--json").stdout)
    assert as_json["detection"]["f1"] == as_json["languages"]["es"]["detection"]["f1"] == 1.0


@pytest.mark.parametrize(("line", "reason"), [("{", "is not JSON"), ('{"doc": "a"}', "no field 'start'")])
def test_a_broken_annotation_is_one_line_with_its_place(
    canonym: Canonym, tmp_path: Path, line: str, reason: str
) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(mention(0, 10)) + "\n" + line + "\n", encoding="utf-8")
    outcome = canonym("eval", gold, "--run", run_folder(tmp_path, []))
    assert outcome.returncode == 2
    assert f"{gold}:2: {reason}" in outcome.stderr


def test_line_separators_inside_a_title_do_not_break_its_record(canonym: Canonym, tmp_path: Path) -> None:
    """JSON has U+2028 and U+0085 unescaped in strings, and reports have them in titles."""
    record = mention(0, 10) | {"surface": "presidente\u2028del \u0085 Comité"}
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")
    outcome = canonym("eval", gold, "--run", run_folder(tmp_path, [record]), "--json")
    assert outcome.returncode == 0, outcome.stderr
    assert json.loads(outcome.stdout)["detection"]["f1"] == 1.0


def test_a_document_outside_the_run_is_said(canonym: Canonym, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(mention(0, 10, doc="b.txt")) + "\n", encoding="utf-8")
    outcome = canonym("eval", gold, "--run", run_folder(tmp_path, []))
    assert "not in the run, all their titles count as missed: b.txt" in outcome.stderr


@pytest.mark.skipif(not SHARED.is_dir(), reason="the reference scorer is not part of the project")
@pytest.mark.parametrize("seed", range(5))
def test_the_figures_are_those_of_the_reference_scorer(seed: int) -> None:
    reference = _reference()
    files = sorted(SHARED.glob("gold/00*.jsonl"))
    gold = read_records(files)
    rng = random.Random(seed)
    predicted = {doc: [_disturbed(record, rng) for record in records] for doc, records in gold.items()}
    errors: list[str] = []
    expected = reference.score(gold, predicted, errors)
    tally = score(gold, predicted)
    figures = {name: value for name, value in tally.figures().items() if name in expected}
    assert _rounded(figures) == _rounded(expected)
    assert len(tally.errors) == len(errors)


def _disturbed(record: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """A prediction that is sometimes wrong in each field."""
    start = record["start"] + rng.choice([0, 0, 0, 2, 9])
    other = {
        "start": start,
        "end": max(start + 1, record["end"] - rng.choice([0, 0, 3])),
        "rank": rng.choice([record["rank"]] * 3 + ["president", "member"]),
        "body": rng.choice([record["body"]] * 4 + ["vn/state", None]),
        "verdict": rng.choice([record["verdict"], "mistranslated"]),
        "person": rng.choice([record["person"], None]),
        "canonical": rng.choice([record.get("canonical_en"), None]),
        "confidence": rng.choice([rng.random(), 1.0, None]),
    }
    return record | other


def _rounded(value: Any) -> Any:
    """The order of additions may differ in the last bits."""
    if isinstance(value, dict):
        return {name: _rounded(inner) for name, inner in value.items()}
    return round(value, 12)


def _reference() -> Any:
    spec = importlib.util.spec_from_file_location("reference_score", SHARED / "eval/score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
