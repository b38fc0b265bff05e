"""The endpoints of the Reconciliation Service API 0.2 on a loopback port."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs

from markupsafe import Markup
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from canonym.config import Config
from canonym.errors import UsageError
from canonym.glossary import Glossary
from canonym.letters import plain
from canonym.programs.reconciliation.access import AccessControlled, ServiceAccess, is_token, read_body
from canonym.programs.reconciliation.entities import (
    ASKED,
    KIND_TYPE,
    TYPES,
    Entities,
    PropertyRecord,
    TypeRecord,
    parsed_key,
)
from canonym.programs.reconciliation.matching import Matcher, query_of
from canonym.review.server import LOOPBACK, listening_on
from canonym.version import __version__

USUAL_PORT = 8766
MOST_QUERIES = 1000
SUGGESTED = 20
_SPACE = "https://canonym.invalid/"
"""Ids are those of packs; the space only says that two services with it speak of the same ones."""


class ReconciliationService:
    """Answers of the service; each runs in a thread."""

    def __init__(self, glossary: Glossary, config: Config, access: ServiceAccess) -> None:
        """Offer the concepts of a glossary under the names of the pivot language."""
        self._entities = Entities(glossary, config.pivot)
        self._matcher = Matcher(glossary, config, self._entities)
        self._access = access
        packs = ", ".join(pack.title for pack in glossary.packs[:3])
        more = " ..." if len(glossary.packs) > 3 else ""
        self._name = f"canonym: offices and institutions of {packs}{more}"

    @property
    def address(self) -> str:
        """The address that clients are given."""
        return f"http://{LOOPBACK}:{self._access.port}/{self._access.token}/reconcile"

    def application(self) -> ASGIApp:
        """Return the application behind its access control."""
        base = f"/{self._access.token}"
        routes = [
            Route(f"{base}/reconcile", self.reconcile, methods=["GET", "POST"]),
            Route(f"{base}/suggest/{{what}}", self.suggest),
            Route(f"{base}/flyout/{{what}}", self.flyout),
            Route(f"{base}/properties", self.properties),
            Route(f"{base}/preview", self.preview),
        ]
        return AccessControlled(Starlette(routes=routes), self._access)

    def manifest(self) -> dict[str, object]:
        """What the service offers."""
        base = self.address.removesuffix("/reconcile")
        suggest = {
            what: {
                "service_url": base,
                "service_path": f"/suggest/{what}",
                "flyout_service_url": base,
                "flyout_service_path": f"/flyout/{what}?id=${{id}}",
            }
            for what in ("entity", "type", "property")
        }
        return {
            "versions": ["0.2"],
            "name": self._name,
            "identifierSpace": f"{_SPACE}concept/",
            "schemaSpace": f"{_SPACE}property/",
            "serviceVersion": __version__,
            "defaultTypes": [{"id": each["id"], "name": each["name"]} for each in TYPES],
            "view": {"url": f"{base}/preview?id={{{{id}}}}"},
            "preview": {"url": f"{base}/preview?id={{{{id}}}}", "width": 430, "height": 260},
            "suggest": suggest,
            "extend": {"propose_properties": {"service_url": base, "service_path": "/properties"}},
            "batchSize": 50,
        }

    async def reconcile(self, request: Request) -> Response:
        """The manifest; or the answers to a batch of queries, or to a request for values."""
        fields: Mapping[str, str] = request.query_params
        if request.method == "POST":
            body = await read_body(request)
            if body is None:
                return _wrong("the batch is too long: send fewer queries at once", 413)
            sent = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
            fields = {**fields, **{name: values[-1] for name, values in sent.items()}}
        if "queries" in fields:
            return await run_in_threadpool(self._queries, fields["queries"])
        if "extend" in fields:
            return await run_in_threadpool(self._extend, fields["extend"])
        if request.method == "POST":
            return _wrong("neither queries nor extend is given", 400)
        return JSONResponse(self.manifest())

    def _queries(self, text: str) -> Response:
        try:
            batch = json.loads(text)
            if not isinstance(batch, dict) or not all(isinstance(each, dict) for each in batch.values()):
                raise ValueError("queries is no object of objects")
            if len(batch) > MOST_QUERIES:
                raise ValueError(f"{len(batch)} queries at once, and {MOST_QUERIES} are answered")
            queries = {name: query_of(each) for name, each in batch.items()}
        except (ValueError, RecursionError) as error:
            return _wrong(f"queries cannot be read: {error}", 400)
        return JSONResponse({name: {"result": self._matcher.candidates(query)} for name, query in queries.items()})

    def _extend(self, text: str) -> Response:
        try:
            asked = json.loads(text)
            ids = [str(each) for each in asked["ids"]]
            names = [str(each["id"]) for each in asked["properties"]]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            return _wrong(f"extend cannot be read: {error}", 400)
        known = {each["id"]: each for each in self._entities.fetched()}
        meta: list[dict[str, object]] = [
            {"id": name, "name": known[name]["name"] if name in known else name} for name in names
        ]
        for each in meta:
            if each["id"] in ("body", "within"):
                each["type"] = {"id": "body", "name": "body"}
        rows = {one: {name: self._entities.values(parsed_key(one), name) for name in names} for one in ids}
        return JSONResponse({"meta": meta, "rows": rows})

    async def suggest(self, request: Request) -> Response:
        """Entities, types or properties that begin with, or are like, what was typed."""
        prefix = request.query_params.get("prefix", "")[:200]
        start = request.query_params.get("cursor", "0")
        cursor = int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 0
        finders: Mapping[str, Callable[[str], Sequence[Any]]] = {
            "entity": self._suggest_entities,
            "type": lambda text: _beginning(text, self._entities.all_types()),
            "property": lambda text: _beginning(text, [*ASKED, *self._entities.fetched()]),
        }
        find = finders.get(request.path_params["what"])
        if find is None:
            return _wrong("there are suggestions of entity, type and property", 404)
        found = await run_in_threadpool(find, prefix)
        return JSONResponse({"result": list(found)[cursor : cursor + SUGGESTED]})

    def _suggest_entities(self, prefix: str) -> list[dict[str, object]]:
        answers: list[dict[str, object]] = []
        for each in self._matcher.lookup.look_up(prefix, limit=100):
            key = parsed_key(each.concept + (f":{each.rank}" if each.rank else ""))
            answers.append(
                {
                    "id": str(key),
                    "name": self._entities.name(key),
                    "description": self._entities.description(key),
                    "notable": self._entities.types(key),
                }
            )
        return answers

    async def flyout(self, request: Request) -> Response:
        """A few words about an entity, type or property, as HTML in JSON."""
        number = request.query_params.get("id", "")
        if request.path_params["what"] == "entity":
            key = parsed_key(number)
            said = self._entities.description(key) if self._entities.exists(key) else "There is no such concept."
            title = self._entities.name(key) if self._entities.exists(key) else number
        else:
            all_of: list[TypeRecord | PropertyRecord] = [*self._entities.all_types(), *ASKED, *self._entities.fetched()]
            found = next((each for each in all_of if each["id"] == number), None)
            title = found["name"] if found else number
            said = found.get("description", "") if found else "There is none with this id."
        html = Markup("<p><strong>{}</strong></p><p>{}</p>").format(title, said)
        return JSONResponse({"id": number, "html": str(html)})

    async def properties(self, request: Request) -> Response:
        """The properties whose values entities of a type have."""
        kind = request.query_params.get("type", "")
        found = self._entities.fetched()
        if kind == "body" or kind.startswith(KIND_TYPE):
            found = [each for each in found if each["id"] not in ("rank", "body")]
        elif kind == "term":
            found = [each for each in found if each["id"] in ("canonical", "pack", "country") or ":" in each["id"]]
        most = request.query_params.get("limit", "")
        limit = int(most) if most.isascii() and most.isdigit() and 0 < len(most) < 6 else len(found)
        return JSONResponse({"type": kind, "limit": limit, "properties": found[:limit]})

    async def preview(self, request: Request) -> Response:
        """A small page about an entity."""
        key = parsed_key(request.query_params.get("id", ""))
        if not self._entities.exists(key):
            return HTMLResponse("<p>There is no such concept.</p>", 404)
        return HTMLResponse(await run_in_threadpool(self._preview, str(key)))

    def _preview(self, number: str) -> str:
        key = parsed_key(number)
        rows = Markup("")
        for each in self._entities.fetched():
            texts = [value.get("name") or value["str"] for value in self._entities.values(key, each["id"])]
            if texts and each["id"] not in ("canonical", "country"):
                rows += Markup("<tr><th>{}</th><td><bdi>{}</bdi></td></tr>").format(each["name"], ", ".join(texts[:12]))
        return str(
            Markup(
                '<!doctype html><html lang="{}"><meta charset="utf-8"><title>{}</title><style>'
                "body{{font:14px sans-serif;margin:8px}}h1{{font-size:16px;margin:0}}th{{text-align:left;"
                "vertical-align:top;padding-right:8px;font-weight:normal;color:#555}}</style>"
                "<h1>{}</h1><p>{} <small>{}</small></p><table>{}</table></html>"
            ).format(
                self._entities.pivot,
                self._entities.name(key),
                self._entities.name(key),
                self._entities.description(key),
                number,
                rows,
            )
        )


def serve_reconciliation(
    glossary: Glossary,
    config: Config,
    *,
    port: int | None,
    token: str | None,
    origins: Sequence[str],
    ready: Callable[[str], None],
) -> None:
    """Serve until interrupted; `ready` is called with the address as soon as it answers.

    Without a port the usual one is taken, or any that is free where it is not. Raises UsageError for a port in use, or
    a token that is too short or has other signs than letters, digits, - and _.
    """
    import uvicorn  # noqa: PLC0415 - only where a server is started

    if token is not None and not is_token(token):
        remedy = "give 8 to 100 letters, digits, - and _"
        raise UsageError("cannot stand in an address or is too short", where="--token", remedy=remedy)
    with contextlib.closing(listening_on(port, USUAL_PORT)) as listening:
        service = ReconciliationService(glossary, config, ServiceAccess(listening.getsockname()[1], token, origins))
        settings = uvicorn.Config(
            service.application(),
            lifespan="off",
            ws="none",
            log_level="error",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=2,
        )
        ready(service.address)
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(settings).run(sockets=[listening])


def _beginning(prefix: str, records: Sequence[TypeRecord | PropertyRecord]) -> list[TypeRecord | PropertyRecord]:
    """Records whose name or id has a word that begins so, all of them where nothing was typed."""
    wanted = plain(prefix).strip()
    return [
        each
        for each in records
        if any(f" {plain(text)}".replace(":", " ").find(f" {wanted}") >= 0 for text in (each["name"], each["id"]))
    ]


def _wrong(what: str, status: int) -> Response:
    return JSONResponse({"status": "error", "message": what}, status)
