"""The catalogue itself: revision and counts."""

from collections import Counter
from typing import Any

from flask import current_app, jsonify
from flask.typing import ResponseReturnValue

from api.blueprint import StrictBlueprint, engine
from api.errors import problem
from api.schemas import Nothing

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
