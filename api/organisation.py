"""An organisation as it sees itself: its name and settings, its keys, who did what."""

from datetime import datetime
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from api.blueprint import StrictBlueprint
from api.fields import choice
from api.identity import identity, needs, scope
from api.pages import PageQuery, listed, span
from api.schemas import Nothing, Strict
from learners.audit import Audit
from learners.errors import BadRequest, KeyNotFound
from learners.organisations import SCOPES, Key, Keys
from learners.rows import now

blueprint = StrictBlueprint("organisation", __name__, url_prefix="/api/v1", description="Your organisation")


class KeyBody(Strict):
    """A key to make."""

    name = fields.String(required=True, validate=validate.Length(1, 200))
    scopes = fields.List(fields.String(validate=choice(SCOPES)), required=True, validate=validate.Length(min=1))
    expires = fields.AwareDateTime(load_default=None, allow_none=True)


@blueprint.get("/organisation")
@blueprint.arguments(Nothing, location="query")
@needs(*SCOPES)
def organisation(_: dict[str, Any]) -> ResponseReturnValue:
    """Your organisation, and what the key that you show may do."""
    asked = identity()
    return jsonify(id=asked.organisation.id, name=asked.organisation.name, scopes=sorted(asked.scopes))


@blueprint.get("/organisation/keys")
@blueprint.arguments(Nothing, location="query")
@needs("admin")
def keys(_: dict[str, Any]) -> ResponseReturnValue:
    """The keys of your organisation; not the keys themselves, which nobody has any more."""
    items = [_key(each) for each in Keys(scope()).all()]
    return jsonify(items=items, total=len(items))


@blueprint.post("/organisation/keys")
@blueprint.arguments(KeyBody)
@needs("admin")
def create_key(body: dict[str, Any]) -> ResponseReturnValue:
    """Make a key; the answer is the only place where it is shown."""
    if body["expires"] is not None and body["expires"] <= now():
        raise BadRequest({"expires": [f"{body['expires'].isoformat()} is past."]})
    made, secret = Keys(scope()).create(body["name"], body["scopes"], body["expires"])
    return jsonify({**_key(made), "key": secret}), 201


@blueprint.delete("/organisation/keys/<key_id>")
@blueprint.arguments(Nothing, location="query")
@needs("admin")
def revoke_key(_: dict[str, Any], key_id: str) -> ResponseReturnValue:
    """Revoke a key: it is refused from now on."""
    if not Keys(scope()).revoke(key_id):
        raise KeyNotFound(key_id)
    return "", 204


@blueprint.get("/organisation/audit")
@blueprint.arguments(PageQuery, location="query")
@needs("admin")
def audit(args: dict[str, Any]) -> ResponseReturnValue:
    """Who did what, newest first."""
    found, total = Audit(scope()).page(*span(args))
    return listed(({**each, "at": each["at"].isoformat()} for each in found), total, args)


def _key(key: Key) -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        "scopes": list(key.scopes),
        "created": _moment(key.created),
        "expires": _moment(key.expires),
        "last_used": _moment(key.last_used),
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
