"""Requests: sent with the key, again where that can do no harm, with answers that are records or errors."""

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import httpx

from parcours_client.errors import ParcoursError

Record = dict[str, Any]
"""A thing as the API says it."""

REPEATABLE = frozenset({"GET", "PUT", "DELETE"})
LATER = frozenset({429, 503})
"""What a server says that has done nothing and may do it later."""

MOST_PER_PAGE = 100


class Transport:
    """Sends requests of one organisation; where one fails that can be repeated, it is, after growing pauses.

    Repeated is what changes nothing or is the same when done twice, after a connection that broke, 429 and 503;
    anything, where no connection was made. ``pause`` waits for so many seconds.
    """

    def __init__(
        self,
        base_url: str,
        key: str | None,
        *,
        tries: int = 6,
        timeout: float = 30.0,
        pause: Callable[[float], None] = time.sleep,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._http = httpx.Client(base_url=base_url, headers=headers, timeout=timeout, transport=transport)
        self._tries, self._pause = tries, pause

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        content: bytes | None = None,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        repeatable: bool | None = None,
    ) -> httpx.Response:
        """Send a request and return its answer; raises `ParcoursError`. ``body`` goes as JSON, ``content`` as it is."""
        sent = dict(headers or {})
        if body is not None:
            content = json.dumps(body, default=date.isoformat).encode()
            sent.setdefault("Content-Type", "application/json")
        request = self._http.build_request(method, path, content=content, params=_plain(params), headers=sent)
        return self._try(request, method in REPEATABLE if repeatable is None else repeatable)

    def ask(self, method: str, path: str, body: Any = None, **options: Any) -> Record:
        """Send a request and return the record that it is answered with; an empty one where nothing is."""
        answer = self.send(method, path, body, **options)
        found: Record = answer.json() if answer.content else {}
        return found

    def each(self, path: str, params: Mapping[str, Any], per_page: int = MOST_PER_PAGE) -> Iterator[Record]:
        """Return the items of a list, page by page."""
        page, seen, total = 1, 0, 1
        while seen < total:
            found = self.ask("GET", path, params={**params, "page": page, "per_page": per_page})
            yield from found["items"]
            page, seen, total = page + 1, seen + len(found["items"]), found["total"] if found["items"] else 0

    def _try(self, request: httpx.Request, repeatable: bool) -> httpx.Response:
        broken = False
        for left in reversed(range(self._tries)):
            try:
                answer = self._http.send(request)
            except httpx.TransportError as error:
                unsent = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
                if not left or not (repeatable or unsent):
                    raise ParcoursError(
                        0, f"{request.method} {request.url}: {error or type(error).__name__}"
                    ) from error
                broken, wait = broken or not unsent, 0.0
            else:
                if answer.is_success or (answer.status_code == 404 and request.method == "DELETE" and broken):
                    return answer
                if not left or not repeatable or answer.status_code not in LATER:
                    raise ParcoursError.of(answer)
                wait = _asked(answer)
            self._pause(max(wait, _growing(self._tries - left)))
        raise AssertionError("the last try returns or raises")


def _growing(tried: int) -> float:
    """Return the seconds to wait after so many tries: up to 0.2, 0.4, 0.8 …, at random lest all come back at once."""
    return random.uniform(0.5, 1.0) * min(0.1 * 2.0**tried, 10.0)


def _asked(answer: httpx.Response) -> float:
    """Return the seconds that ``Retry-After`` asks to wait, a minute at most."""
    said = answer.headers.get("Retry-After", "")
    return min(float(said), 60.0) if said.isdecimal() else 0.0


def _plain(params: Mapping[str, Any] | None) -> list[tuple[str, str | int | float | bool | None]]:
    """Return parameters of a query string: without those that are None, lists as several values."""
    given = [(name, value) for name, value in (params or {}).items() if value is not None]
    return [
        (name, each.isoformat() if isinstance(each, date) else each)
        for name, value in given
        for each in (value if isinstance(value, list | tuple) else [value])
    ]
