"""A path: the best set of resources for a profile, in order, dated, explained and proven."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil

from catalog import Need, Resource, Role
from recommender.fit import Reason
from recommender.profile import Profile
from recommender.roles import Understood
from recommender.schedule import Placed, Week, weekly

MOSTLY = 0.5
"""The share of a step that must be known before it is marked as repetition."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A resource that can stand in a step's place, and what that would change.

    ``hours``, ``coverage`` (0 to 1) and ``fit`` (0 to 1) are differences from the path as it is; ``ends`` is
    the day on which the path would end.
    """

    resource: Resource
    hours: float
    coverage: float
    fit: float
    ends: date


@dataclass(frozen=True, slots=True)
class Step:
    """A placed resource with the reasons for it and what could stand in its place.

    ``closes`` says that it ends its stage with something to do, and was added for that. ``repeats`` is the
    share (0 to 1) of what it teaches that is reached before it.
    """

    placed: Placed
    reasons: tuple[Reason, ...]
    score: float
    alternatives: tuple[Alternative, ...]
    closes: bool
    repeats: float

    @property
    def skip(self) -> dict[str, int]:
        """The levels, by skill, that can be skipped because they are known; empty unless most of it is."""
        return dict(self.placed.known) if self.repeats >= MOSTLY else {}


@dataclass(frozen=True, slots=True)
class Beside:
    """A resource to practise with or to follow beside the steps: ``hours`` a week, from one day to another."""

    resource: Resource
    hours: float
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Missing:
    """A need that stays open, why, and the resources that come nearest to it."""

    skill: str
    level: int
    because: dict[str, str]
    nearest: tuple[Resource, ...]


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A change of the profile and the coverage that it buys."""

    change: dict[str, object]
    coverage: float


@dataclass(frozen=True, slots=True)
class Path:
    """The answer to a profile. ``bound`` is proven: no choice from the catalogue covers more.

    ``lightest`` says that, at this coverage, no choice is proven to fit better in fewer hours either.
    """

    id: str
    profile: Profile
    understood: Understood | None
    needs: Mapping[str, Need]
    have: Mapping[str, int]
    steps: tuple[Step, ...]
    practice: tuple[Beside, ...]
    follow: tuple[Beside, ...]
    reached: Mapping[str, int]
    coverage: float
    bound: float
    lightest: bool
    violations: int
    missing: tuple[Missing, ...]
    relaxations: tuple[Relaxation, ...]

    @property
    def hours(self) -> float:
        """The effort of all steps."""
        return sum(step.placed.resource.hours or 0.0 for step in self.steps)

    @property
    def ends(self) -> date | None:
        """The last day, if there is any step."""
        return self.steps[-1].placed.ends if self.steps else None

    @property
    def weeks(self) -> int:
        """The weeks from the first day to the last one, the last week begun counted whole."""
        return ceil(((self.ends - self.profile.start).days + 1) / 7) if self.ends else 0

    def weekly(self) -> list[Week]:
        """Return the plan week by week."""
        placed = [step.placed for step in self.steps]
        profile = self.profile
        return weekly(placed, start=profile.start, days=profile.days, hours_per_week=profile.hours_per_week)

    @property
    def role(self) -> Role | None:
        """The role that the path leads to, unless it follows a goal alone."""
        return self.understood.role if self.understood else None

    def holds(self, resource_id: str) -> bool:
        """Whether a step is this resource."""
        return any(step.placed.resource.id == resource_id for step in self.steps)
