"""Who may ask the service: programs on this machine that know the address with its token.

As on the review page, every request must name this server as its host, so that a page elsewhere whose name was pointed
at this machine is refused, and must know the token, which stands in the path because clients of this protocol keep one
address and no cookies. A page of another origin is answered only where it is of this machine, or named by the user.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LONGEST_BODY = 4_000_000
"""Bytes of a batch of queries."""
_LOCAL_ORIGIN = re.compile(r"https?://(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,100}")
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors http://127.0.0.1:* http://localhost:*"
    ),
}


def is_token(text: str) -> bool:
    """Tell whether a text can be a token: 8 to 100 letters, digits, - and _."""
    return _TOKEN.fullmatch(text) is not None


class ServiceAccess:
    """Token, hosts and origins of one service."""

    def __init__(self, port: int, token: str | None = None, origins: Sequence[str] = ()) -> None:
        """`origins` are pages elsewhere that may ask, such as https://reconciliation-api.github.io."""
        self.port = port
        self.token = token or secrets.token_urlsafe(24)
        self.origins = frozenset(origins)
        self._hosts = tuple(f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]"))

    def refusal(self, request: Request) -> Response | None:
        """Return the answer to a request that may not pass; else None."""
        if request.headers.get("host") not in self._hosts:
            return PlainTextResponse("This address is not the service's.\n", 421)
        if request.method not in ("GET", "HEAD", "POST", "OPTIONS"):
            return PlainTextResponse("Only GET and POST are understood.\n", 405)
        given = request.url.path.split("/")[1].encode("utf-8", "replace")
        if not hmac.compare_digest(given, self.token.encode()):
            return PlainTextResponse("Use the address that `canonym reconcile` printed, with its token.\n", 403)
        origin = request.headers.get("origin")
        if origin is not None and not self.allows(origin):
            return PlainTextResponse("Pages of this origin may not ask; see --allow-origin.\n", 403)
        if request.method == "OPTIONS":
            return Response(status_code=204)
        return None

    def allows(self, origin: str) -> bool:
        """Tell whether a page of this origin may ask."""
        return origin in self.origins or _LOCAL_ORIGIN.fullmatch(origin) is not None

    def headers(self, request: Request) -> dict[str, str]:
        """Return what every answer carries."""
        origin = request.headers.get("origin")
        if origin is None or not self.allows(origin):
            return _HEADERS
        shared = {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}
        if request.method == "OPTIONS":
            shared |= {"Access-Control-Allow-Methods": "GET, POST", "Access-Control-Allow-Headers": "Content-Type"}
            shared |= {"Access-Control-Allow-Private-Network": "true"}
        return _HEADERS | shared


class AccessControlled:
    """An application behind an access control."""

    def __init__(self, application: ASGIApp, access: ServiceAccess) -> None:
        """Wrap an application."""
        self._application = application
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        if scope["type"] != "http":
            return
        request = Request(scope)
        headers = [(name.lower().encode(), value.encode()) for name, value in self._access.headers(request).items()]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *headers]}
            await send(message)

        answer = self._access.refusal(request)
        await (answer or self._application)(scope, receive, send_with_headers)


async def read_body(request: Request) -> bytes | None:
    """The body of a request, or None where it is too long."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_BODY:
            return None
    return bytes(body)
