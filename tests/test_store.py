"""The output folder: whole files, one configuration, one run at a time, nothing deleted that is not ours."""

from __future__ import annotations

import errno
import json
import subprocess
import sys
from pathlib import Path

import filelock
import pytest
from hypothesis import given
from hypothesis import strategies as st

from canonym.errors import DocumentError, StoreError
from canonym.features.declared import FEATURES
from canonym.features.other_facts import NoBody, Unconfirmed
from canonym.model import Document, Evidence, Language, Mention, NameUse, ParsedTitle, Resolution, Sense
from canonym.records import from_plain, to_plain
from canonym.run.output_folder import MARK, Store

WORDS = st.text(max_size=8)
NUMBERS = st.floats(0, 1)
NAMES = st.tuples(st.builds(NameUse, WORDS, st.booleans(), WORDS))
SENSES = st.builds(Sense, st.tuples(WORDS), st.integers(0), st.integers(0), WORDS, NAMES)
PARSED = st.builds(ParsedTitle, ranks=st.tuples(WORDS), level=st.none() | WORDS, senses=st.tuples(SENSES, SENSES))
MENTIONS = st.builds(Mention, WORDS, st.integers(0), st.integers(0), WORDS, WORDS, st.just("role"), PARSED)
FEATURE = st.sampled_from(list(FEATURES.values()))
FACTS = st.builds(Unconfirmed, WORDS) | st.builds(NoBody)
RESOLUTIONS = st.builds(
    Resolution,
    mention=MENTIONS,
    rank=st.none() | WORDS,
    body=st.none() | WORDS,
    level=st.none(),
    canonical=st.none() | WORDS,
    verdict=st.sampled_from([None, "correct"]),
    confidence=NUMBERS,
    action=st.just("accept"),
    evidence=st.lists(st.builds(Evidence, FEATURE, FACTS, NUMBERS), max_size=2).map(tuple),
)


@given(RESOLUTIONS)
def test_values_survive_being_kept_as_json(resolution: Resolution) -> None:
    assert from_plain(Resolution, json.loads(json.dumps(to_plain(resolution)))) == resolution


def test_a_written_file_has_exactly_the_text(tmp_path: Path) -> None:
    store = Store(tmp_path / "out")
    store.write("canonical/source/a.txt", "één\r\nzwei\n")
    assert (tmp_path / "out/canonical/source/a.txt").read_bytes() == "één\r\nzwei\n".encode()


def test_a_failed_write_leaves_the_old_file_and_no_remains(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path / "out")
    store.write("mentions.jsonl", "old")
    written: list[Path] = []

    def full(self: Path, data: bytes) -> int:
        with self.open("wb") as file:
            file.write(data[:2])
        written.append(self)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(StoreError, match=r"No space left on device\); free some space"):
        store.write("mentions.jsonl", "new and longer")
    assert (tmp_path / "out/mentions.jsonl").read_text(encoding="utf-8") == "old"
    assert written
    assert not any(path.exists() for path in written)


def test_a_folder_of_another_configuration_is_refused_and_told_apart(tmp_path: Path) -> None:
    Store(tmp_path).claim({"pivot": "en", "accept": 0.8})
    Store(tmp_path).claim({"accept": 0.8, "pivot": "en"})
    with pytest.raises(StoreError, match=r'another configuration: pivot was "en", is "es".*--restart'):
        Store(tmp_path).claim({"pivot": "es", "accept": 0.8})


def test_restart_removes_what_was_recorded_and_nothing_else(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.claim({"pivot": "en"})
    sha = store.write("canonical/source/a.txt", "a")
    store.keep("finished", "k", [{"outputs": {"canonical/source/a.txt": sha}}])
    store.write("roles.csv", "person\n")
    store.write(MARK, json.dumps({"outputs": {"roles.csv": "x"}}))
    (tmp_path / "canonical" / "notes.txt").write_text("mine", encoding="utf-8")
    store.claim({"pivot": "es"}, restart=True)
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert {name for name in left if not name.startswith(".work")} == {"canonical/notes.txt"}
    assert store.kept("finished", "k") is None


def test_kept_results_that_are_damaged_count_as_missing(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep("prepared", "k", [{"a": 1}, {"b": 2}])
    assert store.kept("prepared", "k") == [{"a": 1}, {"b": 2}]
    (tmp_path / ".work/prepared/k.jsonl").write_text('{"a": 1}\n{"b"', encoding="utf-8")
    assert store.kept("prepared", "k") is None


def test_changed_and_missing_outputs_are_noticed(tmp_path: Path) -> None:
    store = Store(tmp_path)
    outputs = {name: store.write(name, name) for name in ("a.txt", "b.txt")}
    assert store.intact(outputs)
    (tmp_path / "b.txt").write_text("edited", encoding="utf-8")
    assert not store.intact(outputs)
    (tmp_path / "b.txt").unlink()
    assert not store.intact(outputs)


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/evil.txt", "a/../../evil.txt", "", "a\0b"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(DocumentError, match="rename"):
        Store(tmp_path / "out").write(name, "x")
    assert [path for path in tmp_path.rglob("evil*") if path.is_file()] == []


def test_a_name_that_is_too_long_is_the_fault_of_its_document(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="make its name shorter"):
        Store(tmp_path).write("steps/source/" + "n" * 300 + ".jsonl", "x")


def test_a_file_in_the_way_of_a_folder_is_the_fault_of_its_document(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.write("text/a.txt", "x")
    with pytest.raises(DocumentError, match="rename the input"):
        store.write("text/a.txt/b.txt", "y")


def test_a_second_run_is_kept_out(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from canonym.run.output_folder import Store; from canonym.errors import StoreError\n"
        "try:\n  with Store(pathlib.Path(sys.argv[1])).locked(): print('in')\n"
        "except StoreError as error: print(error)"
    )
    with Store(tmp_path).locked():
        inside = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=True)
    after = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=True)
    assert "another run is writing" in inside.stdout
    assert after.stdout == "in\n"


def test_a_folder_on_a_system_without_locks_can_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(filelock.FileLock, "acquire", refuse)
    with Store(tmp_path).locked():
        Store(tmp_path).write("a.txt", "x")
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "x"


def test_a_file_where_the_folder_should_be_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be written"):
        Store(tmp_path / "out")


def test_documents_survive_being_kept() -> None:
    document = Document("a", "text", "00", "txt", None)
    assert from_plain(Document, to_plain(document)) == document
    assert from_plain(Language, to_plain(Language("en", "Latn", 1.0, "why"))).code == "en"
