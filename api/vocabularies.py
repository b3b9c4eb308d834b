"""Skills and roles."""

from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from api.blueprint import StrictBlueprint, engine
from api.schemas import Nothing

blueprint = StrictBlueprint("vocabularies", __name__, url_prefix="/api/v1", description="Skills and roles")


@blueprint.get("/skills")
@blueprint.arguments(Nothing, location="query")
def skills(_: dict[str, Any]) -> ResponseReturnValue:
    """Every skill."""
    items = [each.document() for each in engine().catalog.skills.values()]
    return jsonify(items=items, total=len(items), revision=engine().catalog.revision)


@blueprint.get("/skills/<skill_id>")
@blueprint.arguments(Nothing, location="query")
def skill(_: dict[str, Any], skill_id: str) -> ResponseReturnValue:
    """One skill."""
    return jsonify({**engine().catalog.skill(skill_id).document(), "revision": engine().catalog.revision})


@blueprint.get("/roles")
@blueprint.arguments(Nothing, location="query")
def roles(_: dict[str, Any]) -> ResponseReturnValue:
    """Every role."""
    items = [each.document() for each in engine().catalog.roles.values()]
    return jsonify(items=items, total=len(items), revision=engine().catalog.revision)


@blueprint.get("/roles/<role>")
@blueprint.arguments(Nothing, location="query")
def one_role(_: dict[str, Any], role: str) -> ResponseReturnValue:
    """One role, by id, name, code or a job title with a typo."""
    return jsonify({**engine().role(role).role.document(), "revision": engine().catalog.revision})
