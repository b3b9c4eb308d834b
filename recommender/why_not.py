"""Why a resource is not in a path, and the smallest change of profile that would bring it in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from catalog import Catalog, Resource
from catalog.resource import COSTS
from catalog.rules import SHORTEST_STEP
from recommender import wording
from recommender.optimum import Optimum
from recommender.path import Path
from recommender.planner import Planner
from recommender.profile import LONGEST, Profile
from recommender.question import Question

RIVALS = 3
"""How many steps may be set aside in search of a change."""


@dataclass(frozen=True, slots=True)
class WhyNot:
    """The reasons against a resource; what the best path with it covers; a change that brings it in by itself.

    ``coverage`` is that of the best path that must hold the resource, None where there is none.
    """

    resource: Resource
    path: Path
    included: bool
    reasons: tuple[tuple[str, dict[str, str]], ...]
    coverage: float | None
    change: Mapping[str, Any] | None


def why_not(planner: Planner, catalog: Catalog, profile: Profile, resource_id: str) -> WhyNot:
    """Explain; raises `ResourceNotFound`, and as `Planner.plan` does."""
    resource = catalog.resource(resource_id)
    path = planner.plan(profile)
    if path.holds(resource.id):
        return WhyNot(resource, path, True, (), path.coverage, None)
    question, _ = planner.question(profile)
    kinds = list(_against(resource, profile))
    forced = None if kinds else _coverage_with(question, resource)
    if not kinds:
        kinds = [_weighed(path, resource, forced)]
    said = tuple((kind, wording.against(kind, lost=path.coverage - (forced or 0.0))) for kind in kinds)
    return WhyNot(resource, path, False, said, forced, _change(question, resource))


def _coverage_with(question: Question, resource: Resource) -> float | None:
    """The coverage of the best choice that holds ``resource``; None if no choice can."""
    found = question.most(held=(resource.id,))
    return found.coverage if _chosen(found, resource) else None


def _against(resource: Resource, profile: Profile) -> Iterator[str]:
    """What keeps a resource out before anything is weighed."""
    rules = {
        "status": not resource.listed,
        "mode": resource.mode != "study",
        "short": resource.mode == "study" and (not resource.teaches or (resource.hours or 0) < SHORTEST_STEP),
        "completed": resource.id in profile.completed,
        "disliked": resource.id in profile.disliked,
        "cost": COSTS.index(resource.cost) > COSTS.index(profile.cost),
        "language": bool(profile.languages) and not set(profile.languages) & set(resource.languages),
        "type": bool(profile.types) and resource.type not in profile.types or resource.type in profile.excluded_types,
        "long": (resource.hours or 0.0) > profile.budget,
    }
    return (kind for kind, holds in rules.items() if holds)


def _weighed(path: Path, resource: Resource, forced: float | None) -> str:
    if forced is None:
        return "requirements"
    if not any(level > path.have.get(skill, 0) for skill, level in resource.teaches.items()):
        return "known"
    return "coverage" if forced < path.coverage - 1e-9 else "burden"


def _change(question: Question, resource: Resource) -> Mapping[str, Any] | None:
    """Return the smallest change found whose path holds ``resource``.

    Its filters are opened, and the fewest weeks given that can hold it; where that is not enough, its rivals are set
    aside one by one; at last it is pinned.
    """
    if not question.shelf.steps[question.shelf.pool.place[resource.id]]:
        return None
    opened = _opening(question.profile, resource)
    weeks = _enough_weeks(question.under(**opened), resource)
    if weeks is None:
        return None
    changed = {**opened, "weeks": weeks} if weeks > question.profile.weeks else opened
    for change in _ever_larger(question, resource, changed):
        if _chosen(question.under(**change).best(), resource):
            return change
    return None


def _enough_weeks(question: Question, resource: Resource) -> int | None:
    """The fewest weeks, from those there are, in which some choice holds ``resource``; None if none does."""
    low, high = question.profile.weeks, LONGEST
    if _chosen(question.most(held=(resource.id,)), resource):
        return low
    if not _chosen(question.under(weeks=high).most(held=(resource.id,)), resource):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        fits = _chosen(question.under(weeks=middle).most(held=(resource.id,)), resource)
        low, high = (low, middle) if fits else (middle, high)
    return high


def _ever_larger(question: Question, resource: Resource, changed: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """First the change without which it cannot be held, then with its rivals set aside, at last with it pinned."""
    change = changed
    for _ in range(RIVALS + 1):
        yield change
        rival = _rival(question.under(**change).best(), resource)
        if rival is None:
            break
        change = {**change, "disliked": (*change.get("disliked", question.profile.disliked), rival)}
    yield {**changed, "pinned": (*question.profile.pinned, resource.id)}


def _opening(profile: Profile, resource: Resource) -> dict[str, Any]:
    """The changes of filters without which ``resource`` cannot be chosen at all."""
    admit: dict[str, Any] = {}
    if COSTS.index(resource.cost) > COSTS.index(profile.cost):
        admit["cost"] = resource.cost
    if profile.languages and not set(profile.languages) & set(resource.languages):
        admit["languages"] = (*profile.languages, resource.languages[0])
    if profile.types and resource.type not in profile.types:
        admit["types"] = (*profile.types, resource.type)
    if resource.type in profile.excluded_types:
        admit["excluded_types"] = tuple(each for each in profile.excluded_types if each != resource.type)
    for name in ("disliked", "completed"):
        if resource.id in getattr(profile, name):
            admit[name] = tuple(each for each in getattr(profile, name) if each != resource.id)
    return admit


def _rival(best: Optimum, resource: Resource) -> str | None:
    """The chosen one that gives most of what ``resource`` teaches."""
    shared = {each.id: len(each.teaches.keys() & resource.teaches.keys()) for each in best.chosen}
    rival = max(shared, key=lambda each: shared[each], default=None)
    return rival if rival is not None and shared[rival] else None


def _chosen(best: Optimum, resource: Resource) -> bool:
    return any(each.id == resource.id for each in best.chosen)
