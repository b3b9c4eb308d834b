"""The audit log of an organisation: every administrative act, who did it, to what."""

from sqlalchemy import func, select

from learners.rows import Row, Scope
from learners.tables import AUDIT


class Audit:
    """The audit log; rows come by `Rows.audit` alone and are never changed."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def page(self, offset: int, limit: int) -> tuple[list[Row], int]:
        """Return a part of the log, newest first, and how many acts there are."""
        with self._scope.reading() as rows:
            mine = rows.of(AUDIT)
            columns = [mine.c[name] for name in ("id", "at", "actor", "act", "subject", "detail")]
            found = select(*columns).order_by(mine.c.at.desc(), mine.c.id).offset(offset).limit(limit)
            total: int = rows.read(select(func.count().label("total")).select_from(mine))[0]["total"]
            return rows.read(found), total
