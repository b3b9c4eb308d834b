"""Resources: search, one, like it; suggestions."""

from typing import Any

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from api import documents, formats, ready
from api.blueprint import StrictBlueprint, engine
from api.listing import Listing, links, listed
from api.schemas import LimitQuery, Nothing, OneResourceQuery, ResourceQuery, SuggestQuery
from api.searches import ASKED
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
    asked = Listing(query_of(args), args.get("facets", ()), args["page"], args["per_page"])
    if formats.wanted(args.get("format"), ("json", "csv")) == "csv":
        found = engine().search(asked.query)
        total = found.total
        answer: Response = formats.resources_csv(engine().catalog.resources[hit.id] for hit in found.hits)
    else:
        page = listed(asked, engine())
        total = page.found.total
        answer = ready.answer([page.whole])
        request.environ[ASKED] = asked
    answer.headers["Link"] = links(request.path, request.environ.get("QUERY_STRING", ""), asked, total)
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
    return ready.answer(ready.listed(map(ready.neighbour, found), {"revision": engine().catalog.revision}))


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
