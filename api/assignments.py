"""Assigned paths."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import uuid4

from flask import jsonify
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError, fields, validate, validates_schema

from api import documents
from api.blueprint import StrictBlueprint
from api.fields import choice
from api.identity import needs, scope
from api.jobs import jobs
from api.members import NAME, READ, SHORT, plain_profile
from api.pages import PageQuery, listed, span
from api.planning import assignments
from api.schemas import DAYS, Nothing, PathProfile, Strict
from learners.assignments import Assignment, Wanted
from learners.diff import Diff
from learners.errors import BadRequest
from learners.groups import Groups
from learners.progress import Progress
from learners.standing import NOTHING, Standing, place
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
    found, total = assignments().page(*span(args), member=member_id)
    return listed(map(document, found), total, args)


@blueprint.post("/assignments")
@blueprint.arguments(AssignmentBody)
@needs("learners:write")
def assign(body: dict[str, Any]) -> ResponseReturnValue:
    """Assign a path to a member, or to each active one of a group, computed from each one's profile."""
    wanted = Wanted(body["role"], body["goal"], plain_profile(body["profile"]), body["start"], body["deadline"])
    if "member" in body:
        made = assignments().assign(body["member"], wanted)
        jobs().deliver()
        return jsonify(document(made) if made else {}), 201
    items, failed = _assign_group(body["group"], wanted)
    jobs().deliver()
    return jsonify(items=[document(each) for each in items], failed=failed), 201


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
    before, planned, differs = assignments().preview(assignment_id, date.today())
    return jsonify(_difference(before, planned.answer, differs))


@blueprint.post("/assignments/<assignment_id>/replan")
@needs("learners:write")
def replan(assignment_id: str) -> ResponseReturnValue:
    """Plan a path again over the catalogue as it is now; what is done stays."""
    found, before, planned, differs = assignments().replan(assignment_id, date.today())
    jobs().deliver()
    return jsonify({**document(found), "diff": _difference(before, planned.answer, differs)})


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


def progress(where: Any) -> dict[str, Any]:
    """Return where a path stands."""
    following = where.next["resource"] if where.next else None
    return {"state": where.state, "share": round(where.share, 4), "over": where.over, "steps": where.steps,
            "next": following, "last": where.last}  # fmt: skip


def _assign_group(group_id: str, wanted: Wanted) -> tuple[list[Assignment], dict[str, str]]:
    """Assign to each one of a group; what fails for one is told by the member's id."""
    mine, origin = assignments(), f"group:{group_id}:{uuid4().hex[:8]}"
    items, failed = [], {}
    for member in Groups(scope()).get(group_id).members:
        try:
            made = mine.assign(member, wanted, origin)
        except (BadProfile, BadRequest, UnknownRole) as error:
            failed[member] = str(error)
        else:
            items += [made] if made else []
    return items, failed


def _difference(before: Mapping[str, Any], after: Mapping[str, Any], differs: Diff) -> dict[str, Any]:
    return documents.diff(before, after, differs)
