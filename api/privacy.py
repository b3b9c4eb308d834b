"""What is stored about a person, and for how long."""

from dataclasses import asdict
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from api.blueprint import StrictBlueprint
from api.identity import needs, scope
from api.schemas import Nothing, Strict
from learners import privacy
from learners.retention import Retention, choose, retention

blueprint = StrictBlueprint("privacy", __name__, url_prefix="/api/v1", description="What is kept of people")
DAYS = validate.Range(1, 36_500)


class RetentionBody(Strict):
    """For how many days things are kept."""

    members = fields.Integer(required=True, allow_none=True, validate=DAYS)
    deliveries = fields.Integer(load_default=30, validate=DAYS)


@blueprint.get("/members/<member_id>/export")
@blueprint.arguments(Nothing, location="query")
@needs("learners:write")
def export(_: dict[str, Any], member_id: str) -> ResponseReturnValue:
    """All that is stored about a member (article 15 of the GDPR)."""
    return jsonify(privacy.export(scope(), member_id))


@blueprint.get("/organisation/retention")
@blueprint.arguments(Nothing, location="query")
@needs("admin")
def kept(_: dict[str, Any]) -> ResponseReturnValue:
    """For how many days things are kept."""
    return jsonify(asdict(retention(scope())))


@blueprint.put("/organisation/retention")
@blueprint.arguments(RetentionBody)
@needs("admin")
def keep(body: dict[str, Any]) -> ResponseReturnValue:
    """Choose for how many days things are kept."""
    choose(scope(), Retention(**body))
    return jsonify(asdict(retention(scope())))
