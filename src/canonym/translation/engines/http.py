"""The engine "http": a LibreTranslate-compatible server at an address that the user names.

The only engine that opens a connection, only to that address, and only where the user gives one (`--server`). A key for
the server is taken from the environment variable CANONYM_SERVER_KEY, so that it stands in no file of a run.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from canonym.errors import ModelError
from canonym.translation.engines.backend import Backend, Model, Setup
from canonym.translation.engines.translator import Translation, Translator

TIMEOUT = 120
"""Seconds without an answer after which the server counts as silent."""
AT_ONCE = 32
"""Sentences in a request: servers limit the size of one."""
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
            batch = list(sentences[start : start + AT_ONCE])
            question = {"q": batch, "source": self.source, "target": self.target, "format": "text"}
            answer = _call(self._address, "translate", question)
            texts = answer.get("translatedText") if isinstance(answer, dict) else None
            if not isinstance(texts, list) or len(texts) != len(batch) or not all(isinstance(t, str) for t in texts):
                raise _error(self._address, "it answers with something else than a translation of each sentence")
            results += [Translation(" ".join(text.split("\n")), self.name) for text in texts]
        return results


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
    try:
        with opener.open(Request(f"{address}/{path}", data, headers), timeout=TIMEOUT) as response:
            return json.load(response)
    except HTTPError as error:
        raise _error(address, f"it answers {error.code}: {_reason(error)}") from error
    except URLError as error:
        raise _error(address, f"it cannot be reached ({error.reason})") from error
    except (OSError, ValueError) as error:
        raise _error(address, f"its answer cannot be read ({error})") from error


def _reason(error: HTTPError) -> str:
    try:
        return str(json.load(error)["error"])[:200]
    except (OSError, ValueError, KeyError, TypeError):
        return str(error.reason)


def _error(address: str, what: str) -> ModelError:
    return ModelError(f"the translation server fails: {what}", where=address, remedy="check the server and --server")


BACKEND: Backend = ServerBackend()
