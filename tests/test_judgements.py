"""Judgements: what is written stays, holds as documented, survives crashes and two people at once."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canonym.errors import UsageError
from canonym.glossary import load_glossary
from canonym.judgements import JudgementLog, Judgements, Office, Subject, Thought, new_judgement, new_undo, read_log
from canonym.judgements.record import Judgement, judgement_line, parse_judgement
from canonym.model import Mention, ParsedTitle

CHAIR = Office("chair", "vn/peoples-committee")
SECRETARY = Office("secretary", "vn/party-committee")
RENDERING = Subject("presidente del Comité Popular", "es")


def accepted(who: str = "Ana", subject: Subject = RENDERING, office: Office = CHAIR, **more: object) -> Judgement:
    return new_judgement(who, "accept", subject, office=office, **more)  # type: ignore[arg-type]


def at(doc: str = "a.txt", start: int = 0, surface: str = RENDERING.rendering, lang: str = "es") -> Mention:
    return Mention(doc, start, start + len(surface), surface, lang, "role", ParsedTitle())


def test_a_judgement_comes_back_as_it_was_written(tmp_path: Path) -> None:
    thought = Thought("secretary", "vn/party-committee", "provincial", 0.6, "review", (("vn/x", None, 0.4),))
    first = accepted(why="as in the statute\nof 2015", verdict="variant", thought=thought)
    log = JudgementLog(tmp_path / "new" / "judgements.jsonl")
    log.append(first, new_undo("Ben", first))
    assert JudgementLog(log.path).records() == log.records()
    assert log.records()[0] == first


@given(st.text(), st.text(), st.sampled_from(["es", "zh"]), st.text())
def test_any_text_survives_its_line(rendering: str, why: str, lang: str, who: str) -> None:
    try:
        found = new_judgement(who, "no-office", Subject(rendering, lang), why=why)
        line = judgement_line(found)
        line.encode("utf-8")
    except ValueError:
        return  # nothing but white space, or half of a surrogate pair
    assert line.count("\n") == 1
    assert parse_judgement(line) == found


def test_the_last_judgement_holds_and_undoing_restores_the_one_before() -> None:
    first = accepted()
    second = new_judgement("Ana", "no-office", RENDERING)
    undo = new_undo("Ben", second)
    redo = new_undo("Ana", undo)
    expected = [first, second, first, second]
    records = JudgementOrder(first, second, undo, redo)
    for number, holding in enumerate(expected, 1):
        found = Judgements(records[:number]).of(at())
        assert found is not None
        assert found.id == holding.id
    assert Judgements([first, new_undo("Ana", first)]).of(at()) is None


def JudgementOrder(*judgements: Judgement) -> list[Judgement]:  # noqa: N802
    """Judgements a second apart."""
    from dataclasses import replace  # noqa: PLC0415

    return [replace(each, when=f"2026-01-01T00:00:{n:02}.000Z") for n, each in enumerate(judgements)]


def test_a_narrower_judgement_goes_before_a_wider_one_whenever_it_was_made() -> None:
    wide = accepted()
    report = accepted(subject=Subject(RENDERING.rendering, "es", "a.txt"), office=SECRETARY)
    place = new_judgement("Ana", "no-office", Subject(RENDERING.rendering, "es", "a.txt", 7))
    for order in ((wide, report, place), (place, report, wide)):
        judgements = Judgements(JudgementOrder(*order))
        said = [judgements.of(mention) for mention in (at("b.txt"), at("a.txt"), at("a.txt", 7))]
        assert [each.id for each in said if each] == [wide.id, report.id, place.id]


def test_a_rendering_is_the_same_in_other_case_spacing_and_composition_but_not_in_another_language() -> None:
    judgements = Judgements([accepted()])
    assert judgements.of(at(surface="Presidente  del\nComite\u0301 Popular")) is not None
    assert judgements.of(at(lang="pt")) is None
    assert judgements.of(at(surface="presidente del Comité")) is None


def test_a_skip_decides_nothing() -> None:
    first = accepted()
    skip = new_judgement("Ben", "skip", RENDERING)
    judgements = Judgements([first, skip])
    assert judgements.holding(RENDERING) == first
    assert judgements.skipped[RENDERING.key] == {"Ben"}


def test_two_people_who_disagree_are_a_conflict_until_one_decides_knowing_both() -> None:
    mine, yours = JudgementOrder(accepted("Ana"), accepted("Ben", office=SECRETARY))
    (conflict,) = Judgements([mine, yours]).conflicts
    assert [each.who for each in conflict.judgements] == ["Ben", "Ana"]
    agreeing = accepted("Ben")
    assert Judgements([mine, agreeing]).conflicts == ()
    settled = accepted("Ana", replaces=(mine.id, yours.id))
    assert Judgements([mine, yours, settled]).conflicts == ()
    assert Judgements([mine, yours, new_undo("Ben", yours)]).conflicts == ()


def test_a_torn_last_line_is_reported_and_the_next_judgement_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "judgements.jsonl"
    first, second = accepted(), accepted("Ben")
    path.write_text(judgement_line(first) + judgement_line(second)[:40], encoding="utf-8")
    log = read_log(path)
    assert log.records() == (first,)
    assert log.problems == ["line 2 is not whole JSON"]
    JudgementLog(path).append(second)
    again = read_log(path)
    assert [each.id for each in again.records()] == [first.id, second.id]
    assert again.problems == ["line 2 is not whole JSON"]


def test_a_line_without_its_newline_counts_if_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "judgements.jsonl"
    first, second = accepted(), accepted("Ben")
    path.write_text(judgement_line(first).removesuffix("\n"), encoding="utf-8")
    assert read_log(path).records() == (first,)
    JudgementLog(path).append(second)
    assert [each.id for each in read_log(path).records()] == [first.id, second.id]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"what": "agree"}, "says 'agree'"),
        ({"when": "yesterday"}, "has the time 'yesterday'"),
        ({"office": None}, "says 'accept' without an office"),
        ({"who": ""}, "has no 'who'"),
        ({"subject": {"rendering": " ", "lang": "es"}}, "names no rendering"),
        ({"subject": {"rendering": "x", "lang": "es", "start": 3}}, "names a place without a report"),
        ({"verdict": "fine"}, "has the verdict 'fine'"),
        ({"id": 7}, "has a field that is no text"),
        ({"of": "x"}, "is an undo"),
    ],
)
def test_a_line_that_means_nothing_is_named_and_the_others_count(
    tmp_path: Path, change: dict[str, object], said: str
) -> None:
    good, bad = accepted(), json.loads(judgement_line(accepted())) | change
    path = tmp_path / "judgements.jsonl"
    path.write_text("[]\n\n" + json.dumps(bad) + "\n" + judgement_line(good), encoding="utf-8")
    log = read_log(path)
    assert log.records() == (good,)
    assert log.problems[0] == "line 1 is no JSON object"
    assert log.problems[1].startswith("line 3 ")
    assert said.removeprefix("is an undo") in log.problems[1]


def test_the_same_decision_sent_twice_is_one(tmp_path: Path) -> None:
    log = JudgementLog(tmp_path / "judgements.jsonl")
    decision = accepted(judgement_id="sent-by-a-form")
    assert log.append(decision) == (decision,)
    assert JudgementLog(log.path).append(decision, decision) == ()
    assert len(log.records()) == 1


def test_a_clock_that_goes_back_does_not_undo_the_last_word(tmp_path: Path) -> None:
    log = JudgementLog(tmp_path / "judgements.jsonl")
    early, late = JudgementOrder(accepted(office=SECRETARY), accepted())
    log.append(late)
    log.append(early)
    holding = log.judgements().holding(RENDERING)
    assert holding is not None
    assert holding.office == SECRETARY


def test_what_others_write_is_seen_and_a_file_put_in_its_place_too(tmp_path: Path) -> None:
    path = tmp_path / "judgements.jsonl"
    mine, yours = JudgementLog(path), JudgementLog(path)
    mine.append(accepted())
    yours.append(accepted("Ben"))
    assert [each.who for each in mine.records()] == ["Ana", "Ben"]
    other = tmp_path / "other"
    JudgementLog(other).append(accepted("Eve"))
    other.replace(path)
    assert [each.who for each in mine.records()] == ["Eve"]


def _write_many(path: Path, who: str, count: int) -> None:
    log = JudgementLog(path)
    for number in range(count):
        log.append(accepted(who, Subject(f"title {number} " + "x" * 5000, "es")))


def test_people_who_write_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "judgements.jsonl"
    context = multiprocessing.get_context("fork")
    people = [context.Process(target=_write_many, args=(path, who, 25)) for who in ("Ana", "Ben", "Eve")]
    for each in people:
        each.start()
    for each in people:
        each.join()
    log = read_log(path)
    assert log.problems == []
    for who in ("Ana", "Ben", "Eve"):
        assert sum(each.who == who for each in log.records()) == 25


WRITER = """
import sys
from pathlib import Path
from canonym.judgements import JudgementLog, Subject, new_judgement
log = JudgementLog(Path(sys.argv[1]))
for number in range(100_000):
    found = new_judgement("Ana", "no-office", Subject(f"title {number} " + "x" * 20_000, "es"))
    log.append(found)
    print(found.id, flush=True)
"""


def test_what_was_reported_as_saved_is_there_after_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "judgements.jsonl"
    saved: list[str] = []
    for _ in range(3):
        command = [sys.executable, "-c", textwrap.dedent(WRITER), str(path)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        saved.append(process.stdout.readline().strip())
        time.sleep(0.05)
        os.kill(process.pid, signal.SIGKILL)
        saved += process.stdout.read().split()
        process.wait()
        process.stdout.close()
    assert len(saved) > 3
    assert set(saved) <= {each.id for each in read_log(path).records()}


def test_judgements_that_no_pack_can_follow_are_named() -> None:
    glossary = load_glossary()
    cases = {
        "no pack in use has 'vn/peoples-comittee' (nearest: vn/peoples-committee)": Office(None, "vn/peoples-comittee"),
        "there is no rank 'boss'": Office("boss", "vn/peoples-committee"),
        "vn/national-assembly does not exist at commune level": Office(None, "vn/national-assembly", "commune"),
    }
    for problem, office in cases.items():
        usable, lines = Judgements([accepted(office=office)]).usable(glossary)
        assert not usable
        assert lines == (f"the judgement of Ana about 'presidente del Comité Popular' is not followed: {problem}",)
    usable, lines = Judgements([accepted()]).usable(glossary, forbidden=["vn"])
    assert not usable
    assert "vn is forbidden" in lines[0]


def test_a_file_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file of judgements"):
        read_log(tmp_path / "none.jsonl")
