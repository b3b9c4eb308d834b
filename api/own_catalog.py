"""What an organisation adds to the public catalogue, hides of it, and wants everybody to learn first."""

from collections.abc import Mapping
from typing import Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from api.blueprint import StrictBlueprint, engine, public
from api.identity import identity, needs, scope
from api.schemas import Nothing, Strict
from learners.errors import BadRequest
from learners.own_catalog import KINDS, OwnCatalog, complete

blueprint = StrictBlueprint("own catalogue", __name__, url_prefix="/api/v1", description="Your own catalogue")

KIND = f"<any({', '.join(KINDS)}):kind>"
ID = fields.String(required=True, validate=validate.Length(1, 200))


class ImportQuery(Strict):
    """Whether to try only."""

    dry_run = fields.Boolean(load_default=False)


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
    counts = {kind: len(mine.records(kind)) for kind in KINDS}
    return jsonify(
        revision=content.revision, version=identity().organisation.catalog_version, own=counts,
        hidden=len(mine.hidden()), resources=len(content.resources), faults=mine.faults(),
    )  # fmt: skip


@blueprint.get(f"/organisation/{KIND}")
@blueprint.arguments(Nothing, location="query")
@needs("catalog:read")
def own_records(_: dict[str, Any], kind: str) -> ResponseReturnValue:
    """The organisation's own records of a kind."""
    items = own().records(kind)
    return jsonify(items=items, total=len(items))


@blueprint.post(f"/organisation/{KIND}")
@needs("admin")
def add_record(kind: str) -> ResponseReturnValue:
    """Add a record, with the fields of the curated files; a role may be ``based_on`` another one."""
    record = _record(kind, _json())
    own().put({kind: [record]}, new=True)
    return jsonify(record), 201


@blueprint.get(f"/organisation/{KIND}/<record_id>")
@blueprint.arguments(Nothing, location="query")
@needs("catalog:read")
def own_record(_: dict[str, Any], kind: str, record_id: str) -> ResponseReturnValue:
    """One of the organisation's own records."""
    return jsonify(own().record(kind, record_id))


@blueprint.put(f"/organisation/{KIND}/<record_id>")
@needs("admin")
def put_record(kind: str, record_id: str) -> ResponseReturnValue:
    """Replace a record, or add it."""
    given = {"id": record_id, **_json()}
    if given["id"] != record_id:
        raise BadRequest({"id": [f"{given['id']!r} is not {record_id!r}, the id in the address."]})
    record = _record(kind, given)
    own().put({kind: [record]})
    return jsonify(record)


@blueprint.delete(f"/organisation/{KIND}/<record_id>")
@blueprint.arguments(Nothing, location="query")
@needs("admin")
def remove_record(_: dict[str, Any], kind: str, record_id: str) -> ResponseReturnValue:
    """Remove a record that no other one refers to."""
    own().remove(kind, record_id)
    return "", 204


@blueprint.post("/organisation/imports")
@blueprint.arguments(ImportQuery, location="query")
@needs("admin")
def import_records(args: dict[str, Any]) -> ResponseReturnValue:
    """Bring in many records by kind, all or none; what is there already with the same content stays as it is."""
    request.max_content_length = 20_000_000
    given = _json()
    unknown = [kind for kind in given if kind not in KINDS]
    if unknown or not all(isinstance(each, list) for each in given.values()):
        raise BadRequest({"body": [f"Send an object of lists: {', '.join(KINDS)}."]})
    records = {kind: [_record(kind, each) for each in listed] for kind, listed in given.items()}
    counts = own().try_put(records) if args["dry_run"] else own().put(records)
    return jsonify(dry_run=args["dry_run"], **counts)


@blueprint.get("/organisation/hidden")
@blueprint.arguments(Nothing, location="query")
@needs("catalog:read")
def hidden(_: dict[str, Any]) -> ResponseReturnValue:
    """The public resources that are hidden."""
    items = own().hidden()
    return jsonify(items=items, total=len(items))


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


def _json() -> dict[str, Any]:
    """Return the body; what its fields may be is the catalogue's to say."""
    found = request.get_json()
    if not isinstance(found, dict):
        raise BadRequest({"body": ["Send an object."]})
    return found


def _record(kind: str, given: Any) -> dict[str, Any]:
    """Return a record as it is kept; a role that is based on another one has what it does not say from there."""
    if not isinstance(given, dict):
        raise BadRequest({kind: ["Each record must be an object."]})
    return complete(kind, _derived(given) if kind == "roles" and "based_on" in given else given)


def _derived(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a whole role; a need that is null falls away."""
    base = engine().catalog.role(str(given["based_on"])).document()
    said = {name: value for name, value in given.items() if name not in ("based_on", "needs")}
    needs_said = given.get("needs") or {}
    if not isinstance(needs_said, dict):
        raise BadRequest({"needs": ["Must be an object of skills."]})
    wanted = {skill: need for skill, need in {**base["needs"], **needs_said}.items() if need is not None}
    own_id = "id" in said and said["id"] != base["id"]
    inherited = {name: value for name, value in base.items() if not (own_id and name in ("aliases", "codes"))}
    nameless: dict[str, Any] = {"aliases": {"en": [], "fr": []}} if own_id else {}
    return {**inherited, **nameless, **said, "needs": wanted}
