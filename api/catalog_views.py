"""The catalogue itself: revision and counts."""

from collections import Counter
from typing import Any

from flask import current_app, jsonify
from flask.typing import ResponseReturnValue

from api import documents
from api.blueprint import StrictBlueprint, engine
from api.errors import problem
from api.schemas import GapsQuery, Nothing
from recommender.gaps import Addition, Gap

MOST_HELPFUL = 10
"""How many additions are told."""

blueprint = StrictBlueprint("catalog", __name__, url_prefix="/api/v1", description="The catalogue itself")


@blueprint.get("/catalog")
@blueprint.arguments(Nothing, location="query")
def counts(_: dict[str, Any]) -> ResponseReturnValue:
    """The running revision and what it holds."""
    content = engine().catalog
    resources = list(content.resources.values())
    by = {
        name: Counter(getattr(each, name) for each in resources) for name in ("type", "level", "cost", "status", "mode")
    }
    by["language"] = Counter(lang for each in resources for lang in each.languages)
    return jsonify(
        revision=content.revision,
        resources=len(resources),
        skills=len(content.skills),
        roles=len(content.roles),
        by={name: {str(value): n for value, n in counted.most_common() if value} for name, counted in by.items()},
    )


@blueprint.get("/catalog/gaps")
@blueprint.arguments(GapsQuery, location="query")
def gaps(asked: dict[str, Any]) -> ResponseReturnValue:
    """What the catalogue lacks, worst first, and the additions that would help most."""
    content, lacks = engine().catalog, engine().gaps
    roles = {engine().role(each).role.id for each in asked["role"]} or set(content.roles)
    wanted = {name: set(asked[name]) for name in ("skill", "level", "language", "cost") if asked[name]}
    for skill_id in asked["skill"]:
        content.skill(skill_id)  # one that is not there is refused
    open_ = [each for each in lacks.gaps if each.role in roles and _wanted(each, wanted)]
    helpful = [each for each in lacks.additions if not roles.isdisjoint(each.roles) and _wanted(each, wanted)]
    first = (asked["page"] - 1) * asked["per_page"]
    return jsonify(
        items=list(map(documents.gap, open_[first : first + asked["per_page"]])),
        total=len(open_),
        page=asked["page"],
        per_page=asked["per_page"],
        additions=list(map(documents.addition, helpful[:MOST_HELPFUL])),
        revision=content.revision,
    )


def _wanted(each: Gap | Addition, wanted: dict[str, set[str]]) -> bool:
    said = documents.lacking(each)
    return all(str(said[name]) in values for name, values in wanted.items())


@blueprint.get("/quality")
@blueprint.arguments(Nothing, location="query")
def quality(_: dict[str, Any]) -> ResponseReturnValue:
    """Measured quality of the running revision."""
    revision = engine().catalog.revision
    figures = current_app.extensions["store"].figures(revision)
    if figures is None:
        waiting = problem(503, "This revision is not measured yet: it is being done, or `parcours quality` does it.")
        waiting.headers["Retry-After"] = "30"
        return waiting
    return jsonify({**figures, "revision": revision})
