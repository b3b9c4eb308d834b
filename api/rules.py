"""Onboarding rules."""

from dataclasses import asdict
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from api.blueprint import StrictBlueprint, engine
from api.identity import identity, needs, scope
from api.jobs import jobs
from api.members import NAME, READ, SHORT, plain_profile
from api.schemas import Nothing, PathProfile, Strict
from learners.onboarding import Rule, Rules

blueprint = StrictBlueprint("onboarding", __name__, url_prefix="/api/v1", description="Onboarding rules")


class RulePath(Strict):
    """The path that a rule starts; empty is the one to the member's own role."""

    role = fields.String(allow_none=True, validate=NAME)
    goal = fields.String(validate=validate.Length(max=500))
    profile = fields.Nested(PathProfile(partial=True))


class RuleBody(Strict):
    """Whoever has this title, role and group starts a path on a day."""

    title = fields.String(allow_none=True, validate=NAME)
    role = fields.String(allow_none=True, validate=NAME)
    group = fields.String(allow_none=True, validate=SHORT)
    day = fields.Integer(validate=validate.Range(0, 3650))
    path = fields.Nested(RulePath)
    deadline_days = fields.Integer(allow_none=True, validate=validate.Range(7, 3650))
    active = fields.Boolean()


@blueprint.get("/onboarding-rules")
@blueprint.arguments(Nothing, location="query")
@needs(*READ)
def rules(_: dict[str, Any]) -> ResponseReturnValue:
    """The rules, in their order."""
    items = [_document(each) for each in Rules(scope()).all()]
    return jsonify(items=items, total=len(items))


@blueprint.post("/onboarding-rules")
@blueprint.arguments(RuleBody)
@needs("learners:write")
def create_rule(body: dict[str, Any]) -> ResponseReturnValue:
    """Add a rule; it is about those who are there already, too."""
    made = Rules(scope()).create(_values(body))
    jobs().onboard_all(identity().organisation.id)
    return jsonify(_document(made)), 201


@blueprint.get("/onboarding-rules/<rule_id>")
@blueprint.arguments(Nothing, location="query")
@needs(*READ)
def rule(_: dict[str, Any], rule_id: str) -> ResponseReturnValue:
    """A rule."""
    return jsonify(_document(Rules(scope()).get(rule_id)))


@blueprint.patch("/onboarding-rules/<rule_id>")
@blueprint.arguments(RuleBody)
@needs("learners:write")
def change_rule(body: dict[str, Any], rule_id: str) -> ResponseReturnValue:
    """Change a rule; paths that it has assigned stay."""
    changed = Rules(scope()).change(rule_id, _values(body))
    jobs().onboard_all(identity().organisation.id)
    return jsonify(_document(changed))


@blueprint.delete("/onboarding-rules/<rule_id>")
@blueprint.arguments(Nothing, location="query")
@needs("learners:write")
def remove_rule(_: dict[str, Any], rule_id: str) -> ResponseReturnValue:
    """Remove a rule; paths that it has assigned stay."""
    Rules(scope()).remove(rule_id)
    return "", 204


def _values(body: dict[str, Any]) -> dict[str, Any]:
    """Return what a body says of a rule; a role that it names must be one."""
    values = {("group_id" if name == "group" else name): value for name, value in body.items()}
    if values.get("role"):
        values["role"] = engine().catalog.role(values["role"]).id
    path = values.get("path", {})
    if path.get("role"):
        path["role"] = engine().role(path["role"]).role.id
    if "profile" in path:
        path["profile"] = plain_profile(path["profile"])
    return values


def _document(found: Rule) -> dict[str, Any]:
    values = asdict(found)
    return {"id": values.pop("id"), "group": values.pop("group_id"), **values}
