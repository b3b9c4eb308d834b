"""Why a resource is not in a path, and the smallest change of profile that would bring it in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from catalog import Catalog, Resource
from catalog.resource import COSTS
from catalog.rules import SHORTEST_STEP
from recommender import wording
from recommender.path import Path, Planner
from recommender.profile import LONGEST, Profile

FACTORS = (1, 2)
"""By how much the weeks are stretched in search of a change."""

RIVALS = 4
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
    if _holds(path, resource):
        return WhyNot(resource, path, True, (), path.coverage, None)
    kinds = list(_against(resource, profile))
    forced = None if kinds else planner.coverage_with(profile, resource)
    if not kinds:
        kinds = [_weighed(path, resource, forced)]
    said = tuple((kind, wording.against(kind, lost=path.coverage - (forced or 0.0))) for kind in kinds)
    return WhyNot(resource, path, False, said, forced, _change(planner, path, resource))


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
        "type": bool(profile.types) and resource.type not in profile.types,
        "long": (resource.hours or 0.0) > profile.budget,
    }
    return (kind for kind, holds in rules.items() if holds)


def _weighed(path: Path, resource: Resource, forced: float | None) -> str:
    if forced is None:
        return "requirements"
    if not any(level > path.have.get(skill, 0) for skill, level in resource.teaches.items()):
        return "known"
    return "coverage" if forced < path.coverage - 1e-9 else "burden"


def _change(planner: Planner, path: Path, resource: Resource) -> Mapping[str, Any] | None:
    """Return the first change found whose path holds ``resource``: its filters, then its rivals, then more weeks."""
    if not resource.listed or resource.mode != "study":
        return None
    profile = path.profile
    admit = _admitting(profile, resource)
    enough = ceil((resource.hours or 0.0) / profile.hours_per_week)
    for weeks in sorted({enough, *(round(profile.weeks * factor) for factor in FACTORS)}):
        if not profile.weeks <= weeks <= LONGEST:
            continue
        change = {**admit, "weeks": weeks} if weeks > profile.weeks else dict(admit)
        for _ in range(RIVALS + 1):
            found = planner.plan(replace(profile, **change))
            if _holds(found, resource):
                return change
            rival = _rival(found, resource)
            if rival is None:
                break
            change["disliked"] = (*change.get("disliked", profile.disliked), rival)
    return None


def _admitting(profile: Profile, resource: Resource) -> dict[str, Any]:
    """The changes of filters without which ``resource`` cannot be chosen at all."""
    admit: dict[str, Any] = {}
    if COSTS.index(resource.cost) > COSTS.index(profile.cost):
        admit["cost"] = resource.cost
    if profile.languages and not set(profile.languages) & set(resource.languages):
        admit["languages"] = (*profile.languages, resource.languages[0])
    if profile.types and resource.type not in profile.types:
        admit["types"] = (*profile.types, resource.type)
    for name in ("disliked", "completed"):
        if resource.id in getattr(profile, name):
            admit[name] = tuple(each for each in getattr(profile, name) if each != resource.id)
    return admit


def _rival(path: Path, resource: Resource) -> str | None:
    """The step that gives most of what ``resource`` teaches."""
    shared = {
        step.placed.resource.id: len(step.placed.resource.teaches.keys() & resource.teaches.keys())
        for step in path.steps
    }
    best = max(shared, key=lambda each: shared[each], default=None)
    return best if best is not None and shared[best] else None


def _holds(path: Path, resource: Resource) -> bool:
    return any(step.placed.resource.id == resource.id for step in path.steps)
