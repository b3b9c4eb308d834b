"""The catalogue itself: revision and counts."""

from collections import Counter
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from api.blueprint import StrictBlueprint, engine
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
