"""Ablation: what is switched off has no say, and what was never asked for is said."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from canonym.config import Config
from canonym.errors import UsageError
from canonym.features.declared import EX_OFFICIO, SLOT
from canonym.glossary import load_glossary
from canonym.glossary.feature_weights import load_weights, weights_without
from canonym.model import Resolution
from canonym.resolution import resolve_phrases

Canonym = Callable[..., subprocess.CompletedProcess[str]]

MISREAD = {
    "id": "1",
    "lang": "es",
    "text": "presidente del Consejo Económico Provincial",
    "context": "Vietnam; Lang Son",
}
"""A known error: the abbreviation of "emulation and commendation" read as "economic"."""


def phrase(record: dict[str, str], *without: str) -> Resolution:
    config = Config(without=without, embedding="none")
    [found] = resolve_phrases([record], load_glossary(config), config, None)
    return found


def test_a_group_and_a_single_kind_count_as_nothing() -> None:
    table = weights_without(["slots", "ex_officio"])
    assert {feature.name for feature, weight in table.items() if weight != load_weights()[feature]} == {
        "slot",
        "ex_officio",
    }
    assert table[SLOT] == table[EX_OFFICIO] == 0.0


def test_switching_off_leaves_the_usual_table_as_it_was() -> None:
    before = dict(load_weights())
    weights_without(["errors", "context"])
    assert load_weights() == before


def test_without_error_models_and_the_learned_reader_a_misread_council_is_not_found() -> None:
    assert phrase(MISREAD).body == "vn/emulation-commendation-council"
    for without in (("errors",), ("errors", "embedding")):
        found = phrase(MISREAD, *without)
        assert "misreading" not in {evidence.kind for evidence in found.evidence}
    assert found.body != "vn/emulation-commendation-council"


def test_a_plain_name_needs_no_error_model() -> None:
    record = MISREAD | {"text": "presidente del Comité Popular Provincial"}
    assert phrase(record, "errors", "slots", "context", "embedding").body == "vn/peoples-committee"


def test_an_unknown_name_is_said_with_the_nearest_one() -> None:
    with pytest.raises(UsageError, match="nothing is called 'slotss'; did you mean slots"):
        weights_without(["slotss"])


@pytest.mark.parametrize("command", ["run", "resolve"])
def test_the_commands_know_the_option(canonym: Canonym, tmp_path: Path, command: str) -> None:
    phrases = tmp_path / "phrases.jsonl"
    phrases.write_text(json.dumps(MISREAD) + "\n", encoding="utf-8")
    where = ["--out", tmp_path / "out"] if command == "run" else []
    wrong = canonym(command, phrases, *where, "--embedding", "none", "--without", "erors")
    assert wrong.returncode == 2
    assert "did you mean errors?" in wrong.stderr


def test_the_option_changes_what_resolve_answers(canonym: Canonym, tmp_path: Path) -> None:
    phrases = tmp_path / "phrases.jsonl"
    phrases.write_text(json.dumps(MISREAD) + "\n", encoding="utf-8")
    plain = json.loads(canonym("resolve", phrases, "--embedding", "none").stdout)
    without = ("--without", "errors", "--without", "embedding")
    reduced = json.loads(canonym("resolve", phrases, "--embedding", "none", *without).stdout)
    assert plain["body"] == "vn/emulation-commendation-council"
    assert reduced["body"] != plain["body"]
