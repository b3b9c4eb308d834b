"""Statements of other systems (xAPI): progress that comes from a learning management system or a record store."""

from typing import Any
from urllib.parse import unquote

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue
from marshmallow import fields

from api.blueprint import StrictBlueprint, engine
from api.identity import needs, scope
from api.jobs import jobs
from api.schemas import Nothing, Strict
from learners.errors import BadStatement
from learners.progress import Progress
from learners.statements import VERSION
from learners.xapi import events

blueprint = StrictBlueprint("xapi", __name__, url_prefix="/api/v1", description="Statements of other systems (xAPI)")

MOST = 1000
"""Statements in one request."""

HEADER = "X-Experience-API-Version"
VERSIONS = ("1.0", "2.0")


class OneQuery(Strict):
    """The id of the statement that is put."""

    statement_id = fields.UUID(required=True, data_key="statementId")


@blueprint.post("/xapi/statements")
@blueprint.arguments(Nothing, location="query")
@needs("learners:write")
def take_statements(_: dict[str, Any]) -> ResponseReturnValue:
    """Record what a statement tells, or an array of them: all or none; the answer is their ids."""
    given = request.get_json()
    return _versioned(jsonify(_record(given if isinstance(given, list) else [given])))


@blueprint.put("/xapi/statements")
@blueprint.arguments(OneQuery, location="query")
@needs("learners:write")
def put_statement(args: dict[str, Any]) -> ResponseReturnValue:
    """Record what one statement tells, under the id that the address says."""
    given, name = request.get_json(), str(args["statement_id"])
    if not isinstance(given, dict) or str(given.get("id", name)).lower() != name:
        raise BadStatement({"id": [f"Send one statement, whose id is {name!r} or left out."]})
    _record([{**given, "id": name}])
    return _versioned(Response(status=204))


def _record(statements: list[Any]) -> list[str]:
    said = request.headers.get(HEADER, VERSION)
    if not said.startswith(VERSIONS):
        raise BadStatement({HEADER: [f"{said!r} is not spoken here; {' and '.join(VERSIONS)} are."]})
    if not 1 <= len(statements) <= MOST:
        raise BadStatement({"statements": [f"{len(statements)} are not allowed: 1 to {MOST}."]})
    known = engine().catalog.resources
    addresses = {each.url.rstrip("/"): each.id for each in known.values() if each.url}

    def resource(activity: str) -> str | None:
        """Return the resource of an activity: by its address, or by its id behind /resources/."""
        name = unquote(activity.rpartition("/resources/")[2]) if "/resources/" in activity else ""
        return addresses.get(activity.rstrip("/")) or (name if name in known else None)

    found = events(scope(), statements, resource)
    done = Progress(scope()).record(found, {each.resource: known[each.resource].name("en") for each in found})
    if done.added:
        jobs().deliver()
    return [each.id for each in found]


def _versioned(answer: Response) -> Response:
    answer.headers[HEADER] = request.headers.get(HEADER, VERSION)
    return answer
