"""The engine "http": a LibreTranslate-compatible server at an address that the user names.

The only engine that opens a connection, only to that address, and only where the user gives one (`--server`). A key for
the server is taken from the environment variable CANONYM_SERVER_KEY, so that it stands in no file of a run.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Sequence
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from canonym.errors import ModelError, ServerError
from canonym.translation.engines.backend import Backend, Model, Setup
from canonym.translation.engines.translator import Translation, Translator

TIMEOUT = 120
"""Seconds without an answer after which the server counts as silent."""
AT_ONCE = 32
"""Sentences in a request: servers limit the size of one."""
PAUSES = (1.0, 3.0, 9.0)
"""Seconds to wait before a server is asked again that is busy or fails."""
LONGEST_PAUSE = 60.0
_TOO_LARGE, _BAD_REQUEST = 413, 400
_PASSING = frozenset((429, 500, 502, 503, 504))
"""Answers of a server that may do better later."""
KEY = "CANONYM_SERVER_KEY"


class ServerTranslator:
    """One pair on one server."""

    name = "http"
    has_careful = False
    settings = ""

    def __init__(self, address: str, source: str, target: str) -> None:
        """Name the server; nothing is sent yet."""
        self.source, self.target = source, target
        self.model = f"{source}-{target} at {address}"
        self._address = address

    def translate(self, sentences: Sequence[str], *, careful: bool = False) -> list[Translation]:
        """Return one result per sentence, in order; raises ModelError where the server fails."""
        results: list[Translation] = []
        for start in range(0, len(sentences), AT_ONCE):
            texts = self._translated(list(sentences[start : start + AT_ONCE]))
            results += [Translation(" ".join(text.split("\n")), self.name) for text in texts]
        return results

    def _translated(self, batch: list[str]) -> list[str]:
        """The translations of sentences, asked for in halves where the server finds them too many."""
        question = {"q": batch, "source": self.source, "target": self.target, "format": "text"}
        try:
            answer = _call(self._address, "translate", question)
        except _TooMuchError:
            if len(batch) == 1:
                raise
            half = len(batch) // 2
            return self._translated(batch[:half]) + self._translated(batch[half:])
        texts = answer.get("translatedText") if isinstance(answer, dict) else None
        if not isinstance(texts, list) or len(texts) != len(batch) or not all(isinstance(t, str) for t in texts):
            raise _error(self._address, "it answers with something else than a translation of each sentence")
        return [str(text) for text in texts]


class ServerBackend:
    """The server that the user names."""

    name = "http"

    def find(self, setup: Setup) -> Sequence[Model]:
        """Return one model for each source language of the server; none where no address is given."""
        if not setup.server:
            return []
        address = checked(setup.server)
        return [
            Model(self.name, f"{source} at {address}", address, (source,), targets)
            for source, targets in _languages(address)
        ]

    def load(self, model: Model, source: str, target: str) -> Translator:
        """Return the translator for a pair."""
        return ServerTranslator(model.place, source, target)


def checked(address: str) -> str:
    """Return the address without its last slash; raises ModelError where it is none."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ModelError(
            "not an address that starts with http:// or https://", where=address, remedy="correct --server"
        )
    return address.rstrip("/")


def _languages(address: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    answer = _call(address, "languages")
    try:
        for language in answer:
            yield language["code"], tuple(code for code in language["targets"] if code != language["code"])
    except (TypeError, KeyError) as error:
        raise _error(address, "it does not list its languages as LibreTranslate does") from error


class _TooMuchError(ServerError):
    """The server takes no request of this size."""


class _NoRedirect(HTTPRedirectHandler):
    """A server may not pass texts on to another address."""

    def redirect_request(self, *_: Any) -> None:
        """No redirect is followed."""


def _call(address: str, path: str, question: dict[str, Any] | None = None) -> Any:
    """Return the JSON value that the server answers; raises ModelError."""
    data = None
    if question is not None:
        key = os.environ.get(KEY)
        data = json.dumps({**question, **({"api_key": key} if key else {})}).encode()
    headers = {"Content-Type": "application/json", "User-Agent": "canonym"}
    # Proxies of the environment are passed over: nothing but the named address is contacted.
    opener = build_opener(ProxyHandler({}), _NoRedirect())
    request = Request(f"{address}/{path}", data, headers)
    for pause in (*PAUSES, None):
        try:
            with opener.open(request, timeout=TIMEOUT) as response:
                return json.load(response)
        except HTTPError as error:
            reason = _reason(error)
            problem = _error(address, f"it answers {error.code}: {reason}")
            if error.code == _TOO_LARGE or (error.code == _BAD_REQUEST and "limit" in reason.lower()):
                raise _TooMuchError(problem.what, where=address, remedy=problem.remedy) from error
            if error.code not in _PASSING or pause is None:
                raise problem from error
            wait = _asked_pause(error) or pause
        except URLError as error:
            if pause is None or not isinstance(error.reason, ConnectionResetError):
                raise _error(address, f"it cannot be reached ({error.reason})") from error
            wait = pause
        except (OSError, HTTPException) as error:
            if pause is None:
                raise _error(address, f"its answer cannot be read ({error})") from error
            wait = pause
        except ValueError as error:
            raise _error(address, f"its answer cannot be read ({error})") from error
        time.sleep(wait)
    raise _error(address, "it does not answer")


def _asked_pause(error: HTTPError) -> float:
    """Seconds that the server asks to wait for, at most `LONGEST_PAUSE`; 0 where it asks for none."""
    asked = str(error.headers.get("Retry-After", ""))
    return min(float(asked), LONGEST_PAUSE) if asked.isdecimal() else 0.0


def _reason(error: HTTPError) -> str:
    try:
        return str(json.load(error)["error"])[:200]
    except (OSError, ValueError, KeyError, TypeError):
        return str(error.reason)


def _error(address: str, what: str) -> ServerError:
    return ServerError(f"the translation server fails: {what}", where=address, remedy="check the server and --server")


BACKEND: Backend = ServerBackend()
