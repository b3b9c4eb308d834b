"""The rows of one organisation: whoever reads or writes through these can meet no other's.

Every module of this package that keeps something of an organisation does so through a `Scope`; a test proves it.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, Engine, Select, Subquery, Table, and_, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from catalog.database import writing
from learners.notices import body
from learners.tables import AUDIT, DELIVERIES, ORGANISATIONS, WEBHOOKS

Row = dict[str, Any]
INSERT: Mapping[str, Callable[[Table], Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


def new_id() -> str:
    """Return an id that nobody can guess."""
    return str(uuid4())


class Rows:
    """The rows of one organisation, within one transaction."""

    def __init__(self, connection: Connection, organisation: str, actor: str) -> None:
        self._connection, self.organisation, self._actor = connection, organisation, actor
        self._known: list[Row] | None = None

    def of(self, table: Table) -> Subquery:
        """Return the organisation's rows of ``table`` as something to select from; its columns are in ``c``."""
        mine = table.c.id if table is ORGANISATIONS else table.c.organisation
        return select(table).where(mine == self.organisation).subquery(table.name)

    def read(self, statement: Select[Any]) -> list[Row]:
        """Return the rows of a selection, made from what `of` returns."""
        found = self._connection.execute(statement)
        names = list(map(str, found.keys()))  # SQLAlchemy's own are a kind of text that JSON refuses
        return [dict(zip(names, row, strict=True)) for row in found]

    def all(self, table: Table, *where: ColumnElement[bool], order: str | None = None, **equal: Any) -> list[Row]:
        """Return the rows that meet all conditions, in the order of a column."""
        found = select(table).where(self._mine(table, *where, **equal))
        return self.read(found.order_by(table.c[order]) if order else found)

    def one(self, table: Table, **equal: Any) -> Row | None:
        """Return the first row with these values, if there is any."""
        return next(iter(self.read(select(table).where(self._mine(table, **equal)).limit(1))), None)

    def add(self, table: Table, *rows: Mapping[str, Any]) -> None:
        """Add rows; raises SQLAlchemy's IntegrityError where one is there already."""
        if rows:
            self._connection.execute(insert(table), [self._own(each) for each in rows])

    def add_new(self, table: Table, row: Mapping[str, Any]) -> bool:
        """Add a row unless one has its key, whoever added that and be it just now; return whether it was added."""
        statement = INSERT[self._connection.dialect.name](table).values(self._own(row)).on_conflict_do_nothing()
        return self._connection.execute(statement.returning(table.c.organisation)).first() is not None

    def change(self, table: Table, values: Mapping[str, Any], *where: ColumnElement[bool], **equal: Any) -> int:
        """Change the rows that meet all conditions; return how many there were."""
        statement = update(table).where(self._mine(table, *where, **equal)).values(dict(values))
        return self._connection.execute(statement).rowcount

    def remove(self, table: Table, *where: ColumnElement[bool], **equal: Any) -> int:
        """Remove the rows that meet all conditions; return how many there were."""
        return self._connection.execute(delete(table).where(self._mine(table, *where, **equal))).rowcount

    def wait(self) -> None:
        """Let no other writer of this organisation in until the transaction ends."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(
                select(ORGANISATIONS.c.id).where(ORGANISATIONS.c.id == self.organisation).with_for_update()
            )

    def audit(self, act: str, *subjects: str, **detail: Any) -> None:
        """Record an administrative act and who did it; subjects are ids, ``detail`` holds nothing personal."""
        common = {"at": now(), "actor": self._actor, "act": act, "detail": detail}
        self.add(AUDIT, *({**common, "id": new_id(), "subject": each} for each in subjects))

    def listens(self, kind: str) -> bool:
        """Whether any webhook wants a kind of notice."""
        return any(kind in each["events"] for each in self._hooks())

    def tell(self, kind: str, *data: Mapping[str, Any]) -> None:
        """Put notices into the box of each webhook that wants their ``kind``: they leave if the transaction holds.

        ``member`` in ``data`` is the id of the member whom it speaks of.
        """
        at = now()
        common = {"kind": kind, "state": "waiting", "attempts": 0, "due": at, "created": at}
        for hook in self._hooks():
            if kind in hook["events"]:
                bodies = ((each, body(hook["form"], self.organisation, kind, each, at)) for each in data)
                self.add(DELIVERIES, *(
                    {**common, "id": new_id(), "webhook": hook["id"], "member": each.get("member"), "body": said}
                    for each, said in bodies if said is not None
                ))  # fmt: skip

    def _hooks(self) -> list[Row]:
        """Return the webhooks; they are read once in a transaction."""
        if self._known is None:
            self._known = self.all(WEBHOOKS, active=True)
        return self._known

    def _own(self, row: Mapping[str, Any]) -> Row:
        return {**row, "organisation": self.organisation}

    def _mine(self, table: Table, *where: ColumnElement[bool], **equal: Any) -> ColumnElement[bool]:
        mine = table.c.id if table is ORGANISATIONS else table.c.organisation
        return and_(mine == self.organisation, *where, *(table.c[name] == value for name, value in equal.items()))


class Scope:
    """One organisation, and who acts in it (``key:…``, ``member:…`` or ``console``)."""

    def __init__(self, engine: Engine, organisation: str, actor: str = "console") -> None:
        self._engine, self.organisation, self.actor = engine, organisation, actor

    @contextmanager
    def reading(self) -> Iterator[Rows]:
        """Begin to read."""
        with self._engine.connect() as connection:
            yield Rows(connection, self.organisation, self.actor)

    @contextmanager
    def writing(self) -> Iterator[Rows]:
        """Begin a transaction; what is written in it holds as a whole or not at all."""
        with writing(self._engine) as connection:
            yield Rows(connection, self.organisation, self.actor)
