"""The profile that the address of a page holds, so that a path is a link one can share."""

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlencode

from flask import request
from marshmallow import EXCLUDE, fields, validate

from api.fields import Several
from api.paths import profile_of
from api.schemas import PathQuery
from recommender import Profile

RENAMED = {"language": "languages", "type": "types", "excluded_type": "excluded_types"}
"""Fields of a profile that have the name of one value in an address."""

_ADDRESSED = {field: name for name, field in RENAMED.items()}

JOINED = frozenset({"known", "pinned", "disliked", "completed", "language", "type", "excluded_type", "level", "cost",
                    "holidays"})  # fmt: skip
"""The parameters that may come several times."""


class ProfileQuery(PathQuery):
    """A profile by query string, for the pages; what else the address holds is left alone."""

    class Meta:
        unknown = EXCLUDE
        exclude = ("format",)

    role = fields.String(load_default=None, validate=validate.Length(max=200))
    goal = fields.String(load_default="", validate=validate.Length(max=500))
    pinned = Several(load_default=())
    disliked = Several(load_default=())


def given(joined: Collection[str] = JOINED) -> dict[str, str]:
    """Return the parameters of the request that say something; several values of those ``joined`` by commas."""
    lists = {name: [value for value in values if value.strip()] for name, values in request.args.lists()}
    return {name: ",".join(v) if name in joined else v[0] for name, v in lists.items() if v}


def profile(parameters: Mapping[str, str]) -> Profile:
    """Return the profile that parameters say; raises `marshmallow.ValidationError` or `recommender.BadProfile`."""
    args = ProfileQuery().load(parameters)
    return profile_of({RENAMED.get(name, name): value for name, value in args.items()})


def query(parameters: Mapping[str, str], **changes: Any) -> str:
    """Return a query string of parameters with some of them changed; None takes one away."""
    merged = {**parameters, **changes}
    kept = {name: str(value) for name, value in merged.items() if value not in (None, "")}
    return f"?{urlencode(kept, safe=',:')}" if kept else "?"


def in_address(change: Mapping[str, Any]) -> dict[str, Any]:
    """Return a change of a profile as parameters; weeks take the place of a deadline."""
    said = {_ADDRESSED.get(name, name): _joined(value) for name, value in change.items()}
    return {**said, "deadline": None} if "weeks" in change else said


def _joined(value: Any) -> Any:
    return ",".join(value) if isinstance(value, list | tuple) else value
