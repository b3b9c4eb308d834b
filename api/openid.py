"""OpenID Connect: the authorization code flow with PKCE, towards any provider that an administrator named.

A provider is another system like any other (see `api.outgoing`): nothing inside is asked unless that is allowed, an
answer has a length and a time, and none is followed elsewhere.
"""

import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx
from cachetools import TTLCache
from joserfc.jwk import KeySet

from api.id_tokens import Claims, Expected, UnknownKey, Untrusted, claims, expected, key_set
from api.outgoing import Guarded, Refused

SCOPE = "openid profile email"
SECONDS = 10.0
HOUR = 3600.0
KEPT = 256
"""Providers that a worker knows by heart, each for an hour."""

MOST = 1_000_000
"""Bytes of an answer."""

NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
NAMED = ("preferred_username", "email")
"""What one is known by beside the id; it is asked for where the token does not say it."""


@dataclass(frozen=True, slots=True)
class Client:
    """What an organisation is to its provider; ``secret`` may be empty."""

    organisation: str
    issuer: str
    client_id: str
    secret: str


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that was begun: what only who began it knows."""

    state: str
    nonce: str
    verifier: str


class OpenId:
    """Speaks with providers; ``allowed`` are hosts inside that may be asked, ``*`` is any."""

    def __init__(self, allowed: frozenset[str] = frozenset(), seconds: float = SECONDS) -> None:
        self._allowed, self._seconds = allowed, seconds
        self._known: TTLCache[tuple[str, str], dict[str, Any]] = TTLCache(KEPT, HOUR)
        self._keys: TTLCache[tuple[str, str], KeySet] = TTLCache(KEPT, HOUR)
        self._lock = Lock()

    def check(self, client: Client) -> None:
        """Read what the provider publishes anew; raises `Untrusted` where people could not sign in by it."""
        with self._lock:
            for kept in (self._known, self._keys):
                kept.pop(_place(client), None)
        self._key_set(client, self._metadata(client))

    def begin(self, client: Client, back: str) -> tuple[str, Begun]:
        """Return the address where one signs in, and what is to be remembered until one is sent ``back``.

        Raises `Untrusted` where the provider cannot be asked.
        """
        begun = Begun(*(secrets.token_urlsafe(32) for _ in range(3)))
        address = self._metadata(client)["authorization_endpoint"]
        challenge = urlsafe_b64encode(sha256(begun.verifier.encode()).digest()).rstrip(b"=").decode()
        query = {"response_type": "code", "client_id": client.client_id, "redirect_uri": back, "scope": SCOPE,
                 "state": begun.state, "nonce": begun.nonce, "code_challenge": challenge,
                 "code_challenge_method": "S256"}  # fmt: skip
        return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(query)}", begun

    def finish(self, client: Client, begun: Begun, back: str, answer: Mapping[str, str]) -> Claims:
        """Return what the provider says of who was sent back with an ``answer``; raises `Untrusted`."""
        known = self._metadata(client)
        names_itself = known.get("authorization_response_iss_parameter_supported") is True
        if answer.get("iss", None if names_itself else client.issuer) != client.issuer:  # RFC 9207
            raise Untrusted("forged", "the answer is another issuer's")
        if "error" in answer or not answer.get("code"):
            raise Untrusted("refused", "the provider refused")
        tokens = self._tokens(client, known, begun, back, answer["code"])
        said = self._claims(client, known, tokens, expected(client.issuer, client.client_id, begun.nonce))
        if "userinfo_endpoint" in known and not all(said.get(each) for each in NAMED):
            said = self._more(known, tokens, said)
        return said

    def _metadata(self, client: Client) -> dict[str, Any]:
        """Return what a provider publishes of itself; it must be the one that was named."""
        with self._lock:
            known = self._known.get(_place(client))
        if known is None:
            known = self._ask("GET", f"{client.issuer.rstrip('/')}/.well-known/openid-configuration")
            if any(not isinstance(known.get(each), str) for each in NEEDED):
                raise Untrusted("unreachable", f"the provider does not publish its {', '.join(NEEDED)}")
            if known["issuer"] != client.issuer:
                raise Untrusted("unreachable", f"the provider calls itself {known['issuer'][:200]!r}")
            self._web(known["authorization_endpoint"])
            with self._lock:
                self._known[_place(client)] = known
        return known

    def _key_set(self, client: Client, known: Mapping[str, Any], *, anew: bool = False) -> KeySet:
        with self._lock:
            found = None if anew else self._keys.get(_place(client))
        if found is None:
            found = key_set(self._ask("GET", known["jwks_uri"]))
            with self._lock:
                self._keys[_place(client)] = found
        return found

    def _tokens(
        self, client: Client, known: Mapping[str, Any], begun: Begun, back: str, code: str
    ) -> dict[str, Any]:  # fmt: skip
        """Exchange a code; the verifier proves who began the sign-in."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back,
                "code_verifier": begun.verifier}  # fmt: skip
        ways = known.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if client.secret and "client_secret_basic" in ways:
            who = quote(client.client_id, safe=""), quote(client.secret, safe="")
            return self._ask("POST", known["token_endpoint"], data=form, auth=who)
        form |= {"client_id": client.client_id} | ({"client_secret": client.secret} if client.secret else {})
        return self._ask("POST", known["token_endpoint"], data=form)

    def _claims(self, client: Client, known: Mapping[str, Any], tokens: Mapping[str, Any], asked: Expected) -> Claims:
        token = tokens.get("id_token")
        if not isinstance(token, str):
            raise Untrusted("forged", "there is no ID token")
        try:
            return claims(token, self._key_set(client, known), asked)
        except UnknownKey:  # the provider may have a new one
            return claims(token, self._key_set(client, known, anew=True), asked)

    def _more(self, known: Mapping[str, Any], tokens: Mapping[str, Any], said: Claims) -> Claims:
        """Return what the provider tells beside the token too; it must be of the same person."""
        bearer = {"Authorization": f"Bearer {tokens.get('access_token', '')}"}
        more = self._ask("GET", str(known["userinfo_endpoint"]), headers=bearer)
        if more.get("sub") != said["sub"]:
            raise Untrusted("forged", "what is told beside the ID token is of another person")
        return {**more, **said}

    def _ask(self, method: str, address: str, **options: Any) -> dict[str, Any]:
        """Return an answer in JSON; raises `Untrusted`."""
        self._web(address)
        headers = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "Parcours",
                   **options.pop("headers", {})}  # fmt: skip
        transport = Guarded(self._allowed, self._seconds)
        try:
            with (
                httpx.Client(transport=transport, timeout=self._seconds) as http,
                http.stream(method, address, headers=headers, **options) as answer,
            ):
                status, body = answer.status_code, _short(answer)
            found = json.loads(body)
        except Refused as error:
            raise Untrusted("unreachable", str(error)) from error
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, RecursionError) as error:
            raise Untrusted("unreachable", f"{_named(address)} gives no answer that can be read") from error
        if status == 400 and isinstance(found, dict) and found.get("error") == "invalid_grant":
            raise Untrusted("used", "the provider does not take the code (any more)")
        if status != 200 or not isinstance(found, dict):
            raise Untrusted("unreachable", f"{_named(address)} answered {status}")
        return found

    def _web(self, address: str) -> None:
        """Refuse what is not of the web, or can be listened to: HTTP is for hosts inside that are allowed."""
        try:
            parts = urlsplit(address)
            host = (parts.hostname or "").lower()
        except ValueError as error:
            raise Untrusted("unreachable", "an address of the provider is none") from error
        plain = parts.scheme == "http" and not self._allowed.isdisjoint((host, "*"))
        if not host or not (parts.scheme == "https" or plain):
            raise Untrusted("unreachable", f"{_named(address)} is not HTTPS")


def _place(client: Client) -> tuple[str, str]:
    """Return where a provider is kept: for each organisation apart, so that nobody can tell whom others have asked."""
    return client.organisation, client.issuer


def _short(answer: httpx.Response) -> bytes:
    body = b""
    for piece in answer.iter_raw():
        body += piece
        if len(body) > MOST:
            raise ValueError("too long")
    return body


def _named(address: str) -> str:
    """Return an address for a message: without what may be secret in it."""
    return address.partition("?")[0][:200]
