"""The first page: who one is and what one has, to a path."""

from collections.abc import Mapping
from typing import Any

from flask import Response
from flask.typing import ResponseReturnValue

from api.blueprint import engine
from api.web.known import besides, needs_of, read, taps
from api.web.page import blueprint, page
from api.web.profile import given, query
from recommender import UnknownRole

FIELDS = ("role", "goal", "level", "hours_per_week", "weeks", "deadline", "language", "cost")
"""What the form asks for, in its order; what else an address holds is told apart when it is refused."""


@blueprint.get("/<any(en, fr):lang>/")
def start(lang: str) -> ResponseReturnValue:
    """Choose a role or say a goal, and what one has: skills, hours, languages, money."""
    return form(lang, given())


@blueprint.get("/<any(en, fr):lang>/typical")
def typical(lang: str) -> ResponseReturnValue:
    """List the skills that a role needs most, to say which of them one has."""
    return page("start/typical.html", lang, **_known(given()))


def form(
    lang: str,
    parameters: Mapping[str, str],
    *,
    status: int = 200,
    errors: Mapping[str, Any] | None = None,
    unknown: UnknownRole | None = None,
) -> Response:
    """Return the page with the form as it was filled in, each refused value marked."""
    refused = dict.fromkeys(["role"] if unknown else errors or {})
    values = {
        "given": parameters,
        "unknown": unknown,
        "refused": [name for name in FIELDS if name in refused],
        "refused_besides": [name for name in refused if name not in FIELDS],
        "roles": list(engine().catalog.roles.values()),
        "query": query,
        **_known(parameters),
    }
    return page("start.html", lang, status=status, **values)


def _known(parameters: Mapping[str, str]) -> dict[str, Any]:
    """Return the skills to tap, and what is known besides them."""
    known = read(parameters.get("known", ""))
    tapped = taps(needs_of(parameters.get("role", "")), known)
    return {"taps": tapped, "known_besides": besides(tapped, known)}
