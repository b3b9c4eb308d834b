"""ETag, 304 and Cache-Control for everything that is read, and the answers that were given before.

What a blueprint of `PURE` answers depends on nothing but the request, the program, the revision and the day. So its
tag is known before any work is done: who has that answer is told so, and who asks the same again is given the same
bytes, both before Flask begins.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import xxhash
from cachetools import LRUCache
from flask import Flask, Response, request

from api.blueprint import engine
from api.ready import Pieces
from recommender.snapshots import made_by

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

CACHE_CONTROL = "public, max-age=60"
VARY = "Accept, Accept-Language"
PURE = frozenset({"resources", "vocabularies", "paths"})
TAGGED = PURE | {"stored paths", "catalog", "api-docs"}
READING = frozenset({"GET", "HEAD"})
REMEMBERED = 12_000_000
"""Bytes of answers that a worker remembers, each a hundredth at most; what the snapshot has does not count."""

TAG = "parcours.tag"
"""Where the tag of a request is, in WSGI's environment."""

Headers = list[tuple[str, str]]


class Answers:
    """Gives the answers that were given before; an application of WSGI before another one."""

    def __init__(self, app: Flask) -> None:
        self._app, self._next = app, app.wsgi_app
        self._kept: LRUCache[str, tuple[Pieces, Headers]] = LRUCache(REMEMBERED, lambda each: _held(each[0]))
        self._lock, self._revision = Lock(), ""

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request."""
        if environ["REQUEST_METHOD"] not in READING:
            return self._next(environ, start_response)
        engine = environ["parcours.engine"] = self._app.extensions["live"].engine
        environ[TAG] = tag = _tag(environ, engine.catalog.revision)
        had = environ.get("HTTP_IF_NONE_MATCH", "")
        if tag in had:
            start_response("304 NOT MODIFIED", _headers(tag))
            return []
        if environ["REQUEST_METHOD"] == "GET" and had != "*":
            with self._lock:
                found = self._kept.get(tag)
            if found is not None:
                start_response("200 OK", found[1])
                return [b"".join(found[0])]
        return self._next(environ, start_response)

    def put(self, tag: str, response: Response, revision: str) -> None:
        """Remember an answer over a revision; those over another one are forgotten, and with them its snapshot."""
        pieces: Pieces = list(response.response)  # type: ignore[arg-type]
        headers = dict([*response.headers, ("Content-Length", str(sum(map(len, pieces))))])
        with self._lock:
            if revision != self._revision:
                self._kept.clear()
                self._revision = revision
            if _held(pieces) < REMEMBERED // 100:
                self._kept[tag] = pieces, list(headers.items())


def _held(pieces: Pieces) -> int:
    """Return about how many bytes of memory the pieces of an answer hold."""
    return 1000 + sum(200 if isinstance(each, memoryview) else len(each) + 40 for each in pieces)


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
                answers.put(tag, response, engine().catalog.revision)
            if "If-None-Match" in request.headers:
                response.make_conditional(request)
        else:
            response.add_etag()
            response.make_conditional(request)
        return response

    def whole(response: Response) -> Response:
        if response.is_sequence and len(response.response) > 1:  # type: ignore[arg-type]
            response.set_data(b"".join(response.response))  # type: ignore[arg-type]
        return response

    app.after_request(whole)
    app.after_request(tagged)


def _tag(environ: "WSGIEnvironment", revision: str) -> str:
    """Return the tag of the answer to a request."""
    parts: tuple[Any, ...] = (
        _program(), revision, date.today().isoformat(), environ["PATH_INFO"], environ.get("QUERY_STRING", ""),
        environ.get("HTTP_ACCEPT", ""), environ.get("HTTP_ACCEPT_LANGUAGE", ""),
    )  # fmt: skip
    return xxhash.xxh3_64_hexdigest("\0".join(parts).encode(errors="surrogatepass"))


@cache
def _program() -> str:
    """Return a digest of what makes an answer of a catalogue: this program."""
    here = Path(__file__).parent
    sources = sorted([*here.glob("*.py"), *here.glob("templates/*")])
    return xxhash.xxh3_64_hexdigest(made_by().encode() + b"".join(path.read_bytes() for path in sources))


def _headers(tag: str) -> Headers:
    return [("ETag", f'"{tag}"'), ("Cache-Control", CACHE_CONTROL), ("Vary", VARY)]
