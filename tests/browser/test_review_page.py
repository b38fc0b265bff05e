"""The review page in a real browser: decide, undo, reload, search, keys, and a server that is killed in between."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from canonym.config import Config
from canonym.judgements import JudgementLog, Office
from canonym.judgements.record import Judgement
from canonym.records import json_lines
from canonym.run.pipeline import run_folder

REPORTS = {
    "lang-son.es.txt": (
        "Hanói, Vietnam. La camarada Tran Thi Lan, presidenta del Comité Popular Provincial de Lang Son, habló. El "
        "camarada Le Van Binh, director del Ministerio del Interior, informó sobre el movimiento de emulación. El jefe "
        "de la Asamblea Nacional Provincial agradeció el trabajo.\n"
    ),
    "binh.es.txt": "Hanói, Vietnam. El camarada Le Van Binh, director del Ministerio del Interior, saludó.\n",
    "lang-son.ar.txt": (
        "هانوي، فيتنام. حضر الاجتماع الرفيق لي فان بينه، رئيس اللجنة الشعبية لمقاطعة لانغ سون، ورئيس مجلس المحاكاة في "
        "المقاطعة.\n"
    ),
    "liangshan.zh.txt": "越南谅山。省竞赛委员会常委会副主席阮氏兰出席了会议。\n",
}
DIRECTOR = "director del Ministerio del Interior"
HOME_AFFAIRS = Office("director", "vn/department-of-home-affairs")

Open = Callable[..., Any]
Look = Callable[[Any], list[str]]


class Server:
    """`canonym review` as a process."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        command = [sys.executable, "-m", "canonym.cli", "review", str(folder), "--author", "Ana", "--port", str(port)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().partition(" ")[2].strip()
        self.root = self.address.partition("?")[0]
        self.port = int(self.root.rsplit(":", 1)[1].strip("/"))
        self.log = JudgementLog(folder / "judgements.jsonl")

    def judgements(self) -> list[Judgement]:
        return list(self.log.records())

    def kill(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL)
        self.close()

    def close(self) -> None:
        self.process.terminate()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory, chromium: Any) -> Path:
    folder = tmp_path_factory.mktemp("browser")
    (folder / "reports").mkdir()
    for name, text in REPORTS.items():
        (folder / "reports" / name).write_text(text, encoding="utf-8")
    run_folder([str(folder / "reports")], folder / "out", Config(translate=False, embedding="none"))
    mentions = folder / "out" / "mentions.jsonl"
    records = [json.loads(line) for line in mentions.read_text(encoding="utf-8").splitlines()]
    for record in records:  # what is for review does not hang on how sure the decisions are
        record["action"] = "accept" if record["verdict"] == "correct" else "review"
    mentions.write_text(json_lines(records), encoding="utf-8")
    return folder / "out"


@pytest.fixture(scope="module")
def running(finished: Path) -> Iterator[Server]:
    server = Server(finished)
    yield server
    server.close()


@pytest.fixture
def keep_picture(tmp_path: Path) -> Callable[[Any, str], None]:
    """Save a picture of a page, into the folder that CANONYM_PICTURES names where it is set."""

    def keep(page: Any, name: str) -> None:
        page.screenshot(path=Path(os.environ.get("CANONYM_PICTURES") or tmp_path) / f"{name}.png")

    return keep


@pytest.fixture
def server(running: Server) -> Server:
    """The one server, without what an earlier test decided."""
    running.log.path.unlink(missing_ok=True)
    return running


def to_director(page: Any, server: Server, *, scripts: bool = True) -> None:
    page.goto(server.address)
    page.fill("#words", "ministerio")
    page.press("#words", "Enter")
    page.click(f"text={DIRECTOR}")
    page.wait_for_selector("html.js #decide" if scripts else "#decide")


def test_decide_reload_and_undo(
    server: Server,
    new_page: Open,
    serious_violations: Look,
    keep_picture: Callable[[Any, str], None],
    size: str,
) -> None:
    page = new_page(size, reduced_motion="reduce")
    page.goto(server.address)
    assert "token" not in page.url
    assert serious_violations(page) == []
    keep_picture(page, f"review-list-{size}")
    to_director(page, server)
    assert serious_violations(page) == []
    keep_picture(page, f"review-question-{size}")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.fill("#why", "Sở Nội vụ")
    page.click("text=Accept")
    page.wait_for_selector("html.js >> text=Saved.")
    (saved,) = server.judgements()
    assert (saved.what, saved.office, saved.why) == ("accept", HOME_AFFAIRS, "Sở Nội vụ")
    assert serious_violations(page) == []
    page.reload()
    assert "1 of" in page.inner_text(".progress")
    assert len(server.judgements()) == 1
    page.click("text=Undo")
    page.wait_for_selector("html.js >> text=Undone")
    assert page.inner_text("h1") == DIRECTOR
    assert "0 of" in page.inner_text(".progress")
    assert not server.log.judgements()
    page.click("nav >> text=Decisions")
    page.wait_for_selector("h1:has-text('Decisions')")
    assert serious_violations(page) == []


def test_everything_can_be_done_with_keys(server: Server, new_page: Open, serious_violations: Look) -> None:
    page = new_page()
    to_director(page, server)
    page.keyboard.press("?")
    assert page.locator("dialog#keys").is_visible()
    assert serious_violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    page.keyboard.type("n is only a letter here")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert server.judgements() == []
    page.keyboard.press("a")
    page.wait_for_selector("html.js >> text=Saved.")
    page.keyboard.press("u")
    page.wait_for_selector("html.js >> text=Undone")
    page.keyboard.press("n")
    page.wait_for_selector("html.js >> text=Saved.")
    page.keyboard.press("s")
    page.wait_for_selector("html.js >> text=skipped it")
    page.keyboard.press("c")
    page.keyboard.type("Council of Words")
    page.keyboard.press("Enter")  # proposes, and is never "not an office"
    page.wait_for_selector("html.js >> text=proposed a new office")
    page.keyboard.press("2")
    page.wait_for_selector("text=chose")
    said = [each.what for each in server.judgements()]
    assert said == ["accept", "undo", "no-office", "skip", "new-concept", "choose"]
    assert server.judgements()[0].why == "n is only a letter here"
    page.goto(server.root)
    page.wait_for_selector("html.js")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "words"


def test_keys_can_be_switched_off(server: Server, new_page: Open) -> None:
    page = new_page()
    to_director(page, server)
    page.keyboard.press("?")
    page.uncheck("dialog [data-keys-switch]")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.reload()
    page.wait_for_selector("html.js")
    page.keyboard.press("n")
    page.click("nav >> text=List")
    assert server.judgements() == []


def test_another_office_is_found_while_typing_and_taken_with_a_rank(
    server: Server, new_page: Open, keep_picture: Callable[[Any, str], None]
) -> None:
    page = new_page()
    to_director(page, server)
    page.keyboard.press("o")
    page.keyboard.type("consejo popular")
    card = page.locator(".found .card").first
    card.wait_for()
    keep_picture(page, "review-search-desktop")
    card.locator("select").select_option("vice-chair")
    card.locator("button").click()
    page.wait_for_selector("html.js >> text=Saved.")
    (found,) = server.judgements()
    assert (found.what, found.office) == ("choose", Office("vice-chair", "vn/peoples-council"))


def test_it_works_without_scripts(server: Server, new_page: Open, size: str) -> None:
    page = new_page(size, java_script_enabled=False)
    to_director(page, server, scripts=False)
    page.fill("#q", "consejo popular")
    page.press("#q", "Enter")
    # Without scripts each of these sends a form; the next one waits until the decision is kept.
    for count, button in enumerate(
        (".found .card button", "button:has-text('Undo')", "button:has-text('Skip')"), start=1
    ):
        page.locator(button).first.click()
        deadline = time.monotonic() + 15
        while len(server.judgements()) < count and time.monotonic() < deadline:
            page.wait_for_timeout(50)
    assert [each.what for each in server.judgements()] == ["choose", "undo", "skip"]


def test_a_server_killed_in_the_middle_of_a_decision_loses_nothing(finished: Path, new_page: Open) -> None:
    (finished / "judgements.jsonl").unlink(missing_ok=True)
    server, page = Server(finished), new_page(ignoring="ERR_CONNECTION")
    to_director(page, server)
    page.fill("#why", "typed with care")
    os.kill(server.process.pid, signal.SIGSTOP)  # the decision arrives and is never answered
    page.click("text=Accept", no_wait_after=True)
    server.kill()
    again = Server(finished, server.port)
    assert again.judgements() == []
    to_director(page, again)
    assert page.input_value("#why") == "typed with care"
    page.click("text=Accept")
    page.wait_for_selector("text=Saved.")
    again.kill()  # as soon as the page says so
    last = Server(finished, server.port)
    page.goto(last.address)
    assert "1 of" in page.inner_text(".progress")
    assert [each.why for each in last.judgements()] == ["typed with care"]
    page.click("nav.views >> text=Decided")
    assert DIRECTOR in page.inner_text("main")
    last.close()


def test_two_people_at_once(server: Server, new_page: Open) -> None:
    ana, ben = new_page(), new_page()
    for page in (ana, ben):
        to_director(page, server)
    question = ben.url
    ben.click("text=Ana")
    ben.fill("#who", "Ben")
    ben.click("text=Go on")
    ben.goto(question)
    ana.goto(question)
    ana.click("text=Accept")
    ana.wait_for_selector("text=Saved.")
    ben.click("text=Not an office")
    ben.wait_for_selector("text=People disagree here")
    assert [each.who for each in server.judgements()] == ["Ana", "Ben"]


def test_right_to_left_and_chinese_titles_read_as_they_should(
    server: Server, new_page: Open, keep_picture: Callable[[Any, str], None]
) -> None:
    page = new_page()
    page.goto(server.address)
    page.click("text=مجلس المحاكاة")
    page.wait_for_selector("h1 bdi")
    assert page.evaluate("getComputedStyle(document.querySelector('h1 bdi')).direction") == "rtl"
    assert page.evaluate("getComputedStyle(document.querySelector('.passage blockquote')).direction") == "rtl"
    assert page.evaluate("getComputedStyle(document.querySelector('.head strong')).direction") == "ltr"
    keep_picture(page, "review-rtl-desktop")
    page.goto(server.root)
    page.click("text=竞赛委员会")
    assert page.inner_text(".passage mark") == "省竞赛委员会常委会副主席"


def test_the_dark_page_is_accessible_too(
    server: Server,
    new_page: Open,
    serious_violations: Look,
    keep_picture: Callable[[Any, str], None],
) -> None:
    page = new_page(color_scheme="dark", reduced_motion="reduce")
    to_director(page, server)
    assert serious_violations(page) == []
    keep_picture(page, "review-question-dark")


def test_the_address_without_its_token_shows_nothing(server: Server, new_page: Open) -> None:
    page = new_page(ignoring="403")
    page.goto(server.root)
    assert "Open the address that `canonym review` printed" in page.inner_text("body")
    assert DIRECTOR not in page.inner_text("body")
