"""ETag, 304 and Cache-Control for everything that is read, and the answers that were given before.

What a blueprint of `PURE` answers depends on nothing but the request, the revision and the day. So its tag is known
before any work is done: who has that answer is told so, and who asks the same again is given the same bytes.
"""

from datetime import date
from threading import Lock

import xxhash
from cachetools import LRUCache
from flask import Flask, Response, g, request

from api.blueprint import engine

CACHE_CONTROL = "public, max-age=60"
VARY = "Accept, Accept-Language"
PURE = frozenset({"resources", "vocabularies", "paths"})
TAGGED = PURE | {"stored paths", "catalog", "api-docs"}
REMEMBERED = 32_000_000
"""Bytes of answers that a worker remembers."""

Answer = tuple[bytes, list[tuple[str, str]]]


class Answers:
    """The answers given before, by their tags; the least lately used are forgotten."""

    def __init__(self) -> None:
        self._kept: LRUCache[str, Answer] = LRUCache(REMEMBERED, getsizeof=lambda answer: len(answer[0]) + 1000)
        self._lock = Lock()

    def get(self, tag: str) -> Response | None:
        """Return the answer with this tag, if it is remembered."""
        with self._lock:
            found = self._kept.get(tag)
        return Response(found[0], headers=found[1]) if found else None

    def put(self, tag: str, response: Response) -> None:
        """Remember an answer."""
        answer = response.get_data(), list(response.headers)
        with self._lock:
            if len(answer[0]) < REMEMBERED // 100:
                self._kept[tag] = answer


def register(app: Flask) -> None:
    """Tag every readable answer, say 304 to those who have it, and remember the pure ones."""
    answers = Answers()

    def before() -> Response | None:
        if request.method not in {"GET", "HEAD"} or request.blueprint not in PURE:
            return None
        g.tag = tag = _tag()
        if tag in request.headers.get("If-None-Match", "") and request.if_none_match.contains(tag):
            return Response(status=304)
        return answers.get(tag)

    def after(response: Response) -> Response:
        if request.method not in {"GET", "HEAD"} or request.blueprint not in TAGGED or "ETag" in response.headers:
            return response
        tag = g.get("tag")
        if response.status_code == 304:
            response.headers.extend((("ETag", f'"{tag}"'), ("Cache-Control", CACHE_CONTROL), ("Vary", VARY)))
        elif response.status_code == 200 and not response.direct_passthrough:
            response.headers.setdefault("Cache-Control", CACHE_CONTROL)
            response.headers["Vary"] = VARY
            if tag is not None:
                response.headers["ETag"] = f'"{tag}"'
                if request.method == "GET":
                    answers.put(tag, response)
            else:
                response.add_etag()
                response.make_conditional(request)
        return response

    app.before_request(before)
    app.after_request(after)


def _tag() -> str:
    """Return the tag of the answer to this request."""
    given = request.environ
    parts = (
        engine().catalog.revision, date.today().isoformat(), given["PATH_INFO"], given.get("QUERY_STRING", ""),
        given.get("HTTP_ACCEPT", ""), given.get("HTTP_ACCEPT_LANGUAGE", ""),
    )  # fmt: skip
    return xxhash.xxh3_64_hexdigest("\0".join(parts).encode())
