"""One request: an answer of which only the beginning is read, or the fault that there is none."""

import asyncio
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import httpx

from curation.verdict import REDIRECTS, Fault, of_error

LIMIT = 65_536
"""Bytes of a body that are read, and bytes that they may unfold to."""

ROBOTS_LIMIT = 512_000
"""Bytes of a robots.txt that are read: at least 500 KiB (RFC 9309, 2.5)."""

HTML = frozenset({"text/html", "application/xhtml+xml"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came: the status, the headers that matter, and the beginning of the body (empty for HEAD)."""

    status: int
    headers: httpx.Headers
    body: bytes = b""

    @property
    def is_redirect(self) -> bool:
        """Whether it sends one elsewhere, if only it says where."""
        return self.status in REDIRECTS

    @property
    def is_page(self) -> bool:
        """Whether it is a page that a person would read."""
        kind: str = self.headers.get("content-type", "")
        return 200 <= self.status < 300 and kind.partition(";")[0].strip().lower() in HTML

    @property
    def text(self) -> str:
        """The beginning of the body as text; what cannot be read is replaced."""
        charset = httpx.Response(200, headers=self.headers).charset_encoding or "utf-8"
        try:
            return self.body.decode(charset, "replace")
        except (LookupError, ValueError):  # no charset that Python knows
            return self.body.decode("utf-8", "replace")


class Asker:
    """Asks through a transport; each request says who asks and takes ``seconds`` at most, from the name to the body."""

    def __init__(self, transport: httpx.AsyncBaseTransport, agent: str, seconds: float) -> None:
        self._transport, self._agent, self._seconds = transport, agent, seconds

    async def ask(self, method: str, url: str, cookies: httpx.Cookies, seconds: float, limit: int = LIMIT) -> Answer:
        """Return the answer within the given seconds, and keep its cookies; raises `Fault`."""
        seconds = min(seconds, self._seconds)
        try:
            async with asyncio.timeout(seconds):
                return await self._ask(self._request(method, url, cookies, seconds), cookies, limit)
        except Fault:
            raise
        except zlib.error as error:
            raise Fault("protocol-error", "the body cannot be unpacked") from error
        except Exception as error:  # whatever another machine can bring about has to end in a state
            raise of_error(error) from error

    def _request(self, method: str, url: str, cookies: httpx.Cookies, seconds: float) -> httpx.Request:
        request = httpx.Request(
            method, url, extensions={"timeout": httpx.Timeout(seconds).as_dict()},
            headers={"User-Agent": self._agent, "Accept": "*/*", "Accept-Encoding": "gzip", "Connection": "close"},
        )  # fmt: skip
        cookies.set_cookie_header(request)
        return request

    async def _ask(self, request: httpx.Request, cookies: httpx.Cookies, limit: int) -> Answer:
        response = await self._transport.handle_async_request(request)
        response.request = request
        try:
            cookies.extract_cookies(response)
            wanted = request.method != "HEAD" and response.status_code not in REDIRECTS
            return Answer(response.status_code, response.headers, await _body(response, limit) if wanted else b"")
        finally:
            await response.aclose()


async def _body(response: httpx.Response, limit: int) -> bytes:
    """Return the beginning of a body, unpacked: neither a long one nor one that unfolds (a gzip bomb) is read on."""
    unpack = UNPACKED.get(response.headers.get("content-encoding", "identity").strip().lower(), _nothing)()
    body, came = bytearray(), 0
    async for chunk in cast(httpx.AsyncByteStream, response.stream):
        body += unpack(chunk, limit - len(body))
        came += len(chunk)
        if len(body) >= limit or came >= limit:
            break
    return bytes(body[:limit])


def _gzip() -> Callable[[bytes, int], bytes]:
    return zlib.decompressobj(wbits=zlib.MAX_WBITS | 32).decompress  # gzip or zlib, as its head says


def _plain() -> Callable[[bytes, int], bytes]:
    return lambda chunk, most: chunk[:most]


def _nothing() -> Callable[[bytes, int], bytes]:
    return lambda chunk, most: b""


UNPACKED: Mapping[str, Callable[[], Any]] = {
    "identity": _plain, "": _plain, "gzip": _gzip, "x-gzip": _gzip, "deflate": _gzip,
}  # fmt: skip
"""How a body is unpacked, by Content-Encoding; of what was not asked for, nothing is read."""
