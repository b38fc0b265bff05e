"""What kills of the review server cost, and how long a decision takes: python bench/review_kills.py

Makes a finished run with many doubtful titles, decides them through the real server as a browser does, and kills the
server (SIGKILL) at random moments within decisions. Then every decision that was answered as saved must stand in the
file, every line but torn ones must be whole, and none may stand there twice.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from pathlib import Path

from canonym.judgements import read_log

PER_REPORT = 20
"""Mentions in one report."""
OFFICE = "office:vn/peoples-committee|chair"


def main() -> None:
    """Decide without kills for the times, then with kills for the losses."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200, help="0 for the times alone.")
    parser.add_argument("--questions", type=int, default=2000, help="Renderings of the run.")
    parser.add_argument("--mentions", type=int, default=5, help="Mentions of each.")
    parser.add_argument("--timed", type=int, default=200, help="Decisions that are timed.")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder)
        make_run(run, options.questions, options.mentions)
        time_decisions(run, options.timed)
        (run / "judgements.jsonl").unlink()
        if options.kills:
            kill_often(run, options.kills, random.Random(options.seed))


def make_run(folder: Path, questions: int, mentions: int) -> None:
    """A finished run, as far as the review page reads it."""
    (folder / "canonical/source").mkdir(parents=True)
    (folder / "steps/source").mkdir(parents=True)
    candidates = [
        {"body": body, "rank": "chair", "score": 1.0, "probability": share, "evidence": []}
        for body, share in (("vn/peoples-committee", 0.6), ("vn/peoples-council", 0.2))
    ]
    records: list[dict[str, object]] = []
    texts: dict[str, str] = {}
    for number in range(questions * mentions):
        doc = f"report-{number // PER_REPORT}.txt"
        surface = f"presidente del Comité Popular n.º {number % questions}"
        before = texts.get(doc, "") + "El camarada Le Van Binh, "
        texts[doc] = f"{before}{surface}, habló ayer.\n"
        records.append({
            "doc": doc, "start": len(before), "end": len(before) + len(surface), "surface": surface, "lang": "es",
            "kind": "role", "rank": "chair", "body": "vn/peoples-committee", "level": "provincial", "person": None,
            "canonical": "Chairman of the Provincial People's Committee", "verdict": "variant", "confidence": 0.6,
            "action": "review", "evidence": [], "candidates": candidates,
        })  # fmt: skip
    for doc, text in texts.items():
        (folder / "canonical/source" / doc).write_text(text, encoding="utf-8")
        (folder / "steps/source" / f"{doc}.jsonl").write_text("", encoding="utf-8")
    documents = [{"doc": doc, "format": "txt", "language": {"code": "es"}} for doc in texts]
    (folder / "mentions.jsonl").write_text("".join(json.dumps(each) + "\n" for each in records), encoding="utf-8")
    (folder / "documents.jsonl").write_text("".join(json.dumps(each) + "\n" for each in documents), encoding="utf-8")
    settings = {"pivot": "en", "packs": ["vn"]}
    (folder / "run.json").write_text(json.dumps({"settings": settings}), encoding="utf-8")


class Server:
    """The server as a process, and one browser."""

    def __init__(self, folder: Path) -> None:
        """Start it and exchange the token."""
        command = [sys.executable, "-m", "canonym.cli", "review", str(folder), "--author", "Ana", "--port", "0"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self.process.stdout is not None
        address = urllib.parse.urlsplit(self.process.stdout.readline().split()[1])
        self.host = address.netloc
        self.connection = http.client.HTTPConnection(self.host, timeout=20)
        self.cookie = ""
        answer = self.ask("GET", f"/?{address.query}")
        self.cookie = (answer.getheader("set-cookie") or "").partition(";")[0]
        answer.read()

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> http.client.HTTPResponse:
        """One request."""
        headers = {"Cookie": self.cookie, "Origin": f"http://{self.host}"}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, urllib.parse.urlencode(form) if form else None, headers)
        return self.connection.getresponse()

    def next_form(self) -> tuple[str, dict[str, str]]:
        """The most valuable question and the hidden fields of its form."""
        answer = self.ask("GET", "/next")
        answer.read()
        path = (answer.getheader("location") or "").partition("?")[0]
        page = self.ask("GET", path).read().decode("utf-8")
        form = page[page.index('id="decide"') :]
        return path, dict(re.findall(r'<input type="hidden" name="(csrf|id|seen)" value="([^"]*)"', form))

    def close(self) -> None:
        """End it in the usual way."""
        self.connection.close()
        self.process.terminate()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


def time_decisions(folder: Path, count: int) -> None:
    """Print the time from sending a decision to the answer that it is saved, and that of the page after it."""
    before = time.perf_counter()
    server = Server(folder)
    print(f"start of the server: {time.perf_counter() - before:.1f} s")
    saved, shown = [], []
    for _ in range(count):
        path, form = server.next_form()
        before = time.perf_counter()
        answer = server.ask("POST", path, form | {"decision": OFFICE, "why": "as usual"})
        answer.read()
        saved.append(time.perf_counter() - before)
        before = time.perf_counter()
        server.ask("GET", answer.getheader("location") or "/").read()
        shown.append(time.perf_counter() - before)
    server.close()
    for what, times in (("decision to saved", saved), ("next question to shown", shown)):
        ordered = sorted(1000 * each for each in times)
        print(
            f"{what}: median {statistics.median(ordered):.1f} ms, 95 % within {ordered[int(0.95 * count)]:.1f} ms, "
            f"longest {ordered[-1]:.1f} ms ({count} decisions)"
        )


def kill_often(folder: Path, kills: int, chance: random.Random) -> None:
    """Kill the server within decisions and print what became of them."""
    answered: set[str] = set()
    sent: set[str] = set()
    typical = 0.02
    for _ in range(kills):
        server = Server(folder)
        for number in range(3):
            path, form = server.next_form()
            sent.add(form["id"])
            if number == 2:
                threading.Timer(chance.uniform(0, 2 * typical), os.kill, (server.process.pid, signal.SIGKILL)).start()
            before = time.perf_counter()
            try:
                answer = server.ask("POST", path, form | {"decision": OFFICE, "why": "x" * 500})
                answer.read()
            except (OSError, http.client.HTTPException):
                continue
            typical = 0.9 * typical + 0.1 * (time.perf_counter() - before)
            if answer.status == 303:
                answered.add(form["id"])
        server.process.wait()
        server.close()
    log = read_log(folder / "judgements.jsonl")
    stand = [record.id for record in log.records()]
    lines = log.path.read_text(encoding="utf-8").count("\n")
    print(f"{kills} kills in the middle of a decision, {len(sent)} decisions sent")
    print(f"answered as saved: {len(answered)}, of these lost: {len(answered - set(stand))}")
    unanswered = sent - answered
    print(f"not answered: {len(unanswered)}, of these saved whole: {len(unanswered & set(stand))}")
    print(
        f"torn lines: {len(log.problems)}, lines beyond one for each decision: {lines - len(stand) - len(log.problems)}"
    )


if __name__ == "__main__":
    main()
