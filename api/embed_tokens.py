"""Short-lived tokens by which a page of the organisation shows one member's path, and nothing else."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from flask import current_app, jsonify
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeSerializer
from marshmallow import fields, validate

from api.blueprint import StrictBlueprint
from api.identity import needs, organisations, scope
from api.members import NAME
from api.schemas import Strict
from learners.errors import BadKey, BadRequest, OrganisationNotFound
from learners.members import Members
from learners.rows import Scope
from learners.tables import MEMBERS

blueprint = StrictBlueprint("embed tokens", __name__, url_prefix="/api/v1", description="A member's path elsewhere")

PURPOSE = "parcours: show one member's path"
"""What the signature is for: what was signed for anything else opens nothing here."""


class TokenBody(Strict):
    """For whom (an id or a user name), and for how long."""

    member = fields.String(required=True, validate=NAME)
    minutes = fields.Integer(load_default=15, strict=True, validate=validate.Range(1, 60))


@dataclass(frozen=True, slots=True)
class Shown:
    """Whose path is shown, and where it is."""

    member: str
    scope: Scope


@blueprint.post("/embed-tokens")
@blueprint.arguments(TokenBody)
@needs("learners:write")
def create_token(body: dict[str, Any]) -> ResponseReturnValue:
    """Make a token for `<parcours-path token="…">`; it is stored nowhere."""
    member = Members(scope()).ids({body["member"]}).get(body["member"])
    if member is None or not Members(scope()).get(member).active:
        raise BadRequest({"member": [f"{body['member']!r} is the id or user name of no active member."]})
    until = int(time.time()) + 60 * body["minutes"]
    token = _signer().dumps([scope().organisation, member, until])
    return jsonify(token=token, member=member, expires=datetime.fromtimestamp(until, UTC).isoformat()), 201


def shown(token: str) -> Shown:
    """Return whose path a token shows; raises `BadKey` where it is not ours or over, or the member has left."""
    try:
        organisation, member, until = _signer().loads(token)
        mine = organisations().scope(organisations().get(organisation).id, f"member:{member}")
    except (BadData, OrganisationNotFound) as error:
        raise BadKey from error
    with mine.reading() as rows:
        if until <= time.time() or rows.one(MEMBERS, id=member, active=True, erased=None) is None:
            raise BadKey
    return Shown(member, mine)


def _signer() -> URLSafeSerializer:
    how = {"key_derivation": "hmac", "digest_method": sha256}
    return URLSafeSerializer(current_app.extensions["secret"], salt=PURPOSE, signer_kwargs=how)
