"""The resources: searched as one types, filtered by facets."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from flask.typing import ResponseReturnValue
from marshmallow import EXCLUDE, ValidationError

from api.blueprint import engine
from api.resources import query_of
from api.schemas import ResourceQuery
from api.web import filters
from api.web.page import blueprint, page
from api.web.profile import given, query
from catalog import SkillNotFound
from recommender import Engine, UnknownRole
from recommender.facets import FACETS
from recommender.orders import SORTS

PER_PAGE = 20
MOST_IN_A_TABLE = 100
"""Rows of a table that the API gives at once."""

NAMED: dict[str, Callable[[Engine, str], str]] = {
    "role": lambda engine, asked: engine.role(asked).role.id,
    "skill": lambda engine, asked: engine.catalog.skill(asked).id,
}
"""What a catalogue has many of, and how one of them is found by its name."""


class Refused(NamedTuple):
    """A parameter that cannot be what the address says: its value, and what comes nearest to it."""

    value: str
    nearest: tuple[str, ...] = ()


class ExploreQuery(ResourceQuery):
    """A search by the address of a page; what else that holds is left alone."""

    class Meta:
        unknown = EXCLUDE
        exclude = ("format", "facets", "per_page")


@blueprint.get("/<any(en, fr):lang>/resources")
def explore(lang: str) -> ResponseReturnValue:
    """Search the resources and filter them."""
    args, refused = read(given(FACETS))
    asked = query_of({**args, "per_page": PER_PAGE})
    found = engine().search(asked, facets=filters.SHOWN)
    kept = filters.parameters(asked)
    chips = filters.chips(asked, lang, engine())
    values = {
        "asked": asked, "found": found, "kept": kept, "query": query, "page_number": args["page"],
        "pages": max(1, -(-found.total // PER_PAGE)), "facets": filters.facets(asked, found.facets, lang, engine()),
        "chips": chips, "sorts": SORTS, "per_page": PER_PAGE, "in_table": min(found.total, MOST_IN_A_TABLE),
        "ways": [] if found.total else filters.ways_out(asked, chips, engine()),
        "nearest": [] if found.total else filters.nearest(asked.text, engine()),
        "refused": {
            name: (each.value, filters.allowed(name, each.nearest, lang, engine().catalog))
            for name, each in refused.items()
        },
        "csv": query(kept, format="csv", per_page=MOST_IN_A_TABLE),
    }  # fmt: skip
    return page("explore.html", lang, part="explore/part.html", status=422 if refused else 200, **values)


def read(said: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, Refused]]:
    """Return the parsed parameters, and those that were refused: the search goes on without them."""
    refused: dict[str, Refused] = {}
    while True:
        try:
            args = ExploreQuery().load({name: value for name, value in said.items() if name not in refused})
        except ValidationError as error:
            refused |= {str(name): Refused(said[str(name)]) for name in error.messages_dict}
        else:
            return _named(args, refused), refused


def _named(args: dict[str, Any], refused: dict[str, Refused]) -> dict[str, Any]:
    """Return parameters with the ids of what is named in them; unknown names are added to those refused."""
    found = dict(args)
    for field, find in NAMED.items():
        ids: list[str] = []
        for name in args.get(field, ()):
            try:
                ids.append(find(engine(), name))
            except (UnknownRole, SkillNotFound) as error:
                refused[field] = Refused(name, error.nearest)
        found[field] = tuple(dict.fromkeys(ids))
    return found
