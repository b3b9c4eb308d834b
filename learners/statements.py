"""Progress as statements of the Experience API (xAPI 1.0.3 and 2.0), which learning record stores keep."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import uuid4

VERSION = "1.0.3"
"""What is said to a record store; our statements are valid in 2.0 as well."""

SOURCE = "xapi"
"""The source of events that came in as statements: they are not told again, or two systems would never be silent."""

ADL = "http://adlnet.gov/expapi/"
TINCAN = "http://id.tincanapi.com/verb/"
COURSE, OBJECTIVE = f"{ADL}activities/course", f"{ADL}activities/objective"
LEAST, MOST = 1, 5
"""Stars."""

VERBS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "started": (f"{ADL}verbs/initialized", {"en": "started", "fr": "a commencé"}),
    "completed": (f"{ADL}verbs/completed", {"en": "completed", "fr": "a terminé"}),
    "skipped": (f"{TINCAN}skipped", {"en": "skipped", "fr": "a passé"}),
    "rated": (f"{TINCAN}rated", {"en": "rated", "fr": "a noté"}),
    "hours": (f"{ADL}verbs/experienced", {"en": "experienced", "fr": "a suivi"}),
}
"""The verb of each kind of event, and how it is said."""

RESULTS: Mapping[str, Callable[[float], dict[str, Any]]] = {
    "completed": lambda _: {"completion": True},
    "rated": lambda given: {"score": {"scaled": share(given), "raw": given, "min": LEAST, "max": MOST}},
    "hours": lambda given: {"duration": duration(given)},
}
"""The result of a kind of event, made of its value."""


def statement(organisation: str, kind: str, data: Mapping[str, Any], at: datetime) -> dict[str, Any] | None:
    """Return the statement of a notice; None for what none says, and for what came in as one."""
    if kind not in STATEMENTS or data.get("source") == SOURCE or not data.get("user_name"):
        return None
    home = f"urn:x-parcours:{quote(organisation)}"
    actor = {"objectType": "Agent", "account": {"homePage": home, "name": data["user_name"]}}
    common = {"id": str(uuid4()), "actor": actor, "timestamp": data["at"], "context": {"platform": "Parcours"}}
    return common | STATEMENTS[kind](home, data)


def share(stars: float) -> float:
    """Return stars as a share: 0 for the least, 1 for the most."""
    return (stars - LEAST) / (MOST - LEAST)


def stars(scaled: float) -> float:
    """Return a share as stars."""
    return LEAST + scaled * (MOST - LEAST)


def duration(hours: float) -> str:
    """Return hours as ISO 8601 writes them, to the second."""
    minutes, seconds = divmod(round(hours * 3600), 60)
    return f"PT{minutes // 60}H{minutes % 60}M{seconds}S"


def _of_event(home: str, data: Mapping[str, Any]) -> dict[str, Any]:
    kind = data["kind"]
    said = _saying(kind, f"{home}/resources/{quote(data['resource'], safe='')}", data["title"], COURSE)
    return said | ({"result": RESULTS[kind](data["value"])} if kind in RESULTS else {})


def _of_path(home: str, data: Mapping[str, Any]) -> dict[str, Any]:
    said = _saying("completed", f"{home}/assignments/{data['assignment']}", data["title"], OBJECTIVE)
    return said | {"result": {"completion": True}}


def _saying(kind: str, activity: str, title: str, activity_type: str) -> dict[str, Any]:
    verb, display = VERBS[kind]
    definition = {"type": activity_type, "name": {"und": title}}
    return {
        "verb": {"id": verb, "display": dict(display)},
        "object": {"objectType": "Activity", "id": activity, "definition": definition},
    }


STATEMENTS: Mapping[str, Callable[[str, Mapping[str, Any]], dict[str, Any]]] = {
    "progress.recorded": _of_event,
    "path.completed": _of_path,
}
"""The kinds of notices that are statements, too."""
