"""Members: the people of an organisation."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from api import formats, member_forms
from api.blueprint import StrictBlueprint, engine
from api.fields import choice
from api.identity import identity, needs, scope
from api.jobs import jobs
from api.pages import PageQuery, listed, span
from api.schemas import LANGUAGES, MemberProfile, Nothing, Strict
from learners.groups import Groups
from learners.member_columns import FIRST, LAST
from learners.member_files import export, import_members
from learners.members import Member, Members
from learners.titles import Titles
from recommender import UnknownRole

blueprint = StrictBlueprint("members", __name__, url_prefix="/api/v1", description="The people of your organisation")

READ = ("learners:write", "reports:read")
LARGEST = 20_000_000
"""Bytes of a file of members."""

MANY = 100
"""Members of whom each is onboarded by a task of its own, at most."""

SHORT, NAME = validate.Length(1, 64), validate.Length(1, 200)


class MemberChange(Strict):
    """What differs of a member."""

    user_name = fields.String(validate=NAME)
    external_id = fields.String(allow_none=True, validate=NAME)
    email = fields.Email(allow_none=True, validate=validate.Length(max=320))
    given_name = fields.String(allow_none=True, validate=NAME)
    family_name = fields.String(allow_none=True, validate=NAME)
    display_name = fields.String(allow_none=True, validate=NAME)
    language = fields.String(validate=choice(LANGUAGES))
    job_title = fields.String(allow_none=True, validate=NAME)
    manager = fields.String(allow_none=True, validate=SHORT)
    department = fields.String(allow_none=True, validate=NAME)
    employee_number = fields.String(allow_none=True, validate=SHORT)
    starts = fields.Date(allow_none=True, validate=validate.Range(FIRST, LAST))
    active = fields.Boolean()
    profile = fields.Nested(MemberProfile(partial=True))


class MemberBody(MemberChange):
    """A member."""

    user_name = fields.String(required=True, validate=NAME)


class MembersQuery(PageQuery):
    """Which members."""

    q = fields.String(validate=NAME)
    active = fields.Boolean()
    group = fields.String(validate=SHORT)
    manager = fields.String(validate=SHORT)
    role = fields.String(validate=NAME)
    format = fields.String(validate=choice(["json", "csv", "xlsx"]))


class ImportQuery(Strict):
    """Whether to try only."""

    dry_run = fields.Boolean(load_default=False)


def understand(job_title: str) -> str | None:
    """Return the role that a job title means over the catalogue of who asks, if any."""
    try:
        return engine().role(job_title).role.id
    except UnknownRole:
        return None


def members() -> Members:
    """Return the members of who asks."""
    mine = scope()
    return Members(mine, Titles(mine).reader(understand))


@blueprint.get("/members")
@blueprint.arguments(MembersQuery, location="query")
@needs(*READ)
def members_list(args: dict[str, Any]) -> ResponseReturnValue:
    """The members, by user name."""
    form = formats.wanted(args.pop("format", None), ("json", "csv", "xlsx"))
    asked = {name: value for name, value in args.items() if name not in ("page", "per_page")}
    if form != "json":
        found, _ = members().page(0, member_forms.MOST, **asked)
        return member_forms.FORMS[form](export(scope(), found))
    found, total = members().page(*span(args), **asked)
    return listed(map(document, found), total, args)


@blueprint.post("/members")
@blueprint.arguments(MemberBody)
@needs("learners:write")
def create_member(body: dict[str, Any]) -> ResponseReturnValue:
    """Add a member."""
    made = members().create(_values(body))
    onboard([made.id])
    return jsonify(document(made)), 201


@blueprint.get("/members/<member_id>")
@blueprint.arguments(Nothing, location="query")
@needs(*READ)
def member(_: dict[str, Any], member_id: str) -> ResponseReturnValue:
    """A member, with the groups that he is in."""
    return jsonify({**document(members().get(member_id)), "groups": Groups(scope()).of(member_id)})


@blueprint.patch("/members/<member_id>")
@blueprint.arguments(MemberChange)
@needs("learners:write")
def change_member(body: dict[str, Any], member_id: str) -> ResponseReturnValue:
    """Change a member; who has left is made inactive."""
    changed = members().change(member_id, _values(body))
    onboard([member_id])
    return jsonify(document(changed))


@blueprint.delete("/members/<member_id>")
@blueprint.arguments(Nothing, location="query")
@needs("learners:write")
def erase_member(_: dict[str, Any], member_id: str) -> ResponseReturnValue:
    """Erase a member: what says who it was is gone, sums stay."""
    members().erase(member_id)
    jobs().deliver()
    return "", 204


@blueprint.post("/members/imports")
@blueprint.arguments(ImportQuery, location="query")
@needs("learners:write")
def import_file(args: dict[str, Any]) -> ResponseReturnValue:
    """Bring members in from a CSV or XLSX file; bad rows are reported, good ones kept."""
    request.max_content_length = LARGEST
    table = member_forms.read(request.get_data(), request.mimetype, request.mimetype_params.get("charset"))
    done = asdict(import_members(scope(), members(), table, **args))
    onboard(done.pop("touched"))
    return jsonify({**args, **done})


def onboard(members: Sequence[str]) -> None:
    """Follow the onboarding rules soon for these members; where they are many, for everybody at once."""
    if len(members) > MANY:
        jobs().onboard_all(identity().organisation.id)
        return
    for each in members:
        jobs().onboard(identity().organisation.id, each)


def document(found: Member) -> dict[str, Any]:
    """Return a member as JSON data."""
    return {**asdict(found), "name": found.name}


def plain_profile(profile: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a caller said of a profile as JSON data."""
    return {name: _plain(value) for name, value in profile.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [each.isoformat() if isinstance(each, date) else each for each in value]
    return value


def _values(body: dict[str, Any]) -> dict[str, Any]:
    """Return what a caller said of a member."""
    return {**body, "profile": plain_profile(body["profile"])} if "profile" in body else body
