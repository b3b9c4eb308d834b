"""Everything that answers questions over one catalogue, built once and never changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from catalog import Catalog, Resource
from recommender.fit import Reason
from recommender.gaps import Gaps, find_gaps
from recommender.indexing import index
from recommender.overlap import Overlap, overlap
from recommender.path import Path
from recommender.planner import Planner
from recommender.profile import Profile
from recommender.roles import RoleResolver, Understood
from recommender.search import Found, Query, Search
from recommender.similar import Neighbour, Neighbours
from recommender.snapshot import Arrays
from recommender.suggest import Suggester, Suggestion
from recommender.what_if import Outcome, what_if
from recommender.why_not import WhyNot, why_not


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A resource for a profile, its score (0 to 1) and the reasons that add up to it."""

    resource: Resource
    score: float
    reasons: tuple[Reason, ...]


class Engine:
    """Search, suggestions, likeness, recommendations and paths."""

    def __init__(self, catalog: Catalog, arrays: Arrays | None = None) -> None:
        """Answer over ``catalog`` with the ``arrays`` of its snapshot; made here unless they are given."""
        self.catalog = catalog
        if arrays is None:
            arrays = index(catalog.resources.values(), catalog.skills, catalog.roles)
        self._search = Search(arrays)
        self._roles = RoleResolver(catalog)
        self._suggester = Suggester(arrays)
        self._neighbours = Neighbours(arrays, self._search)
        self._planner = Planner(catalog, self._search, self._roles)

    def search(self, query: Query, *, facets: Iterable[str] = ()) -> Found:
        """Return a page of resources, best first."""
        return self._search.find(query, facets=facets)

    def values(self, facet: str) -> list[str]:
        """Return the values that a facet can take."""
        return self._search.columns.values[facet]

    def suggest(self, typed: str, *, limit: int = 10) -> list[Suggestion]:
        """Return what ``typed`` may become."""
        return self._suggester.complete(typed, limit=limit)

    def similar(self, resource_id: str, *, limit: int = 10) -> list[Neighbour]:
        """Return the resources most like one; raises `ResourceNotFound`."""
        row = self._search.records.row(self.catalog.resource(resource_id).id)
        assert row is not None, "a snapshot has all resources of its catalogue"
        return self._neighbours.of(row, limit=limit)

    def role(self, asked: str) -> Understood:
        """Return the role that a name, code or mistyped job title means; raises `UnknownRole`."""
        return self._roles.resolve(asked)

    def path(self, profile: Profile) -> Path:
        """Return the best path for a profile; raises `UnknownRole` or `BadProfile`."""
        return self._planner.plan(profile)

    def barred(self, profile: Profile) -> tuple[str, ...]:
        """Return what is pinned and can be no step: nothing to study, or kept out by a filter; raises `BadProfile`."""
        return self._planner.barred(profile)

    def what_if(self, profile: Profile, changes: Sequence[Mapping[str, Any]]) -> tuple[Path, list[Outcome]]:
        """Return the path for a profile and its outcome under each change; raises as `path` does."""
        return what_if(self._planner, profile, changes)

    def why_not(self, profile: Profile, resource_id: str) -> WhyNot:
        """Return why a resource is not in the path; raises `ResourceNotFound`, and as `path` does."""
        return why_not(self._planner, self.catalog, profile, resource_id)

    def recommend(self, profile: Profile, *, limit: int = 10) -> list[Recommendation]:
        """Return the resources that fit a profile best; raises `UnknownRole` or `BadProfile`."""
        question, _ = self._planner.question(profile)
        fit, shelf = question.fit, question.shelf
        rows = np.flatnonzero(question.allowed & fit.advancing)
        best = rows[np.argsort(-fit.scores[rows], kind="stable")][:limit]
        made = ((shelf.resources[row], float(fit.scores[row])) for row in best)
        return [Recommendation(each, score, tuple(fit.reasons(each))) for each, score in made]

    @cached_property
    def gaps(self) -> Gaps:
        """What the catalogue lacks."""
        return find_gaps(self._planner.shelf)

    def overlap(self, one: str, other: str) -> Overlap:
        """Return what two resources have in common; raises `ResourceNotFound`."""
        return overlap(self.catalog.resource(one), self.catalog.resource(other))
