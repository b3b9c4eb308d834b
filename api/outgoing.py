"""Connections to other systems: never to an address inside, unless that is allowed, and never for long.

A name is looked up once, when one connects, and what was found is what is connected to: it cannot mean another address
a moment later. The name itself stays in ``Host`` and in TLS.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

INSIDE = ("is_private", "is_loopback", "is_link_local", "is_multicast", "is_reserved", "is_unspecified",
          "is_site_local", "sixtofour", "teredo")  # fmt: skip
"""What an address is not where anybody can reach it; the last two carry another address inside them."""


class Refused(Exception):
    """A host that nothing is sent to."""


class Guarded(httpx.HTTPTransport):
    """Reaches what is outside, and hosts that are ``allowed`` (``*`` is any), each for ``seconds`` altogether."""

    def __init__(self, allowed: frozenset[str] = frozenset(), seconds: float = 10.0) -> None:
        context = httpx.create_ssl_context()
        super().__init__(verify=context)
        # httpx has no option for how one connects. No connection is kept: its time would be over.
        self._pool = httpcore.ConnectionPool(
            context, max_connections=None, max_keepalive_connections=0,
            network_backend=_Guard(allowed, seconds),
        )  # fmt: skip


def addresses(host: str, port: int, allowed: frozenset[str]) -> list[str]:
    """Return the addresses of a host; raises `Refused` where there is none, or one is inside and not ``allowed``."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Refused(f"the host {host!r} is not found") from error
    unique = list(dict.fromkeys(str(each[4][0]) for each in found))
    if allowed.isdisjoint((host.lower(), "*")) and any(map(inside, unique)):
        raise Refused(f"the host {host!r} is inside; PARCOURS_PRIVATE_TARGETS can allow it")
    return unique


def inside(address: str) -> bool:
    """Whether not everybody in the world would reach the same with this address."""
    found = ipaddress.ip_address(address.partition("%")[0])
    return not found.is_global or any(getattr(found, name, None) for name in INSIDE)


class _Guard(httpcore.NetworkBackend):
    """Connects to the very addresses that were looked at."""

    def __init__(self, allowed: frozenset[str], seconds: float) -> None:
        self._allowed, self._seconds, self._plain = allowed, seconds, httpcore.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        """Connect to the first address of a host that answers; raises `Refused`."""
        until, found = time.monotonic() + self._seconds, addresses(host, port, self._allowed)
        while True:
            address = found.pop(0)
            patience = _left(until) / (1 + len(found))
            try:
                stream = self._plain.connect_tcp(address, port, patience, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if not found:
                    raise
            else:
                return _Timed(stream, until)


class _Timed(httpcore.NetworkStream):
    """A stream that ends at a moment, however slowly the other end speaks."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self._stream, self._until = stream, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read; raises httpcore's ReadTimeout when the time is over."""
        return self._stream.read(max_bytes, _left(self._until))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write; raises httpcore's timeouts when the time is over."""
        self._stream.write(buffer, _left(self._until))

    def close(self) -> None:
        """End the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Go on in TLS."""
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, _left(self._until)), self._until)

    def get_extra_info(self, info: str) -> Any:
        """Return what the stream knows of itself."""
        return self._stream.get_extra_info(info)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time is over")
    return left
