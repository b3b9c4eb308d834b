"""Organisations and the keys by which programs act for them."""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Engine, insert, select, update

from catalog.database import writing
from learners.errors import BadKey, BadRequest, OrganisationExists, OrganisationNotFound
from learners.rows import Scope, new_id, now
from learners.tables import KEYS, ORGANISATIONS

SCOPES = ("catalog:read", "paths:read", "learners:write", "reports:read", "admin")
PREFIX = "parcours_"
"""How every key begins, so that scanners of leaked secrets can tell."""

NOTED = timedelta(minutes=1)
"""The last use of a key is noted at most this often."""

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation; ``catalog_version`` is 0 where it has the public catalogue as it is."""

    id: str
    name: str
    catalog_version: int
    settings: dict[str, object]


@dataclass(frozen=True, slots=True)
class Key:
    """What is known of a key: not the key itself, which is shown once."""

    id: str
    name: str
    scopes: tuple[str, ...]
    created: datetime
    expires: datetime | None
    last_used: datetime | None


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who holds a key: its organisation, the key's id and what it may do."""

    organisation: Organisation
    key: str
    scopes: frozenset[str]


class Organisations:
    """All organisations of a database. This alone looks beyond one of them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def create(self, organisation_id: str, name: str) -> Organisation:
        """Add an organisation; raises `OrganisationExists`, or `BadRequest` where the id cannot be one."""
        if not SLUG.fullmatch(organisation_id) or len(organisation_id) > 64:
            raise BadRequest({"id": [f"{organisation_id!r}: use lower-case letters, digits and single hyphens."]})
        made = {"id": organisation_id, "name": name, "created": now(), "catalog_version": 0, "settings": {}}
        with writing(self._engine) as connection:
            if connection.scalar(select(ORGANISATIONS.c.id).where(ORGANISATIONS.c.id == organisation_id)):
                raise OrganisationExists(organisation_id)
            connection.execute(insert(ORGANISATIONS), made)
        return Organisation(organisation_id, name, 0, {})

    def all(self) -> list[Organisation]:
        """Return all organisations by id."""
        with self._engine.connect() as connection:
            return [Organisation(*row) for row in connection.execute(_ORGANISATION.order_by(ORGANISATIONS.c.id))]

    def get(self, organisation_id: str) -> Organisation:
        """Return an organisation, or raise `OrganisationNotFound`."""
        with self._engine.connect() as connection:
            row = connection.execute(_ORGANISATION.where(ORGANISATIONS.c.id == organisation_id)).first()
        if row is None:
            raise OrganisationNotFound(organisation_id)
        return Organisation(*row)

    def scope(self, organisation_id: str, actor: str = "console") -> Scope:
        """Return what one organisation can see and change."""
        return Scope(self._engine, organisation_id, actor)

    def bearer(self, key: str) -> Bearer:
        """Return who holds ``key``; raises `BadKey` where nobody does, or not any more."""
        found = select(*_ORGANISATION.selected_columns, KEYS.c.id, KEYS.c.scopes, KEYS.c.expires, KEYS.c.last_used)
        found = found.join(KEYS, KEYS.c.organisation == ORGANISATIONS.c.id).where(KEYS.c.digest == _digest(key))
        with self._engine.connect() as connection:
            row = connection.execute(found).first()
        at = now()
        if row is None or (row.expires is not None and row.expires <= at):
            raise BadKey
        *organisation, key_id, scopes, _, last_used = row
        if last_used is None or at - last_used > NOTED:
            with writing(self._engine) as connection:
                mine = (KEYS.c.organisation == organisation[0]) & (KEYS.c.id == key_id)
                connection.execute(update(KEYS).where(mine).values(last_used=at))
        return Bearer(Organisation(*organisation), key_id, frozenset(scopes))


_ORGANISATION = select(
    ORGANISATIONS.c.id, ORGANISATIONS.c.name, ORGANISATIONS.c.catalog_version, ORGANISATIONS.c.settings
)


class Keys:
    """The keys of an organisation."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def create(self, name: str, scopes: Iterable[str], expires: datetime | None = None) -> tuple[Key, str]:
        """Make a key; return what is known of it and the key, which cannot be had again."""
        secret = PREFIX + secrets.token_urlsafe(32)
        key = Key(new_id(), name, tuple(sorted(set(scopes))), now(), expires, None)
        row = {"id": key.id, "name": name, "digest": _digest(secret), "scopes": list(key.scopes),
               "created": key.created, "expires": expires, "last_used": None}  # fmt: skip
        with self._scope.writing() as rows:
            rows.add(KEYS, row)
            rows.audit("key.created", key.id, scopes=list(key.scopes))
        return key, secret

    def all(self) -> list[Key]:
        """Return the keys, oldest first."""
        with self._scope.reading() as rows:
            return [
                Key(row["id"], row["name"], tuple(row["scopes"]), row["created"], row["expires"], row["last_used"])
                for row in rows.all(KEYS, order="created")
            ]

    def revoke(self, key_id: str) -> bool:
        """Take a key away, at once; return whether there was one."""
        with self._scope.writing() as rows:
            gone = rows.remove(KEYS, id=key_id) == 1
            if gone:
                rows.audit("key.revoked", key_id)
        return gone


def _digest(key: str) -> str:
    """A plain digest is enough for a key of 256 random bits: there is nothing to guess."""
    return sha256(key.encode(errors="replace")).hexdigest()
