"""Reminders: who has a deadline that is near or past, and is not done."""

from datetime import date, timedelta

from sqlalchemy import or_, select

from learners.plans import plans
from learners.progress import of
from learners.rows import Scope, now
from learners.standing import place
from learners.tables import ASSIGNMENTS, MEMBERS

SOON = timedelta(days=7)
"""A deadline is near so many days before it; who was reminded is left alone for as long."""


def remind(scope: Scope, today: date) -> list[str]:
    """Tell of each active path whose deadline is near or past and that is not done; return the assignments.

    Who has left is not reminded.
    """
    reminded, at = [], now()
    with scope.writing() as rows:
        rows.wait()
        members = rows.of(MEMBERS)
        active = select(members.c.id).where(members.c.active, members.c.erased.is_(None))
        mine, quiet = rows.of(ASSIGNMENTS), at - SOON
        due = select(mine.c.id).where(mine.c.deadline <= today + SOON, mine.c.member.in_(active),
                                      or_(mine.c.reminded.is_(None), mine.c.reminded <= quiet))  # fmt: skip
        for each in plans(rows, ids=due, state="active"):
            stands = place(each["steps"], of(rows, each["member"]), today, each["deadline"])
            if stands.state != "done":
                rows.change(ASSIGNMENTS, {"reminded": at}, id=each["id"])
                rows.tell("path.reminded", {"member": each["member"], "assignment": each["id"],
                                            "deadline": each["deadline"].isoformat(), "state": stands.state,
                                            "share": round(stands.share, 4)})  # fmt: skip
                reminded.append(each["id"])
    return reminded
