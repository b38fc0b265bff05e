"""Finding report files: what is read, what is passed over, and what is wrong use."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from canonym.errors import UsageError
from canonym.texts import find_sources, read_source

TEXT = "El presidente habló ayer.\r\nDespués salió.\n"


def test_a_folder_is_searched_to_the_bottom_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/b/c.HTML", "picture.png", ".hidden.txt", ".git/x.txt", "noending"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    found = find_sources([str(tmp_path)])
    assert [(source.name, source.format) for source in found.sources] == [
        ("a/b/c.HTML", "html"),
        ("a/z.md", "md"),
        ("b.txt", "txt"),
    ]
    assert {Path(path).name: reason for path, reason in found.skipped} == {
        "picture.png": "unknown format .png",
        ".hidden.txt": "hidden",
        ".git": "hidden",
        "noending": "unknown format",
    }


def test_links_that_lead_in_a_circle_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("x", encoding="utf-8")
    (tmp_path / "in" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "broken.txt").symlink_to(tmp_path / "nowhere.txt")
    found = find_sources([str(tmp_path)])
    assert [source.name for source in found.sources] == ["in/a.txt"]
    assert {Path(path).name for path, _ in found.skipped} == {"loop", "broken.txt"}


def test_two_different_files_of_one_name_are_refused(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(folder, encoding="utf-8")
    with pytest.raises(UsageError, match=r"one/a\.txt and .*two/a\.txt"):
        find_sources([str(tmp_path / "one"), str(tmp_path / "two")])


def test_a_file_named_twice_is_read_once_and_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    found = find_sources([str(tmp_path), str(tmp_path / "a.txt")])
    assert len(found.sources) == 1
    assert [reason for _, reason in found.skipped] == ["named twice"]


@pytest.mark.parametrize("name", ["missing.txt", "empty", "no\0name"])
def test_inputs_without_a_report_are_wrong_use(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match=r"no such file|no readable report|cannot be opened"):
        find_sources([str(tmp_path / name)])


def test_no_input_is_wrong_use() -> None:
    with pytest.raises(UsageError, match="no input"):
        find_sources([])


def test_a_folder_of_unknown_formats_says_what_was_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"x")
    with pytest.raises(UsageError, match=r"a\.zip: unknown format \.zip"):
        find_sources([str(tmp_path)])


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such file names")
def test_a_file_name_that_is_not_unicode_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")).write_text("x", encoding="utf-8")
    found = find_sources([str(tmp_path)])
    assert [source.name for source in found.sources] == ["a.txt"]
    assert [reason for _, reason in found.skipped] == ["its name is not valid Unicode"]


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    [source] = find_sources(["-"]).sources
    [document] = read_source(source)
    assert (document.name, document.format, document.text) == ("stdin.txt", "stdin", TEXT)


@pytest.mark.parametrize("name", ["../a.txt", "/a.txt", "a.zip", ""])
def test_standard_input_takes_plain_names_of_known_formats_only(name: str) -> None:
    with pytest.raises(UsageError, match="standard input cannot be named"):
        find_sources(["-"], stdin_name=name)
