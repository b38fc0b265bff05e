"""`canonym judgements`: lists, tables that come back, patches for a glossary, and files of several people."""

from __future__ import annotations

import csv
import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from canonym.glossary.patches import read_patch
from canonym.judgements import JudgementLog, Office, Subject, new_judgement, new_undo
from canonym.judgements.record import Judgement

Run = Callable[..., subprocess.CompletedProcess[str]]

CHAIR = Office("chair", "vn/peoples-committee", "provincial")


def decided(who: str, rendering: str, office: Office | None = CHAIR, when: int = 0, **more: object) -> Judgement:
    what = "accept" if office else "no-office"
    found = new_judgement(who, what, Subject(rendering, "es"), office=office, **more)  # type: ignore[arg-type]
    return replace(found, when=f"2026-01-01T00:00:{when:02}.000Z")


@pytest.fixture
def ana(tmp_path: Path) -> JudgementLog:
    log = JudgementLog(tmp_path / "ana.jsonl")
    wrong = decided("Ana", "jefe", None, 1, why="a chief\nof anything")
    log.append(decided("Ana", "presidente"), wrong, new_undo("Ana", wrong))
    return log


@pytest.fixture
def ben(tmp_path: Path) -> JudgementLog:
    log = JudgementLog(tmp_path / "ben.jsonl")
    log.append(decided("Ben", "Presidente", None, 2, why="=1+1"), decided("Ben", "vicepresidente", when=3))
    return log


def test_the_list_shows_what_holds_and_with_all_what_was(canonym: Run, ana: JudgementLog) -> None:
    done = canonym("judgements", "list", ana.path)
    assert done.stdout == ("2026-01-01T00:00Z  Ana  es  presidente  ->  accept chair vn/peoples-committee provincial\n")
    everything = canonym("judgements", "list", ana.path, "--all").stdout
    assert "no-office (undone): a chief of anything" in everything
    values = [json.loads(line) for line in canonym("judgements", "list", ana.path, "--json").stdout.splitlines()]
    assert [each["subject"]["rendering"] for each in values] == ["presidente"]


def test_merging_keeps_everything_once_and_lists_who_disagrees(
    canonym: Run, ana: JudgementLog, ben: JudgementLog, tmp_path: Path
) -> None:
    into = tmp_path / "both.jsonl"
    done = canonym("judgements", "merge", ana.path, ben.path, "--into", into)
    assert done.stdout.startswith("5 judgements added")
    assert "people disagree about 1" in done.stderr
    again = canonym("judgements", "merge", ben.path, ana.path, "--into", into)
    assert again.stdout.startswith("0 judgements added")
    listed = canonym("judgements", "list", into, "--conflicts").stdout.splitlines()
    assert [line.split("  ")[1] for line in listed] == ["Ben", "Ana"]
    other = tmp_path / "other-way.jsonl"
    canonym("judgements", "merge", ben.path, ana.path, "--into", other)
    assert JudgementLog(other).judgements().fingerprint() == JudgementLog(into).judgements().fingerprint()


def test_a_table_goes_out_is_changed_and_comes_back(canonym: Run, ben: JudgementLog, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    canonym("judgements", "export", ben.path, "--out", table)
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["why"] == "'=1+1"
    unchanged = canonym("judgements", "import", table, "--into", ben.path, "--author", "Eve")
    assert unchanged.stdout.startswith("0 judgements added")
    rows[1] |= {"level": "district", "verdict": "mistranslated"}
    rows.append({"lang": "pt", "rendering": "governador", "what": "new-concept", "name": "Governor"})
    rows.append({"lang": "pt", "rendering": "chefe"})
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), restval="", delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    done = canonym("judgements", "import", table, "--into", ben.path, "--author", "Eve")
    assert done.stdout.startswith("2 judgements added")
    changed, proposed = ben.records()[-2:]
    assert (changed.who, changed.verdict, proposed.name) == ("Eve", "mistranslated", "Governor")
    assert changed.office == Office("chair", "vn/peoples-committee", "district")
    assert ben.judgements().conflicts == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("lang,rendering\nes,x\n", ":1: has no column 'what'"),
        ("lang,rendering,what\nes,x,agree\n", ":2: what is 'agree' and none of accept"),
        ("lang,rendering,what\nes,y,no-office\nes,x,accept\n", ":3: says 'accept' without an office"),
        ("lang,rendering,what,doc,start\nes,x,no-office,a,b\n", ":2: start is 'b' and no number"),
    ],
)
def test_one_bad_row_and_nothing_is_added(canonym: Run, tmp_path: Path, text: str, said: str) -> None:
    table, into = tmp_path / "table.csv", tmp_path / "into.jsonl"
    table.write_text(text, encoding="utf-8")
    done = canonym("judgements", "import", table, "--into", into, "--author", "Eve")
    assert done.returncode == 2
    assert said in done.stderr
    assert not into.exists()


def test_accepted_names_become_a_patch_that_a_pack_takes(canonym: Run, reports: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    canonym("run", reports, "--out", out, "--no-translate", "--embedding", "none")
    log = JudgementLog(out / "judgements.jsonl")
    surface = "presidenta del Comité Popular Provincial de Lang Son"
    here_only = new_judgement("Ana", "accept", Subject("jefe", "es", "x.txt"), office=CHAIR)
    log.append(decided("Ana", surface, verdict="correct"), decided("Ana", "nadie", None), here_only)
    patch = tmp_path / "names.yaml"
    done = canonym("judgements", "export", out, "--out", patch, "--run", out)
    assert done.returncode == 0, done.stderr
    (entry,) = read_patch(patch)
    assert (entry.concept, entry.rank, entry.level, entry.name) == (CHAIR.body, "chair", "provincial", surface)
    assert (entry.status, entry.verdict, entry.count) == ("proposed", "correct", 1)
    assert surface in entry.contexts[0].text


def test_another_ending_and_a_missing_file_are_wrong_use(canonym: Run, ana: JudgementLog, tmp_path: Path) -> None:
    done = canonym("judgements", "export", ana.path, "--out", tmp_path / "x.pdf")
    assert (done.returncode, "use .csv or .yaml" in done.stderr) == (2, True)
    done = canonym("judgements", "list", tmp_path / "none.jsonl")
    assert (done.returncode, "no such file of judgements" in done.stderr) == (2, True)
