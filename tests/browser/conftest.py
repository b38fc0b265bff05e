"""A real browser for the pages that canonym makes: Debian's chromium, driven by Playwright, without a network."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
"""Width and height of the window in CSS pixels."""
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser (playwright.sync_api.Browser); tests that ask for it are skipped where none is installed."""
    missing = "playwright is not installed: pip install -c constraints.txt -e '.[browser]'"
    api = pytest.importorskip("playwright.sync_api", reason=missing)
    program = os.environ.get("CANONYM_TEST_BROWSER") or shutil.which("chromium")
    if program is None:
        pytest.skip("no chromium is installed: apt-get install chromium, or name one in CANONYM_TEST_BROWSER")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium: Any) -> Iterator[Callable[..., Any]]:
    """A function that opens an empty page: `new_page("phone", javaScriptEnabled=False, ...)`.

    Keywords are those of playwright's Browser.new_context. What a script of the page reports as an error, or what its
    content security policy refuses, fails the test at its end, but for messages with the text `ignoring`.
    """
    contexts: list[Any] = []
    complaints: list[str] = []

    def make(size: str = "desktop", ignoring: str | None = None, **options: Any) -> Any:
        def listen(message: Any) -> None:
            if message.type == "error" and (ignoring is None or ignoring not in message.text):
                complaints.append(message.text)

        width, height = SIZES[size]
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> str:
    """The name of each window size in turn."""
    return str(request.param)


@pytest.fixture(scope="session")
def serious_violations() -> Callable[[Any], list[str]]:
    """A function that has axe look at a page and gives what it finds serious or critical, a line each."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

    def look(page: Any) -> list[str]:
        found = axe.Axe().run(page).response["violations"]
        return [
            f"{each['id']}: {each['help']}: {node['html'][:120]}"
            for each in found
            if each["impact"] in ("serious", "critical")
            for node in each["nodes"]
        ]

    return look
