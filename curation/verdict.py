"""What is said of an address: the states, and how an answer or a fault becomes one."""

import errno
import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import httpx

from curation.guard import Unknown, Unsafe

STATES: Mapping[str, str] = {
    "ok": "it is there",
    "moved": "it is there, at another address, for good (301, 308)",
    "redirected": "it is there, at another address, for the time being (302, 303, 307)",
    "gone": "it is not there (404, 410)",
    "soft-404": "the answer is 200, but the page says that it is not there",
    "forbidden": "it is not for us (401, 402, 403, 407, 451, 999)",
    "throttled": "too many requests, to the end (429)",
    "rejected": "the host does not take our request (any other 4xx)",
    "server-error": "the host has a fault (5xx)",
    "timeout": "no whole answer in time",
    "dns": "the host has no address",
    "refused": "the host does not accept connections, or cannot be reached",
    "reset": "the host ends the connection without a whole answer",
    "certificate": "the certificate of the host cannot be trusted, or TLS fails",
    "redirect-loop": "it redirects to where one was before",
    "too-many-redirects": "it redirects again and again",
    "bad-redirect": "it redirects, but not to an address",
    "disallowed": "robots.txt asks programs to stay away",
    "unsafe": "it is an address inside, or redirects to one; nothing was sent there",
    "invalid": "it is not an address of the web",
    "protocol-error": "the answer is not HTTP",
    "cut-short": "less came than was announced",
}
"""What each state means."""

GOOD = frozenset({"ok", "moved", "redirected"})
"""States of what can be read."""

PASSING = frozenset({"throttled", "server-error", "timeout", "reset", "dns"})
"""States that may be another one in a moment; of the faults of a server, only those in `UNAVAILABLE`."""

UNAVAILABLE = frozenset({502, 503, 504})
"""Statuses of faults that pass (RFC 9110, 15.6)."""

LASTING = frozenset({301, 308})
"""Statuses of redirects for good (RFC 9110, 15.4)."""

REDIRECTS = LASTING | {302, 303, 307}

OF_STATUS: Mapping[int, str] = {
    **dict.fromkeys((404, 410), "gone"),
    **dict.fromkeys((401, 402, 403, 407, 451, 999), "forbidden"),  # 999 is LinkedIn's
    408: "timeout",
    429: "throttled",
}
OF_HUNDRED: Mapping[int, str] = {2: "ok", 3: "bad-redirect", 4: "rejected", 5: "server-error"}
"""The states of statuses that `OF_STATUS` has not, by their first digit."""

CERTIFICATE: Mapping[int, str] = {
    9: "it is not valid yet",
    10: "it has expired",
    18: "it is self-signed",
    19: "it is signed by an authority that nobody knows",
    20: "it is signed by an authority that nobody knows, or one of the certificates between is not sent",
    62: "it is for another host",
    64: "it is for another address",
}
"""What is wrong with a certificate, by OpenSSL's X509_V_ERR number."""

UNREACHABLE: Mapping[int, str] = {
    errno.ECONNREFUSED: "nothing listens there",
    errno.EHOSTUNREACH: "no way leads there",
    errno.ENETUNREACH: "no way leads there",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found at an address.

    ``hops`` are the addresses that it redirected to, ``final`` the last one that answered, ``permanent`` whether all
    redirects are for good, ``seconds`` the time spent in requests, without waiting for one's turn; ``tries`` counts
    the requests, without those for robots.txt and for a made-up address.
    """

    url: str
    state: str
    status: int | None
    final: str | None
    hops: tuple[str, ...]
    permanent: bool
    seconds: float
    detail: str
    tries: int
    at: datetime


class Fault(Exception):
    """Why there is no answer: a state, its detail, and whether it is worth while to try again."""

    def __init__(self, state: str, detail: str, *, passing: bool | None = None) -> None:
        super().__init__(f"{state}: {detail}")
        self.state, self.detail = state, detail
        self.passing = state in PASSING if passing is None else passing


def of_status(status: int) -> str:
    """Return the state that a status means; what is no status is a fault of the protocol."""
    return OF_STATUS.get(status) or OF_HUNDRED.get(status // 100, "protocol-error")


def of_error(error: BaseException) -> Fault:
    """Return what an error means that came up between the request and the end of the answer."""
    said = str(error)
    causes = tuple(_causes(error))
    for start, (state, detail) in OF_TEXT.items():
        if isinstance(error, httpx.RemoteProtocolError) and said.startswith(start):
            return Fault(state, detail)
    for kind, state, detail in OF_ERROR:
        found = next((each for each in causes if isinstance(each, kind)), None)
        if found is not None:
            return Fault(state, DETAIL[kind](found) if kind in DETAIL else detail)
    return Fault("protocol-error", f"the answer cannot be read ({type(error).__name__})")


OF_ERROR: tuple[tuple[type[BaseException], str, str], ...] = (
    (Unsafe, "unsafe", "nothing was sent"),
    (Unknown, "dns", ""),
    (httpx.TimeoutException, "timeout", "no answer in time"),
    (TimeoutError, "timeout", "no whole answer in time"),
    (ssl.SSLCertVerificationError, "certificate", "it cannot be trusted"),
    (ssl.SSLError, "certificate", "TLS fails"),
    (ConnectionResetError, "reset", "the connection was reset"),
    (BrokenPipeError, "reset", "the connection was reset"),
    (httpx.ConnectError, "refused", "no connection"),
    (httpx.NetworkError, "reset", "the connection ended"),
    (httpx.UnsupportedProtocol, "invalid", "not http or https"),
    (httpx.InvalidURL, "invalid", "not an address"),
    (httpx.RemoteProtocolError, "protocol-error", "the answer is not HTTP"),
)
"""The state of an error, or of what caused it; the first that fits."""

OF_TEXT: Mapping[str, tuple[str, str]] = {
    "Server disconnected": ("reset", "the connection ended without an answer"),
    "peer closed connection": ("cut-short", "the connection ended before the announced end of the body"),
}
"""What httpcore and h11 say of an answer that is not whole; all of these are one class of error."""


def _certificate(error: BaseException) -> str:
    code = getattr(error, "verify_code", 0)
    return CERTIFICATE.get(code) or f"it cannot be trusted ({getattr(error, 'verify_message', code)})"


def _refused(error: BaseException) -> str:
    numbers = (each.errno for each in _causes(error) if isinstance(each, OSError) and each.errno)
    return next((UNREACHABLE[each] for each in numbers if each in UNREACHABLE), "no connection")


DETAIL: Mapping[type[BaseException], Callable[[BaseException], str]] = {
    Unsafe: str,
    Unknown: str,
    ssl.SSLCertVerificationError: _certificate,
    httpx.ConnectError: _refused,
}
"""What says more than the table of errors does. Texts of errors that the other end can form are not repeated."""


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error, what caused it, and so on."""
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            for each in error.exceptions:
                yield from _causes(each)
        error = error.__cause__ or error.__context__
