"""Addresses of the web as they are asked for, and where redirects lead from them."""

import re
from collections.abc import Callable, Mapping

import httpx

from curation.verdict import Fault

LONGEST = 8000
"""Characters of an address that everybody should support (RFC 9110, 4.1)."""

SCHEMES = frozenset({"http", "https"})

HOST = re.compile(r"[\w.-]*\w\.?|(?=.*:)[0-9a-f:.]+(%\w+)?", re.IGNORECASE | re.ASCII)
"""A name or a number that can be looked up (RFC 3986, 3.2.2, without what only other schemes need)."""


def parsed(address: str) -> str:
    """Return an address as it is asked for; raises `Fault` (invalid)."""
    try:
        url = httpx.URL(address.strip())
        port = url.port
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise Fault("invalid", "it cannot be read") from error
    wrong = next((text for text, holds in WRONG.items() if holds(url)), None)
    if wrong or port == 0 or (port or 0) > 65535:
        raise Fault("invalid", wrong or "it has no such port")
    return str(url)


WRONG: Mapping[str, Callable[[httpx.URL], bool]] = {
    "it is neither http nor https": lambda url: url.scheme not in SCHEMES,
    "it is too long": lambda url: len(str(url)) > LONGEST,
    "it has no host": lambda url: not HOST.fullmatch(url.raw_host.decode("ascii")),
    "it has a name or a password in it": lambda url: bool(url.userinfo),  # RFC 9110, 4.2.4
}


def target(url: str, location: str | None) -> str:
    """Return where a redirect leads, with the fragment of where it comes from (RFC 9110, 10.2.2).

    Raises `Fault` (bad-redirect) where that is no address of the web.
    """
    if not location or not location.strip():
        raise Fault("bad-redirect", "Location is missing")
    try:
        there = httpx.URL(url).join(location.strip())
        fragment = there.fragment or httpx.URL(url).fragment
        return parsed(str(there.copy_with(fragment=fragment) if fragment else there))
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise Fault("bad-redirect", "Location cannot be read") from error
    except Fault as fault:
        raise Fault("bad-redirect", f"Location: {fault.detail}") from fault


def origin(url: str) -> str:
    """Return the scheme, host and port of an address, as it begins."""
    return str(httpx.URL(url).copy_with(raw_path=b"/", fragment=None)).rstrip("/")


def host(url: str) -> str:
    """Return the host of an address."""
    return httpx.URL(url).host


def bare(url: str) -> str:
    """Return an address without its fragment, which no host is told."""
    return url.partition("#")[0]
