"""The Python interface: the documented example runs, and it agrees with the command line."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import canonym as package
from canonym.errors import UsageError
from canonym.model import Document

ROOT = Path(__file__).parents[1]


def test_the_documented_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    page = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", page, flags=re.MULTILINE | re.DOTALL)
    exec(compile("".join(blocks), "docs/api.md", "exec"), {})
    printed = capsys.readouterr().out
    assert printed.startswith("meeting es\n")
    assert "Tran Thi Lan Chairman of the Provincial People's Committee" in printed
    assert "chair vn/peoples-committee provincial" in printed


def test_every_public_name_is_there_and_documented() -> None:
    page = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    for name in package.__all__:
        assert getattr(package, name) is not None
        assert name == "__version__" or f"`{name}" in page
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = package.nonsense


def test_it_agrees_with_the_command_line(
    canonym: Callable[..., subprocess.CompletedProcess[str]], reports: Path, tmp_path: Path
) -> None:
    canonym("run", reports, "--out", tmp_path / "out", "--no-translate", "--embedding", "none")
    result = package.Pipeline(translate=False, embedding="none").run(reports)
    lines = (tmp_path / "out/mentions.jsonl").read_text(encoding="utf-8").splitlines()
    written = [(each["doc"], each["start"], each["canonical"], each["confidence"]) for each in map(json.loads, lines)]
    found = [
        (document.name, each.mention.start, each.canonical, each.confidence)
        for document in result
        for each in document.mentions
    ]
    assert found == written
    for document in result:
        path = tmp_path / "out/canonical/source" / document.name
        assert path.read_text(encoding="utf-8") == document.canonical


def test_texts_paths_and_names_can_be_mixed(reports: Path) -> None:
    pipeline = package.Pipeline(translate=False, embedding="none")
    result = pipeline.run(["The Prime Minister of Viet Nam spoke.", reports / "lan.de.txt"])
    assert [document.name for document in result] == ["lan.de.txt", "text-1"]
    assert len(pipeline.run("The Prime Minister of Viet Nam spoke.")) == 1


def test_failures_are_in_the_result(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    result = package.Pipeline(translate=False, embedding="none").run(["The meeting was long.", tmp_path / "empty.txt"])
    assert [failure.doc for failure in result.failures] == ["empty.txt"]
    assert len(result) == 1


def test_wrong_settings_and_equal_names_are_refused(reports: Path) -> None:
    with pytest.raises(UsageError, match="unknown setting 'pivto'; did you mean pivot"):
        package.Pipeline(pivto="en")
    with pytest.raises(UsageError, match="give one of the two"):
        package.Pipeline(package.Config(), pivot="en")
    report = Document("lan.de.txt", "One.", "00", "txt")
    with pytest.raises(UsageError, match=r"two reports have the name 'lan\.de\.txt'"):
        package.Pipeline(translate=False).run([report, reports / "lan.de.txt"])


def test_results_are_indexed_and_turned_into_records_and_tables(tmp_path: Path) -> None:
    report = "Lạng Sơn, Viet Nam. Tran Thi Lan, Chairwoman of the People's Committee of Lang Son province, spoke."
    result = package.Pipeline(translate=False, embedding="none").run({"b": report, "a": "Nothing <here>."})
    assert result["b"] is result[1]
    with pytest.raises(KeyError):
        result["c"]
    records = result.records()
    assert [each["surface"] for each in records] == [each.mention.surface for each in result["b"].mentions]
    table = result.to_arrow()
    assert table.num_rows == len(records) > 0
    assert table.column("person").to_pylist() == [each["person"] for each in records]
    assert "Tran Thi Lan" in result._repr_html_()


def test_a_path_given_as_a_text_is_refused_with_a_hint(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Hello", encoding="utf-8")
    with pytest.raises(UsageError, match="Path"):
        package.Pipeline(translate=False).run(str(tmp_path / "a.txt"))


def test_a_finished_run_is_loaded_with_its_texts(
    canonym: Callable[..., subprocess.CompletedProcess[str]], reports: Path, tmp_path: Path
) -> None:
    canonym("run", reports, "--out", tmp_path / "out", "--no-translate", "--embedding", "none")
    run = package.load_run(tmp_path / "out")
    written = [json.loads(line) for line in (tmp_path / "out/mentions.jsonl").read_text(encoding="utf-8").splitlines()]
    assert list(run) == written
    assert len(run) == len(written) == run.to_arrow().num_rows > 0
    for each in run:
        assert run.text(each["doc"])[each["start"] : each["end"]] == each["surface"]
        assert run.canonical(each["doc"]) is not None


def test_dir_shows_what_there_is_before_it_is_used() -> None:
    found = subprocess.run(
        [sys.executable, "-c", "import canonym; print(*dir(canonym))"], capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == sorted(package.__all__)
