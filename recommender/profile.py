"""A profile: who asks, and what that says about known skills and needs."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from catalog import Catalog, Need
from catalog.level import LEVELS
from recommender.calendar import StudyDays
from recommender.errors import BadProfile

HOURS_PER_WEEK, WEEKS = 4.0, 26
"""What is taken when nothing is said."""

MOST_HOURS_PER_WEEK = 80.0

LONGEST = 260
"""Weeks: a path spans five years at most."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Who asks for a path.

    ``cost`` is a ceiling (``free`` < ``freemium`` < ``paid``). ``languages`` come in order of preference; none
    means any. ``types`` are the only ones wanted (none means any), ``excluded_types`` are never wanted, and
    ``liked_types`` are preferred. ``pinned`` resources are held in the path where the hours allow. ``known``
    overrides, skill by skill, what ``level`` says. On ``holidays`` one does not learn.
    """

    start: date
    role: str | None = None
    goal: str = ""
    level: str = "beginner"
    known: Mapping[str, int] = field(default_factory=dict)
    completed: tuple[str, ...] = ()
    liked: tuple[str, ...] = ()
    disliked: tuple[str, ...] = ()
    pinned: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    cost: str = "paid"
    types: tuple[str, ...] = ()
    excluded_types: tuple[str, ...] = ()
    liked_types: tuple[str, ...] = ()
    hours_per_week: float = HOURS_PER_WEEK
    weeks: int = WEEKS
    holidays: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        """Put what has no order into one, so that equal profiles give equal bytes."""
        object.__setattr__(self, "known", dict(sorted(self.known.items())))
        object.__setattr__(self, "holidays", tuple(sorted(set(self.holidays))))

    @property
    def days(self) -> StudyDays:
        """The days on which one learns."""
        return StudyDays(self.start, self.holidays)

    @property
    def budget(self) -> float:
        """Hours in all: a seventh of the weekly hours for each day that is no holiday."""
        return self.hours_per_week * self.days.within(7 * self.weeks) / 7

    def document(self) -> dict[str, object]:
        """Return the profile as JSON data."""
        values = asdict(self)
        listed = {name: list(v) if isinstance(v, tuple) else v for name, v in values.items()}
        holidays = [day.isoformat() for day in self.holidays]
        return {**listed, "start": self.start.isoformat(), "known": dict(self.known), "holidays": holidays}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Profile":
        """Return the profile that `document` was made of."""
        values: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in document.items()}
        holidays = tuple(map(date.fromisoformat, document["holidays"]))
        return cls(**{**values, "start": date.fromisoformat(document["start"]), "holidays": holidays})

    def digest(self, revision: str) -> str:
        """Return the id of the answer to this profile at ``revision``."""
        content = json.dumps([self.document(), revision], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:20]


def check(profile: Profile, catalog: Catalog) -> None:
    """Raise `BadProfile`, with all its faults, if ``profile`` names what ``catalog`` does not know."""
    errors: dict[str, list[str]] = {}
    for name in ("completed", "liked", "disliked", "pinned"):
        unknown = [each for each in getattr(profile, name) if each not in catalog.resources]
        if unknown:
            errors[name] = [f"{each!r} is the id of no resource." for each in unknown]
    skills = [skill for skill in profile.known if skill not in catalog.skills]
    if skills:
        errors["known"] = [f"{skill!r} is the id of no skill." for skill in skills]
    if errors:
        raise BadProfile(errors)


def known_skills(profile: Profile, needs: Mapping[str, Need], catalog: Catalog) -> dict[str, int]:
    """Return the level that the learner has in each skill, from level, completed resources and ``known``."""
    have: dict[str, int] = {}
    given = LEVELS[profile.level] - 1
    if given:
        for skill, need in needs.items():
            _raise(have, skill, min(given, need.level))
            for required, level in _closure(skill, catalog).items():
                _raise(have, required, min(given, level))
    for resource_id in profile.completed:
        for skill, level in catalog.resources[resource_id].teaches.items():
            _raise(have, skill, level)
    return {skill: level for skill, level in {**have, **profile.known}.items() if level}


def _raise(levels: dict[str, int], skill: str, level: int) -> None:
    levels[skill] = max(level, levels.get(skill, 0))


def _closure(skill: str, catalog: Catalog) -> dict[str, int]:
    """Return all that ``skill`` requires, directly or not, with the highest level."""
    found: dict[str, int] = {}
    waiting = list(catalog.skills[skill].requires.items())
    while waiting:
        required, level = waiting.pop()
        if found.get(required, 0) < level:
            found[required] = level
            waiting += catalog.skills[required].requires.items()
    return found
