"""The workbench: what its pages show of a run, what can be decided and downloaded there, and making runs from it."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import time
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pytest
from starlette.testclient import TestClient

from canonym.cli.app import run as command_line
from canonym.config import Config
from canonym.judgements import JudgementLog
from canonym.results.run_database import run_database
from canonym.review.guard import Guard
from canonym.workbench.application import workbench
from canonym.workbench.bench import Bench
from deciding import run_reports

PORT = 8765
ADDRESS = f"http://127.0.0.1:{PORT}"
REPORTS = {
    "one.es.txt": (
        "Hanói, Vietnam. La camarada Tran Thi Lan, presidenta del Comité Popular Provincial de Lang Son, habló. El "
        "camarada Le Van Binh, director del Ministerio del Interior, informó sobre el movimiento de emulación.\n"
    ),
    "two.es.txt": (
        "Lang Son, Vietnam. El camarada Le Van Binh, director del Ministerio del Interior, saludó a los delegados.\n"
    ),
    "three.en.txt": (
        "Lang Son, Viet Nam. Tran Thi Lan, Chairwoman of the People's Committee of Lang Son province, spoke.\n"
    ),
}
DIRECTOR = "director del Ministerio del Interior"


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run_reports(tmp_path_factory.mktemp("workbench"), REPORTS, Config(translate=False, embedding="none"))


@pytest.fixture
def out(finished: Path, tmp_path: Path) -> Path:
    """The same run for one test, which may write judgements."""
    folder = tmp_path / "out"
    folder.mkdir()
    for name in ("mentions.jsonl", "documents.jsonl", "run.json", "steps", "canonical"):
        (folder / name).symlink_to(finished / name)
    return folder


class Browser:
    """A person at the workbench."""

    def __init__(self, bench: Bench, where: Path) -> None:
        self.bench = bench
        self.guard = Guard(PORT, "Ana", command="open")
        self.client = TestClient(workbench(bench, self.guard, where), base_url=ADDRESS, headers={"Origin": ADDRESS})
        self.page = self.client.get(f"/?token={self.guard.token}").text

    def get(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        self.page = answer.text
        return self.page

    def post(self, path: str, **fields: str) -> str:
        csrf = re.search(r'name="csrf" value="([^"]*)"', self.page)
        assert csrf, self.page
        self.page = self.client.post(path, data={"csrf": csrf[1], **fields}).text
        return self.page

    def until_ended(self) -> str:
        """Look at the run until it has ended, and give the page that follows."""
        for _ in range(600):
            if self.client.get("/run/progress").json()["code"] is not None:
                return self.get("/run")
            time.sleep(0.1)
        raise AssertionError("the run does not end")


@pytest.fixture
def ana(out: Path, tmp_path: Path) -> Browser:
    return Browser(Bench(out), tmp_path)


def mentions(out: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (out / "mentions.jsonl").read_text(encoding="utf-8").splitlines()]


def line_of(out: Path, surface: str, doc: str = "") -> int:
    found = [n for n, each in enumerate(mentions(out)) if each["surface"] == surface and doc in str(each["doc"])]
    return found[0]


def test_home_counts_what_was_read_and_says_what_to_do_next(ana: Browser, out: Path) -> None:
    titles = [each for each in mentions(out) if each["kind"] != "term"]
    assert re.search(r"<b>3</b>\s*reports", ana.page)
    assert re.search(rf"<b>{len(titles)}</b>\s*titles", ana.page)
    assert "What to do next" in ana.page
    assert "/new" in ana.page


def test_a_title_of_no_pack_and_without_a_name_is_shown_without_one(tmp_path: Path) -> None:
    text = "Nairobi, Kenya. Le président William Ruto a rencontré le président du Conseil.\n"
    folder = run_reports(tmp_path, {"ke.fr.txt": text}, Config(translate=False, embedding="none"))
    bea = Browser(Bench(folder), tmp_path)
    people = bea.get("/people")
    assert "William Ruto" in people
    assert "a title that no pack knows" in people
    titles = bea.get("/titles")
    assert "of no pack" in titles
    assert "Kenya" in titles
    for page in (people, titles, bea.get("/title/0")):
        assert "None" not in page


def test_the_figures_of_home_are_those_of_the_lists_they_lead_to(ana: Browser) -> None:
    for address, count in re.findall(r'href="(/titles\?[^"]*)"><b>([\d,]+)</b>', ana.page):
        page = ana.get(address.replace("&amp;", "&"))
        shown = re.search(r'<h1>Titles <span class="count">([\d,]+)<', page)
        assert shown, address
        assert shown[1] == count, address


def test_without_the_token_nothing_is_shown(out: Path, tmp_path: Path) -> None:
    client = TestClient(workbench(Bench(out), Guard(PORT, command="open"), tmp_path), base_url=ADDRESS)
    answer = client.get("/titles")
    assert answer.status_code == 403
    assert "canonym open" in answer.text
    assert DIRECTOR not in answer.text


def test_titles_are_narrowed_by_words_without_marks_and_by_facets(ana: Browser) -> None:
    assert DIRECTOR in ana.get("/titles?words=ministerio+interior")
    assert "Comité Popular" not in ana.page
    assert "Comité Popular" in ana.get("/titles?words=comite")
    english = ana.get("/titles?lang=en")
    assert "Chairwoman of the People" in english
    assert DIRECTOR not in english
    assert "No title fits" in ana.get("/titles?lang=en&words=ministerio")


def test_a_facet_says_how_many_titles_it_would_leave(ana: Browser, out: Path) -> None:
    count = sum(each["lang"] == "en" for each in mentions(out))
    page = ana.get("/titles")
    assert re.search(rf'href="/titles\?lang=en"[^>]*><bdi>English</bdi></a>\s*<span class="count">{count}<', page)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_what_is_shown_can_be_downloaded(ana: Browser, out: Path, kind: str) -> None:
    answer = ana.client.get(f"/titles.{kind}?words=ministerio")
    if kind == "json":
        rows = answer.json()
    elif kind == "csv":
        assert answer.content.startswith(b"\xef\xbb\xbf")
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        assert sheet is not None
        heading, *lines = list(sheet.iter_rows(values_only=True))
        rows = [dict(zip(heading, line, strict=True)) for line in lines]
    wanted = [(each["doc"], str(each["start"])) for each in mentions(out) if each["surface"] == DIRECTOR]
    assert [(row["doc"], str(row["start"])) for row in rows] == sorted(wanted)


def test_cells_that_a_spreadsheet_would_run_are_text(tmp_path: Path) -> None:
    text = "Hà Nội, Việt Nam. =Chủ tịch Ủy ban nhân dân tỉnh Lạng Sơn phát biểu.\n"
    folder = run_reports(tmp_path, {"=a.vi.txt": text}, Config(translate=False, embedding="none"))
    answer = Browser(Bench(folder), tmp_path).client.get("/titles.csv")
    assert "\n'=a.vi.txt," in answer.content.decode("utf-8-sig").replace("\r", "")


def test_a_title_says_where_it_stands_and_why_it_was_read_so(ana: Browser, out: Path) -> None:
    page = ana.get(f"/title/{line_of(out, DIRECTOR)}")
    assert f"<mark>{DIRECTOR}</mark>" in page
    assert "is read as" in page or "nearest" in page
    assert "Le Van Binh" in page


def test_ticked_titles_are_decided_at_once_and_can_be_undone(ana: Browser, out: Path) -> None:
    ana.get("/titles")
    numbers = {f"line:{line_of(out, DIRECTOR, doc)}": "on" for doc in ("one", "two")}
    page = ana.post("/titles", decision="no-office", scope="here", back="/titles", **numbers)
    assert "2 decisions saved" in page
    saved = JudgementLog(out / "judgements.jsonl").judgements().valid
    assert {(each.what, each.who, each.subject.doc) for each in saved} == {
        ("no-office", "Ana", "one.es.txt"), ("no-office", "Ana", "two.es.txt"),
    }  # fmt: skip
    ana.get("/decisions")
    form = ana.page[ana.page.index('action="/undo"') :]
    hidden = dict(re.findall(r'name="(csrf|id|of)" value="([^"]*)"', form)[:3])
    ana.client.post("/undo", data=hidden)
    assert len(JudgementLog(out / "judgements.jsonl").judgements().valid) == 1


def test_words_are_decided_everywhere_with_one_tick(ana: Browser, out: Path) -> None:
    ana.get("/titles")
    line = line_of(out, DIRECTOR)
    ana.post("/titles", decision="new-concept", name="Chief of X", scope="everywhere", **{f"line:{line}": "on"})
    (saved,) = JudgementLog(out / "judgements.jsonl").judgements().valid
    assert (saved.what, saved.name, saved.subject.rendering, saved.subject.doc) == (
        "new-concept", "Chief of X", DIRECTOR, None,
    )  # fmt: skip


@pytest.mark.parametrize(("fields", "said"), [({"decision": "no-office"}, "Tick"), ({"line:0": "on"}, "Choose")])
def test_half_a_decision_is_refused_and_nothing_saved(
    ana: Browser, out: Path, fields: dict[str, str], said: str
) -> None:
    ana.get("/titles")
    assert said in ana.post("/titles", **fields)
    assert JudgementLog(out / "judgements.jsonl").records() == ()


def test_a_form_from_elsewhere_changes_nothing(ana: Browser, out: Path) -> None:
    ana.client.post("/titles", data={"csrf": "guess", "decision": "no-office", "line:0": "on"})
    assert JudgementLog(out / "judgements.jsonl").records() == ()


def test_a_report_stands_beside_its_canonical_text_with_titles_that_lead_on(ana: Browser, out: Path) -> None:
    page = ana.get(f"/reports/{quote('three.en.txt')}")
    title = next(each for each in mentions(out) if each["doc"] == "three.en.txt" and each["kind"] == "role")
    assert re.search(rf'<a class="t \w+" href="/title/{line_of(out, str(title["surface"]))}"', page)
    assert "Tran Thi Lan" in page
    ana.get("/reports/none.txt", 404)


def test_people_are_listed_with_what_they_held(ana: Browser) -> None:
    page = ana.get("/people")
    assert page.index("Tran Thi Lan") < page.index("Provincial People")
    assert "Le Van Binh" in ana.get("/people?words=binh")
    assert "Tran Thi Lan" not in ana.page


def test_offices_are_listed_by_language(ana: Browser) -> None:
    page = ana.get("/offices-table")
    assert '<th scope="col">Spanish</th>' in page
    assert "Chairwoman of the People" in page


def test_the_glossary_is_searched_in_any_language(ana: Browser) -> None:
    assert "/glossary/vn/peoples-committee" in ana.get("/glossary?words=Ủy ban nhân dân")
    assert "Comité Popular" in ana.get("/glossary/vn/peoples-committee")
    ana.get("/glossary/vn/no-such-body", 404)


def test_the_pages_on_which_renderings_are_decided_are_part_of_it(ana: Browser) -> None:
    page = ana.get("/decide?view=accept") + ana.get("/decide")
    assert 'href="/reports"' in page
    question = re.search(r'href="(/question/\w+)"', page)
    assert question
    assert "Which office is it?" in ana.get(question[1])


def test_a_run_done_again_is_shown_as_it_is_now(out: Path, tmp_path: Path) -> None:
    ana = Browser(Bench(out), tmp_path)
    assert DIRECTOR in ana.get("/titles")
    kept = [line for line in (out / "mentions.jsonl").read_text(encoding="utf-8").splitlines() if DIRECTOR not in line]
    (out / "mentions.jsonl").unlink()
    (out / "mentions.jsonl").write_text("\n".join(kept) + "\n", encoding="utf-8")
    mark = (out / "run.json").read_text(encoding="utf-8")
    (out / "run.json").unlink()
    (out / "run.json").write_text(mark + "\n", encoding="utf-8")
    assert DIRECTOR not in ana.get("/titles")


def test_a_run_is_made_from_pasted_text_decided_and_done_again(tmp_path: Path) -> None:
    ana = Browser(Bench(None), tmp_path)
    assert "Read reports" in ana.page
    csrf = re.search(r'name="csrf" value="([^"]*)"', ana.page)
    assert csrf
    files = {"files": ("../../one.es.txt", REPORTS["one.es.txt"].encode(), "text/plain")}
    ana.client.post("/new", data={"csrf": csrf[1], "text": REPORTS["three.en.txt"]}, files=files)
    ana.until_ended()
    folder = ana.bench.folder
    assert folder is not None
    assert folder.is_relative_to(tmp_path)
    assert {each["doc"] for each in mentions(folder)} == {"one.es.txt", "pasted.txt"}
    ana.get("/titles")
    ana.post("/titles", decision="no-office", scope="everywhere", **{f"line:{line_of(folder, DIRECTOR)}": "on"})
    ana.get("/")
    assert "1 decision" in ana.page
    ana.post("/run")
    page = ana.until_ended()
    assert "What changed" in page
    assert DIRECTOR in page


def test_nothing_is_started_without_files_or_text(tmp_path: Path) -> None:
    ana = Browser(Bench(None), tmp_path)
    csrf = re.search(r'name="csrf" value="([^"]*)"', ana.page)
    assert csrf
    answer = ana.client.post("/new", data={"csrf": csrf[1], "text": " "}, files={"files": ("", b"")})
    assert answer.status_code == 400
    assert list(tmp_path.iterdir()) == []


def test_how_a_run_was_started_is_kept_with_its_glossary_folders(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORTS["three.en.txt"], encoding="utf-8")
    (tmp_path / "packs").mkdir()
    arguments = ["run", str(tmp_path / "a.txt"), "--out", str(tmp_path / "out"), "--no-translate", "--quiet"]
    assert command_line([*arguments, "--glossary", str(tmp_path / "packs"), "--restart"]) == 0
    kept = json.loads((tmp_path / "out" / ".work" / "command.json").read_text(encoding="utf-8"))
    assert "--restart" not in kept["arguments"]
    assert kept["glossaries"] == [str((tmp_path / "packs").resolve())]
    assert Bench(tmp_path / "out").desk is not None


def test_a_folder_without_a_run_is_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line(["open", str(tmp_path), "--no-browser"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_database_of_a_run_has_every_title_and_report(out: Path) -> None:
    connection = sqlite3.connect(run_database(out))
    try:
        rows = connection.execute('SELECT doc, start, "end", surface FROM mentions ORDER BY line').fetchall()
        reports = connection.execute("SELECT doc FROM documents ORDER BY doc").fetchall()
    finally:
        connection.close()
    assert rows == [(each["doc"], each["start"], each["end"], each["surface"]) for each in mentions(out)]
    assert [doc for (doc,) in reports] == sorted(REPORTS)


# the same tables, and the same run, on the command line


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = command_line(list(arguments))
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_run_is_exported_as_tables_and_as_a_database(
    finished: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = [(each["doc"], each["surface"]) for each in mentions(finished)]
    assert command_line(["export", str(finished), "-o", str(tmp_path / "t.csv")]) == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "t.csv").read_text(encoding="utf-8"))))
    assert [(row["doc"], row["surface"]) for row in rows] == wanted
    assert command_line(["export", str(finished), "--format", "sqlite", "-o", str(tmp_path / "run.sqlite")]) == 0
    connection = sqlite3.connect(tmp_path / "run.sqlite")
    assert connection.execute("SELECT doc, surface FROM mentions ORDER BY line").fetchall() == wanted
    connection.close()
    code, _, error = printed(capsys, "export", str(finished), "--format", "xlsx")
    assert (code, "-o" in error, len(error.splitlines())) == (2, True, 1)


def test_persons_are_found_without_marks_and_in_either_order(
    finished: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in ([str(finished), "LE VAN BINH"], ["le van binh", str(finished)]):
        code, said, _ = printed(capsys, "find", *arguments)
        assert code == 0
        assert "2 mentions in 2 documents" in said


def test_a_title_is_explained_in_either_order(finished: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = printed(capsys, "explain", str(finished), DIRECTOR)
    assert one == printed(capsys, "explain", DIRECTOR, str(finished))
    assert DIRECTOR in one[1]


def test_a_phrase_is_resolved_without_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    code, said, _ = printed(capsys, "resolve", "Chủ tịch Ủy ban nhân dân tỉnh Lạng Sơn", "--force", "vn")
    assert code == 0
    assert json.loads(said)["body"] == "vn/peoples-committee"


def test_a_mistyped_command_gets_the_name_that_was_meant(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, error = printed(capsys, "reslove")
    assert (code, len(error.splitlines())) == (2, 1)
    assert "canonym resolve" in error
