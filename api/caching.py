"""ETag, 304 and Cache-Control for everything that is read, and the answers that were given before.

What a blueprint of `PURE` answers depends on nothing but the request, the program, the revision and the day. So its
tag is known before any work is done: who has that answer is told so, and who asks the same again is given the same
bytes, both before Flask begins.
"""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache, partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import xxhash
from cachetools import LRUCache
from flask import Flask, Response, request

from api.blueprint import engine
from api.headers import ALWAYS
from api.ready import Pieces
from api.searches import Searches
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

SEEN = 10_000
"""Tags of answers that were given lately: an answer is remembered when it is asked for a second time."""

COOKIE = "parcours_session"
"""The cookie of who signed in."""

TAG = "parcours.tag"
"""Where the tag of a request is, in WSGI's environment."""

Headers = list[tuple[str, str]]
Answer = tuple[Pieces, Headers]


class Answers:
    """Gives the answers that were given before; an application of WSGI before another one."""

    def __init__(self, app: Flask) -> None:
        self._app, self._next = app, app.wsgi_app
        self._kept: LRUCache[str, Answer] = LRUCache(REMEMBERED, lambda each: _held(each[0]))
        self._asked: LRUCache[str, None] = LRUCache(SEEN)
        self._lock, self._revision = Lock(), ""
        self.searches = Searches()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request."""
        if environ["REQUEST_METHOD"] not in READING or _somebody(environ):
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
            searched = self.searches.answer(environ, engine)
            if searched is not None:
                page, link = searched
                whole = page.whole
                headers = [("Content-Type", "application/json"), ("Link", link), *_headers(tag)]
                headers.append(("Content-Length", str(len(whole))))
                self.put(tag, lambda: page.pieces, headers, engine.catalog.revision)
                start_response("200 OK", headers)
                return [whole]
        return self._next(environ, start_response)

    def put(self, tag: str, pieces: Callable[[], Pieces], headers: Headers, revision: str) -> None:
        """Remember an answer over a revision that is asked for again; forget those over another one, with its snapshot.

        What is asked once only, as most searches are, would push out what is asked often.
        """
        with self._lock:
            if revision != self._revision:
                self._kept.clear()
                self._revision = revision
            if tag not in self._asked:
                self._asked[tag] = None
                return
        kept = pieces()
        if _held(kept) < REMEMBERED // 100:
            with self._lock:
                self._kept[tag] = kept, headers


def _somebody(environ: "WSGIEnvironment") -> bool:
    """Whether who asks may be somebody, whose answer is nobody else's."""
    return "HTTP_AUTHORIZATION" in environ or COOKIE in environ.get("HTTP_COOKIE", "")


def _held(pieces: Pieces) -> int:
    """Return about how many bytes of memory the pieces of an answer hold."""
    return 1000 + sum(200 if isinstance(each, memoryview) else len(each) + 40 for each in pieces)


def register(app: Flask) -> None:
    """Tag every readable answer, say 304 to those who have it, and remember the pure ones."""
    answers = Answers(app)
    app.extensions["answers"] = answers
    app.wsgi_app = answers  # type: ignore[method-assign]

    def tagged(response: Response) -> Response:
        known = request.method in READING and response.status_code == 200 and not response.direct_passthrough
        if not known or request.blueprint not in TAGGED:
            return response
        response.headers.setdefault("Cache-Control", CACHE_CONTROL)
        response.headers["Vary"] = VARY
        if request.blueprint in PURE and TAG in request.environ:
            tag = request.environ[TAG]
            response.headers["ETag"] = f'"{tag}"'
            if request.method == "GET":
                answers.put(tag, partial(_pieces, response), _whole(response), engine().catalog.revision)
                answers.searches.learn(request.environ, engine())
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
    sources = sorted(path for kind in ("py", "html", "toml") for path in here.rglob(f"*.{kind}"))
    return xxhash.xxh3_64_hexdigest(made_by().encode() + b"".join(path.read_bytes() for path in sources))


def _whole(response: Response) -> Headers:
    """Return the headers of a whole answer, its length among them."""
    length = str(sum(map(len, response.response)))
    return list(dict([*response.headers, ("Content-Length", length)]).items())


def _pieces(response: Response) -> Pieces:
    return list(response.response)  # type: ignore[arg-type]


def _headers(tag: str) -> Headers:
    return [("ETag", f'"{tag}"'), ("Cache-Control", CACHE_CONTROL), ("Vary", VARY), *ALWAYS.items()]
