"""Time the pages of the workbench on runs of many titles.

Usage: workbench_pages.py [--titles 3500 100000] [--run DIR]

A finished run (by default one of samples/, made first) is multiplied: each report becomes many, with other names and
persons, until there are as many titles as asked. Printed are the seconds from the command to
the first page, and for each page the median and the longest of five answers, in milliseconds, as a browser on this
machine sees them; and the memory of the server.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = (
    "/", "/reports", "/titles", "/titles?words=consejo", "/titles?outcome=mistranslated&sort=confidence",
    "/titles?lang=es&page=3", "/titles.csv?outcome=mistranslated", "/title/77", "/people", "/people?words=tran",
    "/offices-table", "/clusters", "/decide", "/next", "/decisions", "/glossary?words=education",
    "/glossary/vn/peoples-committee",
)  # fmt: skip


def main() -> None:
    """Time each size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--titles", type=int, nargs="+", default=[3500, 100_000])
    parser.add_argument("--run", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        run = arguments.run or _sample_run(Path(name) / "run")
        for count in arguments.titles:
            folder = Path(name) / f"run-{count}"
            titles = multiply(run, folder, count)
            _measure(folder, titles)
            shutil.rmtree(folder)


def _sample_run(folder: Path) -> Path:
    command = [sys.executable, "-m", "canonym.cli", "run", str(ROOT / "samples"), "--out", str(folder)]
    subprocess.run([*command, "--no-translate", "--quiet"], check=True)
    return folder


def multiply(run: Path, folder: Path, count: int) -> int:
    """Write a run with `count` titles or a few more, made of another; returns how many."""
    mentions = [json.loads(line) for line in (run / "mentions.jsonl").read_text(encoding="utf-8").splitlines()]
    documents = [json.loads(line) for line in (run / "documents.jsonl").read_text(encoding="utf-8").splitlines()]
    copies = -(-count // len(mentions))
    for side in ("canonical/source", "steps/source"):
        (folder / side).mkdir(parents=True)
    with (folder / "mentions.jsonl").open("w", encoding="utf-8") as lines:
        for copy in range(copies):
            for each in mentions:
                person = f"{each['person']} {copy % 997}" if each["person"] else None
                record = {**each, "doc": f"{copy:05}-{each['doc']}", "person": person}
                if copy % 3 == 2 and each["body"] is None:
                    record["surface"] = f"{each['surface']} {copy}"
                lines.write(json.dumps(record, ensure_ascii=False) + "\n")
    with (folder / "documents.jsonl").open("w", encoding="utf-8") as lines:
        for copy in range(copies):
            for each in documents:
                lines.write(json.dumps({**each, "doc": f"{copy:05}-{each['doc']}"}, ensure_ascii=False) + "\n")
                for side, ending in (("canonical/source", ""), ("steps/source", ".jsonl")):
                    target = folder / side / f"{copy:05}-{each['doc']}{ending}"
                    target.symlink_to(run / side / f"{each['doc']}{ending}")
    shutil.copy(run / "run.json", folder / "run.json")
    return copies * len(mentions)


def _measure(folder: Path, titles: int) -> None:
    started = time.perf_counter()
    command = [sys.executable, "-m", "canonym.cli", "open", str(folder), "--no-browser", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert server.stdout is not None
        address = server.stdout.readline().split()[-1]
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        browser.open(address).read()
        print(f"{titles} titles: first page after {time.perf_counter() - started:.1f} s")
        time.sleep(4)  # what is made ready in the background has ended
        root = address.split("?")[0].rstrip("/")
        for page in PAGES:
            spans = []
            for _ in range(5):
                begin = time.perf_counter()
                browser.open(root + page).read()
                spans.append(1000 * (time.perf_counter() - begin))
            print(f"  {statistics.median(spans):6.0f} {max(spans):6.0f} ms  {page}")
        status = Path(f"/proc/{server.pid}/status")
        if status.is_file():
            peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
            print(f"  peak memory {int(peak.split()[1]) / 1024:.0f} MiB")
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
