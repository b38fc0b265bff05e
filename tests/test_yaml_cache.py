"""Data files are read once: the same values from the cache, and never those of an earlier text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from canonym.errors import GlossaryError
from canonym.glossary import yaml_cache as module
from canonym.glossary import yaml_files
from canonym.glossary.yaml_files import load_yaml, load_yaml_list
from canonym.resources import cache_folder, glossaries_folder


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that were really parsed, as they are."""
    seen: list[Path] = []
    real = yaml_files._parsed

    def parse(path: Path, parser: Any) -> Any:
        seen.append(path)
        return real(path, parser)

    monkeypatch.setattr(yaml_files, "_parsed", parse)
    return seen


def test_an_unchanged_file_is_parsed_once_and_an_edited_one_again(tmp_path: Path, parsed: list[Path]) -> None:
    path = tmp_path / "words.yaml"
    path.write_text("no: nei\nfa: [نه, 1, 2.5, null, true]\n", encoding="utf-8")
    first = load_yaml(path)
    assert load_yaml(path) == first == {"no": "nei", "fa": ["نه", 1, 2.5, None, True]}
    assert parsed == [path]
    path.write_text("no: nei!\n", encoding="utf-8")
    assert load_yaml(path) == {"no": "nei!"}
    assert len(parsed) == 2


def test_what_a_caller_changes_is_not_remembered(tmp_path: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_text("words: [one]\n", encoding="utf-8")
    load_yaml(path)["words"].append("two")
    load_yaml(path)["words"].append("three")
    assert load_yaml(path) == {"words": ["one"]}


def test_lists_keep_their_lines_and_the_two_ways_of_reading_are_kept_apart(tmp_path: Path, parsed: list[Path]) -> None:
    path = tmp_path / "entries.yaml"
    path.write_text("# a comment\n- name: a\n\n- name: b\n", encoding="utf-8")
    assert load_yaml_list(path) == load_yaml_list(path) == [({"name": "a"}, 2), ({"name": "b"}, 4)]
    assert parsed == [path]
    with pytest.raises(GlossaryError, match="no fields"):
        load_yaml(path)


def test_values_that_json_would_change_are_given_unchanged(tmp_path: Path, parsed: list[Path]) -> None:
    path = tmp_path / "values.yaml"
    path.write_text("1: one\nday: 2024-05-01\n", encoding="utf-8")
    assert load_yaml(path) == load_yaml(path)
    assert set(load_yaml(path)) == {1, "day"}
    assert len(parsed) == 3


def test_a_broken_file_is_named_each_time(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("words: [one\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(GlossaryError, match=r"broken\.yaml"):
            load_yaml(path)


def test_a_damaged_entry_and_a_cache_that_cannot_be_written_cost_nothing_but_time(
    tmp_path: Path, parsed: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "words.yaml"
    path.write_text("words: [one]\n", encoding="utf-8")
    load_yaml(path)
    (entry,) = (cache_folder() / "glossaries").iterdir()
    for damage in (b"", b"[]", b'{"key": 1}', b"\xff"):
        entry.write_bytes(damage)
        assert load_yaml(path) == {"words": ["one"]}
    assert len(parsed) == 5
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert load_yaml(path) == {"words": ["one"]}


def test_another_version_reads_anew(tmp_path: Path, parsed: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "words.yaml"
    path.write_text("words: [one]\n", encoding="utf-8")
    load_yaml(path)
    monkeypatch.setattr(module, "__version__", "0.0.0")
    load_yaml(path)
    assert len(parsed) == 2


@pytest.mark.parametrize("name", ["languages/es.yaml", "languages/no.yaml", "senses.yaml", "vn/pack.yaml"])
def test_the_shipped_files_are_the_same_from_the_cache(name: str, parsed: list[Path]) -> None:
    path = glossaries_folder() / name
    assert load_yaml(path) == load_yaml(path)
    assert parsed == [path]
