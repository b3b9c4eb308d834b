"""What is known of a person: told on request, erased on request or when it has been kept long enough."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import orjson

from learners.errors import MemberNotFound
from learners.rows import Row, Rows, Scope, new_id, now
from learners.tables import ASSIGNMENTS, AUDIT, DELIVERIES, EVENTS, GROUPS, MEMBERS, MEMBERSHIPS, PLANS

NAMELESS: Mapping[str, Any] = {
    "external_id": None, "email": None, "given_name": None, "family_name": None, "display_name": None,
    "job_title": None, "manager": None, "department": None, "employee_number": None, "profile": {}, "active": False,
}  # fmt: skip
"""What is left of a member who was erased; role, language and first day say nothing of who it was."""

WORDLESS: Mapping[str, Any] = {"body": "", "member": None}
UNSENT: Mapping[str, Any] = {"state": "failed", "due": None, "fault": "the member was erased"}
"""What becomes of a delivery about who was erased, and of one that had not left yet."""

OVER = ("delivered", "failed")
"""The states of a delivery whose text is not needed any more."""


def export(scope: Scope, member_id: str) -> dict[str, Any]:
    """Return all that is stored about a member, by table; raises `MemberNotFound`."""
    with scope.reading() as rows:
        member = _member(rows, member_id)
        assignments = rows.all(ASSIGNMENTS, order="created", member=member_id)
        memberships = {each["group_id"] for each in rows.all(MEMBERSHIPS, member=member_id)}
        return {
            "member": member,
            "groups": [each for each in rows.all(GROUPS, order="name") if each["id"] in memberships],
            "assignments": [
                {**each, "plans": [_readable(plan) for plan in rows.all(PLANS, order="number", assignment=each["id"])]}
                for each in assignments
            ],
            "events": rows.all(EVENTS, order="sequence", member=member_id),
            "notices": _about(rows, member_id),
            "audit": rows.all(AUDIT, AUDIT.c.actor == f"member:{member_id}", order="at")
            + rows.all(AUDIT, order="at", subject=member_id),
        }


def erase(scope: Scope, member_id: str) -> None:
    """Take all away that says who a member is or was; raises `MemberNotFound`.

    Events, assignments and memberships go on to a row without a name, whose id nobody has seen, so that reports still
    add up. Receivers of notices are told, so that they can do the same.
    """
    with scope.writing() as rows:
        rows.wait()
        _member(rows, member_id)
        nobody = new_id()
        for each in rows.all(EVENTS, member=member_id):  # a client's id of an event may speak of the person
            rows.change(EVENTS, {"id": new_id(), "member": nobody}, sequence=each["sequence"])
        for each in rows.all(ASSIGNMENTS, member=member_id):
            rows.change(ASSIGNMENTS, {"member": nobody, "goal": ""}, id=each["id"])
            for plan in rows.all(PLANS, assignment=each["id"]):
                nameless = {"profile": {}, "answer": _without_profile(plan["answer"])}
                rows.change(PLANS, nameless, assignment=each["id"], number=plan["number"])
        rows.change(MEMBERSHIPS, {"member": nobody}, member=member_id)
        rows.change(MEMBERS, {"manager": None}, manager=member_id)
        for each in _about(rows, member_id):
            kept = WORDLESS if each["state"] in OVER else {**WORDLESS, **UNSENT}
            rows.change(DELIVERIES, kept, id=each["id"])
        rows.change(AUDIT, {"subject": nobody}, subject=member_id)
        rows.change(AUDIT, {"actor": f"member:{nobody}"}, actor=f"member:{member_id}")
        at = now()
        unnamed = dict.fromkeys(("user_name", "user_key"), f"erased:{nobody}")
        gone = {**NAMELESS, **unnamed, "id": nobody, "changed": at, "erased": at}
        rows.change(MEMBERS, gone, id=member_id)
        rows.audit("member.erased", nobody)
        rows.tell("member.erased", {"member": member_id})


def expired(scope: Scope, days: int) -> list[str]:
    """Return the members who left at least ``days`` ago and are not erased yet."""
    with scope.reading() as rows:
        left = rows.all(MEMBERS, MEMBERS.c.changed <= now() - timedelta(days=days), active=False, erased=None)
        return [each["id"] for each in left]


def forget_deliveries(scope: Scope, days: int) -> int:
    """Remove the deliveries that were over ``days`` ago; return how many there were."""
    with scope.writing() as rows:
        old = DELIVERIES.c.created <= now() - timedelta(days=days)
        return rows.remove(DELIVERIES, old, DELIVERIES.c.state.in_(OVER))


def _member(rows: Rows, member_id: str) -> Row:
    found = rows.one(MEMBERS, id=member_id, erased=None)
    if found is None:
        raise MemberNotFound(member_id)
    return found


def _about(rows: Rows, member_id: str) -> list[Row]:
    """Return the deliveries whose text speaks of a member."""
    return rows.all(DELIVERIES, order="created", member=member_id)


def _readable(plan: Row) -> Row:
    return {**plan, "answer": orjson.loads(plan["answer"])}


def _without_profile(answer: str) -> str:
    kept = {name: value for name, value in orjson.loads(answer).items() if name != "profile"}
    return orjson.dumps(kept).decode()
