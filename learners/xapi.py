"""Statements of other systems (xAPI), read as progress: all of a request or none."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from learners.errors import BadStatement
from learners.members import Members
from learners.progress import Event
from learners.rows import Scope, new_id, now
from learners.statements import ADL, SOURCE, TINCAN, stars
from learners.tables import MEMBERS

KINDS: Mapping[str, str] = {
    f"{ADL}verbs/initialized": "started",
    f"{ADL}verbs/attempted": "started",
    f"{ADL}verbs/completed": "completed",
    f"{ADL}verbs/passed": "completed",
    f"{ADL}verbs/experienced": "hours",
    f"{ADL}verbs/skipped": "skipped",
    f"{TINCAN}skipped": "skipped",
    f"{ADL}verbs/rated": "rated",
    f"{TINCAN}rated": "rated",
}
"""The kind of event that a verb says."""

FIELDS = ("id", "actor", "verb", "object", "result", "context", "timestamp", "stored", "authority", "version",
          "attachments")  # fmt: skip
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
DURATION = re.compile(
    r"P(?=.)(?:(?P<days>\d+(?:\.\d+)?)D)?(?:T(?=.)(?:(?P<hours>\d+(?:\.\d+)?)H)?(?:(?P<minutes>\d+(?:\.\d+)?)M)?"
    r"(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)
EARLY = timedelta(days=1)
"""How far another system's clock may be ahead."""

MOST_HOURS = 1000
Person = tuple[str, str]
"""How a statement names somebody: by ``name`` (of an account) or ``email``."""


class _Fault(Exception):
    """What is wrong with a statement: the field and a sentence."""


def events(scope: Scope, statements: Sequence[Any], resource: Callable[[str], str | None]) -> list[Event]:
    """Return the events that statements tell; ``resource`` says which one an activity's id means.

    Raises `BadStatement`, with a sentence for each statement that tells nothing known.
    """
    faults: dict[str, list[str]] = {}
    people = _people(scope, [person for each in statements if (person := _named(each))])
    found = []
    for position, each in enumerate(statements):
        try:
            found.append(_event(each, people, resource))
        except _Fault as fault:
            field, sentence = fault.args
            faults[f"statements.{position}.{field}".rstrip(".")] = [sentence]
    if faults:
        raise BadStatement(faults)
    return found


def _event(given: Any, people: Mapping[Person, str], resource: Callable[[str], str | None]) -> Event:
    if not isinstance(given, dict):
        raise _Fault("", "A statement is an object.")
    for name in given:
        if name not in FIELDS:
            raise _Fault(str(name), f"A statement has no {name!r}; it has {', '.join(FIELDS)}.")
    person = _named(given)
    if person is None or person not in people:
        said = repr(person[1]) if person else "What is here"
        raise _Fault("actor", f"{said} names no member by an account's name (the user name or id) or by mbox.")
    verb, activity = _text(given, "verb", "id"), _text(given, "object", "id")
    if verb not in KINDS:
        raise _Fault("verb.id", f"{verb!r} is not understood; {', '.join(KINDS)} are.")
    if given["object"].get("objectType", "Activity") != "Activity" or (meant := resource(activity)) is None:
        raise _Fault("object.id", f"{activity!r} is no resource's address, nor does it end in /resources/ and an id.")
    kind = KINDS[verb]
    value = VALUES[kind](given) if kind in VALUES else None
    return Event(_id(given), people[person], meant, kind, _at(given), value, SOURCE)


def _id(given: Mapping[str, Any]) -> str:
    said = given.get("id", None) if "id" in given else new_id()
    if not isinstance(said, str) or not UUID.fullmatch(said):
        raise _Fault("id", f"{said!r} is no UUID.")
    return said.lower()


def _at(given: Mapping[str, Any]) -> datetime:
    if "timestamp" not in given:
        return now()
    said = given["timestamp"]
    try:
        at = datetime.fromisoformat(said)
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError) as error:
        raise _Fault("timestamp", f"{said!r} is no moment; write it like 2026-11-25T08:00:00Z.") from error
    if at > now() + EARLY:
        raise _Fault("timestamp", f"{said!r} is yet to come.")
    return at


def _rated(given: Mapping[str, Any]) -> float:
    scaled = _inside(given, "result", "score", "scaled")
    if isinstance(scaled, bool) or not isinstance(scaled, int | float) or not 0 <= scaled <= 1:
        raise _Fault("result.score.scaled", f"{scaled!r} is not allowed: 0 to 1.")
    return stars(scaled)


def _hours(given: Mapping[str, Any]) -> float:
    said = _inside(given, "result", "duration")
    parts = DURATION.fullmatch(said) if isinstance(said, str) and len(said) <= 50 else None
    hours = timedelta(**{k: float(v) for k, v in parts.groupdict("0").items()}) / timedelta(hours=1) if parts else 0.0
    if not 0.01 <= hours <= MOST_HOURS:
        raise _Fault("result.duration", f"{said!r} is not allowed: a duration like PT1H30M, to {MOST_HOURS} hours.")
    return round(hours, 4)


VALUES: Mapping[str, Callable[[Mapping[str, Any]], float]] = {"rated": _rated, "hours": _hours}
"""What reads the value of a kind of event that has one."""


def _named(given: Any) -> Person | None:
    """Return how a statement names its actor, if it does."""
    if _inside(given, "actor", "objectType") not in (None, "Agent"):
        return None
    name, mbox = _inside(given, "actor", "account", "name"), _inside(given, "actor", "mbox")
    if isinstance(name, str):
        return "name", name
    return ("email", mbox[7:].lower()) if isinstance(mbox, str) and mbox.lower().startswith("mailto:") else None


def _people(scope: Scope, named: Sequence[Person]) -> dict[Person, str]:
    """Return the members whom statements name; an address that several share is nobody's."""
    asked = {how: {name for by, name in named if by == how and "\0" not in name} for how in ("name", "email")}
    found = {("name", name): member for name, member in Members(scope).ids(asked["name"]).items()}
    with scope.reading() as rows:
        mine = rows.of(MEMBERS)
        email = func.lower(mine.c.email)
        once = func.count() == 1
        here = mine.c.erased.is_(None) & email.in_(asked["email"])
        chosen = select(email.label("email"), func.min(mine.c.id).label("id")).where(here).group_by(email).having(once)
        return found | {("email", each["email"]): each["id"] for each in rows.read(chosen)}


def _text(given: Mapping[str, Any], *names: str) -> str:
    found = _inside(given, *names)
    if not isinstance(found, str):
        raise _Fault(".".join(names), f"{found!r} is no text.")
    return found


def _inside(given: Any, *names: str) -> Any:
    """Return what is at a place in nested objects, or None."""
    for name in names:
        given = given.get(name) if isinstance(given, dict) else None
    return given
