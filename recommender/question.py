"""A profile made ready for planning: what it needs and knows, what its filters allow, how all fits it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from catalog import Catalog, Need, Resource
from catalog.resource import COSTS
from catalog.rules import usable
from recommender.candidate import Candidate, Goal, coverage
from recommender.facets import Columns
from recommender.fit import Fit, Floats
from recommender.optimum import Optimum, solve
from recommender.pool import Mask, Pool
from recommender.profile import Profile, known_skills


class Shelf:
    """What the answers over one catalogue are drawn from: its resources as columns."""

    def __init__(self, catalog: Catalog, columns: Columns) -> None:
        self.catalog, self.columns = catalog, columns
        self.resources = list(catalog.resources.values())
        self.pool = Pool([Candidate(r.id, r.hours or 0.0, r.teaches, catalog.requirements(r)) for r in self.resources])
        self.doing: Mask = np.array([each.doing for each in self.resources], dtype=bool)
        self.steps = self.pool.mask(each.id for each in usable(catalog))

    def allowed(self, profile: Profile) -> Mask:
        """Return where the filters of ``profile`` let a resource into an answer."""
        costs = COSTS[: COSTS.index(profile.cost) + 1]
        mask = self.columns.listed & self.columns.mask("cost", costs)
        for facet, values in (("language", profile.languages), ("type", profile.types)):
            if values:
                mask &= self.columns.mask(facet, values)
        return (
            mask
            & ~self.columns.mask("type", profile.excluded_types)
            & ~self.pool.mask((*profile.disliked, *profile.completed))
        )

    def named(self, mask: Mask) -> list[Resource]:
        """Return the resources where ``mask`` is true."""
        return [self.resources[row] for row in np.flatnonzero(mask)]


@dataclass(frozen=True)
class Question:
    """A profile and what follows from it; ``needs`` are those of its role and goal."""

    shelf: Shelf
    profile: Profile
    needs: Mapping[str, Need]

    @cached_property
    def have(self) -> dict[str, int]:
        """The level that the learner has in each skill."""
        return known_skills(self.profile, self.needs, self.shelf.catalog)

    @cached_property
    def goals(self) -> list[Goal]:
        """The needs, as the optimum counts them."""
        return [Goal(skill, need.level, need.weight) for skill, need in self.needs.items()]

    @cached_property
    def fit(self) -> Fit:
        """How well each resource fits."""
        return Fit(self.shelf.catalog, self.shelf.pool, self.shelf.columns, self.profile, self.needs, self.have)

    @cached_property
    def allowed(self) -> Mask:
        """Where the filters let a resource in."""
        return self.shelf.allowed(self.profile)

    @cached_property
    def steps(self) -> Mask:
        """Where a resource may be a step of this path."""
        return self.allowed & self.shelf.steps

    def covered(self, levels: Mapping[str, int]) -> float:
        """Return the coverage (0 to 1) that ``levels`` are."""
        return coverage(self.goals, levels)

    def best(self) -> Optimum:
        """Return the choice of greatest coverage and least burden: Σ hours · (2 - fit)."""
        burden = self.shelf.pool.hours * (2 - self.fit.scores)
        return self._solve(self.profile.budget, burden=burden)

    def most(self, *, held: tuple[str, ...] = ()) -> Optimum:
        """Return a choice of greatest coverage; it holds ``held`` where any choice can."""
        return self._solve(self.profile.budget, held=held)

    def fullest(self) -> Optimum:
        """Return the choice of greatest coverage were there no end of hours, and of these the shortest."""
        return self._solve(float(self.shelf.pool.hours.sum()), burden=self.shelf.pool.hours)

    def under(self, **change: object) -> "Question":
        """Return the same question with some fields of the profile changed; not its role, goal or level."""
        return Question(self.shelf, replace(self.profile, **change), self.needs)  # type: ignore[arg-type]

    def _solve(self, budget: float, *, burden: Floats | None = None, held: tuple[str, ...] = ()) -> Optimum:
        pinned = (*self.profile.pinned, *held)
        pool = self.shelf.pool
        return solve(pool, self.goals, self.have, budget, burden=burden, allowed=self.steps, held=pinned)
