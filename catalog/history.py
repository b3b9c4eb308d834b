"""The revisions that the store has held: which record was what, from when until when."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    insert,
    or_,
    select,
    update,
)

from catalog.database import Moment
from catalog.errors import RevisionNotFound

METADATA = MetaData()
REVISIONS = Table(
    "revisions",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("revision", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Column("ids", JSON, nullable=False),
)
"""``ids`` are those of the records by kind, in the catalogue's order."""

VERSIONS = Table(
    "versions",
    METADATA,
    Column("kind", String(16), primary_key=True),
    Column("id", String(200), primary_key=True),
    Column("since", Integer, primary_key=True),
    Column("until", Integer),
    Column("digest", String(64), nullable=False),
    Column("document", JSON, nullable=False),
)
"""A record as it was in the revisions from number ``since`` to the one before ``until``; to the newest without one."""

Records = Mapping[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision, and when it came into the store."""

    revision: str
    at: datetime


def record(connection: Connection, revision: str, records: Records) -> None:
    """Keep what ``records`` (by kind) are at a revision that is new."""
    number = (connection.scalar(select(REVISIONS.c.number).order_by(REVISIONS.c.number.desc()).limit(1)) or 0) + 1
    ids = {kind: [each["id"] for each in documents] for kind, documents in records.items()}
    entry = {"number": number, "revision": revision, "at": datetime.now(UTC), "ids": ids}
    connection.execute(insert(REVISIONS), entry)
    before = select(VERSIONS.c.kind, VERSIONS.c.id, VERSIONS.c.digest).where(VERSIONS.c.until.is_(None))
    known = {(kind, each): digest for kind, each, digest in connection.execute(before)}
    now = {
        (kind, each["id"]): {"kind": kind, "id": each["id"], "since": number, "digest": _digest(each), "document": each}
        for kind, documents in records.items()
        for each in documents
    }
    _end(connection, number, [key for key, digest in known.items() if key not in now or now[key]["digest"] != digest])
    new = [row for key, row in now.items() if known.get(key) != row["digest"]]
    if new:
        connection.execute(insert(VERSIONS), new)


def knows(connection: Connection, revision: str) -> bool:
    """Whether a revision was kept."""
    return connection.scalar(select(REVISIONS.c.number).where(REVISIONS.c.revision == revision).limit(1)) is not None


def revisions(connection: Connection) -> list[Revision]:
    """Return the revisions, newest first; one that came back is there twice."""
    found = select(REVISIONS.c.revision, REVISIONS.c.at).order_by(REVISIONS.c.number.desc())
    return [Revision(*row) for row in connection.execute(found)]


def records(connection: Connection, revision: str) -> dict[str, list[dict[str, Any]]]:
    """Return the records of a revision by kind, in its order; the start of its name will do.

    Raises `RevisionNotFound` where no revision, or more than one, begins so.
    """
    known = {each.revision for each in revisions(connection)}
    meant = {each for each in known if each.startswith(revision)} if revision else set()
    if len(meant) != 1:
        raise RevisionNotFound(revision, sorted(meant) or known)
    asked = select(REVISIONS.c.number, REVISIONS.c.ids).where(REVISIONS.c.revision == meant.pop())
    number, ids = connection.execute(asked.order_by(REVISIONS.c.number.desc()).limit(1)).one()
    then = select(VERSIONS.c.kind, VERSIONS.c.id, VERSIONS.c.document).where(
        VERSIONS.c.since <= number, or_(VERSIONS.c.until.is_(None), VERSIONS.c.until > number)
    )
    documents = {(kind, each): document for kind, each, document in connection.execute(then)}
    return {kind: [documents[kind, each] for each in order] for kind, order in ids.items()}


def _end(connection: Connection, number: int, keys: Iterable[tuple[str, str]]) -> None:
    one = update(VERSIONS).where(
        VERSIONS.c.kind == bindparam("of"), VERSIONS.c.id == bindparam("named"), VERSIONS.c.until.is_(None)
    )
    ended = [{"of": kind, "named": each} for kind, each in keys]
    if ended:
        connection.execute(one.values(until=number), ended)


def _digest(document: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
