"""`canonym eval translation`: the figures by hand, and over the project's own sentence pairs."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from canonym.config import Config
from canonym.evaluation.references import read_references
from canonym.evaluation.translation_scores import System, TranslationComparison, compare_translations

Canonym = Callable[..., subprocess.CompletedProcess[str]]
REFERENCES = Path(__file__).parent / "references"


@pytest.fixture(autouse=True)
def _cache(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "home" / "cache"))


def test_consistency_with_oneself_is_not_being_right() -> None:
    system = System(titles=7, named=2)
    system.renderings = {
        "Chairman": Counter({"president": 3, "chairman": 1, "": 1}),
        "Council": Counter({"council": 1}),
        "Board": Counter({"": 2}),
    }
    figures = system.figures()
    # Council stands once and says nothing about consistency; what was not found agrees with nothing.
    assert figures["consistency_frequent"] == round(3 / 7, 4)
    assert figures["consistency_glossary"] == round(1 / 7, 4)
    assert figures["term_success"] == round(2 / 7, 4)


def test_without_references_and_titles_there_are_no_shares() -> None:
    figures = TranslationComparison().figures()
    for name in ("chrf", "bleu", "chrf_outside_titles", "term_success", "loops"):
        assert figures["canonym"][name] is None


@pytest.mark.parametrize("language", ["es", "pt"])
def test_every_title_of_the_own_pairs_is_right_and_the_rest_does_not_suffer(language: str) -> None:
    found = compare_translations(
        read_references([REFERENCES / f"{language}-en.jsonl"]), Config(memory="none", accept=0.5)
    )
    figures = found[language].figures()
    ours, engine = figures["canonym"], figures["engine alone"]
    assert ours["titles"] > 20
    assert (ours["term_success"], ours["consistency_frequent"], ours["consistency_glossary"]) == (1.0, 1.0, 1.0)
    assert engine["term_success"] < 1.0
    assert ours["chrf_outside_titles"] >= engine["chrf_outside_titles"] - 0.5
    assert ours["chrf"] > engine["chrf"]
    assert (ours["loops"], ours["number_errors"]) == (0.0, 0.0)
    assert figures["lines_outside_titles"] >= 39


def test_files_of_the_user_are_scored_with_and_without_references(canonym: Canonym, tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.jsonl"
    pair = {"lang": "pt", "source": "O mercado ficou fechado.", "reference": "The market was closed."}
    pairs.write_text(json.dumps(pair) + "\n", encoding="utf-8")
    report = tmp_path / "report.txt"
    report.write_text("El mercado quedó cerrado tres días.\n", encoding="utf-8")
    outcome = canonym("eval", "translation", pairs, report, "--json", "--memory", "none")
    assert outcome.returncode == 0, outcome.stderr
    figures = json.loads(outcome.stdout)
    assert list(figures) == ["pt", "es", "all"]
    assert figures["pt"]["canonym"]["chrf"] > 50
    assert figures["es"]["canonym"]["chrf"] is None
    assert figures["all"]["canonym"]["sentences"] == 2
    table = canonym("eval", "translation", pairs, "--memory", "none")
    assert "BLEU" in table.stdout
    assert "engine alone" in table.stdout


def test_titles_are_still_scored_without_naming_the_command(canonym: Canonym, tmp_path: Path) -> None:
    outcome = canonym("eval", tmp_path / "gold.jsonl")
    assert outcome.returncode == 2
    assert "--run" in outcome.stderr
    assert canonym("eval", "titles", tmp_path / "gold.jsonl").stderr == outcome.stderr


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ('{"lang": "es"}', "no field 'source'"),
        ('{"lang": "es", "source": "a\\nb"}', "source is not one line"),
        ("", "holds no sentence"),
    ],
)
def test_a_broken_file_is_one_line(canonym: Canonym, tmp_path: Path, line: str, part: str) -> None:
    pairs = tmp_path / "pairs.jsonl"
    pairs.write_text(line + "\n", encoding="utf-8")
    outcome = canonym("eval", "translation", pairs)
    assert outcome.returncode == 2
    assert outcome.stderr.count("\n") == 1
    assert part in outcome.stderr
    assert "pairs.jsonl" in outcome.stderr
