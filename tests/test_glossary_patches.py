"""Patches of names: what is written is read back, a pack gets lines at its end, and clashes are refused."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canonym.config import Config
from canonym.errors import GlossaryError
from canonym.glossary import load_glossary
from canonym.glossary.patches import Context, PatchEntry, read_patch, write_patch
from canonym.model import Resolution
from canonym.resolution import resolve_phrases

Call = Callable[..., CompletedProcess[str]]

PACK = """\
# A country for tests.
pack: xx
title: Xanadu
default_level: provincial
signals:
  words: [Xanadu]
"""
BODIES = """\
bodies:
  guild:   # the old one
    kind: association
    senses: [cooperative, peace]
    levels: [central, provincial]
    leader: chair
    names: {en: {preferred: "{level} Guild of Peace", source: composed}, es: {preferred: "Gremio {level} de la Paz"}}
  board:
    kind: board
    senses: [sports]
    levels: [provincial]
    leader: head
    names:
      en: {preferred: "{level} Board of Sports", admitted: ['Waterworks', "Springs House"]}
"""
FOUND = PatchEntry("xx/guild", "en", "Society of Quiet", verdict="mistranslated", count=3)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pack = tmp_path / "mine" / "xx"
    (pack / "bodies").mkdir(parents=True)
    (pack / "pack.yaml").write_text(PACK, encoding="utf-8")
    (pack / "bodies" / "all.yaml").write_text(BODIES, encoding="utf-8")
    return tmp_path / "mine"


def patch(folder: Path, *entries: PatchEntry) -> Path:
    path = folder.parent / "found.yaml"
    path.write_text(write_patch(entries), encoding="utf-8")
    return path


def files(folder: Path) -> dict[str, str]:
    return {str(each.relative_to(folder)): each.read_text("utf-8") for each in folder.rglob("*") if each.is_file()}


def read(phrase: str, folder: Path) -> Resolution:
    config = Config(glossaries=(folder,), packs=("xx",), force=("xx",), embedding="none")
    return next(resolve_phrases([{"lang": "en", "text": phrase}], load_glossary(config), config, None))


WORDS = st.text(st.characters(blacklist_categories=["C", "Z"]), min_size=1, max_size=8)
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
ENTRIES = st.builds(
    PatchEntry,
    concept=st.from_regex(r"[a-z]{2}/[a-z-]{1,10}", fullmatch=True),
    language=st.sampled_from(["en", "no", "vi"]),
    name=NAMES,
    status=st.sampled_from(["proposed", "admitted", "deprecated", "error"]),
    rank=st.none() | st.sampled_from(["chair", "head"]),
    level=st.none() | st.just("provincial"),
    verdict=st.none() | st.just("variant"),
    count=st.integers(1, 10**6),
    contexts=st.lists(st.builds(Context, NAMES, st.integers(0, 10**6), NAMES, st.none() | NAMES)).map(tuple),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(ENTRIES, max_size=5))
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, entries: list[PatchEntry]) -> None:
    path = tmp_path_factory.mktemp("patch") / "patch.yaml"
    path.write_text(write_patch(entries), encoding="utf-8", newline="")
    assert sorted(read_patch(path), key=repr) == sorted(entries, key=repr)


def test_apply_adds_lines_and_touches_nothing_else(folder: Path, canonym: Call) -> None:
    mine = (
        "# checked by hand, March\n- {pack: xx, concept: board, language: en, name: 'Well Office',   status: admitted}"
    )
    (folder / "xx" / "names.yaml").write_text(mine, encoding="utf-8")
    before = files(folder)
    answer = canonym("glossary", "apply", patch(folder, FOUND), "--glossary", folder)
    assert (answer.returncode, answer.stderr) == (0, "")
    after = files(folder)
    changed = [name for name in after if after[name] != before.get(name)]
    assert changed == ["xx/names.yaml"]
    diff = [*difflib.ndiff(mine.splitlines(), after["xx/names.yaml"].splitlines())]
    assert [line for line in diff if line.startswith(("-", "?"))] == []
    assert "+   name: Society of Quiet" in diff
    assert "proposed" in canonym("glossary", "show", "xx/guild", "--glossary", folder, "--pack", "xx").stdout


def test_a_name_that_is_there_already_is_not_added_twice(folder: Path, canonym: Call) -> None:
    path = patch(folder, FOUND, PatchEntry("xx/board", "en", "Waterworks"))
    canonym("glossary", "apply", path, "--glossary", folder)
    once = files(folder)
    again = canonym("glossary", "apply", path, "--glossary", folder)
    assert "0 names added to it, 2 were there already" in again.stdout
    assert files(folder) == once


def test_the_status_that_a_person_gives_decides_how_a_name_is_read(folder: Path, canonym: Call) -> None:
    entry = PatchEntry("xx/guild", "en", "Quiet House")
    apply = ("glossary", "apply", "--glossary", folder)
    canonym(*apply, patch(folder, entry))
    assert read("Chairman of the Quiet House", folder).body != "xx/guild"
    for status, verdict in (("admitted", "correct"), ("deprecated", "variant"), ("error", "mistranslated")):
        (folder / "xx" / "names.yaml").unlink()
        canonym(*apply, patch(folder, PatchEntry("xx/guild", "en", "Quiet House", status)))
        found = read("Chairman of the Quiet House", folder)
        assert (found.body, found.verdict) == ("xx/guild", verdict)


def test_a_name_of_an_office_can_be_a_known_error(folder: Path, canonym: Call) -> None:
    entry = PatchEntry("xx/guild", "en", "Quiet Master", "error", rank="chair", level="central")
    canonym("glossary", "apply", patch(folder, entry), "--glossary", folder)
    found = read("Quiet Master", folder)
    assert (found.rank, found.body, found.level, found.verdict) == ("chair", "xx/guild", "central", "mistranslated")


@pytest.mark.parametrize(
    ("name", "rank", "said"),
    [
        ("Springs House", None, "it is a name of xx/board (the pack)"),
        ("Provincial boards of sports", None, "it is a name of xx/board (the pack)"),
        ("Head of the Provincial Board of Sports", "chair", "it is a name of the head of xx/board (the pack)"),
        ("Society of Quiet", "chair", "it is a name of xx/guild (line"),
    ],
)
def test_a_name_of_somebody_else_is_refused(
    folder: Path, canonym: Call, name: str, rank: str | None, said: str
) -> None:
    before = files(folder)
    path = patch(folder, FOUND, PatchEntry("xx/guild", "en", name, rank=rank, level="provincial"))
    answer = canonym("glossary", "apply", path, "--glossary", folder)
    assert answer.returncode == 2
    assert said in answer.stderr
    assert answer.stderr.count("\n") == 1
    assert files(folder) == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- {pack: xx, concept: guild, language: en}", "a name without 'name'"),
        ("- {pack: xx, concept: inn, language: en, name: A}", "no body 'xx/inn'"),
        ("- {pack: xy, concept: inn, language: en, name: A}", "no glossary pack 'xy'"),
        ("- {pack: xx, concept: guild, language: en, name: A, level: commune}", "does not exist at level 'commune'"),
        ("- {pack: xx, concept: guild, language: qq, name: A}", "no language 'qq'"),
        ("- {pack: xx, concept: guild, language: en, name: A, rank: lord}", "no rank 'lord'"),
        ("- {pack: xx, concept: guild, language: en, name: A, status: good}", "status is 'good'"),
        ("- {pack: xx, concept: guild, language: en, name: A, colour: red}", "unknown field 'colour'"),
        ("name: A", "holds no list"),
        ("- [", "node content"),
    ],
)
def test_what_is_wrong_with_a_patch_is_said_in_one_line(folder: Path, canonym: Call, text: str, said: str) -> None:
    path = folder.parent / "found.yaml"
    path.write_text(text, encoding="utf-8")
    answer = canonym("glossary", "apply", path, "--glossary", folder)
    assert answer.returncode == 2
    assert said in answer.stderr
    assert "found.yaml" in answer.stderr
    assert answer.stderr.count("\n") == 1


def test_a_dry_run_writes_nothing(folder: Path, canonym: Call) -> None:
    before = files(folder)
    answer = canonym("glossary", "apply", patch(folder, FOUND), "--glossary", folder, "--dry-run")
    assert "1 name would be added" in answer.stdout
    assert files(folder) == before


def test_a_names_file_that_cannot_be_extended_is_left_as_it_was(folder: Path, canonym: Call) -> None:
    path = folder / "xx" / "names.yaml"
    path.write_text("[{pack: xx, concept: guild, language: en, name: Kept}]\n", encoding="utf-8")
    before = files(folder)
    answer = canonym("glossary", "apply", patch(folder, FOUND), "--glossary", folder)
    assert answer.returncode == 2
    assert "cannot be extended" in answer.stderr
    assert files(folder) == before


def test_a_comment_of_several_lines_would_end_the_comment() -> None:
    with pytest.raises(ValueError, match="one line"):
        write_patch([FOUND], comment="a\nb")


def test_a_broken_names_file_is_an_error_of_the_pack(folder: Path) -> None:
    (folder / "xx" / "names.yaml").write_text("- {pack: xx, concept: inn, language: en, name: A}\n", encoding="utf-8")
    with pytest.raises(GlossaryError, match=r"names\.yaml:1: the pack has no body 'xx/inn'"):
        load_glossary(Config(glossaries=(folder,)))
