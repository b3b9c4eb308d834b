"""The paths that are assigned: mandatory steps first, then the best path for what they leave."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson

from api import documents
from api.blueprint import engine, public
from api.identity import scope
from catalog import Catalog, Resource
from learners.assignments import Assignments
from learners.own_catalog import OwnCatalog
from learners.planned import Plan, Planned
from learners.rows import Scope
from recommender import Engine, Profile
from recommender.schedule import Placed, place


def assignments() -> Assignments:
    """Return the assignments of who asks."""
    mine = scope()
    return Assignments(mine, planner(engine(), OwnCatalog(mine, public())))


def assignments_of(mine: Scope, asked: Engine, over: Engine) -> Assignments:
    """Return the assignments of an organisation whose engine is ``asked``, mixed with the public one, ``over``."""
    return Assignments(mine, planner(asked, OwnCatalog(mine, over.catalog)))


def planner(asked: Engine, own: OwnCatalog) -> Plan:
    """Return what plans over an engine, with the mandatory steps of an organisation."""
    mandates, content = own.mandates(), asked.catalog

    def plan(profile: Profile, learnt: Sequence[str], *, again: bool = False) -> Planned:
        gone = {each for each in learnt if each not in content.resources}
        whole = _known(profile, asked) if again else _without(profile, gone)
        if whole.role:
            whole = replace(whole, role=asked.role(whole.role).role.id)
        names = dict.fromkeys(str(each["resource"]) for each in mandates if each["role"] in (None, whole.role))
        first = [content.resources[each] for each in names if each in content.resources and each not in whole.completed]
        placed = mandatory(first, whole, content)
        answer = {
            **documents.path(asked.path(after(whole, placed)), content.revision),
            "before": [_step(position, each) for position, each in enumerate(placed, start=1)],
        }
        return Planned(content.revision, whole.document(), orjson.loads(orjson.dumps(answer)))

    return plan


def mandatory(first: Sequence[Resource], profile: Profile, content: Catalog) -> list[Placed]:
    """Give mandatory steps their dates from the profile's first day on, whatever they require."""
    met = {skill: 3 for each in first for skill in content.requirements(each)}
    return place(first, met, content, days=profile.days, hours_per_week=profile.hours_per_week)


def after(profile: Profile, placed: Sequence[Placed]) -> Profile:
    """Return the profile for the time after mandatory steps: in at least a week, and they count as completed."""
    if not placed:
        return profile
    names = tuple(each.resource.id for each in placed)
    starts = placed[-1].ends + timedelta(days=1)
    weeks = max(1, profile.weeks - -(-(starts - profile.start).days // 7))
    pinned = tuple(each for each in profile.pinned if each not in names)
    return replace(profile, start=starts, weeks=weeks, completed=(*profile.completed, *names), pinned=pinned)


def _known(profile: Profile, asked: Engine) -> Profile:
    """Return a profile without what the catalogue has no more, and without pinned steps that can be none any more."""
    content = asked.catalog
    named = {*profile.completed, *profile.liked, *profile.disliked, *profile.pinned}
    kept = _without(profile, {each for each in named if each not in content.resources})
    kept = replace(kept, known={skill: level for skill, level in kept.known.items() if skill in content.skills})
    barred = asked.barred(kept)
    return replace(kept, pinned=tuple(each for each in kept.pinned if each not in barred))


def _without(profile: Profile, gone: Collection[str]) -> Profile:
    """Return a profile that does not name these resources."""

    def kept(named: Sequence[str]) -> tuple[str, ...]:
        return tuple(each for each in named if each not in gone)

    return replace(profile, completed=kept(profile.completed), liked=kept(profile.liked),
                   disliked=kept(profile.disliked), pinned=kept(profile.pinned))  # fmt: skip


def _step(position: int, placed: Placed) -> dict[str, Any]:
    return {"position": position, "resource": placed.resource.document(), "hours": placed.resource.hours,
            "starts": placed.starts.isoformat(), "ends": placed.ends.isoformat(), "mandatory": True}  # fmt: skip
