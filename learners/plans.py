"""The assigned paths as they are now: each with the steps of its newest plan."""

from collections.abc import Collection
from typing import Any

import orjson
from sqlalchemy import Select, Text, cast, select

from learners.rows import Row, Rows, Scope
from learners.tables import ASSIGNMENTS, PLANS

Ids = Collection[str] | Select[Any] | None


def plans(rows: Rows, *, ids: Ids = None, members: Ids = None, **equal: Any) -> list[Row]:
    """Return the assignments with these values (of these ids, or members), each with the steps of its newest plan."""
    mine, plan = rows.of(ASSIGNMENTS), rows.of(PLANS)
    newest = (plan.c.assignment == mine.c.id) & (plan.c.number == mine.c.plan)
    where = [mine.c[name] == value for name, value in equal.items()]
    where += [column.in_(some) for column, some in ((mine.c.id, ids), (mine.c.member, members)) if some is not None]
    columns = [each for each in mine.c if each.name != "organisation"]
    steps = cast(plan.c.steps, Text).label("steps")
    chosen = select(*columns, plan.c.assignment, steps, plan.c.revision).where(newest, *where)
    found = rows.read(chosen.order_by(mine.c.created, mine.c.id))
    return [{**each, "steps": orjson.loads(each["steps"])} for each in found]


def resources_of(scope: Scope, member_id: str) -> set[str]:
    """Return the resources that are steps of any path of a member, be they in the catalogue still or not."""
    with scope.reading() as rows:
        return {step["resource"] for each in plans(rows, member=member_id) for step in each["steps"]}
