"""Web addresses in one form, so that two ways of writing one are seen to be the same."""

import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

TRACKERS = re.compile(r"utm_.*|ref|ref_src|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid", re.I)
"""The names of parameters that say where a reader comes from, not what is read."""

SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.I)
WWW = re.compile(r"^(www\.)+")
ESCAPED = re.compile("%[0-9A-Fa-f]{2}")
UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")

PORTS = frozenset({80, 443, None})
"""The ports that need no saying: those of http and https."""


def canonical(url: str) -> str:
    """Return an address without what does not tell pages apart; what is no address comes back as it is.

    The scheme, ``www``, trackers, a final slash and a fragment go, unless the fragment is a route, as in ``#/lesson``.
    The host is in lower case, percent-encoding is that of RFC 3986 (section 6.2.2), parameters are in order.

    >>> canonical("HTTPS://www.Example.org:443/a%7Eb/?utm_source=x&page=2#top")
    'example.org/a~b?page=2'
    """
    url = url.strip()
    try:
        parts = urlsplit(url if SCHEME.match(url) else f"//{url.removeprefix('//')}")
        host, port = WWW.sub("", parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return url
    if not host:
        return url
    place = host if port in PORTS else f"{host}:{port}"
    path = ESCAPED.sub(_spelt, quote(parts.path, safe="/%~:@!$&'()*+,;=")).rstrip("/")
    query = urlencode(sorted(pair for pair in parse_qsl(parts.query, True) if not TRACKERS.fullmatch(pair[0])))
    route = f"#{parts.fragment.rstrip('/')}" if parts.fragment.startswith(("/", "!")) else ""
    return place + path + (query and f"?{query}") + (route if len(route) > 1 else "")


def _spelt(escaped: re.Match[str]) -> str:
    """Return a letter that need not be escaped as it is, another in upper case."""
    letter = chr(int(escaped[0][1:], 16))
    return letter if UNRESERVED.fullmatch(letter) else escaped[0].upper()
