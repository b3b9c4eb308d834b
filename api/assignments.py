"""Assigned paths."""

from dataclasses import asdict
from datetime import date
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError, fields, validate, validates_schema

from api import documents
from api.blueprint import StrictBlueprint, engine
from api.fields import choice
from api.identity import needs, scope
from api.jobs import jobs
from api.member_forms import MOST
from api.members import NAME, READ, SHORT, plain_profile
from api.pages import PageQuery, listed, span
from api.planning import assignments
from api.schemas import DAYS, Nothing, PathProfile, Strict
from learners.assignments import Assignment, Replanned
from learners.errors import BadRequest, MemberNotFound
from learners.groups import Groups
from learners.members import Members
from learners.progress import Progress
from learners.standing import NOTHING, Place, Standing, place
from learners.wanted import Wanted
from recommender import BadProfile, UnknownRole

blueprint = StrictBlueprint("assignments", __name__, url_prefix="/api/v1", description="Assigned paths")

STATES = ("active", "cancelled")


class AssignmentBody(Strict):
    """A path for a member or for each one of a group."""

    member = fields.String(validate=SHORT)
    group = fields.String(validate=SHORT)
    role = fields.String(allow_none=True, load_default=None, validate=NAME)
    goal = fields.String(load_default="", validate=validate.Length(max=500))
    profile = fields.Nested(PathProfile(partial=True), load_default=dict)
    start = fields.Date(load_default=None, allow_none=True, validate=DAYS)
    deadline = fields.Date(load_default=None, allow_none=True, validate=DAYS)

    @validates_schema
    def _is_for_somebody(self, data: dict[str, Any], **_: Any) -> None:
        if ("member" in data) == ("group" in data):
            raise ValidationError("Name a member or a group, one of the two.", "member")


class DeadlineBody(Strict):
    """Another deadline."""

    deadline = fields.Date(required=True, allow_none=True, validate=DAYS)


class AssignmentsQuery(PageQuery):
    """Which assignments."""

    member = fields.String(validate=SHORT)
    group = fields.String(validate=SHORT)
    state = fields.String(validate=choice(STATES))


@blueprint.get("/assignments")
@blueprint.arguments(AssignmentsQuery, location="query")
@needs(*READ)
def assignments_list(args: dict[str, Any]) -> ResponseReturnValue:
    """The assigned paths, oldest first."""
    asked = {name: args[name] for name in ("member", "group", "state") if name in args}
    found, total = assignments().page(*span(args), **asked)
    return listed(map(document, found), total, args)


@blueprint.get("/members/<member_id>/assignments")
@blueprint.arguments(PageQuery, location="query")
@needs(*READ)
def assignments_of_member(args: dict[str, Any], member_id: str) -> ResponseReturnValue:
    """The assigned paths of a member."""
    found, total = assignments().page(*span(args), member=Members(scope()).get(member_id).id)
    return listed(map(document, found), total, args)


@blueprint.post("/assignments")
@blueprint.arguments(AssignmentBody)
@needs("learners:write")
def assign(body: dict[str, Any]) -> ResponseReturnValue:
    """Assign a path to a member, or to each active one of a group, computed from each one's profile."""
    role = engine().role(body["role"]).role.id if body["role"] else None
    wanted = Wanted(role, body["goal"], plain_profile(body["profile"]), body["start"], body["deadline"])
    if "group" in body:
        return _assign_group(body["group"], wanted)
    made, new = assignments().assign(body["member"], wanted)
    jobs().deliver()
    return jsonify(document(made)), 201 if new else 200


@blueprint.get("/assignments/<assignment_id>")
@blueprint.arguments(Nothing, location="query")
@needs(*READ)
def assignment(_: dict[str, Any], assignment_id: str) -> ResponseReturnValue:
    """An assigned path as it was planned, and where the member stands."""
    found = assignments().get(assignment_id)
    return jsonify({**document(found), "path": assignments().answer(assignment_id)})


@blueprint.patch("/assignments/<assignment_id>")
@blueprint.arguments(DeadlineBody)
@needs("learners:write")
def set_deadline(body: dict[str, Any], assignment_id: str) -> ResponseReturnValue:
    """Give a path another deadline; its steps stay."""
    return jsonify(document(assignments().set_deadline(assignment_id, body["deadline"])))


@blueprint.delete("/assignments/<assignment_id>")
@blueprint.arguments(Nothing, location="query")
@needs("learners:write")
def cancel(_: dict[str, Any], assignment_id: str) -> ResponseReturnValue:
    """Cancel a path; what was done stays done."""
    return jsonify(document(assignments().cancel(assignment_id)))


@blueprint.get("/assignments/<assignment_id>/diff")
@blueprint.arguments(Nothing, location="query")
@needs(*READ)
def preview(_: dict[str, Any], assignment_id: str) -> ResponseReturnValue:
    """What planning again would change now; nothing is stored."""
    return jsonify(_difference(assignments().preview(assignment_id, date.today())))


@blueprint.post("/assignments/<assignment_id>/replan")
@needs("learners:write")
def replan(assignment_id: str) -> ResponseReturnValue:
    """Plan a path again over the catalogue as it is now; what is done stays."""
    found, seen = assignments().replan(assignment_id, date.today())
    jobs().deliver()
    return jsonify({**document(found), "diff": _difference(seen)})


def document(found: Assignment) -> dict[str, Any]:
    """Return an assigned path as JSON data, with where the member stands."""
    standings = Progress(scope()).of(found.member)
    where = place(found.steps, standings, date.today(), found.deadline)
    steps = [{**step, **standing(standings.get(step["resource"], NOTHING))} for step in found.steps]
    return {**asdict(found), "steps": steps, "progress": progress(where)}


def standing(found: Standing) -> dict[str, Any]:
    """Return where a member stands with a resource."""
    at = None if found is NOTHING else found.at
    return {"state": found.state, "spent": found.hours, "rating": found.rating, "at": at}


def progress(where: Place) -> dict[str, Any]:
    """Return where a path stands."""
    following = where.next["resource"] if where.next else None
    return {"state": where.state, "share": round(where.share, 4), "over": where.over, "steps": where.steps,
            "next": following, "last": where.last}  # fmt: skip


def _assign_group(group_id: str, wanted: Wanted) -> ResponseReturnValue:
    """Assign to each active one of a group; what fails for one is told by the member's id."""
    origin = f"group:{Groups(scope()).get(group_id).id}:{wanted.digest}"
    mine, items, failed = assignments(), [], {}
    for member in Members(scope()).page(0, MOST, group=group_id, active=True)[0]:
        try:
            items.append(mine.assign(member.id, wanted, origin))
        except (BadProfile, BadRequest, MemberNotFound, UnknownRole) as error:
            failed[member.id] = str(error)
    jobs().deliver()
    status = 201 if any(new for _, new in items) else 200
    return jsonify(items=[document(made) for made, _ in items], failed=failed), status


def _difference(seen: Replanned) -> dict[str, Any]:
    return documents.diff(seen.before, seen.after, seen.differs)
