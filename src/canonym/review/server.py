"""The review page on a loopback port."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from canonym.errors import UsageError
from canonym.review.desk import Desk
from canonym.review.guard import Guard, GuardedApplication
from canonym.review.pages import Pages

LOOPBACK = "127.0.0.1"
USUAL_PORT = 8765

Handler = Callable[[Request], Awaitable[Response]]


def application(desk: Desk, guard: Guard) -> ASGIApp:
    """Return the application, guarded."""
    pages = Pages(desk, guard)
    return GuardedApplication(Starlette(routes=routes_of(lambda name: getattr(pages, name), pages.list_address)), guard)


def routes_of(handler: Callable[[str], Handler], list_address: str) -> list[Route]:
    """Return the addresses of the pages on which renderings are decided; `handler` gives a method of `Pages`."""
    return [
        Route(list_address, handler("queue")),
        Route("/next", handler("following")),
        Route("/question/{number}", handler("question"), methods=["GET", "POST"]),
        Route("/offices", handler("offices")),
        Route("/undo", handler("undo"), methods=["POST"]),
        Route("/decisions", handler("decisions")),
        Route("/name", handler("name"), methods=["GET", "POST"]),
        Route("/help", handler("help")),
        Route("/static/{name}", handler("static")),
    ]


def serve(desk: Desk, *, port: int | None, author: str, ready: Callable[[str], None]) -> None:
    """Serve the review page until interrupted; see `serve_application`."""
    # The index of names takes a second: it is built while the first page is being looked at.
    threading.Thread(target=desk.search.search, args=("council",), daemon=True).start()
    serve_application(lambda guard: application(desk, guard), command="review", port=port, author=author, ready=ready)


def serve_application(
    make: Callable[[Guard], ASGIApp], *, command: str, port: int | None, author: str, ready: Callable[[str], None]
) -> None:
    """Serve an application until interrupted; `ready` is called with the address, token included, once it answers.

    Without a port the usual one is taken, or any that is free where it is not. Raises UsageError for a port in use.
    """
    import uvicorn  # noqa: PLC0415 - only where a server is started

    with contextlib.closing(listening_on(port, USUAL_PORT)) as listening:
        number = listening.getsockname()[1]
        guard = Guard(number, author, command=command)
        settings = uvicorn.Config(
            make(guard),
            lifespan="off",
            ws="none",
            log_level="error",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=2,
        )
        ready(f"http://{LOOPBACK}:{number}/?token={guard.token}")
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(settings).run(sockets=[listening])


def listening_on(port: int | None, usual: int) -> socket.socket:
    """A socket that listens on a loopback port: the one given, else the usual one or any that is free.

    Raises UsageError for a port that cannot be used.
    """
    for number in (port,) if port is not None else (usual, 0):
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        # A server that was killed a moment ago must not keep the port from the next one.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((LOOPBACK, number))
            listening.listen(128)
        except OSError as error:
            listening.close()
            reason = error.strerror
        else:
            return listening
    raise UsageError(f"port {port} cannot be used: {reason}", where="--port", remedy="choose another, or give none")
