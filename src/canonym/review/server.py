"""The review page on a loopback port."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp

from canonym.errors import UsageError
from canonym.review.desk import Desk
from canonym.review.guard import Guard, GuardedApplication
from canonym.review.pages import Pages

LOOPBACK = "127.0.0.1"
USUAL_PORT = 8765


def application(desk: Desk, guard: Guard) -> ASGIApp:
    """Return the application, guarded."""
    pages = Pages(desk, guard)
    routes = [
        Route("/", pages.queue),
        Route("/next", pages.following),
        Route("/question/{number}", pages.question, methods=["GET", "POST"]),
        Route("/offices", pages.offices),
        Route("/undo", pages.undo, methods=["POST"]),
        Route("/decisions", pages.decisions),
        Route("/name", pages.name, methods=["GET", "POST"]),
        Route("/help", pages.help),
        Route("/static/{name}", pages.static),
    ]
    return GuardedApplication(Starlette(routes=routes), guard)


def serve(desk: Desk, *, port: int | None, author: str, ready: Callable[[str], None]) -> None:
    """Serve until interrupted; `ready` is called with the address, token included, as soon as it answers.

    Without a port the usual one is taken, or any that is free where it is not. Raises UsageError for a port in use.
    """
    import uvicorn  # noqa: PLC0415 - only where a server is started

    with contextlib.closing(listening_on(port, USUAL_PORT)) as listening:
        number = listening.getsockname()[1]
        guard = Guard(number, author)
        settings = uvicorn.Config(
            application(desk, guard),
            lifespan="off",
            ws="none",
            log_level="error",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=2,
        )
        # The index of names takes a second: it is built while the first page is being looked at.
        threading.Thread(target=desk.search.search, args=("council",), daemon=True).start()
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
