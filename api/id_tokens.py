"""Who signed in, as an OpenID provider says it: an ID token, and all that must be right about it.

Nothing is left to a library's defaults but the signature itself.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any

from joserfc import jws
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519")
"""How a token may be signed: with a key whose other half only the provider has; never ``none`` or a shared secret."""

KINDS = frozenset({"RSA", "EC", "OKP"})
"""The kinds of those keys."""

LEEWAY = 60
"""Seconds by which the clocks may differ."""

OLDEST = 600
"""Seconds after which a token was issued too long ago, whatever it says itself: it was asked for just now."""

LONGEST_SUBJECT = 255

Claims = dict[str, Any]


class Untrusted(Exception):
    """An answer of a provider that lets nobody in; ``reason`` names the text for who waits, the message is the log's.

    The message holds nothing that the provider said of a person.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class UnknownKey(Untrusted):
    """A token that is signed with a key which is not in the set."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must be: of this issuer, for this client, in answer to this nonce, at this moment."""

    issuer: str
    client_id: str
    nonce: str
    at: float


CHECKS: Mapping[str, Callable[[Claims, Expected], bool]] = {
    "iss": lambda said, asked: said.get("iss") == asked.issuer,
    "aud": lambda said, asked: asked.client_id in _audiences(said),
    "azp": lambda said, asked: said.get("azp", _alone(said, asked)) == asked.client_id,
    "exp": lambda said, asked: asked.at - LEEWAY < _moment(said, "exp"),
    "iat": lambda said, asked: asked.at - OLDEST < _moment(said, "iat") <= asked.at + LEEWAY,
    "nbf": lambda said, asked: "nbf" not in said or _moment(said, "nbf") <= asked.at + LEEWAY,
    "nonce": lambda said, asked: compare_digest(_text(said, "nonce").encode(), asked.nonce.encode()),
    "sub": lambda said, asked: 0 < len(_text(said, "sub")) <= LONGEST_SUBJECT,
}
"""What must hold of the claims, by name. What is missing fails, but for ``nbf``, and ``azp`` of one audience."""


def expected(issuer: str, client_id: str, nonce: str) -> Expected:
    """Return what a token must be now."""
    return Expected(issuer, client_id, nonce, time.time())


def key_set(document: Any) -> KeySet:
    """Return the public keys of a provider; raises `Untrusted` where there is none that can be used."""
    try:
        fit = [each for each in document["keys"] if each.get("kty") in KINDS and each.get("use", "sig") == "sig"]
        return KeySet.import_key_set({"keys": fit})
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Untrusted("unreachable", f"the keys cannot be read: {type(error).__name__}") from error


def claims(token: str, keys: KeySet, asked: Expected) -> Claims:
    """Return what a token says; raises `Untrusted`, `UnknownKey` where the set may be older than the key."""
    said = _signed(token, keys)
    for name, holds in CHECKS.items():
        if not holds(said, asked):
            raise Untrusted("forged", f"the ID token's {name} is not right")
    return said


def _signed(token: str, keys: KeySet) -> Claims:
    """Return what a token says if the provider has signed it."""
    try:
        said = json.loads(jws.deserialize_compact(token, keys, algorithms=list(ALGORITHMS)).payload)
    except InvalidKeyIdError as error:
        raise UnknownKey("forged", "the ID token is signed with an unknown key") from error
    except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise Untrusted("forged", f"the ID token is not signed as it must be: {type(error).__name__}") from error
    if not isinstance(said, dict):
        raise Untrusted("forged", "the ID token says nothing")
    return said


def _audiences(said: Claims) -> list[Any]:
    found = said.get("aud", [])
    return found if isinstance(found, list) else [found]


def _alone(said: Claims, asked: Expected) -> str | None:
    """Return for whom a token is that names nobody; with several audiences it must."""
    return asked.client_id if len(_audiences(said)) == 1 else None


def _moment(said: Claims, name: str) -> float:
    """Return a moment; what is no number is none, before and after which nothing is."""
    found = said.get(name)
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else float("nan")


def _text(said: Claims, name: str) -> str:
    found = said.get(name)
    return found if isinstance(found, str) else ""
