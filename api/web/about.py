"""The catalogue itself: what it covers and lacks, its figures, and how resources are chosen."""

from collections import Counter
from datetime import date
from itertools import groupby
from typing import NamedTuple

from flask import current_app
from flask.typing import ResponseReturnValue

from api.blueprint import engine
from api.web.page import blueprint, page
from api.web.revision import per_revision
from catalog.thinness import Thin, thin
from recommender import Engine, Query
from recommender.gaps import Addition

COUNTED = ("type", "level", "language", "cost")
"""The facets whose counts are told."""

THINNEST = 8
"""The thin spots that are named."""


class Spot(NamedTuple):
    """A need with few resources, and the roles that have it."""

    taught: Thin
    roles: list[str]


class Facts(NamedTuple):
    """What follows from the catalogue alone.

    ``thin`` counts the needs with no French resource, no free French one, and two or fewer at all, of ``needs``.
    ``sources`` counts the entries of the source document by what verification found of them.
    """

    listed: int
    counts: dict[str, list[tuple[str, int]]]
    needs: int
    thin: dict[str, int]
    spots: list[Spot]
    additions: tuple[Addition, ...]
    states: Counter[str]
    sources: Counter[str]
    checked: date | None


@blueprint.get("/<any(en, fr):lang>/about")
def about(lang: str) -> ResponseReturnValue:
    """Tell what the catalogue holds and lacks, how good it is and how it is made."""
    figures = current_app.extensions["store"].figures(engine().catalog.revision)
    return page("about.html", lang, facts=_facts(), figures=figures)


@per_revision
def _facts(asked: Engine) -> Facts:
    resources = asked.catalog.resources.values()
    found = asked.search(Query(limit=0), facets=COUNTED)
    needs = thin(asked.catalog)
    return Facts(
        listed=found.total,
        counts=found.facets,
        needs=len(needs),
        thin={
            "french": sum(not each.french for each in needs),
            "free_french": sum(not each.free_french for each in needs),
            "total": sum(each.total <= 2 for each in needs),
        },
        spots=_spots(needs),
        additions=asked.gaps.additions[:THINNEST],
        states=Counter(each.verified.get("state", "") for each in resources),
        sources=Counter(each.verified.get("state", "") for each in resources if each.source),
        checked=max((date.fromisoformat(each.verified["on"]) for each in resources if "on" in each.verified),
                    default=None),
    )  # fmt: skip


def _spots(needs: list[Thin]) -> list[Spot]:
    """Return the needs that fewest resources teach, each told once for all roles that have it."""
    ranked = sorted(needs, key=lambda each: (each.total, each.french, each.free, each.skill, each.level))
    groups = (list(group) for _, group in groupby(ranked, key=lambda each: (each.skill, each.level)))
    return [Spot(group[0], [each.role for each in group]) for group in groups][:THINNEST]
