"""Deliveries to other systems: each form has its address, its headers, and its proof of who sends."""

import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import httpx
from cryptography.fernet import InvalidToken
from standardwebhooks import Webhook as Signer

from api.outgoing import Guarded, Refused
from learners.rows import Scope, now
from learners.sealed import Sealer
from learners.statements import VERSION
from learners.webhooks import Letter, Outcome, claim, note

SECONDS = 10.0
"""For so long one waits for an answer."""

TOGETHER = 16
"""Requests of an organisation at the same time."""

TURN = 30.0
"""After so many seconds it is another organisation's turn."""

FAULTS: Mapping[type[Exception], str] = {
    httpx.TimeoutException: f"no answer within {SECONDS:g} seconds",
    httpx.NetworkError: "no connection",
    httpx.ProtocolError: "the answer is not HTTP",
    httpx.InvalidURL: "the address is not one",
    httpx.HTTPError: "the answer cannot be read",
    InvalidToken: "the secret cannot be opened: it was sealed with another PARCOURS_SECRET",
}
"""What the log says; the text of an error can hold anything."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a form is sent: to which address, with which headers (made of the letter and the secret)."""

    address: Callable[[str], str]
    headers: Callable[[Letter, str], dict[str, str]]


class Sender:
    """Sends what is due; ``allowed`` are hosts inside that may be sent to, ``*`` is any."""

    def __init__(self, sealer: Sealer, allowed: frozenset[str] = frozenset(), seconds: float = SECONDS) -> None:
        self._sealer, self._allowed, self._seconds = sealer, allowed, seconds

    def send(self, scope: Scope) -> int:
        """Send the deliveries of an organisation that are due, for a turn; return how many were tried.

        A webhook that took nothing of what it got is left alone until the next turn, so that it delays no other.
        """
        until, tried, down = time.monotonic() + TURN, 0, set[str]()
        transport = Guarded(self._allowed, self._seconds)
        with ThreadPoolExecutor(TOGETHER) as threads, httpx.Client(transport=transport, timeout=self._seconds) as http:
            while time.monotonic() < until and (letters := claim(scope, without=down)):
                outcomes = list(threads.map(partial(self._post, http), letters))
                note(scope, list(zip(letters, outcomes, strict=True)))
                took = {each.webhook for each, outcome in zip(letters, outcomes, strict=True) if outcome.fault is None}
                down |= {each.webhook for each in letters} - took
                tried += len(letters)
        return tried

    def _post(self, http: httpx.Client, letter: Letter) -> Outcome:
        form = FORMS[letter.form]
        try:
            headers = form.headers(letter, self._sealer.open(letter.secret))
            with http.stream("POST", form.address(letter.url), content=letter.body, headers=headers) as answer:
                status, good = answer.status_code, answer.is_success  # its text, however long, is not read
        except Refused as error:
            return Outcome(None, f"Refused: {error}")
        except tuple(FAULTS) as error:
            return Outcome(None, next(text for kind, text in FAULTS.items() if isinstance(error, kind)))
        return Outcome(status, None if good else f"answered {status}")


def _signed(letter: Letter, secret: str) -> dict[str, str]:
    """The headers that https://www.standardwebhooks.com asks for."""
    at = now()
    return {
        "Content-Type": "application/json",
        "User-Agent": "Parcours",
        "webhook-id": letter.id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Signer(secret).sign(letter.id, at, letter.body),
    }


def _to_record_store(_: Letter, secret: str) -> dict[str, str]:
    """The headers that a learning record store (xAPI) asks for; the secret is ``user:password``."""
    return {
        "Content-Type": "application/json",
        "User-Agent": "Parcours",
        "X-Experience-API-Version": VERSION,
        "Authorization": f"Basic {b64encode(secret.encode()).decode()}",
    }


FORMS: Mapping[str, Form] = {
    "webhook": Form(lambda url: url, _signed),
    "xapi": Form(lambda url: f"{url.rstrip('/')}/statements", _to_record_store),
}
"""How each form is sent."""
