"""How well a resource fits a learner: named contributions that sum to a score."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from catalog import Catalog, Need, Resource
from catalog.level import LEVELS
from recommender import wording
from recommender.facets import Columns
from recommender.pool import Mask, Pool
from recommender.profile import Profile

WEIGHTS = {"skill": 0.4, "level": 0.2, "language": 0.15, "cost": 0.1, "taste": 0.1, "type": 0.05}
COST_FIT = {"free": 1.0, "freemium": 0.6, "paid": 0.2}

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Reason:
    """A part of a score: its kind, what it adds (0 to 1) and a sentence in both languages."""

    kind: str
    contribution: float
    text: dict[str, str]


def gaps(needs: Mapping[str, Need], have: Mapping[str, int]) -> dict[str, float]:
    """Return the weight still open in each skill needed: weight · (level - have) / level."""
    return {
        skill: need.weight * (need.level - have.get(skill, 0)) / need.level
        for skill, need in needs.items()
        if have.get(skill, 0) < need.level
    }


class Fit:
    """Scores all resources of a catalogue for one learner; ``pool`` and ``columns`` are in its order."""

    def __init__(
        self,
        catalog: Catalog,
        pool: Pool,
        columns: Columns,
        profile: Profile,
        needs: Mapping[str, Need],
        have: Mapping[str, int],
    ) -> None:
        self._catalog, self._pool, self._columns = catalog, pool, columns
        self._profile, self._needs, self._have = profile, needs, have
        self._gaps = gaps(needs, have)

    @cached_property
    def scores(self) -> Floats:
        """The score of each resource, 0 to 1: the sum of its contributions."""
        total: Floats = np.sum(list(self._contributions.values()), axis=0)
        return total.round(6)

    def score(self, resource: Resource) -> float:
        """Return the score of one resource."""
        return float(self.scores[self._pool.place[resource.id]])

    def reasons(self, resource: Resource) -> list[Reason]:
        """Return why ``resource`` fits, the weightiest first; contributions sum to its score."""
        row = self._pool.place[resource.id]
        parts = {kind: float(values[row]) for kind, values in self._contributions.items() if values[row]}
        names = [self._catalog.skills[skill].label for skill in self.gained(resource)[:3]]
        made = [Reason(kind, value, wording.reason(kind, resource, names)) for kind, value in parts.items()]
        return sorted(made, key=lambda reason: -reason.contribution)

    def gained(self, resource: Resource) -> list[str]:
        """Return the needed skills in which ``resource`` leads further, the widest gap first."""
        raised = [s for s in self._gaps if resource.teaches.get(s, 0) > self._have.get(s, 0)]
        return sorted(raised, key=lambda skill: -self._gaps[skill])

    @cached_property
    def advancing(self) -> Mask:
        """Where a resource leads further in a skill that is needed."""
        gives, gap = self._pool.gives, self._by_skill(self._gaps)
        found = np.zeros(len(self._pool.candidates), dtype=bool)
        found[gives.row[(gap[gives.skill] > 0) & (gives.level > self._pool.levels(self._have)[gives.skill])]] = True
        return found

    @cached_property
    def _contributions(self) -> dict[str, Floats]:
        parts = {
            "skill": self._skill(),
            "level": self._level(),
            "language": self._language(),
            "cost": self._weighted("cost", COST_FIT),
            "taste": self._taste(),
            "type": self._weighted("type", dict.fromkeys(self._profile.liked_types, 1.0)),
        }
        return {kind: (WEIGHTS[kind] * values).round(6) for kind, values in parts.items()}

    def _skill(self) -> Floats:
        """Cosine of the open gaps with what a resource adds; no more counts than is needed of a skill."""
        gives, have = self._pool.gives, self._pool.levels(self._have)
        needed = self._pool.levels({skill: need.level for skill, need in self._needs.items()})
        top = np.where(needed > 0, needed, 3)
        adds = np.maximum(0, np.minimum(gives.level, top[gives.skill]) - have[gives.skill]).astype(np.float64)
        gap = self._by_skill(self._gaps)
        norm = np.sqrt(self._sum(adds * adds)) * np.sqrt(sum(each * each for each in self._gaps.values()))
        cosine: Floats = np.divide(self._sum(adds * gap[gives.skill]), norm, out=np.zeros_like(norm), where=norm > 0)
        return cosine

    def _level(self) -> Floats:
        mine = LEVELS[self._profile.level]
        return self._weighted("level", {name: 1 - abs(level - mine) / 2 for name, level in LEVELS.items()})

    def _language(self) -> Floats:
        preferred = self._profile.languages
        if not preferred:
            return np.full(len(self._pool.candidates), 0.5)
        return self._weighted("language", {lang: 1 - i / len(preferred) for i, lang in enumerate(preferred)})

    def _taste(self) -> Floats:
        """Rocchio over skills: towards what was liked, half as strongly away from what was disliked."""
        taste: dict[str, float] = {}
        for sign, ids in ((1.0, self._profile.liked), (-0.5, self._profile.disliked)):
            for resource_id in ids:
                for skill in self._catalog.resources[resource_id].teaches:
                    taste[skill] = taste.get(skill, 0.0) + sign / len(ids)
        liking: Floats = np.clip(self._sum(self._by_skill(taste)[self._pool.gives.skill]), 0.0, 1.0)
        return liking

    def _weighted(self, facet: str, worth: Mapping[str, float]) -> Floats:
        """What the best of a resource's values of ``facet`` is worth."""
        values = np.zeros(len(self._pool.candidates))
        for value, each in worth.items():
            np.maximum(values, each, out=values, where=self._columns.mask(facet, (value,)))
        return values

    def _by_skill(self, values: Mapping[str, float]) -> Floats:
        found = np.zeros(len(self._pool.column))
        for skill, value in values.items():
            if skill in self._pool.column:
                found[self._pool.column[skill]] = value
        return found

    def _sum(self, of_pairs: Floats) -> Floats:
        """Sum over what each resource teaches."""
        summed = np.bincount(self._pool.gives.row, of_pairs, minlength=len(self._pool.candidates))
        return summed.astype(np.float64)
