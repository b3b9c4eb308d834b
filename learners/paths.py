"""Paths that were stored, so that they can be shown again as they were."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Column, DateTime, Engine, MetaData, String, Table, Text, func, insert, select
from sqlalchemy.exc import IntegrityError

from learners.errors import PathNotFound

PATHS = Table(
    "paths",
    MetaData(),
    Column("id", String(64), primary_key=True),
    Column("revision", String(64), nullable=False),
    Column("profile", JSON, nullable=False),
    Column("answer", Text, nullable=False),
    Column("created", DateTime, nullable=False, server_default=func.now()),
)


@dataclass(frozen=True, slots=True)
class StoredPath:
    """A path as it was answered: its id, the catalogue's revision, the profile and the answer as JSON text."""

    id: str
    revision: str
    profile: Mapping[str, Any]
    answer: str


class StoredPaths:
    """The stored paths of a database; a path is never changed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, path: StoredPath) -> bool:
        """Store ``path``; return False where it is stored already, be it by somebody else just now."""
        try:
            with self._engine.begin() as connection:
                if connection.scalar(select(PATHS.c.id).where(PATHS.c.id == path.id)):
                    return False
                row = {"id": path.id, "revision": path.revision, "profile": dict(path.profile), "answer": path.answer}
                connection.execute(insert(PATHS), row)
        except IntegrityError:
            return False
        return True

    def get(self, path_id: str) -> StoredPath:
        """Return a stored path, or raise `PathNotFound`."""
        columns = (PATHS.c.id, PATHS.c.revision, PATHS.c.profile, PATHS.c.answer)
        with self._engine.connect() as connection:
            row = connection.execute(select(*columns).where(PATHS.c.id == path_id)).first()
        if row is None:
            raise PathNotFound(path_id)
        return StoredPath(*row)
