"""The review page without a browser: questions, decisions, undo, two people, and who may talk to the server."""

from __future__ import annotations

import errno
import html
import json
import re
from pathlib import Path
from typing import Any, cast

import pytest
from starlette.testclient import TestClient

from canonym.config import Config
from canonym.errors import UsageError
from canonym.judgements import JudgementLog, Judgements, Subject, new_judgement
from canonym.judgements.record import Judgement
from canonym.records import CandidateRecord, MentionRecord, json_lines
from canonym.results.safe_markup import visible
from canonym.review.cards import consequences, similar
from canonym.review.desk import Desk
from canonym.review.guard import HEADERS, Guard
from canonym.review.questions import Questions, Queue
from canonym.review.server import application
from deciding import run_reports

PORT = 8765
ADDRESS = f"http://127.0.0.1:{PORT}"
REPORTS = {
    "one.es.txt": (
        "Hanói, Vietnam. La camarada Tran Thi Lan, presidenta del Comité Popular Provincial de Lang Son, habló. El "
        "camarada Le Van Binh, director del Ministerio del Interior, informó sobre el movimiento de emulación.\n"
    ),
    "two.es.txt": (
        "Lang Son, Vietnam. El camarada Le Van Binh, director del Ministerio del Interior, saludó a los delegados. El "
        "jefe de la Asamblea Nacional Provincial agradeció el trabajo.\n"
    ),
    "three.en.txt": "Lang Son, Viet Nam. Tran Thi Lan, Chairwoman of the People's Committee of Lang Son, spoke.\n",
}
DIRECTOR = "director del Ministerio del Interior"
DELEGATION = "jefe de la Asamblea Nacional Provincial"


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run; tests copy it. Two renderings are for review, however sure they and the others are."""
    folder = run_reports(tmp_path_factory.mktemp("review"), REPORTS, Config(translate=False, embedding="none"))
    records = [json.loads(line) for line in (folder / "mentions.jsonl").read_text(encoding="utf-8").splitlines()]
    for record in records:
        record["action"] = "review" if record["surface"] in (DIRECTOR, DELEGATION) else "accept"
    (folder / "mentions.jsonl").write_text(json_lines(records), encoding="utf-8")
    return folder


@pytest.fixture
def out(finished: Path, tmp_path: Path) -> Path:
    """The same run for one test, which may write judgements."""
    folder = tmp_path / "out"
    folder.mkdir()
    for name in ("mentions.jsonl", "documents.jsonl", "run.json", "steps", "canonical"):
        (folder / name).symlink_to(finished / name)
    return folder


class Browser:
    """A person at the page: the token is exchanged, forms are sent as the page has them."""

    def __init__(self, desk: Desk, author: str = "Ana", guard: Guard | None = None) -> None:
        self.guard = guard or Guard(PORT, author)
        self.client = TestClient(application(desk, self.guard), base_url=ADDRESS, headers={"Origin": ADDRESS})
        self.page = self.client.get(f"/?token={self.guard.token}").text

    def get(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        self.page = answer.text
        return self.page

    def question(self, rendering: str, view: str = "review") -> str:
        """Go to the question about a rendering."""
        page = self.get(f"/?view={view}&words={rendering}")
        found = re.search(r'href="(/question/\w+)"', page)
        assert found, page
        self.get(found[1])
        return found[1]

    def decide(self, path: str, **fields: str) -> str:
        form = self.page[self.page.index('id="decide"') :]
        hidden = dict(re.findall(r'<input type="hidden" name="(csrf|id|seen)" value="([^"]*)"', form))
        self.page = self.client.post(path, data={**hidden, **fields}).text
        return self.page

    def undo(self) -> str:
        form = self.page[self.page.index('action="/undo"') :]
        hidden = dict(re.findall(r'<input type="hidden" name="(csrf|id|of)" value="([^"]*)"', form)[:3])
        self.page = self.client.post("/undo", data=hidden).text
        return self.page


@pytest.fixture
def desk(out: Path) -> Desk:
    return Desk(out)


@pytest.fixture
def ana(desk: Desk) -> Browser:
    return Browser(desk)


def judgements(out: Path) -> list[Judgement]:
    return list(JudgementLog(out / "judgements.jsonl").records())


def record(surface: str, confidence: float, doc: str = "a.txt", start: int = 0, **more: Any) -> MentionRecord:
    found = {
        "doc": doc, "start": start, "end": start + len(surface), "surface": surface, "lang": "es", "kind": "role",
        "rank": "chair", "body": "vn/peoples-committee", "level": "provincial", "person": None, "canonical": "Chairman",
        "confidence": confidence, "action": "review", "evidence": [], "candidates": [], "marks": [], **more,
    }  # fmt: skip
    return cast(MentionRecord, found)


# questions


def test_equal_cases_are_one_question_and_the_most_valuable_comes_first() -> None:
    records = [
        record("presidente del comité", 0.8, start=0),
        record("Presidente  del comité", 0.7, doc="b.txt"),
        record("presidente del consejo", 0.6),
        record("presidente del comité", 0.8, start=90, body="vn/party-committee"),
    ]
    questions = Questions(records)
    queue = Queue(questions)
    queue.update(Judgements())
    ordered = queue.ordered("review")
    assert [(each.rendering, len(each.places)) for each in ordered] == [
        ("presidente del comité", 2),
        ("presidente del consejo", 1),
        ("presidente del comité", 1),
    ]
    assert [queue.state(each).value for each in ordered] == [0.5, 0.4, 0.2]
    assert ordered[0].sample["confidence"] == 0.7


def test_a_decision_settles_all_cases_of_its_words_and_one_about_a_report_only_its_own() -> None:
    records = [record("presidente", 0.8, doc=doc) for doc in ("a.txt", "b.txt")]
    records.append(record("presidente", 0.6, doc="c.txt", body="vn/party-committee"))
    queue = Queue(Questions(records))
    one = new_judgement("Ana", "no-office", Subject("presidente", "es", "a.txt"))
    queue.update(Judgements([one]))
    states = [queue.state(each) for each in queue.ordered("review")]
    assert [(each.status, each.undecided) for each in states] == [("open", 1), ("open", 1)]
    every = new_judgement("Ana", "no-office", Subject("PRESIDENTE", "es"))
    queue.update(Judgements([one, every]))
    assert queue.counts() == {"review": 0, "conflict": 0, "skipped": 0, "decided": 2, "accept": 0, "leave": 0}


# deciding


def test_the_list_shows_what_is_open_and_says_its_order(ana: Browser) -> None:
    page = ana.get("/")
    assert DIRECTOR in page
    assert "the number of their mentions, each counted as 1 − confidence" in page
    assert "2 mentions in 2 reports" in page


def test_a_question_shows_the_words_their_sentences_candidates_and_evidence(ana: Browser) -> None:
    ana.question(DIRECTOR)
    assert "Director of the Provincial Department of Home Affairs" in ana.page
    assert f"El camarada Le Van Binh, <mark>{DIRECTOR}</mark>, informó sobre el movimiento de emulación." in ana.page
    assert "two.es.txt</bdi>:" in ana.page
    assert 'class="for"' in ana.page
    assert 'class="against"' in ana.page
    assert "2 mentions in 2 reports, and every later report" in ana.page


def test_a_question_leads_to_open_titles_of_the_same_people_and_to_much_the_same_words() -> None:
    records = [
        record("presidente del comité", 0.8, person="Le Van Binh"),
        record("jefe de la oficina", 0.6, start=50, person="LE VAN BINH"),
        record("presidenta del comité", 0.7, start=90, person="Tran Thi Lan"),
    ]
    queue = Queue(Questions(records))
    chair = next(each for each in queue.ordered("review") if each.rendering == "presidente del comité")
    assert [each.rendering for each in consequences(queue, chair).same_people] == ["jefe de la oficina"]
    assert [each.rendering for each in similar(queue, chair)] == ["presidenta del comité"]
    queue.update(Judgements([new_judgement("Ana", "no-office", Subject("jefe de la oficina", "es"))]))
    assert consequences(queue, chair).same_people == ()


def test_accepting_is_written_with_everything_and_the_next_question_comes(ana: Browser, out: Path) -> None:
    path = ana.question(DIRECTOR)
    page = ana.decide(path, decision="office:vn/department-of-home-affairs|director", why="Sở Nội vụ")
    (found,) = judgements(out)
    assert (found.who, found.what, found.why) == ("Ana", "accept", "Sở Nội vụ")
    assert found.subject == Subject(DIRECTOR, "es")
    assert found.office is not None
    assert found.thought is not None
    assert found.thought.body == found.office.body == "vn/department-of-home-affairs"
    assert found.thought.considered
    assert "Saved." in page
    assert "accepted <bdi>Director of the Provincial Department of Home Affairs</bdi>" in page
    assert DELEGATION in page
    assert DIRECTOR not in ana.get("/?view=review")
    assert "1 of 2 decided" in ana.page


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"decision": "no-office"}, "no-office"),
        ({"decision": "skip"}, "skip"),
        ({"decision": "new-concept", "name": "Department of Words"}, "new-concept"),
        ({"decision": "search:vn/peoples-council", "rank:vn/peoples-council": "chair"}, "choose"),
        ({"decision": "search:vn/peoples-council", "rank:vn/peoples-council": ""}, "choose"),
    ],
)
def test_every_kind_of_decision_is_written(ana: Browser, out: Path, fields: dict[str, str], what: str) -> None:
    path = ana.question(DIRECTOR)
    ana.decide(path, **fields)
    (found,) = judgements(out)
    assert found.what == what
    assert found.name == fields.get("name", "")
    if what == "choose":
        assert found.office is not None
        assert (found.office.body, found.office.rank) == (
            "vn/peoples-council",
            fields["rank:vn/peoples-council"] or None,
        )


def test_scope_level_and_wording_are_kept(ana: Browser, out: Path) -> None:
    path = ana.question(DIRECTOR)
    office = "office:vn/department-of-home-affairs|director"
    ana.decide(path, decision=office, scope="document:one.es.txt", level="provincial", verdict="mistranslated")
    ana.get(path)
    start = REPORTS["two.es.txt"].index(DIRECTOR)
    ana.decide(path, decision="no-office", scope=f"mention:{start}:two.es.txt")
    first, second = judgements(out)
    assert first.office is not None
    assert (first.subject.doc, first.office.level, first.verdict) == ("one.es.txt", "provincial", "mistranslated")
    assert second.subject == Subject(DIRECTOR, "es", "two.es.txt", start)
    assert DIRECTOR in ana.get("/?view=decided")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"decision": "office:vn/no-such-body|chair"}, "The glossary has no"),
        ({"decision": "office:vn/peoples-committee|boss"}, "There is no rank"),
        ({"decision": "office:vn/national-assembly|chair", "level": "commune"}, "does not exist at commune level"),
        ({"decision": "new-concept", "name": " "}, "Give the new office a name"),
        ({"decision": "maybe"}, "Choose what to decide"),
        ({"decision": "no-office", "scope": "document:elsewhere.txt"}, "has no such mention any more"),
    ],
)
def test_a_form_that_cannot_be_a_decision_is_refused_in_words(
    ana: Browser, out: Path, fields: dict[str, str], said: str
) -> None:
    path = ana.question(DIRECTOR)
    page = ana.decide(path, **fields)
    assert said in html.unescape(page)
    assert judgements(out) == []


def test_undo_brings_the_question_back_and_undoing_twice_is_harmless(ana: Browser, out: Path) -> None:
    path = ana.question(DIRECTOR)
    saved = ana.decide(path, decision="no-office")
    assert DIRECTOR in ana.undo()
    assert "Undone" in ana.page
    assert "0 of 2 decided" in ana.page
    ana.page = saved
    ana.undo()
    assert [each.what for each in judgements(out)] == ["no-office", "undo"]


def test_a_form_sent_twice_is_one_decision_but_a_changed_one_is_another(ana: Browser, out: Path) -> None:
    path = ana.question(DIRECTOR)
    form = ana.page
    for fields in ({"decision": "no-office"}, {"decision": "no-office"}, {"decision": "skip"}):
        ana.page = form
        ana.decide(path, **fields)
    assert [each.what for each in judgements(out)] == ["no-office", "skip"]


def test_skipped_questions_come_again_when_nothing_else_is_open(ana: Browser) -> None:
    path = ana.question(DIRECTOR)
    ana.decide(path, decision="skip")
    assert f"<mark>{DIRECTOR}</mark>" not in ana.get("/next")
    other = ana.question("asamblea")
    ana.decide(other, decision="no-office")
    assert f"<mark>{DIRECTOR}</mark>" in ana.get("/next")


def test_the_page_goes_on_where_a_new_server_starts(ana: Browser, out: Path) -> None:
    path = ana.question(DIRECTOR)
    ana.decide(path, decision="no-office", why="a slip")
    again = Browser(Desk(out))
    assert "1 of 2 decided" in again.page
    assert "a slip" in again.get("/decisions")


def test_a_run_that_was_done_again_is_read_again(desk: Desk, ana: Browser, out: Path, tmp_path: Path) -> None:
    assert DIRECTOR in ana.get("/")
    lines = (out / "mentions.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (out / "mentions.jsonl").unlink()
    (out / "mentions.jsonl").write_text("".join(line for line in lines if DIRECTOR not in line), encoding="utf-8")
    mark = json.loads((out / "run.json").read_text(encoding="utf-8"))
    (out / "run.json").unlink()
    (out / "run.json").write_text(json.dumps(mark), encoding="utf-8")
    assert DIRECTOR not in ana.get("/")


# two people


def test_two_people_see_each_other_and_neither_loses_a_decision(desk: Desk, out: Path) -> None:
    guard = Guard(PORT)
    ana, ben = Browser(desk, guard=guard), Browser(desk, guard=guard)
    for person, name in ((ana, "Ana"), (ben, "Ben")):
        person.get("/name")
        form = dict(re.findall(r'name="(csrf)" value="([^"]*)"', person.page))
        person.client.post("/name", data={**form, "who": name})
    path = ana.question(DIRECTOR)
    ben.question(DIRECTOR)
    ana.decide(path, decision="office:vn/department-of-home-affairs|director")
    page = ben.decide(path, decision="no-office", why="a minister is meant")
    assert [(each.who, each.what) for each in judgements(out)] == [("Ana", "accept"), ("Ben", "no-office")]
    assert "People disagree here" in page
    assert page.index("<bdi>Ben</bdi></strong>\nsaid") < page.index("<bdi>Ana</bdi></strong>\naccepted")
    assert DIRECTOR in ana.get("/?view=conflict")
    ana.get(path)
    page = ana.decide(path, decision="no-office")
    assert "People disagree here" not in ana.get(path)
    assert DIRECTOR not in ana.get("/?view=conflict")


def test_a_decision_needs_a_name_and_the_form_asks_for_it(desk: Desk, out: Path) -> None:
    nobody = Browser(desk, author="")
    path = nobody.question(DIRECTOR)
    assert 'name="who"' in nobody.page
    assert "Say who you are" in nobody.decide(path, decision="no-office")
    nobody.get(path)
    nobody.decide(path, decision="no-office", who="  Eve ")
    assert [each.who for each in judgements(out)] == ["Eve"]
    assert "Deciding as" in nobody.get("/")


# search


@pytest.mark.parametrize(
    ("words", "body", "rank"),
    [
        ("Chairman People's Council", "vn/peoples-council", "chair"),
        ("consejo popular", "vn/peoples-council", "director"),
        ("ỦY BAN NHÂN DÂN", "vn/peoples-committee", "director"),
        ("uy ban nhan dan", "vn/peoples-committee", "director"),
        ("Volkskomitee", "vn/peoples-committee", "director"),
        ("人民委员会主席", "vn/peoples-committee", "chair"),
        ("vn/party-committee", "vn/party-committee", None),
        ("peoples comittee", "vn/peoples-committee", None),
    ],
)
def test_offices_are_found_by_a_name_in_any_language(desk: Desk, words: str, body: str, rank: str | None) -> None:
    found = desk.search.search(words, frozenset({"vn"}))
    assert found[0].body.id == body
    if rank == "chair":
        assert found[0].rank == rank


def test_a_search_shows_cards_with_ranks_with_and_without_the_script(ana: Browser) -> None:
    path = ana.question(DIRECTOR)
    part = ana.get(f"/offices?question={path.rsplit('/', 1)[1]}&q=consejo popular")
    assert 'value="search:vn/peoples-council"' in part
    assert "<html" not in part
    assert 'value="search:vn/peoples-council"' in ana.get(f"{path}?q=consejo+popular")
    assert "No name in the glossaries is like this" in ana.get(f"{path}?q=qqqqqqqq")


# who may talk to the server


def test_without_the_token_nothing_is_shown(desk: Desk) -> None:
    guard = Guard(PORT)
    client = TestClient(application(desk, guard), base_url=ADDRESS)
    for path in ("/", "/next", "/static/review.css", "/decisions", "/?token=", "/?token=wrong", "/?token=\u00e9"):
        answer = client.get(path)
        assert answer.status_code == 403
        assert DIRECTOR not in answer.text
    answer = client.get(f"/?token={guard.token}", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert guard.token not in answer.headers["set-cookie"]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "127.0.0.1", "127.0.0.1:80", "localhost:87650"])
def test_another_host_name_is_refused_even_with_the_cookie(ana: Browser, host: str) -> None:
    assert ana.client.get("/", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("origin", ["http://evil.example", "null", f"https://127.0.0.1:{PORT}", "http://127.0.0.1:1"])
def test_a_form_of_another_page_changes_nothing(ana: Browser, out: Path, origin: str) -> None:
    path = ana.question(DIRECTOR)
    ana.client.headers["Origin"] = origin
    assert "not sent by the review page" in ana.decide(path, decision="no-office")
    assert judgements(out) == []


def test_a_form_without_origin_or_with_a_wrong_secret_changes_nothing(ana: Browser, out: Path) -> None:
    path = ana.question(DIRECTOR)
    assert "out of date" in ana.decide(path, decision="no-office", csrf="guessed")
    del ana.client.headers["Origin"]
    ana.question(DIRECTOR)
    assert "not sent by the review page" in ana.decide(path, decision="no-office")
    assert judgements(out) == []


def test_nothing_but_forms_of_a_sane_size_is_read(ana: Browser, out: Path) -> None:
    path = ana.question(DIRECTOR)
    assert "too long or damaged" in ana.decide(path, decision="no-office", why="x" * 100_000)
    assert ana.client.post(path, json={"decision": "no-office"}).status_code == 413
    assert ana.client.put(path).status_code == 405
    assert judgements(out) == []


def test_every_answer_carries_the_strict_headers_and_no_page_has_inline_code(ana: Browser) -> None:
    path = ana.question(DIRECTOR)
    for address in ("/", path, "/decisions", "/help", "/name", "/static/review.js", "/nowhere", "/static/../pages.py"):
        answer = ana.client.get(address)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value
        if "text/html" in answer.headers["content-type"]:
            assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son\w+=|javascript:|https?://", answer.text)
    assert "'unsafe" not in HEADERS["Content-Security-Policy"]
    assert ana.client.get("/static/../pages.py").status_code == 404


# text of reports


@pytest.fixture
def nasty(tmp_path: Path) -> Path:
    """A run over titles that are markup, turn directions round, or are a million characters long."""
    evil = '<script>alert(1)</script> "onload=x" {{ 7*1003 }}'
    titles = [f"{evil} presidente", "presi\u202edente\u2066 x\u200b", "presidente " + "z" * 1_000_000]
    folder = tmp_path / "nasty"
    (folder / "canonical/source").mkdir(parents=True)
    (folder / "steps/source").mkdir(parents=True)
    text = "".join(f"Habló {title} ayer.\n" for title in titles)
    name = 'a<img src=x onerror="y">.txt'
    (folder / "canonical/source" / name.replace("/", "")).write_text(text, encoding="utf-8")
    records = [
        record(title, 0.5, doc=name, start=text.index(title), person="<b>x</b>", canonical="<i>Chair</i>")
        for title in titles
    ]
    candidates: list[CandidateRecord] = [
        {"body": "vn/peoples-committee", "rank": "chair", "score": 1, "probability": 0.5, "evidence": []}
    ]
    for each in records:
        each["evidence"] = [{"kind": "<u>", "detail": "<svg onload=x>", "weight": 1.0}]
        each["candidates"] = candidates
        each["marks"] = [{"mark": "<u>", "weight": 1.0}]
    (folder / "mentions.jsonl").write_text("".join(json.dumps(each) + "\n" for each in records), encoding="utf-8")
    language = {"code": "es", "script": "Latn", "confidence": 1, "reason": ""}
    document = {"doc": name, "format": "txt", "language": language}
    (folder / "documents.jsonl").write_text(json.dumps(document) + "\n", encoding="utf-8")
    (folder / "run.json").write_text(json.dumps({"settings": {"pivot": "en"}}), encoding="utf-8")
    return folder


def test_text_of_reports_is_never_markup_and_pages_stay_small(nasty: Path) -> None:
    person = Browser(Desk(nasty), author="<s>Eve</s>")
    paths = re.findall(r'href="(/question/\w+)"', person.get("/"))
    assert len(paths) == 3
    pages = [person.page, *(person.get(path) for path in paths)]
    for path in paths:
        person.get(path)
        pages.append(person.decide(path, decision="new-concept", name="<p>x", why="<script>y</script>"))
    pages.append(person.get("/decisions"))
    for page in pages:
        assert len(page) < 100_000
        for tag in ("<script>", "<img", "<svg", "<i>Chair", "<b>x", "<s>Eve", "<p>x", "<u>"):
            assert tag not in page
        assert not re.search("[\u202e\u2066\u200b]", page)
        assert "7021" not in page
    assert any("U+202E" in page for page in pages)
    assert any("more characters…" in page for page in pages)
    saved = JudgementLog(nasty / "judgements.jsonl").records()
    assert max(len(each.subject.rendering) for each in saved) > 1_000_000


def test_controls_are_shown_and_joiners_of_scripts_kept() -> None:
    assert visible("a\u202eb") == 'a<span class="control" title="U+202E right-to-left override">U+202E</span>b'
    assert visible("می\u200cخواهم") == "می\u200cخواهم"
    assert visible("a & b\n") == "a &amp; b\n"


# the folder


def test_a_folder_without_a_finished_run_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="name the folder of a finished run"):
        Desk(tmp_path)


def test_a_decision_that_cannot_be_saved_says_so(ana: Browser, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = ana.question(DIRECTOR)
    monkeypatch.setattr("canonym.judgements.log.os.fsync", full)
    page = ana.decide(path, decision="no-office")
    assert "the judgement cannot be saved (No space left on device)" in page
    assert "free some space" in page
