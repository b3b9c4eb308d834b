"""The OpenID provider by which an organisation's people sign in, and who of them it speaks of."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import func, or_, select

from learners.errors import ProviderNotFound
from learners.members import user_key
from learners.rows import Row, Rows, Scope, now
from learners.sealed import Sealer
from learners.tables import MEMBERS, PROVIDERS, SIGN_INS

KEPT = timedelta(hours=1)
"""How long the answers that were used are remembered: longer than any of them is good for."""


@dataclass(frozen=True, slots=True)
class Provider:
    """What is known of a provider, but for the secret; ``managers`` are user names of who sees the reports."""

    issuer: str
    client_id: str
    managers: tuple[str, ...]


class Providers:
    """The identity provider of an organisation; there is at most one."""

    def __init__(self, scope: Scope, sealer: Sealer) -> None:
        self._scope, self._sealer = scope, sealer

    def get(self) -> Provider:
        """Return the provider, or raise `ProviderNotFound`."""
        with self._scope.reading() as rows:
            return _provider(self._row(rows))

    def secret(self) -> str:
        """Return the client's secret, empty where it has none; raises `ProviderNotFound`.

        Raises cryptography's InvalidToken where it was sealed with another secret of the deployment.
        """
        with self._scope.reading() as rows:
            return self._sealer.open(self._row(rows)["client_secret"])

    def put(self, issuer: str, client_id: str, client_secret: str | None, managers: Collection[str]) -> Provider:
        """Set the provider; without a secret (None) that of the same client at the same issuer is kept."""
        said = {"issuer": issuer, "client_id": client_id}
        with self._scope.writing() as rows:
            rows.wait()
            before = rows.one(PROVIDERS, **said)
            kept = before["client_secret"] if before and client_secret is None else None
            row = {**said, "client_secret": kept or self._sealer.seal(client_secret or ""),
                   "managers": list(dict.fromkeys(managers))}  # fmt: skip
            rows.remove(PROVIDERS)
            rows.add(PROVIDERS, row)
            rows.audit("identity_provider.set", issuer[:300])
        return _provider(row)

    def remove(self) -> None:
        """Take the provider away; raises `ProviderNotFound`."""
        with self._scope.writing() as rows:
            issuer = self._row(rows)["issuer"]
            rows.remove(PROVIDERS)
            rows.audit("identity_provider.removed", issuer[:300])

    def use(self, state: str) -> bool:
        """Note that an answer of the provider is used; return whether it is for the first time."""
        at = now()
        with self._scope.writing() as rows:
            rows.remove(SIGN_INS, SIGN_INS.c.at < at - KEPT)
            return rows.add_new(SIGN_INS, {"id": sha256(state.encode()).hexdigest(), "at": at})

    def _row(self, rows: Rows) -> Row:
        row = rows.one(PROVIDERS)
        if row is None:
            raise ProviderNotFound(self._scope.organisation)
        return row


def member_of(scope: Scope, claims: Mapping[str, Any]) -> Row | None:
    """Return the active member whom a provider's claims speak of; None where there is none, or more than one.

    The first claim that fits anybody counts: the provider's id as the external id, its user name as the user name,
    its verified mail address as the user name or the mail address. What fits who has left fits nobody else.
    """
    email = claims.get("email") if claims.get("email_verified") is True else None
    with scope.reading() as rows:
        mine = rows.of(MEMBERS)
        fits = [
            mine.c.external_id == _text(claims.get("sub")),
            mine.c.user_key == user_key(_text(claims.get("preferred_username"))),
            or_(mine.c.user_key == user_key(_text(email)), func.lower(mine.c.email) == _text(email).lower()),
        ]
        for each in fits:
            found = rows.read(select(mine).where(each, mine.c.erased.is_(None)).limit(2))
            if found:
                return found[0] if len(found) == 1 and found[0]["active"] else None
    return None


def _provider(row: Mapping[str, Any]) -> Provider:
    return Provider(row["issuer"], row["client_id"], tuple(row["managers"]))


def _text(said: Any) -> str:
    """Return a claim as a text that a database can compare; what is none is the NULL of no member."""
    return said if isinstance(said, str) and said and "\0" not in said else "\x01"
