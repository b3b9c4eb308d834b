"""Requests to other systems: never to an address inside, unless that is allowed."""

import ipaddress
import socket
from base64 import b64encode
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx
from standardwebhooks import Webhook as Signer

from learners.rows import Scope, now
from learners.sealed import Sealer
from learners.webhooks import Letter, claim, note

SECONDS = 10.0
"""For so long one waits for an answer."""

TOGETHER = 8
"""Requests at the same time."""

SCHEMES = {"http": 80, "https": 443}
XAPI_VERSION = "1.0.3"


class Refused(Exception):
    """An address that nothing is sent to."""


class Sender:
    """Sends what is due; ``allowed`` are hosts inside that may be sent to, ``*`` is any."""

    def __init__(self, sealer: Sealer, allowed: frozenset[str] = frozenset()) -> None:
        self._sealer, self._allowed = sealer, allowed

    def send(self, scope: Scope) -> int:
        """Send all deliveries of an organisation that are due; return how many were tried."""
        tried = 0
        with ThreadPoolExecutor(TOGETHER) as threads, httpx.Client(timeout=SECONDS, trust_env=False) as http:
            while letters := claim(scope, self._sealer):
                results = threads.map(lambda each: self._post(http, each), letters)
                for letter, (status, fault) in zip(letters, results, strict=True):
                    note(scope, letter, status, fault)
                tried += len(letters)
        return tried

    def _post(self, http: httpx.Client, letter: Letter) -> tuple[int | None, str | None]:
        """Send a letter; return the status of the answer and what went wrong, if anything did."""
        try:
            request = pinned(http, letter.url, self._allowed, letter.body.encode(), FORMS[letter.form](letter))
            answer = http.send(request, stream=True)  # the text of an answer is of no interest
            answer.close()
        except (httpx.HTTPError, Refused, ValueError) as error:
            return None, f"{type(error).__name__}: {error}"
        return answer.status_code, None if answer.is_success else f"answered {answer.status_code}"


def pinned(
    http: httpx.Client, url: str, allowed: frozenset[str], body: bytes, headers: Mapping[str, str]
) -> httpx.Request:
    """Return a request to the very address that was looked at, so that a name cannot mean another one meanwhile.

    Raises `Refused` where the address is inside (private, loopback, link-local, reserved) and not ``allowed``.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in SCHEMES or not host:
        raise Refused(f"{url!r} is no address of http or https")
    address = _address(host, parts.port or SCHEMES[parts.scheme], allowed)
    shown = f"[{address}]" if ":" in address else address
    place = parts._replace(netloc=f"{shown}:{parts.port}" if parts.port else shown).geturl()
    sent = {**headers, "Host": parts.netloc.rpartition("@")[2], "User-Agent": "Parcours"}
    return http.build_request("POST", place, content=body, headers=sent, extensions={"sni_hostname": host})


def _address(host: str, port: int, allowed: frozenset[str]) -> str:
    """Return the address of a host, looked up once."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Refused(f"the host {host!r} is not found") from error
    address = str(found[0][4][0])
    if host not in allowed and "*" not in allowed and not ipaddress.ip_address(address.partition("%")[0]).is_global:
        raise Refused(f"the host {host!r} is inside; PARCOURS_PRIVATE_TARGETS allows it")
    return address


def _signed(letter: Letter) -> dict[str, str]:
    """The headers that https://www.standardwebhooks.com asks for."""
    at = now()
    return {
        "Content-Type": "application/json",
        "webhook-id": letter.id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Signer(letter.secret).sign(letter.id, at, letter.body),
    }


def _to_record_store(letter: Letter) -> dict[str, str]:
    """The headers that a learning record store (xAPI) asks for; the secret is ``user:password``."""
    return {
        "Content-Type": "application/json",
        "X-Experience-API-Version": XAPI_VERSION,
        "Authorization": f"Basic {b64encode(letter.secret.encode()).decode()}",
    }


FORMS: Mapping[str, Callable[[Letter], dict[str, str]]] = {"webhook": _signed, "xapi": _to_record_store}
"""The headers by the form of a webhook."""
