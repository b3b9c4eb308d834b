"""Reminders: who has a deadline that is near or past, and is not done."""

from datetime import date, timedelta

from learners.plans import plans
from learners.progress import of
from learners.rows import Scope, now
from learners.standing import place
from learners.tables import ASSIGNMENTS

SOON = timedelta(days=7)
"""A deadline is near so many days before it; who was reminded is left alone for as long."""


def remind(scope: Scope, today: date) -> list[str]:
    """Tell of each active path whose deadline is near or past and that is not done; return the assignments."""
    reminded = []
    with scope.writing() as rows:
        rows.wait()
        for each in plans(rows, state="active"):
            near = each["deadline"] is not None and each["deadline"] <= today + SOON
            quiet = each["reminded"] is None or each["reminded"] <= now() - SOON
            if near and quiet:
                stands = place(each["steps"], of(rows, each["member"]), today, each["deadline"])
                if stands.state != "done":
                    rows.change(ASSIGNMENTS, {"reminded": now()}, id=each["id"])
                    rows.tell("path.reminded", {"member": each["member"], "assignment": each["id"],
                                                "deadline": each["deadline"].isoformat(), "state": stands.state,
                                                "share": round(stands.share, 4)})  # fmt: skip
                    reminded.append(each["id"])
    return reminded
