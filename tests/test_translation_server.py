"""A translation server that is busy or fails now is asked again, in smaller requests where it finds them too large."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from canonym.config import load_config
from canonym.errors import ServerError
from canonym.run.pipeline import run_folder
from canonym.translation.engines import http
from canonym.translation.engines.http import ServerTranslator

CASE = Path(__file__).parent / "cases" / "texts" / "29-server-hiccup" / "r.tr.txt"


@contextmanager
def server(failures: list[int], most: int = 100, after: str = "0") -> Iterator[tuple[str, list[int]]]:
    """A server that answers with each of `failures` first, and takes `most` sentences at once; and its requests."""
    sizes: list[int] = []

    class Answers(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def answer(self, code: int, value: object) -> None:
            data = json.dumps(value).encode()
            self.send_response(code)
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Retry-After", after)
            self.end_headers()
            self.wfile.write(data)

        def do_GET(self) -> None:
            self.answer(200, [{"code": code, "targets": ["en", "tr"]} for code in ("tr", "en")])

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["q"]
            sizes.append(len(asked))
            if failures:
                code = failures.pop(0)
                if code == 0:
                    self.connection.close()
                    return
                self.answer(code, {"error": "later"})
            elif len(asked) > most:
                self.answer(400, {"error": f"Invalid request: request (10) exceeds text limit ({most})"})
            else:
                self.answer(200, {"translatedText": [f"EN {text}" for text in asked]})

    running = HTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{running.server_port}", sizes
    finally:
        running.shutdown()
        thread.join()
        running.server_close()


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "PAUSES", (0.0, 0.0, 0.0))


@pytest.mark.parametrize("failures", [[429, 429], [500], [503, 502, 504], [0]])
def test_a_busy_server_is_asked_again(failures: list[int]) -> None:
    with server(list(failures)) as (address, sizes):
        found = ServerTranslator(address, "tr", "en").translate(["Bir.", "Iki."])
    assert [each.text for each in found] == ["EN Bir.", "EN Iki."]
    assert len(sizes) == len(failures) + 1


def test_a_request_that_is_too_large_is_halved() -> None:
    with server([], most=2) as (address, sizes):
        found = ServerTranslator(address, "tr", "en").translate([f"{number}." for number in range(7)])
    assert [each.text for each in found] == [f"EN {number}." for number in range(7)]
    assert max(sizes[1:]) < 7


@pytest.mark.parametrize("code", [403, 404])
def test_a_server_that_refuses_is_not_asked_again(code: int) -> None:
    with server([code]) as (address, sizes), pytest.raises(ServerError, match=str(code)):
        ServerTranslator(address, "tr", "en").translate(["Bir."])
    assert len(sizes) == 1


def test_what_failed_is_done_by_the_next_run(tmp_path: Path) -> None:
    with server([500] * 4) as (address, _):
        config = load_config(server=address, memory="none", embedding="none")
        failed = run_folder([str(CASE)], tmp_path / "out", config)
        assert [failure.doc for failure in failed.failures] == ["r.tr.txt"]
        done = run_folder([str(CASE)], tmp_path / "out", config)
    assert not done.failures
    assert "EN Hava" in (tmp_path / "out" / "canonical" / "en" / "r.tr.txt").read_text(encoding="utf-8")
