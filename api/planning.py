"""The paths that are assigned: mandatory steps first, then the best path for what they leave."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import ceil, floor
from typing import Any

from api import documents
from api.blueprint import engine, public
from api.identity import scope
from catalog import Resource
from learners.assignments import Assignments, Plan, Planned
from learners.own_catalog import OwnCatalog
from learners.rows import Scope
from recommender import Engine, Path, Profile


def assignments() -> Assignments:
    """Return the assignments of who asks."""
    mine = scope()
    return Assignments(mine, planner(engine(), OwnCatalog(mine, public())))


def assignments_of(mine: Scope, asked: Engine, over: Engine) -> Assignments:
    """Return the assignments of an organisation whose engine is ``asked``, mixed with the public one, ``over``."""
    return Assignments(mine, planner(asked, OwnCatalog(mine, over.catalog)))


def planner(asked: Engine, own: OwnCatalog) -> Plan:
    """Return what plans over an engine, with the mandatory steps of an organisation."""
    mandates = own.mandates()

    def plan(profile: Profile, learnt: Sequence[str]) -> Planned:
        resources = asked.catalog.resources
        role = asked.role(profile.role).role.id if profile.role else None
        wanted = dict.fromkeys(str(each["resource"]) for each in mandates if each["role"] in (None, role))
        first = [resources[each] for each in wanted if each not in learnt and each in resources]
        known = tuple(each for each in profile.completed if each in resources)
        whole = replace(profile, completed=known, role=role)
        after, steps = _after(whole, first)
        path = asked.path(after)
        answer = {**documents.path(path, asked.catalog.revision), "mandatory": steps}
        return Planned(asked.catalog.revision, whole.document(), answer, [*steps, *_steps(path)])

    return plan


def _after(profile: Profile, first: Sequence[Resource]) -> tuple[Profile, list[dict[str, Any]]]:
    """Return the profile for the time after the mandatory steps, and these with their days."""
    steps, done = [], 0.0
    for each in first:
        begins = floor(7 * done / profile.hours_per_week + 1e-9)
        done += each.hours or 0.0
        ends = max(begins, ceil(7 * done / profile.hours_per_week - 1e-9) - 1)
        steps.append(_step(each, profile.days[begins].isoformat(), profile.days[ends].isoformat(), mandatory=True))
    if not steps:
        return profile, []
    starts = profile.days[ceil(7 * done / profile.hours_per_week - 1e-9)]
    weeks = max(1, profile.weeks - (starts - profile.start).days // 7)
    completed = tuple(dict.fromkeys([*profile.completed, *(each.id for each in first)]))
    pinned = tuple(each for each in profile.pinned if each not in completed)
    return replace(profile, start=starts, weeks=weeks, completed=completed, pinned=pinned), steps


def _steps(path: Path) -> list[dict[str, Any]]:
    placed = (step.placed for step in path.steps)
    return [_step(each.resource, each.starts.isoformat(), each.ends.isoformat(), mandatory=False) for each in placed]


def _step(resource: Resource, starts: str, ends: str, *, mandatory: bool) -> dict[str, Any]:
    title: Mapping[str, str] = resource.title
    return {"resource": resource.id, "title": dict(title), "hours": resource.hours or 0.0, "starts": starts,
            "ends": ends, "mandatory": mandatory, "url": resource.url}  # fmt: skip
