"""One resource: all that is known of it, where it leads, and how to say that something is wrong."""

from datetime import date
from typing import Any, NamedTuple

from flask import request
from flask.typing import ResponseReturnValue

from api.blueprint import engine
from api.formats import resource_jsonld
from api.messages import messages, translate
from api.web import report
from api.web.appearances import appearances
from api.web.page import blueprint, page
from api.web.revision import per_revision
from api.web.safe import web_address
from catalog import Resource, Role
from catalog.rules import usable
from recommender import Engine

LIKE = 6
"""The resources like this one that are shown."""

HOURS_A_WEEK = 4
"""What a duration in weeks is told for."""


class Known(NamedTuple):
    """What follows from the catalogue for its resources: which can be a step, and which name another as what serves."""

    steps: frozenset[str]
    before: dict[str, list[str]]


@blueprint.get("/<any(en, fr):lang>/resources/<resource_id>")
def resource(lang: str, resource_id: str) -> ResponseReturnValue:
    """Show a resource."""
    found = engine().catalog.resource(resource_id)
    resources, known = engine().catalog.resources, _known()
    values = {
        "resource": found, "similar": engine().similar(found.id, limit=LIKE), "can_be_step": found.id in known.steps,
        "successor": resources.get(found.successor or ""),
        "predecessors": [resources[each] for each in known.before.get(found.id, ())],
        "requires": engine().catalog.requirements(found), "typical": typical(found), "link": web_address(found.url),
        "checked_on": date.fromisoformat(found.verified["on"]),
        "evidence": list(filter(None, map(web_address, found.verified.get("evidence", ())))),
        "appearances": appearances(found.id, wait="HX-Request" in request.headers or "paths" in request.args),
        "tags": tags(found, lang), "described": described(found, lang), "weeks_at": HOURS_A_WEEK,
        **report.values(found, lang),
    }  # fmt: skip
    return page("resource.html", lang, part="resource/paths.html", **values)


def typical(resource: Resource) -> list[tuple[Role, list[str]]]:
    """Return the roles that need what a resource teaches, with those skills; where it serves most needs, first."""
    shared = [(role, [each for each in role.needs if each in resource.teaches]) for role in _roles()]
    return sorted(((role, skills) for role, skills in shared if skills), key=lambda each: -_weight(*each))


def described(resource: Resource, lang: str) -> dict[str, Any]:
    """Return a resource as search engines read it, in ``lang``, without an address that is none of the web."""
    document = resource_jsonld(resource, engine().catalog)
    said = {"name": resource.name(lang), "description": resource.summary[lang], "url": web_address(resource.url)}
    return {name: value for name, value in {**document, **said}.items() if value is not None}


def tags(resource: Resource, lang: str) -> list[str]:
    """Return what a resource is tagged with, in ``lang`` where that has a word for it."""
    known = messages()
    return [translate(lang, f"tag_{each}") if f"tag_{each}" in known else each for each in resource.tags]


def _roles() -> list[Role]:
    return list(engine().catalog.roles.values())


def _weight(role: Role, skills: list[str]) -> float:
    return sum(role.needs[skill].weight for skill in skills) / sum(need.weight for need in role.needs.values())


@per_revision
def _known(engine: Engine) -> Known:
    before: dict[str, list[str]] = {}
    for each in engine.catalog.resources.values():
        if each.successor:
            before.setdefault(each.successor, []).append(each.id)
    return Known(frozenset(each.id for each in usable(engine.catalog)), before)
