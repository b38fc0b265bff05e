"""The page of an audit in a real browser: from disk, without a network, at phone and desktop width."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from canonym.cli import app
from canonym.config import Config
from canonym.run.pipeline import run_folder

NewPage = Callable[..., Any]

SPANISH = (
    "Lang Son, Vietnam. La camarada Tran Thi Lan, presidenta del Comité Popular Provincial y presidenta del Consejo "
    "Económico y Social Provincial, elogió el movimiento de emulación.\n"
    "El subdirector del Comité Provincial del Partido, Pham Van Duc, informó.\n"
)
ENGLISH = "Lang Son, Viet Nam. Tran Thi Lan, Chairwoman of the Provincial People's Committee, spoke.\n"
ARABIC = "قالت رئيسة لجنة الشعب في مقاطعة لانغ سون في فيتنام إن العمل سيستمر في العام المقبل وإن الجميع سيشاركون فيه.\n"
HOSTILE = (
    "Lang Son, Viet Nam. Le Van Binh, Chairman of the Provincial Economic Council, spoke. "
    "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">\u202egnorw\u202c\n"
)
WRONG = "presidenta del Consejo Económico y Social Provincial"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a small run, one report of which tries to be markup."""
    folder = tmp_path_factory.mktemp("audited")
    (folder / "reports").mkdir()
    for name, text in {"a.es.txt": SPANISH, "b.en.txt": ENGLISH, "c.ar.txt": ARABIC, "d.en.txt": HOSTILE}.items():
        (folder / "reports" / name).write_text(text, encoding="utf-8")
    run_folder([str(folder / "reports")], folder / "out", Config(translate=False, embedding="none", accept=0.93))
    assert app.run(["audit", str(folder / "out")]) == 0
    return folder / "out" / "audit" / "report.html"


@pytest.fixture
def opened(report: Path, new_page: NewPage, size: str) -> Any:
    """The page, opened from disk; a request for anything but the page itself fails the test."""
    page = new_page(size, offline=True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(report.as_uri())
    yield page
    assert {url.partition("#")[0] for url in asked} == {report.as_uri()}
    assert page.title() == "Audit of out"


def words_of(page: Any) -> Sequence[str]:
    """The words of the findings that are shown."""
    return [each.inner_text() for each in page.locator(".f:visible q").all()]


def test_findings_are_searched_and_filtered(opened: Any) -> None:
    every = opened.locator(".f:visible").count()
    opened.keyboard.press("/")
    opened.keyboard.type("economico consejo")
    opened.locator("#shown", has_text=" shown, in ").wait_for()
    found = words_of(opened)
    assert WRONG in found
    assert 0 < len(found) < every
    opened.fill("#q", "no such words")
    opened.get_by_text("No finding fits.").wait_for()
    assert words_of(opened) == []
    opened.fill("#q", "")
    opened.get_by_label("warnings").set_checked(False)
    opened.get_by_label("notes").set_checked(False)
    opened.locator("#shown", has_text=" shown, in ").wait_for()
    assert {each.get_attribute("data-s") for each in opened.locator(".f:visible").all()} == {"error"}
    opened.get_by_label("warnings").set_checked(True)
    opened.select_option("#code", "title-unresolved")
    opened.locator("#shown", has_text="1 finding shown").wait_for()
    assert [each.get_attribute("data-c") for each in opened.locator(".f:visible").all()] == ["title-unresolved"]


def test_a_finding_leads_to_its_title_and_says_why(opened: Any) -> None:
    assert opened.locator(".report[open]").count() == 0
    opened.locator(".f", has_text="Office mistranslated").filter(has_text="Económico").locator(".at a").click()
    tip = opened.get_by_role("tooltip")
    assert WRONG in tip.inner_text()
    assert "kinh tế" in tip.inner_text()
    assert opened.locator(".t.on").inner_text().strip() == WRONG
    assert opened.locator(".report[open] h3").inner_text() == "a.es.txt"
    marked = opened.locator(".report[open] .row p:last-child .t", has_text="Emulation and Commendation Council")
    assert marked.count() == 1
    opened.keyboard.press("Escape")
    assert tip.is_hidden()


def test_a_rendering_of_an_office_leads_to_its_title(opened: Any) -> None:
    opened.locator("#offices").get_by_text(WRONG).click()
    assert WRONG in opened.get_by_role("tooltip").inner_text()
    assert opened.locator(".report[open] h3").inner_text() == "a.es.txt"


def test_titles_are_explained_by_hover_focus_and_click(opened: Any) -> None:
    opened.locator(".report", has_text="a.es.txt").locator("summary").first.click()
    title = opened.locator(".report[open] .row p:first-child .t.mistranslated")
    tip = opened.get_by_role("tooltip")
    title.hover()
    tip.wait_for(state="visible")
    opened.mouse.move(1, 1)
    tip.wait_for(state="hidden")
    title.focus()
    opened.keyboard.press("Shift+Tab")
    opened.keyboard.press("Tab")
    tip.wait_for(state="visible")
    assert title.get_attribute("aria-describedby") == "tip"
    opened.keyboard.press("Escape")
    title.click()
    opened.get_by_role("button", name="Close").click()
    assert tip.is_hidden()


def test_the_page_fits_its_window_and_names_languages_and_directions(opened: Any) -> None:
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
    opened.locator(".report", has_text="c.ar.txt").locator("summary").first.click()
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
    line = opened.locator(".report[open] .row p:first-child")
    assert (line.get_attribute("lang"), line.get_attribute("dir")) == ("ar", "rtl")


def test_text_of_a_report_stays_text(opened: Any) -> None:
    opened.locator(".report", has_text="d.en.txt").locator("summary").first.click()
    shown = opened.locator(".report[open] .row p:first-child").inner_text()
    assert "<script>document.title='taken'</script>" in shown
    assert "U+202Egnorw" in shown
    assert opened.locator("img").count() == 0
    assert opened.title() == "Audit of out"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_violation(
    report: Path, new_page: NewPage, serious_violations: Callable[[Any], list[str]], size: str, scheme: str
) -> None:
    page = new_page(size, offline=True, color_scheme=scheme)
    page.goto(report.as_uri())
    assert serious_violations(page) == []
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    page.locator(".row .t.mistranslated").first.click()
    assert serious_violations(page) == []


def test_everything_can_be_read_without_scripts(report: Path, new_page: NewPage) -> None:
    page = new_page("phone", offline=True, java_script_enabled=False)
    page.goto(report.as_uri())
    assert page.locator("#filters").is_hidden()
    assert WRONG in words_of(page)
    page.locator(".report", has_text="a.es.txt").locator("summary").first.click()
    assert page.locator(".report[open] .row .t.mistranslated").first.is_visible()
    page.locator(".report[open] .why summary").click()
    assert "kinh tế" in page.locator(".report[open] .why").inner_text()


def test_print_shows_findings_and_no_controls(report: Path, new_page: NewPage) -> None:
    page = new_page(offline=True)
    page.goto(report.as_uri())
    page.emulate_media(media="print")
    assert page.locator("#filters").is_hidden()
    assert page.locator("header").is_hidden()
    assert page.locator(".f").first.is_visible()
