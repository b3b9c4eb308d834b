"""A database: SQLite as a file or in memory, or PostgreSQL, by one URL; and how to write to it alone."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, DateTime, Dialect, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import StaticPool
from sqlalchemy.types import TypeDecorator

ALONE = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "SELECT pg_advisory_xact_lock(1)"}
"""What makes a transaction wait for others of its kind, by database."""

PATIENCE = 600.0
"""Seconds that one waits for another who writes: a million records take a while."""

MEMORY = "sqlite://"
"""The URL of a database that lives as long as the process."""

DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
"""The driver of what a URL names without one."""


class Moment(TypeDecorator[datetime]):
    """A moment, kept in UTC; it goes in and comes out with its time zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn a moment into the UTC time that is kept."""
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn what was kept into a moment in UTC."""
        return value.replace(tzinfo=UTC) if value else None


def connect(url: str) -> Engine:
    """Return an engine for SQLAlchemy's ``url``; the folder of a SQLite file is made."""
    if url == MEMORY:
        return create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})
    named = make_url(url)
    named = named.set(drivername=DRIVERS.get(named.drivername, named.drivername))
    sqlite = named.get_backend_name() == "sqlite"
    engine = create_engine(named, connect_args={"timeout": PATIENCE} if sqlite else {}, hide_parameters=True)
    if sqlite and engine.url.database:
        Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
        event.listen(engine, "connect", _with_log)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Begin a transaction that may write.

    SQLite is told so at once: who first reads and then writes would be refused where another one wrote between.
    """
    with engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection


@contextmanager
def alone(engine: Engine) -> Iterator[Connection]:
    """Begin a transaction that no other of its kind runs beside: workers that start together do one thing once."""
    with engine.begin() as connection:
        connection.exec_driver_sql(ALONE[connection.dialect.name])
        yield connection


def _with_log(connection: DBAPIConnection, _: object) -> None:
    """Let one read for long, as who builds a snapshot does, while others write."""
    cursor = connection.cursor()
    until = time.monotonic() + PATIENCE
    while cursor.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:  # another process is changing it; SQLite does not wait for that by itself
            if time.monotonic() > until:
                raise
            time.sleep(0.01)
    cursor.close()
