"""ETag, 304 and Cache-Control for everything that is read, and the answers that were given before.

What a blueprint of `PURE` answers depends on nothing but the request, the revision and the day. So its tag is known
before any work is done: who has that answer is told so, and who asks the same again is given the same bytes, both
before Flask begins.
"""

from collections.abc import Iterable
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING, Any

import xxhash
from cachetools import LRUCache
from flask import Flask, Response, request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

CACHE_CONTROL = "public, max-age=60"
VARY = "Accept, Accept-Language"
PURE = frozenset({"resources", "vocabularies", "paths"})
TAGGED = PURE | {"stored paths", "catalog", "api-docs"}
READING = frozenset({"GET", "HEAD"})
REMEMBERED = 16_000_000
"""Bytes of answers that a worker remembers, none of them more than a hundredth."""

TAG = "parcours.tag"
"""Where the tag of a request is, in WSGI's environment."""

Headers = list[tuple[str, str]]


class Answers:
    """Gives the answers that were given before; an application of WSGI before another one."""

    def __init__(self, app: Flask) -> None:
        self._app, self._next = app, app.wsgi_app
        self._kept: LRUCache[str, tuple[bytes, Headers]] = LRUCache(REMEMBERED, lambda each: len(each[0]) + 1000)
        self._lock = Lock()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request."""
        if environ["REQUEST_METHOD"] not in READING:
            return self._next(environ, start_response)
        engine = environ["parcours.engine"] = self._app.extensions["live"].engine
        environ[TAG] = tag = _tag(environ, engine.catalog.revision)
        if tag in environ.get("HTTP_IF_NONE_MATCH", ""):
            start_response("304 NOT MODIFIED", _headers(tag))
            return []
        if environ["REQUEST_METHOD"] == "GET":
            with self._lock:
                found = self._kept.get(tag)
            if found is not None:
                start_response("200 OK", found[1])
                return [found[0]]
        return self._next(environ, start_response)

    def put(self, tag: str, response: Response) -> None:
        """Remember an answer."""
        body = response.get_data()
        if len(body) < REMEMBERED // 100:
            headers = [*response.headers, ("Content-Length", str(len(body)))]
            with self._lock:
                self._kept[tag] = body, list(dict(headers).items())


def register(app: Flask) -> None:
    """Tag every readable answer, say 304 to those who have it, and remember the pure ones."""
    answers = Answers(app)
    app.wsgi_app = answers  # type: ignore[method-assign]

    def tagged(response: Response) -> Response:
        known = request.method in READING and response.status_code == 200 and not response.direct_passthrough
        if not known or request.blueprint not in TAGGED:
            return response
        response.headers.setdefault("Cache-Control", CACHE_CONTROL)
        response.headers["Vary"] = VARY
        if request.blueprint in PURE:
            tag = request.environ[TAG]
            response.headers["ETag"] = f'"{tag}"'
            if request.method == "GET":
                answers.put(tag, response)
        else:
            response.add_etag()
            response.make_conditional(request)
        return response

    app.after_request(tagged)


def _tag(environ: "WSGIEnvironment", revision: str) -> str:
    """Return the tag of the answer to a request."""
    parts: tuple[Any, ...] = (
        revision, date.today().isoformat(), environ["PATH_INFO"], environ.get("QUERY_STRING", ""),
        environ.get("HTTP_ACCEPT", ""), environ.get("HTTP_ACCEPT_LANGUAGE", ""),
    )  # fmt: skip
    return xxhash.xxh3_64_hexdigest("\0".join(parts).encode())


def _headers(tag: str) -> Headers:
    return [("ETag", f'"{tag}"'), ("Cache-Control", CACHE_CONTROL), ("Vary", VARY)]
