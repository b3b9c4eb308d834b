"""The same profile under several changes, and what each swaps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from catalog import Resource
from recommender.candidate import Goal, coverage
from recommender.path import Path
from recommender.planner import Planner
from recommender.profile import Profile


@dataclass(frozen=True, slots=True)
class Outcome:
    """The path under a change; ``already`` is the share of its needs (0 to 1) that the unchanged path reaches."""

    change: Mapping[str, Any]
    path: Path
    added: tuple[Resource, ...]
    removed: tuple[Resource, ...]
    already: float


def what_if(planner: Planner, profile: Profile, changes: Sequence[Mapping[str, Any]]) -> tuple[Path, list[Outcome]]:
    """Return the path for ``profile`` and its outcome under each change; raises as `Planner.plan` does."""
    base = planner.plan(profile)
    return base, [_outcome(planner.plan(replace(profile, **change)), base, change) for change in changes]


def _outcome(path: Path, base: Path, change: Mapping[str, Any]) -> Outcome:
    before = {step.placed.resource.id: step.placed.resource for step in base.steps}
    after = {step.placed.resource.id: step.placed.resource for step in path.steps}
    goals = [Goal(skill, need.level, need.weight) for skill, need in path.needs.items()]
    return Outcome(
        change=change,
        path=path,
        added=tuple(each for key, each in after.items() if key not in before),
        removed=tuple(each for key, each in before.items() if key not in after),
        already=coverage(goals, base.reached),
    )
