"""The addresses of the workbench."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from canonym.review.guard import Guard, GuardedApplication
from canonym.review.pages import redirect
from canonym.review.passages import passage_at
from canonym.review.server import Handler, routes_of, serve_application
from canonym.workbench.bench import Bench
from canonym.workbench.run_pages import RunPages
from canonym.workbench.workbench_pages import LIST_ADDRESS, WorkbenchPages


def workbench(bench: Bench, guard: Guard, where: Path) -> ASGIApp:
    """Return the application, guarded; new runs get folders inside `where`."""
    runs = RunPages(bench, guard, where)

    @functools.cache
    def pages(_: int) -> WorkbenchPages:
        return WorkbenchPages(bench, guard)

    def on_run(choose: Callable[[WorkbenchPages], Handler]) -> Handler:
        """A handler that needs a run: without one, the page that makes one."""

        async def handle(request: Request) -> Response:
            if bench.desk is None:
                return redirect("/new" if bench.running is None else "/run")
            return await choose(pages(id(bench.desk)))(request)

        return handle

    def shown(name: str) -> Handler:
        return on_run(lambda found: found.handler(getattr(found, name)))

    async def titles(request: Request) -> Response:
        if request.method == "POST":
            found = pages(id(bench.desk))
            return await found.review.with_form(request, found.bulk)
        return await shown("titles")(request)

    routes = [
        Route("/", shown("home")),
        Route("/new", runs.new, methods=["GET", "POST"]),
        Route("/run", runs.run, methods=["GET", "POST"]),
        Route("/run/progress", runs.progress),
        Route("/reports", shown("reports")),
        Route("/reports/{doc:path}", shown("report")),
        Route("/titles", titles, methods=["GET", "POST"]),
        Route("/titles.{format}", shown("download")),
        Route("/title/{line:int}", shown("title")),
        Route("/offices-table", shown("offices")),
        Route("/people", shown("people")),
        Route("/clusters", shown("clusters")),
        Route("/glossary", shown("glossary")),
        Route("/glossary/{pack}/{id}", shown("concept")),
    ]
    static = Route("/static/{name}", runs.static)
    deciding = routes_of(lambda name: on_run(lambda found: getattr(found.review, name)), LIST_ADDRESS)
    return GuardedApplication(Starlette(routes=[*routes, static, *deciding]), guard)


def serve_workbench(bench: Bench, where: Path, *, port: int | None, author: str, ready: Callable[[str], None]) -> None:
    """Serve until interrupted; see `serve_application`."""
    # What takes a second when it is first used is made ready while the first page is being looked at.
    threading.Thread(target=_warm, args=(bench,), daemon=True).start()
    try:
        serve_application(
            lambda guard: workbench(bench, guard, where), command="open", port=port, author=author, ready=ready
        )
    finally:
        if bench.running is not None:
            bench.running.stop()


def _warm(bench: Bench) -> None:
    desk = bench.desk
    if desk is not None:
        desk.search.search("council")
        question = desk.queue().following(None)
        if question is not None:
            passage_at(desk.run, question.places[0])
