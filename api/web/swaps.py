"""Steps that one has put in the place of others: what is kept, what is set aside, and what that costs."""

from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest

from api.blueprint import engine
from catalog import Resource
from recommender import Path, Profile


@dataclass(frozen=True, slots=True)
class Swap:
    """A resource that is kept in the path, or one that is set aside, or one instead of the other.

    ``undo`` holds the parameters that take it back.
    """

    kept: Resource | None
    left: Resource | None
    undo: dict[str, str]


@dataclass(frozen=True, slots=True)
class Price:
    """What all swaps together change: hours and coverage (0 to 1) as differences, and both ends."""

    hours: float
    coverage: float
    ends: date | None
    before: date | None


def swaps(profile: Profile) -> list[Swap]:
    """Return the swaps of a profile: its pinned and disliked resources, taken in pairs from the first on."""
    resources = engine().catalog.resources
    return [
        Swap(resources.get(kept or ""), resources.get(left or ""), _without(profile, at))
        for at, (kept, left) in enumerate(zip_longest(profile.pinned, profile.disliked))
    ]


def price(path: Path) -> Price:
    """Return what the swaps of a path cost, against the best one for the same profile without them."""
    best = engine().path(replace(path.profile, pinned=(), disliked=()))
    return Price(path.hours - best.hours, path.coverage - best.coverage, path.ends, best.ends)


def swapping(profile: Profile, step: str, instead: str) -> dict[str, str]:
    """Return the parameters that put a resource in the place of a step.

    A new pair comes first, so that pairs stay pairs. Where the step is itself kept in another's place, the new one
    takes that place.
    """
    pinned, disliked = list(profile.pinned), list(profile.disliked)
    if step in pinned:
        pinned[pinned.index(step)] = instead
        disliked.append(step)
    else:
        pinned.insert(0, instead)
        disliked.insert(0, step)
    return {"pinned": ",".join(pinned), "disliked": ",".join(disliked)}


def _without(profile: Profile, at: int) -> dict[str, str]:
    lists = {"pinned": profile.pinned, "disliked": profile.disliked}
    return {name: ",".join((*ids[:at], *ids[at + 1 :])) for name, ids in lists.items()}
