"""Progress: what members did, and where they stand."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError, fields, pre_load, validate, validates_schema

from api.assignments import document, standing
from api.blueprint import StrictBlueprint, engine
from api.fields import choice
from api.identity import needs, scope
from api.jobs import jobs
from api.members import NAME, READ
from api.planning import assignments
from api.schemas import Nothing, Strict
from learners.errors import BadRequest
from learners.members import Members
from learners.plans import resources_of
from learners.progress import KINDS, Event, Progress

blueprint = StrictBlueprint("progress", __name__, url_prefix="/api/v1", description="Progress")

MOST = 1000
"""Events in one request."""

EARLY = timedelta(days=1)
"""How far a client's clock may be ahead."""

VALUES = {"rated": (1.0, 5.0), "hours": (0.01, 1000.0)}
"""The least and the most that a value may be, for the kinds of events that have one."""


class EventBody(Strict):
    """What a member did; ``member`` is an id or a user name, ``id`` the client's own, by which a retry is known."""

    id = fields.String(required=True, validate=validate.Length(1, 100))
    member = fields.String(required=True, validate=NAME)
    resource = fields.String(required=True, validate=NAME)
    kind = fields.String(required=True, validate=choice(KINDS))
    value = fields.Float(load_default=None, allow_none=True)
    at = fields.AwareDateTime(load_default=None, allow_none=True, default_timezone=UTC)

    @validates_schema
    def _has_its_value(self, data: dict[str, Any], **_: Any) -> None:
        allowed, value = VALUES.get(data["kind"]), data["value"]
        if allowed is None and value is not None:
            raise ValidationError(f"{data['kind']!r} has no value.", "value")
        if allowed is not None and (value is None or not allowed[0] <= value <= allowed[1]):
            raise ValidationError(f"{value} is not allowed: {allowed[0]:g} to {allowed[1]:g}.", "value")
        if data["at"] is not None and data["at"] > datetime.now(UTC) + EARLY:
            raise ValidationError(f"{data['at'].isoformat()} is yet to come.", "at")


class EventsBody(Strict):
    """Events; all are taken or none. One event alone stands for a list of one."""

    events = fields.List(fields.Nested(EventBody), required=True, validate=validate.Length(1, MOST))

    @pre_load
    def _one_is_many(self, data: Any, **_: Any) -> Any:
        return {"events": [data]} if isinstance(data, dict) and "events" not in data and data else data

    def handle_error(self, error: ValidationError, *_: Any, **__: Any) -> None:
        """Name each field by its place: ``events.3.kind``."""
        raise ValidationError(dict(_flat(error.messages)))


class EventsQuery(Strict):
    """Which events: those after a sequence number, in the order in which they came."""

    since = fields.Integer(load_default=0, validate=validate.Range(0, 2**62))
    per_page = fields.Integer(load_default=100, validate=validate.Range(1, 1000))
    member = fields.String(validate=NAME)
    resource = fields.String(validate=NAME)
    kind = fields.String(validate=choice(KINDS))


@blueprint.post("/events")
@blueprint.arguments(EventsBody)
@needs("learners:write")
def record(body: dict[str, Any]) -> ResponseReturnValue:
    """Record what members did; an event that is known already, by its id, adds nothing."""
    events, known = _events(body["events"]), engine().catalog.resources
    titles = {each.resource: known[each.resource].name("en") for each in events if each.resource in known}
    done = Progress(scope()).record(events, titles)
    if done.added:
        jobs().deliver()
    return jsonify(added=done.added, known=done.known), 201 if done.added else 200


@blueprint.get("/events")
@blueprint.arguments(EventsQuery, location="query")
@needs(*READ)
def events(args: dict[str, Any]) -> ResponseReturnValue:
    """What members did, in the order in which it came."""
    equal = {name: args[name] for name in ("member", "resource", "kind") if name in args}
    if "member" in equal:
        equal["member"] = _members({equal["member"]}).get(equal["member"], equal["member"])
    found = Progress(scope()).events(args["since"], args["per_page"], **equal)
    items = [{name: value for name, value in each.items() if name != "organisation"} for each in found]
    return jsonify(items=items, since=args["since"], last=items[-1]["sequence"] if items else args["since"])


@blueprint.get("/members/<member_id>/progress")
@blueprint.arguments(Nothing, location="query")
@needs(*READ)
def member_progress(_: dict[str, Any], member_id: str) -> ResponseReturnValue:
    """Where a member stands, by resource and by assigned path."""
    Members(scope()).get(member_id)
    standings = Progress(scope()).of(member_id)
    paths, _total = assignments().page(0, 1000, member=member_id, state="active")
    resources = {resource: standing(each) for resource, each in standings.items()}
    return jsonify(resources=resources, assignments=[document(each) for each in paths])


def _events(sent: Sequence[Mapping[str, Any]]) -> list[Event]:
    """Return events of known members about known resources, those of their paths included; raises `BadRequest`."""
    names, known = _members({each["member"] for each in sent}), engine().catalog.resources
    own = cache(partial(resources_of, scope()))
    faults: dict[str, list[str]] = {}
    events = []
    for at, each in enumerate(sent):
        member, resource = names.get(each["member"]), each["resource"]
        if member is None:
            faults[f"events.{at}.member"] = [f"{each['member']!r} is the id or user name of no member."]
        elif resource not in known and resource not in own(member):
            faults[f"events.{at}.resource"] = [f"{resource!r} is the id of no resource."]
        else:
            when = each["at"] or datetime.now(UTC)
            events.append(Event(each["id"], member, resource, each["kind"], when, each["value"]))
    if faults:
        raise BadRequest(faults)
    return events


def _members(asked: set[str]) -> dict[str, str]:
    """Return the ids of members by what they were called: an id or a user name."""
    return Members(scope()).ids(asked)


def _flat(messages: Any, at: str = "") -> Iterator[tuple[str, list[str]]]:
    """Yield messages by the path of their field."""
    if not isinstance(messages, dict):
        yield at, messages
    else:
        for name, said in messages.items():
            yield from _flat(said, f"{at}.{name}" if at else str(name))
