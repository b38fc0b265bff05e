"""Decisions on the review page that enter the user's own pack, and what the next run makes of them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from canonym.config import Config
from canonym.glossary import glossary_for, load_glossary
from canonym.judgements import JudgementLog
from canonym.review.desk import Desk
from canonym.review.guard import Guard
from canonym.review.server import application
from canonym.run.pipeline import run_folder

PORT = 8765
ADDRESS = f"http://127.0.0.1:{PORT}"
PACK = "# By hand.\npack: xx\ntitle: Xanadu\npresumed: true\nlanguage: en\n"
BODIES = """\
# By hand.
bodies:
  guild:
    kind: association
    senses: [cooperative, peace]
    levels: [central]
    leader: chair
    names: {en: Guild of Peace}
"""
TEXT = (
    "Xanadu. Bo Li, Minister of Bread, met Cy Ko, Chairman of the Guild of Peace, on Monday. "
    "The President of the Peace Cooperative Association spoke, too.\n"
)
MINISTER = "Minister of Bread"
GUILD = "President of the Peace Cooperative Association"

Canonym = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    (folder / "packs" / "xx" / "bodies").mkdir(parents=True)
    (folder / "packs" / "xx" / "pack.yaml").write_text(PACK, encoding="utf-8")
    (folder / "packs" / "xx" / "bodies" / "main.yaml").write_text(BODIES, encoding="utf-8")
    (folder / "one.en.txt").write_text(TEXT, encoding="utf-8")
    run(folder)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "own")
    return tmp_path / "own"


def run(folder: Path, *judgements: Path) -> list[dict[str, Any]]:
    glossary_for.cache_clear()  # a run is a process of its own
    config = Config(
        translate=False, embedding="none", glossaries=(folder / "packs",), packs=("xx",), judgements=judgements
    )
    run_folder([str(folder / "one.en.txt")], folder / "out", config, restart=True)
    return [json.loads(line) for line in (folder / "out/mentions.jsonl").read_text("utf-8").splitlines()]


class Person:
    """Somebody at the page, who sends forms as it has them."""

    def __init__(self, folder: Path, *, own: bool = True) -> None:
        self.guard = Guard(PORT, "Ana")
        self.desk = Desk(folder / "out", (folder / "packs",))
        if not own:  # as with a shipped pack, which nobody changes from the page
            self.desk.own_packs.clear()
        self.client = TestClient(application(self.desk, self.guard), base_url=ADDRESS, headers={"Origin": ADDRESS})
        self.client.get(f"/?token={self.guard.token}")

    def page(self, rendering: str) -> str:
        questions = self.desk.queue().questions.by_id.values()
        self.path = next(f"/question/{each.id}" for each in questions if each.rendering == rendering)
        return self.client.get(self.path).text

    def decide(self, rendering: str, **fields: str) -> Any:
        page = self.page(rendering)
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
        form = {"csrf": hidden["csrf"], "seen": hidden.get("seen", ""), **fields}
        return self.client.post(self.path, data=form)


def pack(folder: Path) -> Any:
    return load_glossary(Config(glossaries=(folder / "packs",), packs=("xx",))).pack("xx")


def found(mentions: list[dict[str, Any]], surface: str) -> dict[str, Any]:
    return next(each for each in mentions if each["surface"] == surface)


def test_a_new_office_enters_the_pack_and_the_next_run_knows_it(folder: Path) -> None:
    ana = Person(folder)
    assert "It enters your pack xx" in ana.page(MINISTER)
    answer = ana.decide(MINISTER, decision="new-concept", name="Minister of Nutrition")
    assert answer.status_code == 200, answer.text
    body = pack(folder).bodies["xx/minister-of-nutrition"]
    assert body.office == "minister"
    assert body.roles["minister"]["en"] == "Minister of Nutrition"
    assert (folder / "packs/xx/bodies/main.yaml").read_text("utf-8") == BODIES
    after = found(run(folder, folder / "out" / "judgements.jsonl"), MINISTER)
    assert (after["body"], after["canonical"], after["action"]) == (
        "xx/minister-of-nutrition", "Minister of Nutrition", "accept",
    )  # fmt: skip
    without_judgements = found(run(folder), MINISTER)
    assert without_judgements["body"] == "xx/minister-of-nutrition"


def test_a_new_body_for_a_title_gets_the_title_as_the_name_of_an_office(folder: Path) -> None:
    ana = Person(folder)
    ana.decide(MINISTER, decision="new-concept", name="Ministry of Nutrition")
    body = pack(folder).bodies["xx/ministry-of-nutrition"]
    assert body.office is None
    after = found(run(folder, folder / "out" / "judgements.jsonl"), MINISTER)
    assert (after["body"], after["rank"]) == ("xx/ministry-of-nutrition", "minister")


def test_another_name_enters_the_pack_with_its_verdict(folder: Path) -> None:
    ana = Person(folder)
    assert (
        "Another name of it" in ana.page(GUILD)
        or "Another name of it" in ana.client.get(ana.path + "?q=Guild+of+Peace").text
    )
    answer = ana.decide(GUILD, decision="search-name:xx/guild", verdict="mistranslated", **{"rank:xx/guild": "chair"})
    assert answer.status_code == 200, answer.text
    names = pack(folder).bodies["xx/guild"].role_names["chair"]["en"]
    assert [(each.text, each.status) for each in names] == [(GUILD, "error")]
    [judgement] = JudgementLog(folder / "out" / "judgements.jsonl").records()
    assert (judgement.what, judgement.verdict) in (("choose", "mistranslated"), ("accept", "mistranslated"))
    after = found(run(folder), GUILD)
    assert (after["body"], after["rank"]) == ("xx/guild", "chair")


def test_enter_in_a_field_proposes_a_name_and_never_decides(folder: Path) -> None:
    ana = Person(folder, own=False)
    page = ana.page(MINISTER)
    buttons = re.findall(r"<button form=\"decide\"[^>]*value=\"([^\"]*)\"", page)
    assert buttons[0] == "entered"  # what a browser presses for Enter in a field of the form
    assert ana.decide(MINISTER, decision="entered", name=" ").status_code == 400
    assert not (folder / "out" / "judgements.jsonl").exists()
    ana.decide(MINISTER, decision="entered", name="Minister of Nutrition")
    [judgement] = JudgementLog(folder / "out" / "judgements.jsonl").records()
    assert (judgement.what, judgement.name) == ("new-concept", "Minister of Nutrition")


def test_a_name_for_a_pack_of_somebody_else_is_refused(folder: Path) -> None:
    ana = Person(folder, own=False)
    answer = ana.decide(GUILD, decision="search-name:vn/politburo", **{"rank:vn/politburo": ""})
    assert answer.status_code == 400
    assert not (folder / "out" / "judgements.jsonl").exists()


def test_a_name_that_the_pack_gives_to_another_body_is_refused_in_words(folder: Path) -> None:
    bodies = folder / "packs/xx/bodies/main.yaml"
    bodies.write_text(
        BODIES + BODIES.split("bodies:\n")[1].replace("guild:", "club:").replace("Guild of Peace", GUILD[17:])
    )
    ana = Person(folder)
    answer = ana.decide("Chairman of the Guild of Peace", decision="search-name:xx/club", **{"rank:xx/club": "chair"})
    assert answer.status_code == 400
    assert "cannot take it" in answer.text


def test_exported_judgements_are_a_pack(folder: Path, canonym: Canonym) -> None:
    ana = Person(folder, own=False)  # without a pack of one's own, proposals are kept
    assert "It is kept as a proposal" in ana.page(MINISTER)
    ana.decide(MINISTER, decision="new-concept", name="Minister of Nutrition")
    made = folder / "exported" / "own"
    outcome = canonym("judgements", "export", folder / "out", "-o", made)
    assert outcome.returncode == 0, outcome.stderr
    assert "1 new concept," in outcome.stdout
    assert canonym("glossary", "check", folder / "exported").returncode == 0
    before = (made / "bodies/added.yaml").read_text("utf-8")
    assert "0 new concepts, 0 new names" in canonym("judgements", "export", folder / "out", "-o", made).stdout
    assert (made / "bodies/added.yaml").read_text("utf-8") == before
    config = Config(
        translate=False, embedding="none", glossaries=(folder / "packs", folder / "exported"), packs=("xx", "own"),
        judgements=(folder / "out" / "judgements.jsonl",),
    )  # fmt: skip
    run_folder([str(folder / "one.en.txt")], folder / "again", config)
    mentions = [json.loads(line) for line in (folder / "again/mentions.jsonl").read_text("utf-8").splitlines()]
    assert found(mentions, MINISTER)["body"] == "own/minister-of-nutrition"


def test_judgements_of_which_no_pack_can_be_made_say_so(folder: Path, canonym: Canonym) -> None:
    ana = Person(folder, own=False)
    ana.decide(GUILD, decision="no-office")
    outcome = canonym("judgements", "export", folder / "out", "-o", folder / "exported" / "own")
    assert outcome.returncode == 2
    assert "no office was proposed" in outcome.stderr
