"""Which pages of other servers may read an answer: the headers of cross-origin sharing (CORS).

They are put around everything else, because some answers are given before Flask begins.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ANY = "*"
SHARED = ("/api/v1/", "/embed.js", "/en/embed", "/fr/embed")
"""How the paths begin that other servers' pages may read; what they answer is the same for everybody."""

PERSONAL = ("/en/embed", "/fr/embed")
"""Those that answer to a member's token too; keys are for programs, and no browser should hold one."""

QUESTIONS = frozenset(
    f"/api/v1/{name}" for name in ("paths", "paths/what-if", "paths/why-not", "recommendations")
)  # fmt: skip
"""What one asks by POST and nothing is stored of."""

READING = ("GET", "HEAD")
EXPOSED = ("Access-Control-Expose-Headers", "ETag, Link, Location, Retry-After")
HOURS_2 = "7200"
"""Seconds for which a browser need not ask again what it may send; Chromium believes no more."""

Headers = list[tuple[str, str]]


class Sharing:
    """Says who may read an answer; an application of WSGI around another one."""

    def __init__(self, app: "WSGIApplication", origins: frozenset[str]) -> None:
        self._next, self._origins = app, origins

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request."""
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        if not path.startswith(SHARED):
            return self._next(environ, start_response)
        allowed = _methods(path)
        granted = self._granted(environ.get("HTTP_ORIGIN", ""))
        if method == "OPTIONS" and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in environ:
            start_response("204 NO CONTENT", _preflight(granted, allowed, _headers(path)))
            return []
        if method not in allowed:
            return self._next(environ, start_response)
        granted.append(EXPOSED)

        def start(status: str, headers: Headers, *more: Any) -> Any:
            return start_response(status, headers + granted, *more)

        return self._next(environ, start)

    def _granted(self, origin: str) -> Headers:
        """Return what ``origin`` is told; where origins are named, the answer differs between them."""
        if ANY in self._origins:
            return [("Access-Control-Allow-Origin", ANY)]
        vary = [("Vary", "Origin")]
        return [("Access-Control-Allow-Origin", origin), *vary] if origin in self._origins else vary


def register(app: Flask, origins: frozenset[str]) -> None:
    """Let pages of these origins read what is public; ``*`` is any. Must come last, to be around everything."""
    app.wsgi_app = Sharing(app.wsgi_app, origins)  # type: ignore[method-assign]


def _methods(path: str) -> tuple[str, ...]:
    return (*READING, "POST") if path in QUESTIONS else READING


def _headers(path: str) -> str:
    return "Content-Type, If-None-Match" + (", Authorization" if path in PERSONAL else "")


def _preflight(granted: Headers, methods: tuple[str, ...], headers: str) -> Headers:
    return [
        *granted,
        ("Access-Control-Allow-Methods", ", ".join(methods)),
        ("Access-Control-Allow-Headers", headers),
        ("Access-Control-Max-Age", HOURS_2),
        ("Content-Length", "0"),
    ]
