"""Which addresses may be connected to: none inside, unless it is allowed, and the one that was looked at.

A name is looked up once, when one connects, and what was found is what is connected to: it cannot mean another address
a moment later (DNS rebinding). The name itself stays in ``Host`` and in TLS.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], list[str]]
"""Returns the addresses of a host at a port; raises OSError or UnicodeError where there is none."""

INSIDE = ("is_private", "is_loopback", "is_link_local", "is_multicast", "is_reserved", "is_unspecified",
          "is_site_local", "sixtofour", "teredo")  # fmt: skip
"""What an address is not where anybody can reach it; the last two carry another address inside them."""

TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
"""IPv6 addresses that stand for the IPv4 address in their last four bytes (RFC 6052)."""


class Unsafe(Exception):
    """A host that is inside, and that nothing is sent to."""


class Unknown(Exception):
    """A host that has no address."""


def inside(address: str) -> bool:
    """Whether not everybody in the world would reach the same with this address."""
    found = _address(address)
    return not found.is_global or any(getattr(found, name, None) for name in INSIDE)


def resolve(host: str, port: int) -> list[str]:
    """Ask the system for the addresses of a host; raises OSError or UnicodeError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets through to what is outside, to the ``networks`` and to the ``hosts`` that are allowed (``*`` is any)."""

    networks: frozenset[Network] = frozenset()
    hosts: frozenset[str] = frozenset()
    resolve: Resolver = resolve

    def addresses(self, host: str, port: int) -> list[str]:
        """Return the addresses of a host; raises `Unknown` where there is none, `Unsafe` where one is barred."""
        try:
            found = self.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise Unknown(f"the host {host!r} is not found") from error
        if not found:
            raise Unknown(f"the host {host!r} has no address")
        if self.hosts.isdisjoint((host.lower(), "*")) and (barred := next(filter(self._bars, found), None)):
            raise Unsafe(f"the host {host!r} is inside, at {barred}")
        return found

    def _bars(self, address: str) -> bool:
        return inside(address) and not any(_address(address) in each for each in self.networks)


class Guarded(httpx.AsyncHTTPTransport):
    """Reaches what a gate lets through, by ``backend``; no connection is kept, so that each answer stands alone."""

    def __init__(
        self, gate: Gate, context: ssl.SSLContext | None = None, backend: httpcore.AsyncNetworkBackend | None = None
    ) -> None:
        context = context or httpx.create_ssl_context(trust_env=False)
        super().__init__(verify=context)
        # httpx has no option for how one connects.
        self._pool = httpcore.AsyncConnectionPool(
            context, max_connections=None, max_keepalive_connections=0,
            network_backend=_Guard(gate, backend or httpcore.AnyIOBackend()),
        )  # fmt: skip


class _Guard(httpcore.AsyncNetworkBackend):
    """Connects to the very addresses that were looked at."""

    def __init__(self, gate: Gate, plain: httpcore.AsyncNetworkBackend) -> None:
        self._gate, self._plain = gate, plain

    async def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:  # fmt: skip
        """Connect to the first address of a host that answers, each for its share of ``timeout`` seconds.

        Raises `Unknown`, `Unsafe`, and httpcore's ConnectError and ConnectTimeout.
        """
        found = await asyncio.to_thread(self._gate.addresses, host, port)
        share = timeout and timeout / len(found)
        for address in found[:-1]:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return _Stream(await self._plain.connect_tcp(address, port, share, local_address, socket_options))
        return _Stream(await self._plain.connect_tcp(found[-1], port, share, local_address, socket_options))


class _Stream(httpcore.AsyncNetworkStream):
    """A stream that is closed when TLS fails or is broken off; httpcore 1.0 leaves it open at a cancellation."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self.read, self.write, self.aclose = stream.read, stream.write, stream.aclose  # type: ignore[method-assign]
        self.get_extra_info = stream.get_extra_info  # type: ignore[method-assign]

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        """Go on in TLS."""
        try:
            return await self._stream.start_tls(ssl_context, server_hostname, timeout)
        except BaseException:
            await self._stream.aclose()
            raise


def _address(text: str) -> Address:
    found = ipaddress.ip_address(text.partition("%")[0])
    if found in TRANSLATED:
        return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return getattr(found, "ipv4_mapped", None) or found
