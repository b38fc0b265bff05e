"""Which reports are versions of one text, and which tell of the same event."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canonym.alignment.clusters import Cluster, ClusterReport, find_clusters
from canonym.alignment.days import days_in
from canonym.alignment.sentences import sentences_of
from canonym.cli.app import run
from canonym.config import Config
from canonym.embedding import Embedder, load_embedder
from canonym.glossary import Glossary, load_glossary

BRIDGE = {
    "bridge.en.txt": (
        "On March 14, 2023, Tran Thi Mai opened a new bridge in Bac Giang. It is 412 metres long and cost 1,250 "
        "million dong. Farmers no longer have to cross the river by boat."
    ),
    "bridge.es.txt": (
        "El 14 de marzo de 2023, Trần Thị Mai inauguró un puente nuevo en Bắc Giang. Mide 412 metros y costó 1.250 "
        "millones de dongs. Los campesinos ya no tienen que cruzar el río en barca."
    ),
    "bridge.vi.txt": (
        "Ngày 14/3/2023, bà Trần Thị Mai khánh thành cây cầu mới ở Bắc Giang. Cầu dài 412 mét, trị giá 1.250 triệu "
        "đồng. Bà con không còn phải qua sông bằng đò."
    ),
    "bridge.ja.txt": (
        "2023年3月14日、Trần Thị Mai氏はバクザンで新しい橋を開通させた。橋の長さは412メートルで、"
        "建設費は1250百万ドンだった。農民はもう舟で川を渡らなくてよい。"
    ),
}
OTHER_DAY = (
    "On March 21, 2023, Tran Thi Mai opened a new bridge in Bac Giang. It is 388 metres long and cost 2,370 million "
    "dong. Farmers no longer have to cross the river by boat."
)
COLUMN = (
    "Bac Giang celebrated on March 14, 2023: Tran Thi Mai cut the ribbon of the new bridge. Pupils sang, and the old "
    "ferryman wept."
)
RACE = "Am 14. März 2023 siegte der Radfahrer Jonas Keller in Lyon. Er gewann mit 412 Metern Vorsprung."


@pytest.fixture(scope="module")
def tools() -> tuple[Embedder | None, Glossary]:
    return load_embedder(Config()), load_glossary(Config())


def clusters(tools: tuple[Embedder | None, Glossary], texts: dict[str, str]) -> list[Cluster]:
    reports = [
        ClusterReport(name, name.split(".")[-2], sentences_of(text, name.split(".")[-2]))
        for name, text in texts.items()
    ]
    return find_clusters(reports, *tools)


def test_translations_of_a_report_are_versions_of_one_text(tools: tuple[Embedder | None, Glossary]) -> None:
    (found,) = clusters(tools, {**BRIDGE, "race.de.txt": RACE})
    assert found.documents == tuple(sorted(BRIDGE))
    assert found.kind == "versions"


def test_the_same_people_on_another_day_are_another_event(tools: tuple[Embedder | None, Glossary]) -> None:
    (found,) = clusters(tools, {**BRIDGE, "other.en.txt": OTHER_DAY})
    assert "other.en.txt" not in found.documents


def test_another_report_of_the_day_tells_of_the_same_event(tools: tuple[Embedder | None, Glossary]) -> None:
    (found,) = clusters(tools, {**BRIDGE, "column.en.txt": COLUMN})
    assert "column.en.txt" in found.documents
    assert found.kind == "same event"
    assert ("column.en.txt",) in found.texts
    assert tuple(sorted(BRIDGE)) in found.texts


def test_reasons_name_what_both_reports_have(tools: tuple[Embedder | None, Glossary]) -> None:
    (found,) = clusters(tools, {name: BRIDGE[name] for name in ("bridge.en.txt", "bridge.es.txt")})
    assert found.pairs[0].reasons == (
        "day: 2023-03-14",
        "names: Tran Thi Mai",
        "places: Bắc Giang",
        "numbers: 1,250, 412",
        "100% of the sentences of the shorter report have a counterpart",
    )


@settings(max_examples=15, deadline=None)
@given(st.permutations([*BRIDGE, "other.en.txt", "column.en.txt", "race.de.txt"]))
def test_the_order_of_the_reports_changes_nothing_and_each_is_in_one_cluster_at_most(order: list[str]) -> None:
    glossary = load_glossary(Config())
    texts = {**BRIDGE, "other.en.txt": OTHER_DAY, "column.en.txt": COLUMN, "race.de.txt": RACE}
    found = clusters((None, glossary), {name: texts[name] for name in order})
    assert found == clusters((None, glossary), texts)
    assert all(not set(one.documents) & set(other.documents) for one, other in combinations(found, 2))


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("On the afternoon of March 4, 2023, in", "en", "2023-03-04"),
        ("on the 4th of March 2023", "en", "2023-03-04"),
        ("El 4 de marzo de 2023", "es", "2023-03-04"),
        ("Am 4. März 2023", "de", "2023-03-04"),
        ("Am 04.03.2023", "de", "2023-03-04"),
        ("Le 1er mars 2023", "fr", "2023-03-01"),
        ("4 Mart 2023'te", "tr", "2023-03-04"),
        ("ngày 4 tháng 3 năm 2023", "vi", "2023-03-04"),
        ("Sáng 4/3", "vi", "--03-04"),
        ("4 марта 2023 года", "ru", "2023-03-04"),
        ("２０２３年３月４日", "ja", "2023-03-04"),
        ("3月4日", "zh", "--03-04"),
    ],
)
def test_days_are_read_in_every_language(text: str, language: str, day: str) -> None:
    assert days_in(text, language) == {day}


@pytest.mark.parametrize("text", ["It grew by 9.15 percent.", "Version 3.4 of 2023", "in May 2023", "45/60 votes", ""])
def test_other_numbers_are_no_days(text: str) -> None:
    assert days_in(text, "en") == set()


def test_the_command_writes_clusters_into_the_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reports, out = tmp_path / "reports", tmp_path / "out"
    reports.mkdir()
    for name, text in {**BRIDGE, "other.en.txt": OTHER_DAY}.items():
        (reports / name).write_text(text, encoding="utf-8")
    assert run(["run", str(reports), "--out", str(out), "--no-translate", "--quiet"]) == 0
    capsys.readouterr()
    assert run(["align", "corpus", str(out)]) == 0
    assert "1 cluster with 4 documents; 1 document stands alone" in capsys.readouterr().out
    (record,) = [json.loads(line) for line in (out / "report-clusters.jsonl").read_text(encoding="utf-8").splitlines()]
    assert record["cluster"] == 1
    assert record["kind"] == "versions"
    assert record["documents"] == sorted(BRIDGE)
    assert {reason["kind"] for reason in record["reasons"]} == {"versions"}


def test_a_folder_without_a_run_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["align", "corpus", str(tmp_path)]) == 2
    assert "name the folder of a finished run" in capsys.readouterr().err
