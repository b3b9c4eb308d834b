"""The table from an organisation's job titles to roles."""

from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from api.blueprint import StrictBlueprint, engine
from api.identity import identity, needs, scope
from api.jobs import jobs
from api.members import NAME, members, understand
from api.schemas import Strict
from learners.errors import BadRequest
from learners.titles import Titles

blueprint = StrictBlueprint("job titles", __name__, url_prefix="/api/v1", description="Your job titles")


class TitleBody(Strict):
    """A title, in which ``*`` stands for anything, and the id of the role that it means."""

    title = fields.String(required=True, validate=NAME)
    role = fields.String(required=True, validate=NAME)


class TitlesBody(Strict):
    """All rules; the first that a title meets counts."""

    rules = fields.List(fields.Nested(TitleBody), required=True, validate=validate.Length(max=5000))


class TitleQuery(Strict):
    """A title to try."""

    title = fields.String(validate=NAME)


@blueprint.get("/organisation/titles")
@blueprint.arguments(TitleQuery, location="query")
@needs("learners:write", "reports:read")
def titles(args: dict[str, Any]) -> ResponseReturnValue:
    """The rules; and what ``title`` means, if it is given."""
    mine = Titles(scope())
    rules = [{"title": title, "role": role} for title, role in mine.rules()]
    tried = {"title": args["title"], "role": mine.reader(understand)(args["title"])} if "title" in args else {}
    return jsonify(rules=rules, **tried)


@blueprint.put("/organisation/titles")
@blueprint.arguments(TitlesBody)
@needs("learners:write")
def put_titles(body: dict[str, Any]) -> ResponseReturnValue:
    """Replace the rules; the members' titles are read again."""
    roles = engine().catalog.roles
    faults = {f"rules.{at}.role": [f"{each['role']!r} is the id of no role; ids: {', '.join(roles)}."]
              for at, each in enumerate(body["rules"]) if each["role"] not in roles}  # fmt: skip
    if faults:
        raise BadRequest(faults)
    Titles(scope()).put([(each["title"], each["role"]) for each in body["rules"]])
    if members().understand_again():
        jobs().onboard_all(identity().organisation.id)
    return jsonify(body)
