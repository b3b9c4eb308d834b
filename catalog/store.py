"""The store: the records of the catalogue in a SQL database, the truth that is served."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import JSON, Column, Engine, Integer, MetaData, String, Table, create_engine, delete, insert, select

from catalog.catalog import Catalog
from catalog.files import SCHEMAS, build

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


class Store:
    """The public catalogue in a database, by SQLAlchemy's URL."""

    def __init__(self, url: str) -> None:
        self._engine: Engine = create_engine(url)
        if self._engine.url.get_backend_name() == "sqlite" and self._engine.url.database:
            Path(self._engine.url.database).parent.mkdir(parents=True, exist_ok=True)

    def migrate(self) -> None:
        """Bring the tables to the newest form."""
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        with self._engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def put(self, catalog: Catalog) -> bool:
        """Make ``catalog`` the one that is stored; return whether anything changed."""
        with self._engine.begin() as connection:
            if connection.scalar(select(REVISION.c.revision)) == catalog.revision:
                return False
            connection.execute(delete(RECORDS))
            connection.execute(delete(REVISION))
            connection.execute(insert(RECORDS), list(_rows(catalog)))
            connection.execute(insert(REVISION), {"one": 1, "revision": catalog.revision})
        return True

    def read(self) -> Catalog:
        """Return the stored catalogue; raises as `catalog.load` does."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(RECORDS.c.kind, RECORDS.c.document).order_by(RECORDS.c.position)).all()
        return build({kind: [document for each, document in rows if each == kind] for kind in SCHEMAS})

    def close(self) -> None:
        """Give back the connections."""
        self._engine.dispose()


def _rows(catalog: Catalog) -> list[dict[str, Any]]:
    return [
        {"kind": kind, "id": each["id"], "position": position, "document": _without_derived(each)}
        for kind, documents in catalog.documents().items()
        for position, each in enumerate(documents)
    ]


def _without_derived(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "mode"}
