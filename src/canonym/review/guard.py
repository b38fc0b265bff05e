"""Who may talk to the server: a browser on this machine that was given the token, and only from the page itself.

Every request must name this server as its host (a page elsewhere whose name was pointed at this machine does not) and
carry the cookie for which the token in the address was exchanged. What changes something must also come from the page:
by the Origin header, and by a value that only the page's forms have.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LONGEST_FORM = 65_536
"""Bytes of a form; nobody types a longer reason."""
MOST_FIELDS = 200
MOST_SESSIONS = 100
"""Browsers that are remembered; the oldest is forgotten and has to open the address with the token again."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not "no-referrer": browsers would then send "Origin: null" with the page's own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass
class Session:
    """One browser."""

    csrf: str
    author: str


class Guard:
    """Token, sessions and the addresses by which the server may be called."""

    def __init__(self, port: int, author: str = "", token: str | None = None, command: str = "review") -> None:
        """`author` is who decides unless a browser says another name; `command` is what printed the address."""
        self.port = port
        self.token = token or secrets.token_urlsafe(32)
        self.hosts = tuple(f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]"))
        self.cookie = f"canonym-review-{port}"
        self._author = author
        self._command = command
        self._sessions: dict[str, Session] = {}
        self._lock = threading.Lock()

    def admit(self, request: Request) -> Response | None:
        """Return the answer to a request that may not pass, or that exchanges the token for a cookie; else None."""
        if request.headers.get("host") not in self.hosts:
            return _refused("This address is not the review page's.", 421)
        if request.method not in ("GET", "HEAD", "POST"):
            return _refused("Only GET and POST are understood.", 405)
        token = request.query_params.get("token")
        if token is not None and request.url.path == "/" and request.method == "GET":
            return self._exchange(token)
        if self.session(request) is None:
            return _refused(f"Open the address that `canonym {self._command}` printed, with its token.", 403)
        if request.method == "POST" and request.headers.get("origin") != f"http://{request.headers['host']}":
            return _refused("This form was not sent by the review page.", 403)
        return None

    def session(self, request: Request) -> Session | None:
        """Return the browser that a request comes from, or None where it has no valid cookie."""
        return self._sessions.get(request.cookies.get(self.cookie, ""))

    def checked(self, request: Request, form: dict[str, str]) -> bool:
        """Tell whether a form carries the value that only the page's own forms have."""
        session = self.session(request)
        sent = form.get("csrf", "").encode("utf-8", "replace")
        return session is not None and hmac.compare_digest(sent, session.csrf.encode())

    def _exchange(self, token: str) -> Response:
        if not hmac.compare_digest(token.encode("utf-8", "replace"), self.token.encode()):
            return _refused(f"The token in the address is not the one that `canonym {self._command}` printed.", 403)
        number = secrets.token_urlsafe(32)
        with self._lock:
            while len(self._sessions) >= MOST_SESSIONS:
                del self._sessions[next(iter(self._sessions))]
            self._sessions[number] = Session(secrets.token_urlsafe(32), self._author)
        response = RedirectResponse("/", status_code=303)
        response.set_cookie(self.cookie, number, httponly=True, samesite="strict", path="/")
        return response


class GuardedApplication:
    """An application behind a guard; every answer carries the headers that keep the page to itself."""

    def __init__(self, application: ASGIApp, guard: Guard) -> None:
        """Wrap an application."""
        self._application = application
        self._guard = guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, exchange the token, or pass on."""
        if scope["type"] != "http":
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                fixed = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
                message = {**message, "headers": [*message["headers"], *fixed]}
            await send(message)

        answer = self._guard.admit(Request(scope))
        await (answer or self._application)(scope, receive, send_with_headers)


async def read_form(request: Request) -> dict[str, str] | None:
    """The fields of a form, the last of each name; None where it is too long or no form."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_FORM:
            return None
    try:
        return dict(parse_qsl(body.decode("ascii", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        return None


def _refused(why: str, status: int) -> Response:
    return PlainTextResponse(why + "\n", status)
