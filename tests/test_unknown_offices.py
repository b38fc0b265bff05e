"""Offices that no pack knows: what is brought together across reports and languages, and how it is named."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from canonym.cli.app import run as command
from canonym.config import Config
from canonym.run import pipeline

KENYA = {
    "bridge.en.txt": (
        "The Ministry of Health of Kenya opened a bridge on 12 May 2024. The Minister of Health, Wanjiru Kamau, "
        "counted 412 planks. Daniel Otieno, Chairperson of the National Election Board of Kenya, counted them again.\n"
    ),
    "bridge.es.txt": (
        "El Ministerio de Salud de Kenia inauguró un puente el 12 de mayo de 2024. La ministra de Salud, Wanjiru "
        "Kamau, contó 412 tablones. Daniel Otieno, presidente de la Junta Nacional Electoral de Kenia, también.\n"
    ),
    "votes.fr.txt": (
        "Daniel Otieno, président de la Commission électorale nationale, a compté les voix. Il a appelé la ministre de "
        "la Santé, Wanjiru Kamau.\n"
    ),
}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kenya")
    for name, text in KENYA.items():
        (folder / name).write_text(text, encoding="utf-8")
    out = folder / "out"
    pipeline.run_folder([str(folder)], out, Config(translate=False))
    return out


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def clusters(run: Path) -> dict[object, set[object]]:
    found = defaultdict(set)
    for each in lines(run / "mentions.jsonl"):
        found[each["cluster"]].add(each["surface"])
    return found


def test_renderings_of_one_body_are_one_cluster(run: Path) -> None:
    together = next(each for each in clusters(run).values() if "Ministerio de Salud de Kenia" in each)
    assert {"Ministry of Health of Kenya", "Minister of Health", "ministra de Salud"} <= together


def test_the_same_holder_brings_another_name_of_the_body_in(run: Path) -> None:
    together = next(
        each for each in clusters(run).values() if "Chairperson of the National Election Board of Kenya" in each
    )
    assert "président de la Commission électorale nationale" in together
    assert not any("Health" in str(each) for each in together)


def test_a_cluster_is_named_and_each_mention_by_its_rank(run: Path) -> None:
    proposed = {each["surface"]: each["proposed"] for each in lines(run / "mentions.jsonl")}
    assert proposed["ministra de Salud"] == "Minister of Health"
    assert proposed["Ministerio de Salud de Kenia"] == "Ministry of Health"


def test_clusters_file_adds_up_to_the_mentions(run: Path) -> None:
    mentions = [each for each in lines(run / "mentions.jsonl") if each["cluster"]]
    records = lines(run / "clusters.jsonl")
    assert sum(int(str(each["mentions"])) for each in records) == len(mentions)
    assert {each["cluster"] for each in records} == {each["cluster"] for each in mentions}
    health = next(each for each in records if "health" in str(each["cluster"]))
    assert health["persons"] == ["Wanjiru Kamau"]
    assert health["country"] == "ke"


def test_nothing_of_it_is_rewritten(run: Path) -> None:
    for name, text in KENYA.items():
        assert (run / "canonical/source" / name).read_text(encoding="utf-8") == text
    assert all(each["canonical"] is None for each in lines(run / "mentions.jsonl") if each["cluster"])


def test_workers_and_resuming_change_no_byte(run: Path, tmp_path: Path) -> None:
    reports = run.parent
    names = sorted(KENYA)
    pipeline.run_folder([str(reports / names[0])], tmp_path / "out", Config(translate=False, workers=2))
    pipeline.run_folder(
        [str(reports / name) for name in reversed(names)], tmp_path / "out", Config(translate=False, workers=2)
    )
    for file in ("mentions.jsonl", "clusters.jsonl"):
        assert (tmp_path / "out" / file).read_bytes() == (run / file).read_bytes()


def test_sure_clusters_are_rewritten_where_it_is_asked_for(run: Path, tmp_path: Path) -> None:
    config = Config(translate=False, rewrite=("clusters",))
    pipeline.run_folder([str(run.parent / name) for name in KENYA], tmp_path / "out", config)
    text = (tmp_path / "out/canonical/source/votes.fr.txt").read_text(encoding="utf-8")
    assert "Minister of Health, Wanjiru Kamau" in text
    spanish = (tmp_path / "out/canonical/source/bridge.es.txt").read_text(encoding="utf-8")
    assert "Ministerio de Salud de Kenia" in spanish  # the country would be lost
    assert all(each["body"] is None for each in lines(tmp_path / "out/mentions.jsonl") if each["cluster"])


def test_the_audit_shows_them_under_their_proposed_names(run: Path) -> None:
    assert command(["audit", str(run)]) in (0, 1)
    page = (run / "audit/report.html").read_text(encoding="utf-8")
    section = page[page.index('id="h-unknown"') : page.index('id="reports"')]
    assert "Minister of Health" in section
    assert "Ministerio de Salud de Kenia" in section


def test_the_order_in_which_python_keeps_sets_changes_no_byte(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    for name, text in KENYA.items():
        (tmp_path / "reports" / name).write_text(text, encoding="utf-8")
    written = []
    for seed in ("1", "2", "3"):
        out = tmp_path / seed
        arguments = ["run", str(tmp_path / "reports"), "--out", str(out), "--no-translate", "--quiet"]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-m", "canonym.cli", *arguments], check=True, env=environment)
        written.append([(out / name).read_bytes() for name in ("mentions.jsonl", "clusters.jsonl")])
    assert written[0] == written[1] == written[2]
