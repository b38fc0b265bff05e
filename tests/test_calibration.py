"""The calibration of terms and of what is left alone, and shares that can be recomputed from the record."""

from __future__ import annotations

import importlib.util
import json
import math
import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canonym.config import Config
from canonym.embedding import load_embedder
from canonym.errors import GlossaryError
from canonym.features.declared import DOUBTS as DECLARED_DOUBTS
from canonym.glossary import load_glossary
from canonym.model import Document
from canonym.records import MentionRecord
from canonym.resolution import resolve
from canonym.resolution.decision import calibration
from canonym.resolution.decision.calibration import Calibration, calibrated_nothing, calibrated_term, fit
from canonym.run.outputs import mention_record
from canonym.texts.language import paragraphs
from canonym.texts.segments import split
from canonym.titles import find_titles

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples"
Canonym = Callable[..., subprocess.CompletedProcess[str]]

DOUBTS = [each.name for each in DECLARED_DOUBTS]

shares = st.floats(0, 1)


@given(shares, shares)
def test_calibration_never_changes_which_of_two_is_surer(first: float, second: float) -> None:
    if first < second:
        assert calibrated_term(first) <= calibrated_term(second)
        assert calibrated_nothing(first) >= calibrated_nothing(second)


@given(shares)
def test_a_probability_stays_one(share: float) -> None:
    assert 0 < calibrated_term(share) < 1
    assert 0 < calibrated_nothing(share) < 1


def promised(cases: Sequence[tuple[float, bool]], fitted: Calibration) -> float:
    return sum(fitted(share) for share, _ in cases) / len(cases)


def test_a_fit_promises_as_much_as_was_kept() -> None:
    """Shares of 0.6 and 0.95 of which four fifths were right."""
    rng = random.Random(1)
    cases = [(share, rng.random() < 0.8) for share in (0.6, 0.95) for _ in range(2000)]
    right = sum(kept for _, kept in cases) / len(cases)
    assert promised(cases, fit(cases)) == pytest.approx(right, abs=0.005)
    assert abs(promised(cases, Calibration()) - right) < 0.05
    assert fit(cases)(0.6) == pytest.approx(0.8, abs=0.03)


@given(st.lists(st.tuples(shares, st.booleans()), max_size=30))
def test_a_fit_to_any_cases_is_finite_and_keeps_the_order(cases: list[tuple[float, bool]]) -> None:
    fitted = fit(cases)
    assert min(fitted.low, fitted.high) > 0
    assert all(math.isfinite(number) for number in (fitted.low, fitted.high, fitted.offset))


def test_without_cases_nothing_is_changed() -> None:
    assert fit([]) == Calibration()
    assert Calibration()(0.3) == pytest.approx(0.3)


def test_a_case_of_double_weight_counts_as_two() -> None:
    cases = [(0.7, True), (0.2, False), (0.6, False), (0.4, True)]
    doubled = fit([*cases, cases[0]])
    assert fit(cases, [2, 1, 1, 1])(0.5) == pytest.approx(doubled(0.5))


IDENTITY = "{low: 1.0, high: 1.0, offset: 0.0}"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"terms: {IDENTITY}\n", "'nothing' has no number 'low'"),
        (f"terms: {{low: -1.0, high: 1.0, offset: 0.0}}\nnothing: {IDENTITY}\n", "'low' of 'terms' is not positive"),
    ],
)
def test_a_broken_file_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, reason: str
) -> None:
    (tmp_path / "calibration.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(calibration, "glossaries_folder", lambda: tmp_path)
    with pytest.raises(GlossaryError, match=reason):
        calibration.load_calibration.__wrapped__()


# replay: from what is recorded to the shares


@cache
def records() -> list[MentionRecord]:
    """What mentions.jsonl says of all samples, resolved together."""
    glossary, config = load_glossary(), Config()
    documents = []
    for path in sorted(SAMPLES.glob("*.txt")):
        document = Document(path.name, path.read_bytes().decode("utf-8"), "", "txt")
        language, found = paragraphs(document)
        documents.append(find_titles(document, language.code, split(document, found), glossary))
    return [mention_record(each) for each in resolve(documents, glossary, config, load_embedder(config))]


def test_the_evidence_of_a_title_adds_up_to_its_score_and_the_scores_to_its_share() -> None:
    decided = [each for each in records() if each["candidates"]]
    assert {each["action"] for each in decided} == {"accept", "review", "leave"}
    for record in decided:
        first, *_ = record["candidates"]
        if record["body"]:
            assert (first["body"], first["rank"]) == (record["body"], record["rank"])
        for_score = [item["weight"] for item in record["evidence"] if item["kind"] not in DOUBTS]
        assert sum(for_score) == pytest.approx(first["score"], abs=1e-3), record
        scores = [candidate["score"] for candidate in record["candidates"]]
        top = max(scores)
        share = 1 / sum(math.exp(score - top) for score in (*scores, 0.0))
        assert max(each["probability"] for each in record["candidates"]) == pytest.approx(share, abs=5e-4), record


def test_what_is_left_replays_from_its_share() -> None:
    left = [each for each in records() if each["body"] is None and each["kind"] != "term"]
    assert len(left) > 10
    for record in left:
        share = record["candidates"][0]["probability"] if record["candidates"] else 0.0
        assert record["confidence"] == pytest.approx(calibrated_nothing(share), abs=5e-4), record


def test_a_term_replays_from_its_evidence_alone() -> None:
    terms = [each for each in records() if each["kind"] == "term"]
    assert len(terms) > 20
    for record in terms:
        total = sum(item["weight"] for item in record["evidence"])
        assert record["candidates"] == []
        assert record["confidence"] == pytest.approx(calibrated_term(1 / (1 + math.exp(-total))), abs=5e-4), record


def test_candidates_stand_in_order_and_share_one() -> None:
    for record in records():
        found = [candidate["probability"] for candidate in record["candidates"]]
        assert found == sorted(found, reverse=True)
        assert sum(found) <= 1 + 1e-3


# the script


def load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("calibrate", ROOT / "bench" / "calibrate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_script_fits_a_run_and_says_the_errors(
    canonym: Canonym, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script = load_script()
    sample, gold = SAMPLES / "yen-bai-review.es.txt", ROOT / "tests" / "gold" / "yen-bai-review.es.jsonl"
    run = tmp_path / "run"
    assert canonym("run", sample, "--out", run, "--no-translate", "--embedding", "none", "--quiet").returncode == 0
    single = tmp_path / "single.jsonl"
    single.write_text(json.dumps({"id": "1", "lang": "es", "text": "director del banco"}) + "\n", encoding="utf-8")
    monkeypatch.setattr(script, "glossaries_folder", lambda: tmp_path)
    monkeypatch.setattr("sys.argv", ["calibrate.py", "--run", str(run), str(gold), "--renderings", str(single)])
    assert script.main() == 0
    assert "run: " in capsys.readouterr().out
    written = (tmp_path / "calibration.yaml").read_text(encoding="utf-8")
    assert "--run run" in written
    assert "cross_validated_by_page" in written
    monkeypatch.setattr(calibration, "glossaries_folder", lambda: tmp_path)
    assert calibration.load_calibration.__wrapped__()[1].low > 0
