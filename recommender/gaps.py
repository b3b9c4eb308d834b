"""What the catalogue lacks: what a role needs and some cannot reach, and the addition that would help most."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

from catalog import Role
from recommender.candidate import Goal, coverage
from recommender.pool import Levels, Mask
from recommender.question import Shelf

LANGUAGES = (None, "en", "fr")
COSTS = (None, "free")
LEAST = 1e-9
"""What is less than this is no gain."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Those who learn in one language and at one cost; None stands for any."""

    language: str | None
    cost: str | None

    def within(self, other: "Audience") -> bool:
        """Whether what serves these serves the others, too: a free course is for those who would pay as well."""
        return other.language in (None, self.language) and other.cost in (None, self.cost)


AUDIENCES = tuple(Audience(*each) for each in product(LANGUAGES, COSTS))


@dataclass(frozen=True, slots=True)
class Gap:
    """A level of a skill that a role needs, for an audience.

    ``resources`` is how many of the audience's steps teach it and can be taken from nothing; ``lost`` is the share
    of the role's coverage (0 to 1) that is out of reach for it: the losses of a role and an audience add up to what
    its fullest path leaves open. ``because`` says why: ``nothing`` teaches it, or the ``requirements`` of what does
    cannot be met; None where it is reached.
    """

    role: str
    skill: str
    level: int
    audience: Audience
    resources: int
    lost: float
    because: str | None


@dataclass(frozen=True, slots=True)
class Addition:
    """A resource that is not there yet: it teaches ``skill`` to ``level`` and asks for nothing out of reach.

    ``gain`` is how much it would raise the coverage (0 to 1) of the fullest paths of its audience, as the mean of
    all roles; ``roles`` are those which gain, each by how much.
    """

    skill: str
    level: int
    audience: Audience
    gain: float
    roles: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Gaps:
    """Every level that any role needs for each audience, worst first, and the additions that raise coverage."""

    gaps: tuple[Gap, ...]
    additions: tuple[Addition, ...]


def find_gaps(shelf: Shelf) -> Gaps:
    """Return what a catalogue lacks for who begins with nothing and has all the time."""
    gaps: list[Gap] = []
    additions: list[Addition] = []
    for audience in AUDIENCES:
        steps = _steps(shelf, audience)
        can, reached = shelf.pool.reachable(steps, shelf.pool.levels({}))
        gaps += (gap for role in shelf.catalog.roles.values() for gap in _gaps(shelf, role, audience, steps, can))
        additions += _additions(shelf, audience, steps, reached)
    additions = [each for each in additions if not any(_better(other, each) for other in additions)]
    gaps.sort(key=lambda each: (-each.lost, each.resources))
    additions.sort(key=lambda each: (-each.gain, each.level))
    return Gaps(tuple(gaps), tuple(additions))


def _steps(shelf: Shelf, audience: Audience) -> Mask:
    steps = shelf.steps.copy()
    for facet, value in (("language", audience.language), ("cost", audience.cost)):
        if value is not None:
            steps &= shelf.columns.mask(facet, [value])
    return steps


def _gaps(shelf: Shelf, role: Role, audience: Audience, steps: Mask, can: Mask) -> Iterator[Gap]:
    whole = sum(need.weight for need in role.needs.values())
    for skill, need in role.needs.items():
        for level in range(1, need.level + 1):
            teachers = shelf.pool.giving({skill: level})
            taken = int((teachers & can).sum())
            because = None if taken else "requirements" if (teachers & steps).any() else "nothing"
            lost = 0.0 if taken else need.weight / need.level / whole
            yield Gap(role.id, skill, level, audience, taken, lost, because)


def _additions(shelf: Shelf, audience: Audience, steps: Mask, reached: Levels) -> Iterator[Addition]:
    """Yield what would raise coverage, for each skill at each level that raises it more than the one below."""
    pool, roles = shelf.pool, shelf.catalog.roles
    goals = {
        role.id: [Goal(skill, need.level, need.weight) for skill, need in role.needs.items()] for role in roles.values()
    }
    before = {role: coverage(asked, pool.named(reached)) for role, asked in goals.items()}
    for skill, highest in _wanted(shelf).items() if goals else ():
        best = 0.0
        for level in range(pool.named(reached).get(skill, 0) + 1, highest + 1):
            _, then = pool.reachable(steps, np.maximum(reached, pool.levels({skill: level})))
            has = {skill: level, **pool.named(then)}  # what it opens the way to may teach the skill further
            gains = {role: coverage(asked, has) - before[role] for role, asked in goals.items()}
            gain = sum(gains.values()) / len(goals)
            if gain > best + LEAST:
                best = gain
                yield Addition(
                    skill, level, audience, gain, {role: each for role, each in gains.items() if each > LEAST}
                )


def _better(one: Addition, other: Addition) -> bool:
    """Whether ``one`` serves those whom the other serves, and more, with no less gain."""
    same = (one.skill, one.level) == (other.skill, other.level) and one.audience != other.audience
    return same and one.audience.within(other.audience) and one.gain >= other.gain - LEAST


def _wanted(shelf: Shelf) -> dict[str, int]:
    """Return the highest level that a role or a resource asks for, by skill."""
    wanted = shelf.pool.named(shelf.pool.needs.raise_(shelf.pool.levels({})))
    for role in shelf.catalog.roles.values():
        for skill, need in role.needs.items():
            wanted[skill] = max(need.level, wanted.get(skill, 0))
    return wanted
