"""The sample reports and their gold annotations: generated from one source, and legal in every field."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from ruamel.yaml import YAML

from canonym.resources import glossaries_folder

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "tests" / "gold"
SAMPLES = ROOT / "samples"

LEVELS = {"central", "regional", "provincial", "municipal", "district", "commune", "cluster", None}
REPORTS = sorted(path.name for path in SAMPLES.glob("*.txt"))
FOREIGN = {
    "cantal-milk.fr.txt",
    "ciego-de-avila-harvest.es.txt",
    "guizhou-bridges.zh.txt",
    "kastamonu-schools.tr.txt",
    "sekong-bridge.en.txt",
    "soria-depopulation.es.txt",
}

Annotation = dict[str, Any]


def load_builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gold_build", GOLD / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


build = load_builder()


def gold_of(report: str) -> list[Annotation]:
    path = GOLD / f"{Path(report).stem}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def text_of(report: str) -> str:
    return (SAMPLES / report).read_bytes().decode("utf-8")


def test_reports_exist_in_all_ten_languages() -> None:
    assert {name.split(".")[1] for name in REPORTS} == {"tr", "es", "pt", "de", "fr", "ru", "zh", "ja", "vi", "en"}
    assert set(REPORTS) >= FOREIGN


def test_generated_files_are_what_the_marked_reports_make() -> None:
    assert build.stale() == []


@pytest.mark.parametrize("report", REPORTS)
def test_offsets_fit_and_do_not_overlap(report: str) -> None:
    text = text_of(report)
    end = 0
    for gold in gold_of(report):
        assert gold["doc"] == report
        assert gold["start"] >= end, gold
        end = gold["end"]
        assert text[gold["start"] : end] == gold["surface"]
        assert gold["surface"] == gold["surface"].strip() != ""


@pytest.mark.parametrize("report", REPORTS)
def test_fields_are_legal(report: str) -> None:
    ranks = set(YAML(typ="safe").load(glossaries_folder() / "ranks.yaml")["ranks"])
    for gold in gold_of(report):
        assert gold["level"] in LEVELS, gold
        assert gold["tenure"] in {"current", "former", "acting", "elect"}
        assert gold["verdict"] in {"correct", "variant", "mistranslated", "ambiguous"}
        assert gold["body"] is None or re.fullmatch(r"[a-z]+/[a-z0-9]+(-[a-z0-9]+)*", gold["body"]), gold
        if gold["kind"] == "role":
            assert gold["rank"] in ranks, gold
        else:
            assert gold["kind"] in {"body", "term"}
            assert gold["rank"] is None
            assert gold["person"] is None
        assert (gold["kind"] == "term") == bool(gold["canonical_en"])


@pytest.mark.parametrize("report", REPORTS)
def test_persons_and_places_stand_in_the_report(report: str) -> None:
    text = text_of(report)
    for gold in gold_of(report):
        if gold["person"]:
            assert gold["person"] in text
        if gold["place"]:
            assert gold["place"] in gold["surface"]


@pytest.mark.parametrize("report", sorted(FOREIGN))
def test_reports_from_other_countries_name_no_vietnamese_office(report: str) -> None:
    assert gold_of(report)
    assert not [gold for gold in gold_of(report) if (gold["body"] or "").startswith("vn/")]
    assert not [gold for gold in gold_of(report) if gold["kind"] == "term"]


def test_every_translated_report_mixes_right_and_wrong_renderings() -> None:
    for report in set(REPORTS) - FOREIGN - {"phu-yen-review.vi.txt", "kon-tum-forests.en.txt"}:
        assert {gold["verdict"] for gold in gold_of(report)} >= {"correct", "mistranslated"}, report


def test_offsets_count_code_points() -> None:
    plain, found = build.unmark("𝄞 İ\u0301 ⟦Tỉnh ủy⟧{body: vn/party-committee provincial} x\n", "a.vi.txt")
    assert plain == "𝄞 İ\u0301 Tỉnh ủy x\n"
    assert plain[found[0]["start"] : found[0]["end"]] == "Tỉnh ủy"
    assert found[0]["start"] == 5


@pytest.mark.parametrize(
    ("mark", "complaint"),
    [
        ("⟦a⟧", "stray"),
        ("⟦a⟧{}", "stray"),
        ("⟦ a⟧{body: - -}", "white space"),
        ("⟦a⟧{verdict: variant; body: - -}", "begins with"),
        ("⟦a⟧{body: - -; role: chair - -}", "exactly one"),
        ("⟦a⟧{role: chair -}", "3 words"),
        ("⟦a⟧{body: - -; verdict: wrong}", "unknown verdict"),
        ("⟦a⟧{body: - -; tenure: late}", "unknown tenure"),
        ("⟦a⟧{body: - -; persn: b}", "unknown field"),
        ("⟦a⟧{body: - -; note: b; note: c}", "twice"),
        ("⟦a⟧{body}", "name: value"),
    ],
)
def test_a_broken_mark_is_named_with_its_line(mark: str, complaint: str) -> None:
    with pytest.raises(build.MarkError, match=rf"line 2:.*{complaint}"):
        build.unmark(f"one\ntwo {mark} three\n", "a.en.txt")


def test_check_notices_an_edited_a_missing_and_an_orphaned_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("marked", "samples"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(build, "HERE", tmp_path)
    monkeypatch.setattr(build, "MARKED", tmp_path / "marked")
    monkeypatch.setattr(build, "SAMPLES", tmp_path / "samples")
    marked = "The ⟦Council of State⟧{body: - central} met.\n"
    for name in ("a.en.txt", "b.en.txt"):
        (tmp_path / "marked" / name).write_text(marked, encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["build.py"])
    assert build.main() == 0
    monkeypatch.setattr("sys.argv", ["build.py", "--check"])
    assert build.main() == 0
    (tmp_path / "samples" / "a.en.txt").write_text("edited\n", encoding="utf-8")
    (tmp_path / "b.en.jsonl").unlink()
    (tmp_path / "c.en.jsonl").write_text("", encoding="utf-8")
    assert build.main() == 1
    complaint = capsys.readouterr().err
    assert {name for name in ("a.en.txt", "b.en.jsonl", "c.en.jsonl") if name in complaint} == {
        path.name for path in build.stale()
    }
    assert "b.en.txt" not in complaint
