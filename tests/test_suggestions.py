"""`glossary suggest` and `import --add`: what a run shows to be missing comes back into the pack, nothing is lost."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from canonym.config import Config
from canonym.glossary import glossary_for, load_glossary
from canonym.termbase.text_edits import appended, with_entries, with_items

FAST = ("--no-translate", "--embedding", "none")
PACK = """\
# The pack of Xanadu, written by hand.   <- keep the blanks
pack: xx
title: Xanadu
country: xx   # not a real one
presumed: true
"""
BODIES = """\
# Bodies, in an order that means something.
bodies:
  senate:        # first, as it should be
    kind: assembly
    senses: [people]
    levels: [central]
    leader: president
    names:
      en: {preferred: Senate of Xanadu, admitted: [Upper Senate]}
  guild:
    kind: association
    senses: [cooperative, peace]
    levels: [central, provincial]
    leader: chair
    names: {en: Guild of Peace}
"""
TEXT = """\
Xanadu. The President of the Senate of Xanadu, Ada Ng, met Bo Li, Minister of Bread and Circuses, on Monday.
Bo Li, Minister of Bread and Circuses, spoke of the harvest. The Chairman of the Guild of Peace, Cy Ko, agreed.
The Minister of Bread and Circuses, Bo Li, thanked the Senate of Xanadu.
"""

Canonym = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def folder(canonym: Canonym, tmp_path: Path) -> Path:
    """A pack written by hand, and a run with it."""
    bodies = tmp_path / "packs" / "xx" / "bodies"
    bodies.mkdir(parents=True)
    (bodies.parent / "pack.yaml").write_text(PACK, encoding="utf-8")
    (bodies / "main.yaml").write_text(BODIES, encoding="utf-8")
    for number in ("one", "two"):
        (tmp_path / f"{number}.en.txt").write_text(TEXT, encoding="utf-8")
    run(canonym, tmp_path)
    return tmp_path


def run(canonym: Canonym, folder: Path) -> list[dict[str, Any]]:
    glossary_for.cache_clear()  # each command is a process of its own
    texts = (folder / "one.en.txt", folder / "two.en.txt")
    arguments = ("--glossary", folder / "packs", "--pack", "xx", "--out", folder / "out", "--restart", *FAST)
    outcome = canonym("run", *texts, *arguments)
    assert outcome.returncode == 0, outcome.stderr
    return [json.loads(line) for line in (folder / "out/mentions.jsonl").read_text("utf-8").splitlines()]


def suggested(canonym: Canonym, folder: Path) -> list[dict[str, str]]:
    outcome = canonym(
        "glossary", "suggest", folder / "out", "-o", folder / "missing.csv", "--glossary", folder / "packs"
    )
    assert outcome.returncode == 0, outcome.stderr
    return list(csv.DictReader(io.StringIO((folder / "missing.csv").read_text("utf-8-sig"), newline="")))


def write(rows: list[dict[str, str]], path: Path) -> Path:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def added(canonym: Canonym, folder: Path, path: Path) -> subprocess.CompletedProcess[str]:
    return canonym("glossary", "import", path, "--id", "xx", "--to", folder / "packs", "--add")


def test_an_unknown_office_stands_first_with_everything_that_a_person_needs(canonym: Canonym, folder: Path) -> None:
    rows = suggested(canonym, folder)
    minister = [row for row in rows if "Bread" in row["name"]]
    assert minister[0]["what"].startswith("unknown ")
    assert (minister[0]["count"], minister[0]["documents"]) == ("6", "2")
    assert minister[0]["persons"].split("; ")[0] == "Bo Li"
    assert "Minister of Bread and Circuses" in minister[0]["example"]
    assert "one.en.txt:" in minister[0]["example"]
    assert {row["status"] for row in rows} == {"proposed"}
    assert not any(row["name"] == "Senate of Xanadu" for row in rows)


def test_the_packs_that_the_run_was_made_with_need_not_be_named_again(canonym: Canonym, folder: Path) -> None:
    rows = suggested(canonym, folder)
    outcome = canonym("glossary", "suggest", folder / "out", "-o", folder / "again.csv")
    assert outcome.returncode == 0, outcome.stderr
    assert list(csv.DictReader(io.StringIO((folder / "again.csv").read_text("utf-8-sig"), newline=""))) == rows
    assert "canonym glossary import" in outcome.stdout


def test_what_nobody_decided_is_left_out(canonym: Canonym, folder: Path) -> None:
    rows = suggested(canonym, folder)
    before = files(folder)
    outcome = added(canonym, folder, folder / "missing.csv")
    assert f"{len(rows)} {'row is' if len(rows) == 1 else 'rows are'} not decided yet" in outcome.stdout
    assert files(folder) == before


def files(folder: Path) -> dict[str, str]:
    packs = folder / "packs"
    return {path.relative_to(packs).as_posix(): path.read_text("utf-8") for path in sorted(packs.rglob("*.yaml"))}


def test_a_filled_table_comes_back_and_the_next_run_knows_it(canonym: Canonym, folder: Path) -> None:
    rows = suggested(canonym, folder)
    for row in rows:
        if "Bread" in row["name"] and row["likely"] == "preferred":
            row |= {"concept": "minister-bread", "name": "Minister of Bread and Games", "status": "preferred"}
            row |= {"kind": "office", "rank": "minister"}
    extra = dict.fromkeys(rows[0], "")
    rows += [
        {**extra, "concept": "minister-bread", "language": "en", "name": "Minister of Bread and Circuses",
         "status": "admitted", "kind": "office", "rank": "minister"},
        {**extra, "concept": "xx/guild", "language": "es", "name": "Gremio de la Paz", "status": "preferred"},
        {**extra, "concept": "guild", "language": "en", "name": "Peace Club", "status": "error", "note": "heard badly"},
    ]  # fmt: skip
    before = files(folder)
    outcome = added(canonym, folder, write(rows, folder / "filled.csv"))
    assert outcome.returncode == 0, outcome.stderr
    assert "1 new concept, 2 new names" in outcome.stdout
    after = files(folder)
    for name, text in before.items():
        lines = iter(after[name].splitlines())
        assert all(line in lines for line in text.splitlines()), name  # every line, in order, comments too
    assert after["xx/bodies/main.yaml"] == BODIES
    assert canonym("glossary", "check", folder / "packs").returncode == 0
    pack = load_glossary(Config(glossaries=(folder / "packs",), packs=("xx",))).pack("xx")
    assert pack.bodies["xx/minister-bread"].office == "minister"
    assert [each.text for each in pack.bodies["xx/guild"].names["en"].fixed if each.status == "error"] == ["Peace Club"]
    assert pack.bodies["xx/guild"].names["es"].preferred == "Gremio de la Paz"
    mentions = [each for each in run(canonym, folder) if each["surface"] == "Minister of Bread and Circuses"]
    assert {each["body"] for each in mentions} == {"xx/minister-bread"}
    again = added(canonym, folder, folder / "filled.csv")
    assert "0 new concepts, 0 new names" in again.stdout
    assert files(folder) == after


def test_a_row_that_the_pack_cannot_take_is_named_and_the_others_are_added(canonym: Canonym, folder: Path) -> None:
    head = "concept,language,name,status,rank\n"
    (folder / "rows.csv").write_text(
        head + "guild,en,Upper Senate,admitted,\nvn/politburo,en,Buro,admitted,\nguild,en,Boss,admitted,lord\n"
        "guild,en,Brotherhood of Peace,admitted,\n",
        encoding="utf-8",
    )
    outcome = added(canonym, folder, folder / "rows.csv")
    assert outcome.returncode == 0, outcome.stderr
    assert "“Upper Senate” was left out: it is a name of xx/senate" in outcome.stdout
    assert "vn/politburo is of another pack" in outcome.stdout
    assert "there is no rank 'lord'" in outcome.stdout
    assert "1 new name " in outcome.stdout


def test_a_workbook_offers_the_statuses_and_is_read_again(canonym: Canonym, folder: Path) -> None:
    path = folder / "missing.xlsx"
    canonym("glossary", "suggest", folder / "out", "-o", path, "--glossary", folder / "packs")
    first = path.read_bytes()
    canonym("glossary", "suggest", folder / "out", "-o", path, "--glossary", folder / "packs")
    assert path.read_bytes() == first
    book = openpyxl.load_workbook(path)
    sheet = book["names"]
    header = [cell.value for cell in sheet[1]]
    assert header[:4] == ["concept", "language", "name", "status"]
    [validation] = sheet.data_validations.dataValidation
    assert "admitted" in str(validation.formula1)
    sheet.cell(2, header.index("status") + 1).value = "preferred"
    book.save(path)
    outcome = added(canonym, folder, path)
    assert "1 new concept," in outcome.stdout


def test_an_import_into_a_pack_that_is_there_says_what_to_give(canonym: Canonym, folder: Path) -> None:
    (folder / "rows.csv").write_text("canonical,variant\nGuild of Peace,Club\n", encoding="utf-8")
    outcome = canonym("glossary", "import", folder / "rows.csv", "--id", "xx", "--to", folder / "packs")
    assert outcome.returncode == 2
    assert "--add" in outcome.stderr
    assert (
        "import one first"
        in canonym("glossary", "import", folder / "rows.csv", "--id", "yy", "--to", folder / "packs", "--add").stderr
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# head\nsenses:\n  # mine\n  a: {words: {en: [b]}}\nranks: []\n",
         "# head\nsenses:\n  new: {words: {en: [x]}}\n  # mine\n  a: {words: {en: [b]}}\nranks: []\n"),
        ("senses: {a: {words: {en: [b]}}}\n", "senses: {new: {words: {en: [x]}}, a: {words: {en: [b]}}}\n"),
        ("senses: {}\n", "senses: {new: {words: {en: [x]}}}\n"),
        ("ranks: []\n", "ranks: []\nsenses:\n  new: {words: {en: [x]}}\n"),
        ("", "senses:\n  new: {words: {en: [x]}}\n"),
    ],
)  # fmt: skip
def test_entries_are_put_in_and_every_other_line_stays(text: str, expected: str) -> None:
    assert with_entries(text, "senses", {"new": {"words": {"en": ["x"]}}}) == expected


def test_items_and_last_parts_are_put_in_too() -> None:
    assert with_items("senses:\n  - {id: a}\n", "senses", [{"id": "b"}]) == "senses:\n  - {id: b}\n  - {id: a}\n"
    assert with_items("senses: [{id: a}]\n", "senses", [{"id": "b"}]) == "senses: [{id: b}, {id: a}]\n"
    assert appended("# head\nbodies:\n  a: {}\n", "bodies", {"b": {"kind": "x"}}) == (
        "# head\nbodies:\n  a: {}\n  b: {kind: x}\n"
    )
