"""What an organisation adds to the public catalogue, hides of it, and wants everybody to learn first."""

from typing import Any

import marshmallow as ma
from flask import jsonify, request
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from api.blueprint import StrictBlueprint, engine, public
from api.fields import choice
from api.identity import identity, needs, scope
from api.pages import PageQuery, listed, span
from api.schemas import Nothing, Strict
from learners.errors import BadRequest
from learners.mixing import KINDS
from learners.own_catalog import OwnCatalog

blueprint = StrictBlueprint("own catalogue", __name__, url_prefix="/api/v1", description="Your own catalogue")

KIND = f"<any({', '.join(KINDS)}):kind>"
ID = fields.String(required=True, validate=validate.Length(1, 200))


LARGEST_IMPORT = 20_000_000
"""Bytes."""


class RecordBody(ma.Schema):
    """A record; what its fields may be is the catalogue's to say."""

    class Meta:
        unknown = ma.INCLUDE


class ImportQuery(Strict):
    """Whether to try only, and what a bare list holds."""

    dry_run = fields.Boolean(load_default=False)
    kind = fields.String(load_default="resources", validate=choice(KINDS))


class ImportBody(Strict):
    """Records by kind; a bare list, such as a curated file is, holds those of the kind ``listed``."""

    resources = fields.List(fields.Raw())
    skills = fields.List(fields.Raw())
    roles = fields.List(fields.Raw())

    def __init__(self, listed: str) -> None:
        super().__init__()
        self._listed = listed

    @ma.pre_load
    def _named(self, given: Any, **_: Any) -> Any:
        return {self._listed: given} if isinstance(given, list) else given


class StepBody(Strict):
    """A step that comes first, in paths to a role or in all."""

    resource = ID
    role = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 200))


class MandatoryBody(Strict):
    """The steps that come first."""

    steps = fields.List(fields.Nested(StepBody), required=True, validate=validate.Length(max=100))


def own() -> OwnCatalog:
    """Return the catalogue of who asks, over the public one."""
    return OwnCatalog(scope(), public())


@blueprint.get("/organisation/catalog")
@blueprint.arguments(Nothing, location="query")
@needs("catalog:read")
def own_catalog(_: dict[str, Any]) -> ResponseReturnValue:
    """What the organisation's catalogue is made of, and what in it leads nowhere since the public one changed."""
    mine, content = own(), engine().catalog
    return jsonify(
        revision=content.revision, version=identity().organisation.catalog_version, own=mine.counts(),
        hidden=len(mine.hidden()), resources=len(content.resources), faults=mine.faults(),
    )  # fmt: skip


@blueprint.get(f"/organisation/{KIND}")
@blueprint.arguments(PageQuery, location="query")
@needs("catalog:read")
def own_records(args: dict[str, Any], kind: str) -> ResponseReturnValue:
    """The organisation's own records of a kind."""
    return listed(*own().page(kind, *span(args)), args)


@blueprint.post(f"/organisation/{KIND}")
@blueprint.arguments(RecordBody)
@needs("admin")
def add_record(body: dict[str, Any], kind: str) -> ResponseReturnValue:
    """Add a record, with the fields of the curated files; a role may be ``based_on`` another one."""
    made, _ = own().put(kind, body, new=True)
    return jsonify(made), 201


@blueprint.get(f"/organisation/{KIND}/<record_id>")
@blueprint.arguments(Nothing, location="query")
@needs("catalog:read")
def own_record(_: dict[str, Any], kind: str, record_id: str) -> ResponseReturnValue:
    """One of the organisation's own records."""
    return jsonify(own().record(kind, record_id))


@blueprint.put(f"/organisation/{KIND}/<record_id>")
@blueprint.arguments(RecordBody)
@needs("admin")
def put_record(body: dict[str, Any], kind: str, record_id: str) -> ResponseReturnValue:
    """Replace a record, or add it."""
    if body.get("id", record_id) != record_id:
        raise BadRequest({"id": [f"{body['id']!r} is not {record_id!r}, the id in the address."]})
    made, new = own().put(kind, {**body, "id": record_id})
    return jsonify(made), 201 if new else 200


@blueprint.delete(f"/organisation/{KIND}/<record_id>")
@blueprint.arguments(Nothing, location="query")
@needs("admin")
def remove_record(_: dict[str, Any], kind: str, record_id: str) -> ResponseReturnValue:
    """Remove a record that nothing else refers to."""
    own().remove(kind, record_id)
    return "", 204


@blueprint.post("/organisation/imports")
@blueprint.arguments(ImportQuery, location="query")
@needs("admin")
def import_records(args: dict[str, Any]) -> ResponseReturnValue:
    """Bring in many records by kind, all or none; what is there already with the same content stays as it is."""
    request.max_content_length = LARGEST_IMPORT
    records = blueprint.ARGUMENTS_PARSER.parse(ImportBody(args["kind"]), request, location="json")
    return jsonify(dry_run=args["dry_run"], **own().load(records, dry=args["dry_run"]))


@blueprint.get("/organisation/hidden")
@blueprint.arguments(PageQuery, location="query")
@needs("catalog:read")
def hidden(args: dict[str, Any]) -> ResponseReturnValue:
    """The public resources that are hidden."""
    found, (first, most) = own().hidden(), span(args)
    return listed(found[first : first + most], len(found), args)


@blueprint.put("/organisation/hidden/<resource_id>")
@blueprint.arguments(Nothing, location="query")
@needs("admin")
def hide(_: dict[str, Any], resource_id: str) -> ResponseReturnValue:
    """Hide a public resource from the organisation's search and paths."""
    own().hide(resource_id)
    return "", 204


@blueprint.delete("/organisation/hidden/<resource_id>")
@blueprint.arguments(Nothing, location="query")
@needs("admin")
def show(_: dict[str, Any], resource_id: str) -> ResponseReturnValue:
    """Show a public resource again."""
    own().show(resource_id)
    return "", 204


@blueprint.get("/organisation/mandatory")
@blueprint.arguments(Nothing, location="query")
@needs("catalog:read")
def mandatory(_: dict[str, Any]) -> ResponseReturnValue:
    """The steps that come first in the paths that are assigned."""
    return jsonify(steps=own().mandates())


@blueprint.put("/organisation/mandatory")
@blueprint.arguments(MandatoryBody)
@needs("admin")
def mandate(body: dict[str, Any]) -> ResponseReturnValue:
    """Choose the steps that come first."""
    own().mandate(body["steps"])
    return jsonify(steps=own().mandates())
