"""How well a resource fits a learner: named contributions that sum to a score."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from catalog import Catalog, Need, Resource
from catalog.level import LEVELS
from recommender import wording
from recommender.profile import Profile

WEIGHTS = {"skill": 0.45, "level": 0.2, "language": 0.15, "cost": 0.1, "taste": 0.1}
COST_FIT = {"free": 1.0, "freemium": 0.6, "paid": 0.2}


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
    """Scores resources for one learner."""

    def __init__(self, catalog: Catalog, profile: Profile, needs: Mapping[str, Need], have: Mapping[str, int]) -> None:
        self._catalog, self._profile, self._needs, self._have = catalog, profile, needs, have
        self._gaps = gaps(needs, have)
        self._norm = sqrt(sum(gap * gap for gap in self._gaps.values()))
        self._taste = _taste(catalog, profile)

    def reasons(self, resource: Resource) -> list[Reason]:
        """Return why ``resource`` fits, the weightiest first; contributions sum to its score, 0 to 1."""
        parts = {
            "skill": self._skill(resource),
            "level": self._level(resource),
            "language": self._language(resource),
            "cost": COST_FIT[resource.cost],
            "taste": self._liking(resource),
        }
        made = [Reason(k, round(WEIGHTS[k] * v, 6), self._text(k, resource)) for k, v in parts.items() if v > 0]
        return sorted(made, key=lambda reason: -reason.contribution)

    def score(self, resource: Resource) -> float:
        """Return the sum of the contributions."""
        return round(sum(reason.contribution for reason in self.reasons(resource)), 6)

    def gained(self, resource: Resource) -> list[str]:
        """Return the needed skills in which ``resource`` leads further, the widest gap first."""
        raised = [s for s in self._gaps if resource.teaches.get(s, 0) > self._have.get(s, 0)]
        return sorted(raised, key=lambda skill: -self._gaps[skill])

    def _skill(self, resource: Resource) -> float:
        """Cosine of the open gaps with what the resource adds."""
        adds = {
            skill: min(level, self._needs[skill].level if skill in self._needs else level) - self._have.get(skill, 0)
            for skill, level in resource.teaches.items()
        }
        adds = {skill: up for skill, up in adds.items() if up > 0}
        norm = self._norm * sqrt(sum(up * up for up in adds.values()))
        return sum(self._gaps.get(skill, 0) * up for skill, up in adds.items()) / norm if norm else 0.0

    def _level(self, resource: Resource) -> float:
        if resource.level is None:
            return 0.0
        return 1 - abs(LEVELS[resource.level] - LEVELS[self._profile.level]) / 2

    def _language(self, resource: Resource) -> float:
        preferred = self._profile.languages
        ranks = [preferred.index(lang) for lang in resource.languages if lang in preferred]
        return 1 - min(ranks) / len(preferred) if ranks else (0.0 if preferred else 0.5)

    def _liking(self, resource: Resource) -> float:
        return max(0.0, min(1.0, sum(self._taste.get(skill, 0.0) for skill in resource.teaches)))

    def _text(self, kind: str, resource: Resource) -> dict[str, str]:
        names = [self._catalog.skills[skill].label for skill in self.gained(resource)[:3]]
        return wording.reason(kind, resource, names)


def _taste(catalog: Catalog, profile: Profile) -> dict[str, float]:
    """Rocchio over skills: towards what was liked, half as strongly away from what was disliked."""
    taste: dict[str, float] = {}
    for sign, ids in ((1.0, profile.liked), (-0.5, profile.disliked)):
        for resource_id in ids:
            for skill in catalog.resources[resource_id].teaches:
                taste[skill] = taste.get(skill, 0.0) + sign / len(ids)
    return taste
