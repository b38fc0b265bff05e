"""A run honours judgements: above any score, in every report, and again when they change."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from canonym.api import Pipeline
from canonym.config import Config
from canonym.judgements import JudgementLog, Office, Subject, new_judgement, new_undo
from canonym.judgements.record import Judgement
from deciding import run_reports

Run = Callable[..., subprocess.CompletedProcess[str]]

CHAIR = "presidenta del Comité Popular Provincial de Lang Son"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def run(canonym: Run, reports: Path, out: Path) -> Run:
    def call(*more: object) -> subprocess.CompletedProcess[str]:
        done = canonym("run", reports, "--out", out, "--no-translate", "--embedding", "none", *more)
        assert done.returncode == 0, done.stderr
        return done

    return call


def mention(out: Path, surface: str) -> dict[str, Any]:
    lines = (out / "mentions.jsonl").read_text(encoding="utf-8").splitlines()
    return next(record for record in map(json.loads, lines) if record["surface"] == surface)


def judge(out: Path, what: Any, office: Office | None = None, surface: str = CHAIR, **more: Any) -> Judgement:
    found = new_judgement("Ana", what, Subject(surface, "es"), office=office, why="as agreed", **more)
    JudgementLog(out / "judgements.jsonl").append(found)
    return found


def test_another_office_goes_above_every_score_and_undo_brings_the_old_one_back(run: Run, out: Path) -> None:
    run()
    before = (out / "mentions.jsonl").read_bytes()
    assert mention(out, CHAIR)["body"] == "vn/peoples-committee"
    judged = judge(out, "choose", Office("director", "vn/department-of-home-affairs", "provincial"))
    done = run()
    found = mention(out, CHAIR)
    assert (found["rank"], found["body"], found["level"]) == ("director", "vn/department-of-home-affairs", "provincial")
    assert found["canonical"] == "Director of the Provincial Department of Home Affairs"
    assert (found["action"], found["confidence"], found["verdict"]) == ("accept", 1.0, "mistranslated")
    assert found["evidence"][0]["kind"] == "judgement"
    assert found["evidence"][0]["detail"] == f"Ana chose this office on {judged.when[:10]}: as agreed"
    text = (out / "canonical/source/may/lan.es.txt").read_text(encoding="utf-8")
    assert "Director of the Provincial Department of Home Affairs" in text
    assert "1 judgement followed" in done.stderr
    assert "nothing to do" in run().stderr
    JudgementLog(out / "judgements.jsonl").append(new_undo("Ben", judged))
    run()
    assert (out / "mentions.jsonl").read_bytes() == before


def test_no_office_leaves_the_words_as_they_are(run: Run, out: Path) -> None:
    out.mkdir()
    judge(out, "no-office")
    run()
    found = mention(out, CHAIR)
    assert (found["body"], found["action"], found["confidence"]) == (None, "leave", 1.0)
    assert any(item["kind"] == "judgement" and item["weight"] < 0 for item in found["evidence"])
    assert CHAIR in (out / "canonical/source/may/lan.es.txt").read_text(encoding="utf-8")


def test_a_judgement_counts_where_nothing_else_speaks_for_the_office(canonym: Run, tmp_path: Path) -> None:
    """No word of the title is the body's, and no word of the report speaks of the country."""
    report = tmp_path / "report.es.txt"
    report.write_text("El presidente del Comité Agrícola Regional inauguró ayer la feria del ganado.\n")
    log = JudgementLog(tmp_path / "mine.jsonl")
    office = Office("chair", "vn/peoples-committee", "provincial")
    log.append(new_judgement("Ana", "choose", Subject("presidente del Comité Agrícola Regional", "es"), office=office))
    common = ("run", report, "--no-translate", "--embedding", "none", "--out")
    canonym(*common, tmp_path / "plain")
    canonym(*common, tmp_path / "judged", "--judgements", log.path)
    surface = "presidente del Comité Agrícola Regional"
    assert mention(tmp_path / "plain", surface)["action"] == "leave"
    assert mention(tmp_path / "judged", surface)["canonical"] == "Chairman of the Provincial People's Committee"


def test_a_judged_level_stands_and_an_open_one_follows_the_text(run: Run, out: Path) -> None:
    out.mkdir()
    judge(out, "accept", Office("chair", "vn/peoples-committee", "district"))
    run()
    assert mention(out, CHAIR)["canonical"] == "Chairman of the District People's Committee"
    judge(out, "accept", Office("chair", "vn/peoples-committee"))
    run()
    assert mention(out, CHAIR)["canonical"] == "Chairman of the Provincial People's Committee"


def test_the_verdict_of_a_person_is_written(run: Run, out: Path) -> None:
    out.mkdir()
    judge(out, "accept", Office("chair", "vn/peoples-committee"), verdict="mistranslated")
    run()
    assert mention(out, CHAIR)["verdict"] == "mistranslated"


def test_a_damaged_line_and_a_lost_office_are_said_and_the_run_goes_on(run: Run, out: Path) -> None:
    out.mkdir()
    judge(out, "choose", Office("chair", "vn/ministry-of-silly-walks"))
    with (out / "judgements.jsonl").open("a") as file:
        file.write('{"id": "torn')
    done = run()
    assert "no pack in use has 'vn/ministry-of-silly-walks'" in done.stderr
    assert "line 2 is not whole JSON; it is passed over" in done.stderr
    assert mention(out, CHAIR)["body"] == "vn/peoples-committee"


def test_restart_keeps_the_judgements(run: Run, out: Path) -> None:
    run()
    judge(out, "no-office")
    run("--restart")
    assert mention(out, CHAIR)["action"] == "leave"


def test_resolve_and_python_honour_judgements_too(canonym: Run, tmp_path: Path) -> None:
    log = JudgementLog(tmp_path / "mine.jsonl")
    office = Office("director", "vn/department-of-home-affairs", "provincial")
    log.append(new_judgement("Ana", "choose", Subject("presidente del Comité Agrícola Regional", "es"), office=office))
    phrases = tmp_path / "phrases.jsonl"
    phrases.write_text('{"id": 1, "lang": "es", "text": "presidente del Comité Agrícola Regional"}\n')
    done = canonym("resolve", phrases, "--judgements", log.path, "--embedding", "none")
    answer = json.loads(done.stdout)
    assert (answer["body"], answer["confidence"]) == ("vn/department-of-home-affairs", 1.0)
    found = Pipeline(judgements=[log.path], embedding="none", translate=False).run(
        ["El presidente del Comité Agrícola Regional habló ayer en la feria del ganado."]
    )
    assert "Director of the Provincial Department of Home Affairs" in found.reports[0].canonical


def test_a_missing_file_of_judgements_is_wrong_use(canonym: Run, reports: Path, out: Path) -> None:
    done = canonym("run", reports, "--out", out, "--judgements", "nowhere.jsonl")
    assert done.returncode == 2
    assert "judgements: no file nowhere.jsonl" in done.stderr


def test_a_term_can_be_said_to_be_none_or_accepted(run: Run, out: Path) -> None:
    term = "movimiento de emulación"
    run()
    assert mention(out, term)["action"] == "accept"
    refused = judge(out, "no-office", surface=term)
    run()
    found = mention(out, term)
    assert (found["canonical"], found["action"], found["confidence"]) == (None, "leave", 1.0)
    JudgementLog(out / "judgements.jsonl").append(new_undo("Ana", refused))
    judge(out, "accept", Office(None, "vn/emulation-movement"), surface=term)
    run()
    found = mention(out, term)
    assert (found["canonical"], found["action"], found["confidence"]) == ("emulation movement", "accept", 1.0)


def test_explain_names_who_decided(run: Run, out: Path, canonym: Run) -> None:
    out.mkdir()
    judge(out, "choose", Office("director", "vn/department-of-home-affairs"))
    run()
    said = canonym("explain", out, CHAIR).stdout
    assert "is read as Director of the Provincial Department of Home Affairs" in said
    assert "(judgement): Ana chose this office on" in said


def test_offices_that_were_not_taken_carry_the_evidence_that_their_score_is_made_of(tmp_path: Path) -> None:
    text = (
        "Lang Son, Vietnam. Habló el presidente del Consejo Económico y Social Provincial. El secretario del Consejo "
        "de Imitación y la presidenta del Comité de la provincia informaron.\n"
    )
    folder = run_reports(tmp_path, {"open.es.txt": text}, Config(translate=False, embedding="none"))
    lines = (folder / "mentions.jsonl").read_text(encoding="utf-8").splitlines()
    rivals = [each for line in lines for each in json.loads(line)["candidates"][1:]]
    explained = [each for each in rivals if each["evidence"]]
    assert explained
    for each in rivals:
        assert bool(each["evidence"]) == (each["probability"] >= 0.005)
    for each in explained:
        assert sum(item["weight"] for item in each["evidence"]) == pytest.approx(each["score"], abs=1e-2)
