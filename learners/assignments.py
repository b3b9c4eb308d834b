"""Assigned paths: computed from each one's profile, locked to the catalogue that they were computed over."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import orjson
from sqlalchemy import func, select

from learners.diff import Diff, diff
from learners.errors import AssignmentNotFound, BadRequest
from learners.members import Member, Members
from learners.plans import plans
from learners.progress import done
from learners.rows import Row, Rows, Scope, now
from learners.tables import ASSIGNMENTS, MEMBERSHIPS, PLANS
from recommender import Profile

PREFERENCE: Mapping[str, tuple[str, ...]] = {"fr": ("fr", "en"), "en": ("en",)}
"""The languages that one learns in, by the language that one reads pages in; most resources are in English."""

DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Planned:
    """A path to assign: the catalogue's revision, profile and answer as JSON data, and the steps as `PLANS` says."""

    revision: str
    profile: Mapping[str, Any]
    answer: Mapping[str, Any]
    steps: Sequence[Mapping[str, Any]]


Plan = Callable[[Profile, Sequence[str]], Planned]
"""Plans a path for a profile, over the resources that are done; raises as `recommender.Engine.path` does."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is assigned: the path to a role or goal, else to the member's own role; ``profile`` overrides his."""

    role: str | None = None
    goal: str = ""
    profile: Mapping[str, Any] = field(default_factory=dict)
    starts: date | None = None
    deadline: date | None = None


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


class Assignments:
    """The assigned paths of an organisation; ``plan`` computes them."""

    def __init__(self, scope: Scope, plan: Plan) -> None:
        self._scope, self._plan, self._members = scope, plan, Members(scope)

    def assign(self, member_id: str, wanted: Wanted, origin: str | None = None) -> Assignment | None:
        """Assign a path to a member; None where he has one of this ``origin`` already, be it since just now.

        Raises `MemberNotFound`, `BadRequest` for someone who left or has no role, and as planning does.
        """
        member = self._members.get(member_id)
        if not member.active:
            raise BadRequest({"member": [f"{member_id!r} has left."]})
        origin = origin or f"call:{uuid4()}"
        with self._scope.reading() as rows:
            if rows.one(ASSIGNMENTS, member=member_id, origin=origin):
                return None
            learnt = done(rows, member_id)
        profile = profile_of(member, wanted, learnt)
        planned = self._plan(profile, learnt)
        at = now()
        row: Row = {"id": str(uuid4()), "member": member_id, "role": profile.role, "goal": profile.goal,
               "starts": profile.start, "deadline": wanted.deadline, "state": "active", "plan": 1, "origin": origin,
               "created": at, "changed": at, "reminded": None}  # fmt: skip
        with self._scope.writing() as rows:
            if not rows.add_new(ASSIGNMENTS, row):
                return None
            rows.add(PLANS, _plan(row["id"], 1, planned))
            rows.audit("path.assigned", row["id"], origin=origin.partition(":")[0])
            rows.tell("path.assigned", _notice(row))
            return _assignment(rows, row["id"])

    def get(self, assignment_id: str) -> Assignment:
        """Return an assignment, or raise `AssignmentNotFound`."""
        with self._scope.reading() as rows:
            return _assignment(rows, assignment_id)

    def answer(self, assignment_id: str) -> dict[str, Any]:
        """Return the newest path of an assignment as it was answered; raises `AssignmentNotFound`."""
        with self._scope.reading() as rows:
            return _answer(rows, _assignment(rows, assignment_id))

    def page(self, offset: int, limit: int, *, group: str | None = None, **equal: Any) -> tuple[list[Assignment], int]:
        """Return assignments, oldest first, and how many there are; ``equal`` names values that they must have."""
        with self._scope.reading() as rows:
            mine = rows.of(ASSIGNMENTS)
            where = [mine.c[name] == value for name, value in equal.items()]
            if group is not None:
                inside = rows.of(MEMBERSHIPS)
                where.append(mine.c.member.in_(select(inside.c.member).where(inside.c.group_id == group)))
            chosen = select(mine.c.id).where(*where).order_by(mine.c.created, mine.c.id).offset(offset).limit(limit)
            total = rows.read(select(func.count().label("total")).select_from(mine).where(*where))[0]["total"]
            return [_assignment(rows, each["id"]) for each in rows.read(chosen)], total

    def set_deadline(self, assignment_id: str, deadline: date | None) -> Assignment:
        """Give a path another deadline; its steps stay. Raises `AssignmentNotFound`."""
        with self._scope.writing() as rows:
            found = _assignment(rows, assignment_id)
            if deadline is not None and deadline < found.starts:
                raise BadRequest({"deadline": [f"{deadline} is before the first day, {found.starts}."]})
            rows.change(ASSIGNMENTS, {"deadline": deadline, "changed": now(), "reminded": None}, id=assignment_id)
            rows.audit("path.deadline", assignment_id)
            return _assignment(rows, assignment_id)

    def cancel(self, assignment_id: str) -> Assignment:
        """Cancel a path; what was done stays done. Raises `AssignmentNotFound`."""
        with self._scope.writing() as rows:
            found = _assignment(rows, assignment_id)
            if found.state == "active":
                rows.change(ASSIGNMENTS, {"state": "cancelled", "changed": now()}, id=assignment_id)
                rows.audit("path.cancelled", assignment_id)
                rows.tell("path.cancelled", {"member": found.member, "assignment": assignment_id})
            return _assignment(rows, assignment_id)

    def preview(self, assignment_id: str, today: date) -> tuple[dict[str, Any], Planned, Diff]:
        """Return the path as it is, as it would be planned now, and what differs; nothing is stored."""
        with self._scope.reading() as rows:
            found = _assignment(rows, assignment_id)
            before = _answer(rows, found)
            learnt = done(rows, found.member)
            plan = rows.one(PLANS, assignment=assignment_id, number=found.plan) or {}
        if not plan.get("profile"):
            raise BadRequest({"assignment": ["The member was erased."]})
        planned = self._plan(_again(Profile.from_document(plan["profile"]), learnt, today), learnt)
        planned = _with_done(planned, found.steps, learnt)
        return before, planned, diff(before, orjson.loads(orjson.dumps(planned.answer)))

    def replan(self, assignment_id: str, today: date) -> tuple[Assignment, dict[str, Any], Planned, Diff]:
        """Plan a path again over the catalogue as it is now; what is done stays. Raises as `preview` does."""
        before, planned, differs = self.preview(assignment_id, today)
        with self._scope.writing() as rows:
            rows.wait()
            found = _assignment(rows, assignment_id)
            same = [each["resource"] for each in planned.steps] == [each["resource"] for each in found.steps]
            if not (same and planned.revision == found.revision):
                number = found.plan + 1
                rows.add(PLANS, _plan(assignment_id, number, planned))
                rows.change(ASSIGNMENTS, {"plan": number, "changed": now()}, id=assignment_id)
                rows.audit("path.replanned", assignment_id, plan=number)
                rows.tell("path.replanned", {"member": found.member, "assignment": assignment_id, "plan": number})
            return _assignment(rows, assignment_id), before, planned, differs


def profile_of(member: Member, wanted: Wanted, learnt: Sequence[str]) -> Profile:
    """Return the profile that a path for a member is computed from; raises `BadRequest` where it aims at nothing."""
    said = {**member.profile, **wanted.profile}
    start = wanted.starts or member.starts or date.today()
    role = wanted.role or (None if wanted.goal else said.get("role") or member.role)
    goal = wanted.goal or said.get("goal", "")
    if not role and not goal:
        raise BadRequest({"role": [f"The member has no role (job title {member.job_title!r}): name one, or a goal."]})
    values: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in said.items()}
    values |= {"role": role, "goal": goal}
    values.setdefault("languages", PREFERENCE.get(member.language, ()))
    if wanted.deadline is not None:
        weeks = (wanted.deadline - start).days // DAYS_A_WEEK
        if weeks < 1:
            raise BadRequest({"deadline": [f"{wanted.deadline} is less than a week after the first day, {start}."]})
        values["weeks"] = weeks
    if "holidays" in values:
        values["holidays"] = tuple(date.fromisoformat(str(day)) for day in values["holidays"])
    completed = tuple(dict.fromkeys([*values.get("completed", ()), *learnt]))
    return Profile(**{**values, "start": start, "completed": completed})


def _again(profile: Profile, learnt: Sequence[str], today: date) -> Profile:
    """Return a profile for the time that is left of a path."""
    gone = max(0, (today - profile.start).days // DAYS_A_WEEK)
    values = {**profile.document(), "start": max(today, profile.start).isoformat()}
    values["weeks"] = max(1, profile.weeks - gone)
    values["completed"] = list(dict.fromkeys([*profile.completed, *learnt]))
    return Profile.from_document(values)


def _with_done(planned: Planned, before: Sequence[Mapping[str, Any]], learnt: Sequence[str]) -> Planned:
    """Return a plan that begins with the steps of the one before that are done."""
    kept = [each for each in before if each["resource"] in learnt]
    names = {each["resource"] for each in kept}
    steps = [*kept, *(each for each in planned.steps if each["resource"] not in names)]
    return Planned(planned.revision, planned.profile, planned.answer, steps)


def _assignment(rows: Rows, assignment_id: str) -> Assignment:
    row = next(iter(plans(rows, id=assignment_id)), None)
    if row is None:
        raise AssignmentNotFound(assignment_id)
    return Assignment(**{name: row[name] for name in Assignment.__slots__})


def _answer(rows: Rows, assignment: Assignment) -> dict[str, Any]:
    plan = rows.one(PLANS, assignment=assignment.id, number=assignment.plan) or {"answer": "{}"}
    found: dict[str, Any] = orjson.loads(plan["answer"])
    return found


def _plan(assignment_id: str, number: int, planned: Planned) -> Row:
    return {"assignment": assignment_id, "number": number, "revision": planned.revision, "created": now(),
            "profile": dict(planned.profile), "answer": orjson.dumps(planned.answer).decode(),
            "steps": [dict(each) for each in planned.steps]}  # fmt: skip


def _notice(row: Mapping[str, Any]) -> Row:
    return {"member": row["member"], "assignment": row["id"], "role": row["role"], "starts": row["starts"].isoformat(),
            "deadline": row["deadline"].isoformat() if row["deadline"] else None}  # fmt: skip
