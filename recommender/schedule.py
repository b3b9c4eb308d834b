"""The order of the chosen resources, and their dates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor

from catalog import Catalog, Resource
from catalog.level import LEVELS, NAMES
from recommender.calendar import StudyDays


@dataclass(frozen=True, slots=True)
class Gain:
    """A skill that a step raises, from one level to another."""

    skill: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Requirement:
    """A level needed on entry, and who met it: ``profile`` or a resource's id."""

    skill: str
    level: int
    met_by: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A resource in its place: stage, gains, requirements and dates (the end is included).

    ``known`` holds what it teaches and does not raise, because it is reached already.
    """

    resource: Resource
    stage: str
    known: Mapping[str, int]
    gains: tuple[Gain, ...]
    requires: tuple[Requirement, ...]
    starts: date
    ends: date


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days of a path, counted from 1: the steps worked on, by position from 1, each with its hours."""

    number: int
    starts: date
    ends: date
    work: tuple[tuple[int, float], ...]


def order(chosen: Sequence[Resource], have: Mapping[str, int], catalog: Catalog) -> list[Resource]:
    """Return ``chosen`` so that every requirement is met in time.

    Among those that can be taken, the lowest level comes first; of one level, something to do comes last, and
    what unlocks most comes first, then the shorter.
    """
    position = {each.id: i for i, each in enumerate(chosen)}
    levels, waiting, ordered = dict(have), list(chosen), list[Resource]()
    needed = {each.id: catalog.requirements(each) for each in chosen}
    while waiting:
        ready = [r for r in waiting if all(levels.get(s, 0) >= n for s, n in needed[r.id].items())]

        def rank(resource: Resource) -> tuple[float, ...]:
            return (
                LEVELS.get(resource.level or "beginner", 1),
                resource.doing,
                -_unlocked(resource, waiting, needed),
                max(resource.teaches.values()),
                resource.hours or 0,
                position[resource.id],
            )

        following = min(ready, key=rank)
        ordered.append(following)
        waiting.remove(following)
        for skill, level in following.teaches.items():
            levels[skill] = max(level, levels.get(skill, 0))
    return ordered


def place(
    ordered: Sequence[Resource], have: Mapping[str, int], catalog: Catalog, *, days: StudyDays, hours_per_week: float
) -> list[Placed]:
    """Give each resource its stage, what it gains and needs at that point, and its dates."""
    levels, giver = dict(have), dict.fromkeys(have, "profile")
    done, stage, placed = 0.0, 1, list[Placed]()
    for each in ordered:
        requires = [Requirement(s, n, giver[s]) for s, n in catalog.requirements(each).items() if n]
        gains = [Gain(s, levels.get(s, 0), n) for s, n in each.teaches.items() if n > levels.get(s, 0)]
        stage = max(stage, LEVELS.get(each.level or "beginner", 1))
        first = floor(7 * done / hours_per_week + 1e-9)
        done += each.hours or 0.0
        last = max(first, ceil(7 * done / hours_per_week - 1e-9) - 1)
        known = {s: n for s, n in each.teaches.items() if n <= levels.get(s, 0)}
        placed.append(Placed(each, NAMES[stage], known, tuple(gains), tuple(requires), days[first], days[last]))
        for gain in gains:
            levels[gain.skill], giver[gain.skill] = gain.after, each.id
    return placed


def weekly(placed: Sequence[Placed], *, start: date, days: StudyDays, hours_per_week: float) -> list[Week]:
    """Spread the steps over weeks of seven days from ``start``; a week without a day to learn on is left out."""
    ends, done = [], 0.0
    for each in placed:
        done += each.resource.hours or 0.0
        ends.append(done)
    weeks: list[Week] = []
    number, low = 0, 0.0
    while low < done - 1e-9:
        number += 1
        high = min(done, days.within(7 * number) * hours_per_week / 7)
        spans = zip([0.0, *ends], ends, strict=False)
        work = [(at, min(high, last) - max(low, first)) for at, (first, last) in enumerate(spans, start=1)]
        kept = tuple((at, round(hours, 2)) for at, hours in work if hours > 1e-9)
        if kept:
            first_day = start + timedelta(days=7 * (number - 1))
            weeks.append(Week(number, first_day, first_day + timedelta(days=6), kept))
        low = high
    return weeks


def _unlocked(resource: Resource, waiting: Sequence[Resource], needed: Mapping[str, Mapping[str, int]]) -> int:
    """How many of those ``waiting`` need something that ``resource`` teaches."""
    return sum(bool(needed[each.id].keys() & resource.teaches.keys()) for each in waiting if each is not resource)
