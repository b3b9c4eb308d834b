"""Assigned paths: computed from each one's profile, locked to the catalogue that they were computed over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import func, select

from learners.diff import Diff, Document, diff
from learners.errors import AssignmentNotFound, BadRequest
from learners.members import Members
from learners.planned import Plan, Planned, same, whole
from learners.plans import plans
from learners.progress import done
from learners.rows import Row, Rows, Scope, new_id, now
from learners.tables import ASSIGNMENTS, MEMBERSHIPS, PLANS
from learners.wanted import Wanted, again, profile_of
from recommender import Profile


@dataclass(frozen=True, slots=True)
class Assignment:
    """An assigned path, with the steps of its newest plan (see `PLANS`)."""

    id: str
    member: str
    role: str | None
    goal: str
    starts: date
    deadline: date | None
    state: str
    plan: int
    origin: str
    created: datetime
    changed: datetime
    revision: str
    steps: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Replanned:
    """A path as it is answered and as it would be now, both `whole`, and what differs."""

    before: Document
    after: Document
    differs: Diff
    planned: Planned


class Assignments:
    """The assigned paths of an organisation; ``plan`` computes them."""

    def __init__(self, scope: Scope, plan: Plan) -> None:
        self._scope, self._plan, self._members = scope, plan, Members(scope)

    def assign(self, member_id: str, wanted: Wanted, origin: str | None = None) -> tuple[Assignment, bool]:
        """Assign a path to a member; return it, and whether it is new.

        One of this ``origin`` that he has already, be it since just now, is left as it is; so is, unless there is an
        origin, one that was asked for in the same words. Raises `MemberNotFound`, `BadRequest` for someone who left
        or has no role, and as planning does.
        """
        member = self._members.get(member_id)
        if not member.active:
            raise BadRequest({"member": [f"{member_id!r} has left."]})
        origin = origin or f"call:{wanted.digest}"
        with self._scope.reading() as rows:
            known = rows.one(ASSIGNMENTS, member=member_id, origin=origin)
            if known:
                return _assignment(rows, known["id"]), False
            learnt = done(rows, member_id)
        profile = profile_of(member, wanted, learnt, date.today())
        planned, at = self._plan(profile, learnt), now()
        row: Row = {
            "id": new_id(), "member": member_id, "role": (planned.answer["role"] or {}).get("id"),
            "goal": profile.goal, "starts": profile.start, "deadline": wanted.deadline, "state": "active", "plan": 1,
            "origin": origin, "created": at, "changed": at, "reminded": None,
        }  # fmt: skip
        with self._scope.writing() as rows:
            if not rows.add_new(ASSIGNMENTS, row):
                known = rows.one(ASSIGNMENTS, member=member_id, origin=origin) or row
                return _assignment(rows, known["id"]), False
            rows.add(PLANS, planned.row(row["id"], 1))
            rows.audit("path.assigned", row["id"], origin=origin.partition(":")[0])
            rows.tell("path.assigned", _notice(row))
        return _made({**row, "revision": planned.revision, "steps": planned.steps}), True

    def get(self, assignment_id: str) -> Assignment:
        """Return an assignment, or raise `AssignmentNotFound`."""
        with self._scope.reading() as rows:
            return _assignment(rows, assignment_id)

    def answer(self, assignment_id: str) -> Document:
        """Return the newest path of an assignment as it was answered; raises `AssignmentNotFound`."""
        with self._scope.reading() as rows:
            return _answer(rows, _assignment(rows, assignment_id))

    def page(self, offset: int, limit: int, *, group: str | None = None, **equal: Any) -> tuple[list[Assignment], int]:
        """Return assignments, oldest first, and how many there are; ``equal`` names values that they must have."""
        with self._scope.reading() as rows:
            mine, inside = rows.of(ASSIGNMENTS), rows.of(MEMBERSHIPS)
            where = [mine.c[name] == value for name, value in equal.items()]
            if group is not None:
                where.append(mine.c.member.in_(select(inside.c.member).where(inside.c.group_id == group)))
            chosen = select(mine.c.id).where(*where).order_by(mine.c.created, mine.c.id).offset(offset).limit(limit)
            total = rows.read(select(func.count().label("total")).select_from(mine).where(*where))[0]["total"]
            return [_made(each) for each in plans(rows, ids=[each["id"] for each in rows.read(chosen)])], total

    def set_deadline(self, assignment_id: str, deadline: date | None) -> Assignment:
        """Give a path another deadline; its steps stay.

        Raises `AssignmentNotFound`, and `BadRequest` for a day before the first one.
        """
        with self._scope.writing() as rows:
            rows.wait()
            found = _assignment(rows, assignment_id)
            if deadline == found.deadline:
                return found
            if deadline is not None and deadline < found.starts:
                raise BadRequest({"deadline": [f"{deadline} is before the first day, {found.starts}."]})
            rows.change(ASSIGNMENTS, {"deadline": deadline, "changed": now(), "reminded": None}, id=assignment_id)
            rows.audit("path.deadline", assignment_id)
            return _assignment(rows, assignment_id)

    def cancel(self, assignment_id: str) -> Assignment:
        """Cancel a path; what was done stays done. Raises `AssignmentNotFound`.

        A rule does not assign it again; a call can.
        """
        with self._scope.writing() as rows:
            rows.wait()
            found = _assignment(rows, assignment_id)
            if found.state == "active":
                origin = found.origin if found.origin.startswith("rule:") else f"cancelled:{assignment_id}"
                rows.change(ASSIGNMENTS, {"state": "cancelled", "origin": origin, "changed": now()}, id=assignment_id)
                rows.audit("path.cancelled", assignment_id)
                rows.tell("path.cancelled", {"member": found.member, "assignment": assignment_id})
            return _assignment(rows, assignment_id)

    def preview(self, assignment_id: str, today: date) -> Replanned:
        """Return what planning a path again would change; nothing is stored.

        Raises `AssignmentNotFound`, `BadRequest` where it was cancelled or the member erased, and as planning does.
        """
        with self._scope.reading() as rows:
            found = _assignment(rows, assignment_id)
            before, learnt = _answer(rows, found), done(rows, found.member)
            plan = rows.one(PLANS, assignment=assignment_id, number=found.plan) or {}
        if found.state != "active":
            raise BadRequest({"state": [f"The path is {found.state}."]})
        if not plan.get("profile"):
            raise BadRequest({"member": ["The member was erased."]})
        profile = again(Profile.from_document(plan["profile"]), learnt, found.deadline, today)
        planned = self._plan(profile, learnt, again=True).after(before, learnt)
        one, other = whole(before), whole(planned.answer)
        return Replanned(one, other, diff(one, other), planned)

    def replan(self, assignment_id: str, today: date) -> tuple[Assignment, Replanned]:
        """Plan a path again over the catalogue as it is now; what is done stays, in front.

        Nothing is stored where the answer is the same. Raises as `preview` does.
        """
        seen = self.preview(assignment_id, today)
        with self._scope.writing() as rows:
            rows.wait()
            found = _assignment(rows, assignment_id)
            if found.state == "active" and not same(_answer(rows, found), seen.planned.answer):
                number = found.plan + 1
                rows.add(PLANS, seen.planned.row(assignment_id, number))
                rows.change(ASSIGNMENTS, {"plan": number, "changed": now()}, id=assignment_id)
                rows.audit("path.replanned", assignment_id, plan=number)
                rows.tell("path.replanned", {"member": found.member, "assignment": assignment_id, "plan": number})
            return _assignment(rows, assignment_id), seen


def _assignment(rows: Rows, assignment_id: str) -> Assignment:
    row = next(iter(plans(rows, id=assignment_id)), None)
    if row is None:
        raise AssignmentNotFound(assignment_id)
    return _made(row)


def _made(row: Mapping[str, Any]) -> Assignment:
    return Assignment(**{name: row[name] for name in Assignment.__slots__})


def _answer(rows: Rows, assignment: Assignment) -> Document:
    plan = rows.one(PLANS, assignment=assignment.id, number=assignment.plan) or {"answer": "{}"}
    found: Document = orjson.loads(plan["answer"])
    return found


def _notice(row: Mapping[str, Any]) -> Row:
    return {"member": row["member"], "assignment": row["id"], "role": row["role"], "starts": row["starts"].isoformat(),
            "deadline": row["deadline"].isoformat() if row["deadline"] else None}  # fmt: skip
