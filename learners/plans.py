"""The assigned paths as they are now: each with the steps of its newest plan."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from learners.rows import Row, Rows, Scope
from learners.standing import NOTHING, OVER, Standing
from learners.tables import ASSIGNMENTS, PLANS


def finished(rows: Rows, member_id: str, standings: Mapping[str, Standing]) -> set[str]:
    """Return the active assignments of a member whose every step is over."""
    return {
        each["assignment"]
        for each in plans(rows, member=member_id, state="active")
        if all(standings.get(step["resource"], NOTHING).state in OVER for step in each["steps"])
    }


def plans(rows: Rows, **equal: Any) -> list[Row]:
    """Return the assignments with these values, each with the steps of its newest plan."""
    mine, plan = rows.of(ASSIGNMENTS), rows.of(PLANS)
    newest = (plan.c.assignment == mine.c.id) & (plan.c.number == mine.c.plan)
    where = [mine.c[name] == value for name, value in equal.items()]
    columns = [each for each in mine.c if each.name != "organisation"]
    chosen = select(*columns, plan.c.assignment, plan.c.steps, plan.c.revision).where(newest, *where)
    return rows.read(chosen.order_by(mine.c.created, mine.c.id))


def resources_of(scope: Scope, member_id: str) -> set[str]:
    """Return the resources that are steps of any path of a member, be they in the catalogue still or not."""
    with scope.reading() as rows:
        return {step["resource"] for each in plans(rows, member=member_id) for step in each["steps"]}
