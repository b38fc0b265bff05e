"""Size and speed of the audit's page for 10, 1,000 and 10,000 findings; prints Markdown (docs/benchmarks.md).

    python bench/audit_page.py [--sizes 10x1 1000x100 10000x1000] [--keep DIR]

A size is findings x reports. Each report has twenty titles in five lines; so many of them are mistranslated as make up
the findings, each in words of its own, so that no two findings are shown as one. The runs are made up here, not by
`canonym run`. The page is written by `canonym audit` and opened from disk by chromium (through Playwright). "Load" is
the time to the end of the load event, "search" from the last key to the new count (0.12 s of it is waiting for further
keys), "open" from the click on a finding to the explanation of its title.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from canonym.cli import app

TITLES = 20
PER_LINE = 4
OFFICE = "Chairman of the Provincial Emulation and Commendation Council"
BODY = "vn/emulation-commendation-council"
FILLER = ", habló en la reunión sobre los resultados del año y las tareas que quedan por hacer en la provincia. "
CAUSE = 'abbreviation-read-as-economic: TĐKT (thi đua, khen thưởng) read as if KT were kinh tế, "economic"'
OPEN = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const link = document.querySelector(".f:not([hidden]) .at a"), start = performance.now();
  link.click();
  while (document.getElementById("tip").hidden) await frame();
  await frame();
  return performance.now() - start;
}"""
"""Follows the first finding that is shown and gives the milliseconds until its title is explained on the screen."""
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", default=["10x1", "1000x100", "10000x1000"])
    parser.add_argument("--keep", type=Path, help="keep the runs in this folder")
    options = parser.parse_args()
    print("| findings | reports | size, MB | written in, s | elements | load, s | search, s | open, s |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as temporary:
        for size in options.sizes:
            findings, reports = map(int, size.split("x"))
            folder = (options.keep or Path(temporary)) / size
            make_run(folder, findings, reports)
            start = time.perf_counter()
            with contextlib.redirect_stdout(sys.stderr):
                app.run(["audit", str(folder)])
            written = time.perf_counter() - start
            page = folder / "audit" / "report.html"
            elements, *times = measure(page)
            cells = [
                f"{page.stat().st_size / 1e6:.1f}",
                f"{written:.1f}",
                f"{elements:,.0f}",
                *(f"{each:.2f}" for each in times),
            ]
            print(f"| {findings:,} | {reports:,} | {' | '.join(cells)} |", flush=True)


def make_run(folder: Path, findings: int, reports: int) -> None:
    """Write a made-up run with so many mistranslated titles."""
    shutil.rmtree(folder, ignore_errors=True)
    for side in ("canonical/source", "canonical/en", "steps/source"):
        (folder / side).mkdir(parents=True)
    mentions, documents = [], []
    for number in range(reports):
        doc = f"report-{number:04}.es.txt"
        wrong = findings * (number + 1) // reports - findings * number // reports
        text, canonical, found = _report(doc, wrong)
        mentions += found
        documents.append(_document(doc, len(text)))
        steps = [
            {
                "start": each["start"],
                "end": each["end"],
                "before": each["surface"],
                "after": OFFICE,
                "reason": "made up",
            }
            for each in found
        ]
        (folder / "canonical/source" / doc).write_text(canonical, encoding="utf-8")
        (folder / "canonical/en" / doc).write_text(canonical, encoding="utf-8")
        _write_lines(folder / "steps/source" / f"{doc}.jsonl", steps)
    _write_lines(folder / "mentions.jsonl", mentions)
    _write_lines(folder / "documents.jsonl", documents)
    settings = {"pivot": "en", "packs": [], "accept": 0.88, "review": 0.2}
    (folder / "run.json").write_text(json.dumps({"settings": settings}), encoding="utf-8")


def _report(doc: str, wrong: int) -> tuple[str, str, list[dict[str, Any]]]:
    """The text of a report, its canonical text, and its titles, the first `wrong` of them mistranslated."""
    text = canonical = ""
    found = []
    for number in range(TITLES):
        is_wrong = number < wrong
        surface = (
            f"presidenta del Consejo Económico {doc[7:11]}-{number}"
            if is_wrong
            else "presidenta del Consejo de Emulación"
        )
        found.append(_mention(doc, len(text), surface, is_wrong=is_wrong))
        end = "\n" if number % PER_LINE == PER_LINE - 1 else ""
        text += surface + FILLER + end
        canonical += OFFICE + FILLER + end
    return text, canonical, found


def _mention(doc: str, start: int, surface: str, *, is_wrong: bool) -> dict[str, Any]:
    kinds = [
        ("sense", "says emulation, commendation", 3.0),
        ("kind", "is a council", 1.2),
        ("level", "exists there", 0.4),
    ]
    kinds += [("misreading", CAUSE, 0.74)] if is_wrong else [("complete", "nothing is missing or added", 1.0)]
    return {
        "doc": doc, "start": start, "end": start + len(surface), "surface": surface, "lang": "es", "kind": "role",
        "rank": "chair", "body": BODY, "level": "provincial", "place": None, "tenure": "current", "person": None,
        "canonical": OFFICE, "verdict": "mistranslated" if is_wrong else "correct", "confidence": 0.97,
        "action": "accept", "candidates": [], "list_id": -1, "slot": -1,
        "evidence": [{"kind": kind, "detail": detail, "weight": weight} for kind, detail, weight in kinds],
    }  # fmt: skip


def _document(doc: str, length: int) -> dict[str, Any]:
    language = {"code": "es", "script": "Latn", "confidence": 0.99, "reason": "99% of its letters"}
    return {
        "doc": doc, "format": "txt", "characters": length, "language": language, "other_languages": {},
        "reads_titles": True, "translation": {"backend": "made-up"},
    }  # fmt: skip


def _write_lines(path: Path, records: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in records), encoding="utf-8")


def measure(path: Path) -> tuple[float, ...]:
    """Elements of the page, and seconds to load it, to search in it and to open a report at a title."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(ARGUMENTS))
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(120_000)
        page.goto(path.as_uri())
        page.wait_for_load_state("load")
        load = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd") / 1000
        elements = page.evaluate("document.querySelectorAll('*').length")
        page.focus("#q")
        page.keyboard.type("economico 0000-")
        start = time.perf_counter()
        page.keyboard.type("1")
        page.locator("#shown", has_text=" shown, in ").wait_for()
        search = time.perf_counter() - start
        opened = page.evaluate(OPEN) / 1000
        browser.close()
    return elements, load, search, opened


if __name__ == "__main__":
    main()
