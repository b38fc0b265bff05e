"""`canonym explain`: decisions in words, for titles that were rewritten, listed for review, recognised or left."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Canonym = Callable[..., subprocess.CompletedProcess[str]]

SAMPLES = Path(__file__).parents[1] / "samples"
REPORTS = ("yen-bai-review.es.txt", "cantal-milk.fr.txt", "camaguey-visit.es.txt")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from canonym.config import Config  # noqa: PLC0415
    from canonym.run.pipeline import run_folder  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("explain") / "out"
    run_folder(
        [str(SAMPLES / name) for name in REPORTS],
        folder,
        Config(translate=False, embedding="none", accept=0.95, review=0.35),
    )
    return folder


def mentions(run: Path, **fields: Any) -> list[dict[str, Any]]:
    lines = (run / "mentions.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    return [each for each in records if all(each[name] == value for name, value in fields.items())]


def at(record: dict[str, Any]) -> str:
    return f"{record['doc']}:{record['start']}"


def test_a_misread_council_is_explained_with_what_spoke_for_and_against_it(canonym: Canonym, run: Path) -> None:
    record = next(
        each for each in mentions(run, verdict="mistranslated", action="accept") if "Económico" in each["surface"]
    )
    outcome = canonym("explain", run, at(record))
    assert outcome.returncode == 0, outcome.stderr
    first, *rest = outcome.stdout.splitlines()
    assert first.startswith(f"{record['surface']} ({at(record)}, Spanish) is read as {record['canonical']} (")
    assert first.endswith("mistranslated. It is rewritten.")
    assert rest[0] == "For:"
    assert "Against:" in rest
    assert "What makes it sure or unsure:" in rest
    assert any("an error model explains a word (misreading)" in line for line in rest)
    assert rest[-1].startswith("No office of any pack, by score: 0.")


def test_every_mention_can_be_explained_and_its_probabilities_add_up(canonym: Canonym, run: Path) -> None:
    for record in mentions(run):
        [found] = json.loads(canonym("explain", run, at(record), "--json").stdout)
        assert found["mention"] == at(record)
        assert len(found["decision"]) > len(record["surface"])
        weights = [reason["weight"] for part in ("supporting", "opposing") for reason in found[part]]
        assert sum(weights) == pytest.approx(sum(item["weight"] for item in record["evidence"]))
        if record["body"] and record["kind"] != "term":
            share = record["candidates"][0]["probability"]
            total = share + found["no_office"] + sum(each["probability"] for each in found["rivals"])
            assert total == pytest.approx(1, abs=0.03)
            assert found["rivals"] == sorted(found["rivals"], key=lambda each: -each["probability"])


def test_what_was_left_says_what_came_nearest(canonym: Canonym, run: Path) -> None:
    record = next(each for each in mentions(run, body=None, action="leave") if each["candidates"])
    outcome = canonym("explain", run, at(record))
    assert "is left as it is: no office of any pack" in outcome.stdout
    assert "comes nearest" in outcome.stdout
    assert "titles are listed for review from 0.35 on" in outcome.stdout


def test_what_was_listed_for_review_says_from_where_on_titles_are_rewritten(canonym: Canonym, run: Path) -> None:
    [record, *_] = [each for each in mentions(run, action="review") if each["canonical"]]
    outcome = canonym("explain", run, at(record))
    assert "is probably" in outcome.stdout
    assert "titles are rewritten from 0.95 on" in outcome.stdout


def test_words_of_a_title_find_it_and_several_are_listed(canonym: Canonym, run: Path) -> None:
    outcome = canonym("explain", run, "comité")
    assert outcome.returncode == 0
    assert "different titles or decisions match" in outcome.stdout
    assert "->" in outcome.stdout
    found = json.loads(canonym("explain", run, "comité", "--json").stdout)
    assert len(found) == sum("comité" in each["surface"].casefold() for each in mentions(run))


def test_of_a_report_the_titles_are_named(canonym: Canonym, run: Path) -> None:
    outcome = canonym("explain", run, "yen-bai-review.es.txt")
    assert outcome.returncode == 2
    start = next(each["start"] for each in mentions(run) if each["doc"] == "yen-bai-review.es.txt")
    assert f"yen-bai-review.es.txt:{start}" in outcome.stderr


@pytest.mark.parametrize("wanted", ["Consejo Economico y Soial", "yen-bai-review.es.txt:1"])
def test_what_is_not_there_is_said(canonym: Canonym, run: Path, wanted: str) -> None:
    outcome = canonym("explain", run, wanted)
    assert outcome.returncode == 2
    assert f"no mention {wanted!r} in this run" in outcome.stderr
    assert len(outcome.stderr.splitlines()) == 1


def test_a_folder_without_a_run_is_said(canonym: Canonym, tmp_path: Path) -> None:
    outcome = canonym("explain", tmp_path, "x")
    assert outcome.returncode == 2
    assert "run.json: cannot be read" in outcome.stderr


def test_a_damaged_run_and_one_of_an_older_version_are_said(canonym: Canonym, run: Path, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text((run / "run.json").read_text(encoding="utf-8"), encoding="utf-8")
    table = tmp_path / "mentions.jsonl"
    table.write_text("{\n", encoding="utf-8")
    assert "is damaged" in canonym("explain", tmp_path, "x").stderr
    table.write_text('{"doc": "a.txt", "start": 0}\n', encoding="utf-8")
    assert "older version" in canonym("explain", tmp_path, "x").stderr


def test_the_nearest_known_renderings_are_the_learned_readers_reason(canonym: Canonym, run: Path) -> None:
    record = next(each for each in mentions(run, action="accept") if each["lang"] == "es" and each["kind"] == "role")
    [line] = [line for line in canonym("explain", run, at(record)).stdout.splitlines() if line.startswith("Nearest")]
    explained = json.loads(canonym("explain", run, at(record), "--json").stdout)[0]
    assert line == f"Nearest known renderings: {'; '.join(explained['nearest'])}."
    names = canonym("glossary", "show", record["body"], "--json").stdout.splitlines()
    texts = " ".join(json.loads(name)["name"] for name in names)
    first = explained["nearest"][0].split("“")[1].split("”")[0]
    assert set(first.split()) <= set(texts.split())


def test_what_a_person_decided_is_shown_as_a_known_rendering(canonym: Canonym, run: Path, tmp_path: Path) -> None:
    from canonym.judgements import JudgementLog, Office, Subject, new_judgement  # noqa: PLC0415

    record = next(each for each in mentions(run, action="accept") if each["lang"] == "es" and each["kind"] == "role")
    copy = tmp_path / "out"
    shutil.copytree(run, copy)
    rendering = f"{record['surface']} mismo"
    JudgementLog(copy / "judgements.jsonl").append(
        new_judgement("Ana", "choose", Subject(rendering, "es"), office=Office(record["rank"], record["body"]))
    )
    lines = canonym("explain", copy, at(record)).stdout.splitlines()
    [line] = [line for line in lines if line.startswith("Nearest")]
    assert f"“{rendering}” (Spanish, " in line
    assert "decided by a person" in line
