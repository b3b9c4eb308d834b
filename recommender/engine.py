"""Everything that answers questions over one catalogue, built once and never changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog import Catalog, Resource
from recommender.fit import Fit, Reason
from recommender.path import Path, Planner
from recommender.profile import Profile, check, known_skills
from recommender.roles import RoleResolver, Understood
from recommender.search import Found, Query, Search
from recommender.similar import Neighbour, Neighbours
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

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._search = Search(catalog)
        self._roles = RoleResolver(catalog)
        self._suggester = Suggester(catalog)
        self._neighbours = Neighbours(catalog, self._search.index)
        self._planner = Planner(catalog, self._search, self._roles)

    def search(self, query: Query, *, facets: tuple[str, ...] = ()) -> Found:
        """Return a page of resources, best first."""
        return self._search.find(query, facets=facets)

    def values(self, facet: str) -> list[str]:
        """Return the values that a facet can take."""
        return list(self._search.columns.columns[facet])

    def suggest(self, typed: str, *, limit: int = 10) -> list[Suggestion]:
        """Return what ``typed`` may become."""
        return self._suggester.complete(typed, limit=limit)

    def similar(self, resource_id: str, *, limit: int = 10) -> list[Neighbour]:
        """Return the resources most like one; raises `ResourceNotFound`."""
        return self._neighbours.of(self.catalog.resource(resource_id).id, limit=limit)

    def role(self, asked: str) -> Understood:
        """Return the role that a name, code or mistyped job title means; raises `UnknownRole`."""
        return self._roles.resolve(asked)

    def path(self, profile: Profile) -> Path:
        """Return the best path for a profile; raises `UnknownRole` or `BadProfile`."""
        return self._planner.plan(profile)

    def what_if(self, profile: Profile, changes: Sequence[Mapping[str, Any]]) -> tuple[Path, list[Outcome]]:
        """Return the path for a profile and its outcome under each change; raises as `path` does."""
        return what_if(self._planner, profile, changes)

    def why_not(self, profile: Profile, resource_id: str) -> WhyNot:
        """Return why a resource is not in the path; raises `ResourceNotFound`, and as `path` does."""
        return why_not(self._planner, self.catalog, profile, resource_id)

    def recommend(self, profile: Profile, *, limit: int = 10) -> list[Recommendation]:
        """Return the resources that fit a profile best; raises `UnknownRole` or `BadProfile`."""
        check(profile, self.catalog)
        needs, _ = self._planner.needs(profile)
        have = known_skills(profile, needs, self.catalog)
        fit = Fit(self.catalog, profile, needs, have)
        useful = [r for r in self.catalog.resources.values() if profile.allows(r) and fit.gained(r)]
        made = [Recommendation(each, fit.score(each), tuple(fit.reasons(each))) for each in useful]
        return sorted(made, key=lambda each: -each.score)[:limit]
