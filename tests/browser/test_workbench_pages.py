"""Ten things that a newcomer does in the workbench, in a real browser; every page reachable and readable by all."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from canonym.config import Config
from canonym.judgements import JudgementLog
from deciding import run_reports

REPORTS = {
    "lang-son.es.txt": (
        "Hanói, Vietnam. La camarada Tran Thi Lan, presidenta del Comité Popular Provincial de Lang Son, habló. El "
        "camarada Le Van Binh, director del Ministerio del Interior, informó sobre el movimiento de emulación.\n"
    ),
    "binh.es.txt": "Hanói, Vietnam. El camarada Le Van Binh, director del Ministerio del Interior, saludó.\n",
    "lan.en.txt": "Lang Son, Viet Nam. Tran Thi Lan, Chairwoman of the People's Committee of Lang Son, spoke.\n",
    "visit.en.txt": (
        "Nairobi, Kenya. Amina Odhiambo, Chairwoman of the Electoral Commission of Kenya, met Peter Mwangi, "
        "Minister of Roads and Transport of Kenya.\n"
    ),
}
DIRECTOR = "director del Ministerio del Interior"
ADDRESSES = (
    "/", "/reports", "/reports/lang-son.es.txt", "/titles", "/titles?lang=es", "/title/0", "/offices-table", "/people",
    "/clusters", "/decide?view=accept", "/decisions", "/glossary", "/glossary?words=education",
    "/glossary/vn/peoples-committee", "/run", "/new", "/help",
)  # fmt: skip
Open = Callable[..., Any]


class Workbench:
    """`canonym open` as a process."""

    def __init__(self, folder: Path | None, where: Path) -> None:
        command = [sys.executable, "-m", "canonym.cli", "open", *([str(folder)] if folder else [])]
        paths = [str(Path(__file__).parents[2] / "src"), os.environ.get("PYTHONPATH", "")]
        self.process = subprocess.Popen(
            [*command, "--no-browser", "--port", "0", "--author", "Ana"], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, cwd=where, env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )  # fmt: skip
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().partition(" ")[2].strip()
        self.root = self.address.partition("?")[0].rstrip("/")

    def close(self) -> None:
        self.process.terminate()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory, chromium: Any) -> Path:
    return run_reports(tmp_path_factory.mktemp("bench"), REPORTS, Config(translate=False, embedding="none"))


@pytest.fixture
def out(finished: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    for name in ("mentions.jsonl", "documents.jsonl", "run.json", "steps", "canonical"):
        (folder / name).symlink_to(finished / name)
    return folder


@pytest.fixture
def bench(out: Path, tmp_path: Path) -> Iterator[Workbench]:
    server = Workbench(out, tmp_path)
    yield server
    server.close()


@pytest.fixture
def page(bench: Workbench, new_page: Open) -> Any:
    page = new_page()
    page.goto(bench.address)
    return page


def judgements(out: Path) -> list[tuple[str, str, str]]:
    return [
        (each.what, each.name, each.subject.rendering)
        for each in JudgementLog(out / "judgements.jsonl").judgements().valid
    ]


def test_home_leads_to_what_is_wrong(page: Any) -> None:
    page.get_by_role("link", name="mistranslated").first.click()
    page.get_by_role("heading", name="Titles").wait_for()
    assert "outcome=mistranslated" in page.url


def test_all_titles_of_a_person_are_found_and_can_be_sent_as_an_address(page: Any, bench: Workbench) -> None:
    page.get_by_label("Search all titles").fill("binh")
    page.keyboard.press("Enter")
    page.wait_for_url("**/titles?words=binh")
    assert page.get_by_role("row").count() == 3  # the heading, and two titles
    address = page.url
    page.goto(bench.root + "/")
    page.goto(address)
    assert page.get_by_role("link", name=DIRECTOR).count() == 2


def test_a_title_in_a_report_opens_its_reasons_and_is_decided_there(page: Any, bench: Workbench, out: Path) -> None:
    page.goto(bench.root + "/reports/binh.es.txt")
    page.locator("a.t", has_text=DIRECTOR).first.click()
    panel = page.locator("#panel")
    panel.get_by_role("heading", name=DIRECTOR).wait_for()
    panel.get_by_role("button", name="Not an office").click()
    page.get_by_text("1 decision saved").wait_for()
    assert judgements(out) == [("no-office", "", DIRECTOR)]


def test_ticked_titles_get_a_new_name_and_the_decision_is_undone(page: Any, bench: Workbench, out: Path) -> None:
    page.goto(bench.root + "/titles?words=interior")
    page.get_by_label("Tick all on this page").check()
    page.get_by_label("New office").fill("Chief of Home Affairs")
    page.get_by_role("button", name="Name it so").click()
    page.get_by_text("1 decision saved").wait_for()
    assert judgements(out) == [("new-concept", "Chief of Home Affairs", DIRECTOR)]
    page.get_by_role("link", name="Look at them").click()
    page.get_by_role("button", name="Undo").first.click()
    page.get_by_text("what held before holds again").wait_for()
    assert judgements(out) == []


def test_a_table_is_downloaded_as_it_is_shown(page: Any, bench: Workbench, tmp_path: Path) -> None:
    page.goto(bench.root + "/titles?lang=es&words=binh")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    download.value.save_as(tmp_path / "titles.csv")
    with (tmp_path / "titles.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [(row["surface"], row["person"]) for row in rows] == [(DIRECTOR, "Le Van Binh")] * 2


def test_facets_add_up_and_are_taken_back(page: Any, bench: Workbench) -> None:
    page.goto(bench.root + "/titles")
    english = page.get_by_role("link", name=re.compile("English$"))
    english.click()
    page.wait_for_url("**/titles?lang=en")
    assert english.get_attribute("aria-current") == "true"
    english.click()
    page.wait_for_url("**/titles?")


def test_an_office_is_searched_in_the_glossary_by_any_name(page: Any, bench: Workbench) -> None:
    page.goto(bench.root + "/glossary")
    page.get_by_label("A name in any language").fill("Ủy ban nhân dân")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Ủy ban nhân dân").first.click()
    page.get_by_role("heading", name="In this run").wait_for()


def test_people_are_found_with_their_offices(page: Any, bench: Workbench) -> None:
    page.goto(bench.root + "/people")
    entry = page.locator("li", has_text="Tran Thi Lan").first
    assert "People's Committee" in entry.inner_text()


def test_a_cluster_is_ticked_whole_and_named(page: Any, bench: Workbench, out: Path) -> None:
    page.goto(bench.root + "/clusters")
    box = page.locator("[data-cluster]").first
    box.check()
    page.get_by_label("New office").fill("Ministry of Roads")
    page.get_by_role("button", name="Name it so").click()
    page.get_by_role("status").wait_for()
    assert {(what, name) for what, name, _ in judgements(out)} == {("new-concept", "Ministry of Roads")}


def test_files_become_a_run_and_a_decision_changes_the_next_one(new_page: Open, tmp_path: Path, chromium: Any) -> None:
    (tmp_path / "reports").mkdir()
    for name, text in REPORTS.items():
        (tmp_path / "reports" / name).write_text(text, encoding="utf-8")
    server = Workbench(None, tmp_path)
    try:
        page = new_page()
        page.goto(server.address)
        page.get_by_label("drop files here").set_input_files(sorted((tmp_path / "reports").iterdir()))
        page.get_by_label("Translate").uncheck()
        page.get_by_role("button", name="Find the titles").click()
        page.get_by_text("What to do next").wait_for(timeout=60_000)
        page.goto(server.root + "/titles?words=interior")
        page.get_by_label("Tick all on this page").check()
        page.get_by_role("button", name="Not an office").click()
        page.goto(server.root + "/")
        page.get_by_role("button", name="Run again").click()
        page.get_by_text("What changed").wait_for(timeout=60_000)
        assert page.get_by_text(DIRECTOR).count() == 2
        (folder,) = tmp_path.glob("canonym-*")
        mentions = (folder / "out" / "mentions.jsonl").read_text(encoding="utf-8").splitlines()
        assert {json.loads(line)["doc"] for line in mentions} == set(REPORTS)
    finally:
        server.close()


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_can_be_read_by_all_at_any_width(bench: Workbench, new_page: Open, size: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed: the browser extra")
    page = new_page(size, color_scheme=scheme)
    page.goto(bench.address)
    problems = []
    for address in ADDRESSES:
        page.goto(bench.root + address)
        found = axe.Axe().run(page).response["violations"]
        problems += [
            (address, each["id"], each["nodes"][0]["html"])
            for each in found
            if each["impact"] in ("serious", "critical")
        ]
        wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")
        problems += [(address, "wider than the window", "")] if wide else []
    assert problems == []


def test_everything_works_without_the_script(bench: Workbench, new_page: Open, out: Path) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(bench.address)
    page.get_by_role("link", name="Titles", exact=True).click()
    page.locator("tr", has_text=DIRECTOR).first.get_by_role("checkbox").check()
    page.get_by_role("button", name="Not an office").click()
    page.get_by_text("1 decision saved").wait_for()
    assert judgements(out) == [("no-office", "", DIRECTOR)]
