"""Resources: search, one, like it; suggestions."""

from typing import Any

from flask import Response, jsonify
from flask.typing import ResponseReturnValue

from api import documents, formats, ready
from api.blueprint import StrictBlueprint, engine
from api.paging import links
from api.schemas import LimitQuery, Nothing, OneResourceQuery, ResourceQuery, SuggestQuery
from recommender import Query
from recommender.facets import FACETS

blueprint = StrictBlueprint("resources", __name__, url_prefix="/api/v1", description="What there is to learn from")


def query_of(args: dict[str, Any]) -> Query:
    """Return the query that parsed parameters ask for; roles may be named as people name them."""
    filters = {facet: args[facet] for facet in FACETS if args.get(facet)}
    if "role" in filters:
        filters["role"] = tuple(engine().role(asked).role.id for asked in filters["role"])
    for skill in filters.get("skill", ()):
        engine().catalog.skill(skill)
    return Query(
        text=args["q"],
        filters=filters,
        min_hours=args.get("min_hours"),
        max_hours=args.get("max_hours"),
        year_from=args.get("year_from"),
        sort=args["sort"],
        exact=args["exact"],
        offset=(args["page"] - 1) * args["per_page"],
        limit=args["per_page"],
    )


@blueprint.get("/resources")
@blueprint.arguments(ResourceQuery, location="query")
def search(args: dict[str, Any]) -> ResponseReturnValue:
    """Search and filter the resources."""
    found = engine().search(query_of(args), facets=args.get("facets", ()))
    if formats.wanted(args.get("format"), ("json", "csv")) == "csv":
        answer: Response = formats.resources_csv(engine().catalog.resources[hit.id] for hit in found.hits)
    else:
        answer = ready.listed(map(ready.hit, found.hits), {
            "total": found.total,
            "page": args["page"],
            "per_page": args["per_page"],
            "facets": {name: [{"value": v, "count": n} for v, n in counts] for name, counts in found.facets.items()},
            "corrections": [{"typed": typed, "used": used} for typed, used in found.corrections],
            "revision": engine().catalog.revision,
        })  # fmt: skip
    answer.headers["Link"] = links(found.total, args["page"], args["per_page"])
    return answer


@blueprint.get("/resources/<resource_id>")
@blueprint.arguments(OneResourceQuery, location="query")
def resource(args: dict[str, Any], resource_id: str) -> ResponseReturnValue:
    """One resource, whole."""
    found = engine().catalog.resource(resource_id)
    if formats.wanted(args.get("format"), ("json", "jsonld")) == "jsonld":
        return formats.jsonld(formats.resource_jsonld(found, engine().catalog))
    return jsonify({**found.document(), "revision": engine().catalog.revision})


@blueprint.get("/resources/<resource_id>/similar")
@blueprint.arguments(LimitQuery, location="query")
def similar(args: dict[str, Any], resource_id: str) -> ResponseReturnValue:
    """Resources like this one, with the skills and words they share."""
    found = engine().similar(resource_id, limit=args["limit"])
    return ready.listed(map(ready.neighbour, found), {"revision": engine().catalog.revision})


@blueprint.get("/resources/<resource_id>/overlap/<other_id>")
@blueprint.arguments(Nothing, location="query")
def overlap(_: dict[str, Any], resource_id: str, other_id: str) -> ResponseReturnValue:
    """How much of each of two resources the other one gives."""
    found = engine().overlap(resource_id, other_id)
    return jsonify({**documents.overlap(found), "revision": engine().catalog.revision})


@blueprint.get("/suggest")
@blueprint.arguments(SuggestQuery, location="query")
def suggest(args: dict[str, Any]) -> ResponseReturnValue:
    """Completions while typing: titles, creators, skills, roles."""
    found = engine().suggest(args["q"], limit=args["limit"])
    items = [{"text": each.text, "kind": each.kind, "id": each.id} for each in found]
    return jsonify(items=items, revision=engine().catalog.revision)
