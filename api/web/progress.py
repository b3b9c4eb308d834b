"""What one has done: it stays in the browser, comes with a request beside its address, and shortens the path."""

from dataclasses import dataclass, replace
from math import floor

from flask import request

from api.blueprint import engine
from catalog import Resource
from recommender import Path, Profile

TICKED = "Parcours-Done"
"""The header in which the browser says which resources are ticked off; so no address and no log of them holds it."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What is done of a path: ``spent`` are the weeks that it took of those there were."""

    done: tuple[Resource, ...]
    spent: int

    @property
    def hours(self) -> float:
        """The effort of all that is done."""
        return sum(each.hours or 0.0 for each in self.done)


def ticked() -> tuple[str, ...]:
    """Return the ids that the browser says are done; what the catalogue no longer has counts for nothing."""
    said = (each.strip() for each in request.headers.get(TICKED, "").split(","))
    return tuple(dict.fromkeys(each for each in said if each in engine().catalog.resources))


def remaining(profile: Profile, *, until: bool) -> tuple[Profile, Progress]:
    """Return the profile for what remains to do, and what is done of it.

    The hours of done steps are taken from those there were, as whole weeks, so that the path grows shorter rather than
    another one filling the hours; not where the learner said ``until`` when, for then time runs by itself.
    """
    if not profile.completed:
        return profile, Progress((), 0)
    whole = engine().path(replace(profile, completed=()))
    hours = sum(step.placed.resource.hours or 0.0 for step in whole.steps if _is_done(step.placed.resource, profile))
    spent = 0 if until else min(profile.weeks - 1, floor(hours / profile.hours_per_week + 1e-9))
    return replace(profile, weeks=profile.weeks - spent), Progress(_of_use(whole, profile), spent)


def _is_done(resource: Resource, profile: Profile) -> bool:
    return resource.id in profile.completed


def _of_use(whole: Path, profile: Profile) -> tuple[Resource, ...]:
    """Return what is done and stood in the path, or teaches something that it leads to."""
    done = [engine().catalog.resources[each] for each in profile.completed]
    return tuple(each for each in done if whole.holds(each.id) or not whole.needs.keys().isdisjoint(each.teaches))
