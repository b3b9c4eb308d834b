"""The rules of the Experience API for a statement (xAPI 1.0.3 part 2; those of 2.0 that are stricter, too)."""

import re
from datetime import datetime

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.I)
IRI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s\x00-\x20<>\"{}|\\^`]+", re.I)
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?|und", re.I)
DURATION = re.compile(r"P(?=.)(\d+W|(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d{1,2})?S)?)?)")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
IDENTIFIERS = {"mbox", "mbox_sha1sum", "openid", "account"}


def faults(said):
    """Return a sentence for each rule that a statement breaks."""
    return [f"{place}: {why}" for place, why in _statement(said)]


def _statement(said):
    yield from _names("statement", said, {"actor", "verb", "object"}, {
        "id", "result", "context", "timestamp", "stored", "authority", "version", "attachments"})  # fmt: skip
    yield from _no_nulls("statement", said)
    if not UUID.fullmatch(said.get("id", "")):
        yield "id", "is no UUID"
    if not MOMENT.fullmatch(said.get("timestamp", "")) or _moment(said["timestamp"]) is None:
        yield "timestamp", "is no moment of RFC 3339"
    elif said["timestamp"].endswith(("-00:00", "-00")):
        yield "timestamp", "has a negative offset of nothing"
    yield from _agent(said.get("actor", {}))
    yield from _verb(said.get("verb", {}))
    yield from _activity(said.get("object", {}))
    yield from _result(said.get("result", {}))
    yield from _context(said.get("context", {}), said.get("object", {}))


def _agent(said):
    yield from _names("actor", said, set(), {"objectType", "name", *IDENTIFIERS})
    if said.get("objectType", "Agent") != "Agent":
        yield "actor.objectType", "is not Agent"
    if len(IDENTIFIERS & said.keys()) != 1:
        yield "actor", "has not exactly one identifier"
    if "account" in said:
        yield from _names("actor.account", said["account"], {"homePage", "name"}, set())
        if not IRI.fullmatch(said["account"].get("homePage", "")):
            yield "actor.account.homePage", "is no IRI"
        if not isinstance(said["account"].get("name"), str) or not said["account"]["name"]:
            yield "actor.account.name", "is no text"


def _verb(said):
    yield from _names("verb", said, {"id"}, {"display"})
    if not IRI.fullmatch(said.get("id", "")):
        yield "verb.id", "is no IRI"
    yield from _language_map("verb.display", said.get("display", {}))


def _activity(said):
    yield from _names("object", said, {"id"}, {"objectType", "definition"})
    if said.get("objectType", "Activity") != "Activity":
        yield "object.objectType", "is not Activity"
    if not IRI.fullmatch(said.get("id", "")):
        yield "object.id", "is no IRI"
    definition = said.get("definition", {})
    yield from _names("object.definition", definition, set(), {"name", "description", "type", "moreInfo", "extensions"})
    for name in ("name", "description"):
        yield from _language_map(f"object.definition.{name}", definition.get(name, {}))
    if "type" in definition and not IRI.fullmatch(definition["type"]):
        yield "object.definition.type", "is no IRI"


def _result(said):
    yield from _names("result", said, set(), {"score", "success", "completion", "response", "duration", "extensions"})
    for name in ("success", "completion"):
        if name in said and not isinstance(said[name], bool):
            yield f"result.{name}", "is no truth"
    if "duration" in said and not DURATION.fullmatch(said["duration"]):
        yield "result.duration", "is no duration of ISO 8601, to the hundredth of a second"
    score = said.get("score", {})
    yield from _names("result.score", score, set(), {"scaled", "raw", "min", "max"})
    if any(isinstance(each, bool) or not isinstance(each, int | float) for each in score.values()):
        yield "result.score", "holds what is no number"
    elif score:
        if not -1 <= score.get("scaled", 0) <= 1:
            yield "result.score.scaled", "is not within -1 and 1"
        low, high = score.get("min", float("-inf")), score.get("max", float("inf"))
        if not low < high or not low <= score.get("raw", low) <= high:
            yield "result.score.raw", "is not within min and max"


def _context(said, about):
    yield from _names("context", said, set(), {
        "registration", "instructor", "team", "contextActivities", "contextAgents", "contextGroups", "revision",
        "platform", "language", "statement", "extensions"})  # fmt: skip
    for name in {"revision", "platform"} & said.keys():
        if about.get("objectType", "Activity") != "Activity" or not isinstance(said[name], str):
            yield f"context.{name}", "is for activities, and a text"


def _language_map(place, said):
    if not isinstance(said, dict):
        yield place, "is no language map"
        return
    for language, text in said.items():
        if not LANGUAGE.fullmatch(language) or not isinstance(text, str):
            yield f"{place}.{language}", "is no text in a language"


def _names(place, said, required, allowed):
    if not isinstance(said, dict):
        yield place, "is no object"
        return
    for name in required - said.keys():
        yield place, f"has no {name}"
    for name in said.keys() - required - allowed:
        yield place, f"has {name}, which is not known"


def _no_nulls(place, said):
    children = said.items() if isinstance(said, dict) else enumerate(said) if isinstance(said, list) else ()
    for name, each in children:
        if each is None:
            yield f"{place}.{name}", "is null"
        yield from _no_nulls(f"{place}.{name}", each)


def _moment(text):
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
