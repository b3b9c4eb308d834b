"""The store: the records of the catalogue in a SQL database, the truth that is served."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    delete,
    func,
    insert,
    select,
)

from catalog import history
from catalog.catalog import Catalog
from catalog.database import alone, connect
from catalog.files import SCHEMAS, build, parse
from catalog.resource import Resource
from catalog.role import Role
from catalog.skill import Skill

METADATA = MetaData()
RECORDS = Table(
    "records",
    METADATA,
    Column("kind", String(16), primary_key=True),
    Column("id", String(200), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("document", JSON, nullable=False),
)
REVISION = Table(
    "catalog_revision",
    METADATA,
    Column("one", Integer, primary_key=True),
    Column("revision", String(64), nullable=False),
)
FIGURES = Table(
    "figures",
    METADATA,
    Column("revision", String(64), primary_key=True),
    Column("document", JSON, nullable=False),
    Column("measured", DateTime, nullable=False, server_default=func.now()),
)
STREAMED = 1000
"""Records that are held at a time where all are read."""


class Store:
    """The public catalogue in a database, by SQLAlchemy's URL."""

    def __init__(self, url: str) -> None:
        self.engine = connect(url)

    def migrate(self) -> None:
        """Bring the tables to the newest form."""
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        with alone(self.engine) as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def put(self, catalog: Catalog) -> bool:
        """Make ``catalog`` the one that is stored; return whether anything changed."""
        with alone(self.engine) as connection:
            stored = connection.scalar(select(REVISION.c.revision)) == catalog.revision
            if stored and history.knows(connection, catalog.revision):
                return False
            records = _records_of(catalog)
            if not stored:
                connection.execute(delete(RECORDS))
                connection.execute(delete(REVISION))
                connection.execute(insert(RECORDS), list(_rows(records)))
                connection.execute(insert(REVISION), {"one": 1, "revision": catalog.revision})
            history.record(connection, catalog.revision, records)
        return not stored

    def read(self) -> Catalog:
        """Return the stored catalogue; raises as `catalog.load` does."""
        with self.engine.connect() as connection:
            rows = connection.execute(_records(*SCHEMAS)).all()
        return build({kind: [document for each, document in rows if each == kind] for kind in SCHEMAS})

    def read_at(self, revision: str) -> Catalog:
        """Return the catalogue as it was at a revision that was stored; raises `RevisionNotFound`."""
        with self.engine.connect() as connection:
            return build(history.records(connection, revision))

    def revisions(self) -> list[history.Revision]:
        """Return the revisions that were stored, newest first."""
        with self.engine.connect() as connection:
            return history.revisions(connection)

    def revision(self) -> str | None:
        """Return the revision that is stored, if any is."""
        with self.engine.connect() as connection:
            return connection.scalar(select(REVISION.c.revision))

    def vocabularies(self) -> tuple[dict[str, Skill], dict[str, Role]]:
        """Return the stored skills and roles by id."""
        with self.engine.connect() as connection:
            rows = connection.execute(_records("skills", "roles")).all()
        skills, roles = (parse(kind, [each for it, each in rows if it == kind]) for kind in ("skills", "roles"))
        return {each.id: each for each in skills}, {each.id: each for each in roles}

    def count(self) -> int:
        """Return how many resources are stored."""
        with self.engine.connect() as connection:
            return connection.scalar(select(func.count()).where(RECORDS.c.kind == "resources")) or 0

    def resources(self) -> Iterator[Resource]:
        """Yield the stored resources in the catalogue's order; few are held at a time."""
        with self.engine.connect() as connection:
            for _, document in connection.execution_options(yield_per=STREAMED).execute(_records("resources")):
                yield Resource.of(document)

    def put_figures(self, revision: str, document: dict[str, Any]) -> None:
        """Keep what was measured of a revision, in place of what was before."""
        with self.engine.begin() as connection:
            connection.execute(delete(FIGURES).where(FIGURES.c.revision == revision))
            connection.execute(insert(FIGURES), {"revision": revision, "document": document})

    def figures(self, revision: str) -> dict[str, Any] | None:
        """Return what was measured of a revision, if it was."""
        with self.engine.connect() as connection:
            return connection.scalar(select(FIGURES.c.document).where(FIGURES.c.revision == revision))

    def close(self) -> None:
        """Give back the connections."""
        self.engine.dispose()


def _records(*kinds: str) -> Select[tuple[str, dict[str, Any]]]:
    wanted = RECORDS.c.kind.in_(kinds)
    return select(RECORDS.c.kind, RECORDS.c.document).where(wanted).order_by(RECORDS.c.position)


def _records_of(catalog: Catalog) -> dict[str, list[dict[str, Any]]]:
    """Return all records by kind, without what follows from the rest of them."""
    return {
        kind: [{name: value for name, value in each.items() if name != "mode"} for each in documents]
        for kind, documents in catalog.documents().items()
    }


def _rows(records: Mapping[str, list[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    for kind, documents in records.items():
        for position, each in enumerate(documents):
            yield {"kind": kind, "id": each["id"], "position": position, "document": each}
