"""Groups of members."""

from dataclasses import asdict
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from api.blueprint import StrictBlueprint
from api.identity import needs, scope
from api.members import NAME, READ, SHORT, onboard
from api.pages import PageQuery, listed, span
from api.schemas import Nothing, Strict
from learners.groups import Groups

blueprint = StrictBlueprint("groups", __name__, url_prefix="/api/v1", description="Groups of members")

IDS = fields.List(fields.String(validate=SHORT), validate=validate.Length(max=20_000))


class GroupChange(Strict):
    """What differs of a group."""

    name = fields.String(validate=NAME)
    external_id = fields.String(allow_none=True, validate=NAME)
    members = IDS


class GroupBody(GroupChange):
    """A group."""

    name = fields.String(required=True, validate=NAME)


@blueprint.get("/groups")
@blueprint.arguments(PageQuery, location="query")
@needs(*READ)
def groups_list(args: dict[str, Any]) -> ResponseReturnValue:
    """The groups, by name."""
    found, total = Groups(scope()).page(*span(args))
    return listed(map(asdict, found), total, args)


@blueprint.post("/groups")
@blueprint.arguments(GroupBody)
@needs("learners:write")
def create_group(body: dict[str, Any]) -> ResponseReturnValue:
    """Add a group."""
    made = Groups(scope()).create(body["name"], body.get("external_id"), body.get("members", ()))
    onboard(made.members)
    return jsonify(asdict(made)), 201


@blueprint.get("/groups/<group_id>")
@blueprint.arguments(Nothing, location="query")
@needs(*READ)
def group(_: dict[str, Any], group_id: str) -> ResponseReturnValue:
    """A group, with the ids of its members."""
    return jsonify(asdict(Groups(scope()).get(group_id)))


@blueprint.patch("/groups/<group_id>")
@blueprint.arguments(GroupChange)
@needs("learners:write")
def change_group(body: dict[str, Any], group_id: str) -> ResponseReturnValue:
    """Change a group; ``members`` says who is in it from now on."""
    changed = Groups(scope()).change(group_id, body)
    onboard(changed.members if "members" in body else ())
    return jsonify(asdict(changed))


@blueprint.delete("/groups/<group_id>")
@blueprint.arguments(Nothing, location="query")
@needs("learners:write")
def remove_group(_: dict[str, Any], group_id: str) -> ResponseReturnValue:
    """Remove a group, not its members."""
    Groups(scope()).remove(group_id)
    return "", 204


@blueprint.put("/groups/<group_id>/members/<member_id>")
@blueprint.arguments(Nothing, location="query")
@needs("learners:write")
def join_group(_: dict[str, Any], group_id: str, member_id: str) -> ResponseReturnValue:
    """Put a member into a group."""
    Groups(scope()).add_member(group_id, member_id)
    onboard((member_id,))
    return "", 204


@blueprint.delete("/groups/<group_id>/members/<member_id>")
@blueprint.arguments(Nothing, location="query")
@needs("learners:write")
def leave_group(_: dict[str, Any], group_id: str, member_id: str) -> ResponseReturnValue:
    """Take a member out of a group."""
    Groups(scope()).remove_member(group_id, member_id)
    return "", 204
