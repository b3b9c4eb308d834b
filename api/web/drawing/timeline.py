"""A path over time: each step from day to day, over weeks and months, with the hours of each week."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from math import ceil

from catalog import Resource
from recommender.path import Beside, Path

FEWEST_WEEKS, FEW_WEEKS = 2, 10
"""Up to so many weeks, each day is marked with its date; up to so many, each week; beyond, months are."""

DESKTOP, PHONE = 13, 5
"""How many marks are named at most, on a wide and on a narrow screen."""

LAST = 91.0
"""Percent of the width after which a mark is not named: the name would go beyond the edge."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of time, in percent of the width."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Row:
    """A resource on its bar; ``number`` is that of the step, none for what stands beside the steps."""

    resource: Resource
    starts: date
    ends: date
    bar: Bar
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A day, or the first one of a week or month; ``named`` on a wide screen, on a ``phone`` as well, or not at all."""

    day: date
    x: float
    named: bool
    phone: bool


@dataclass(frozen=True, slots=True)
class Effort:
    """Weeks from one to another, each with as many hours; ``height`` is in percent of the fullest week's."""

    first: int
    last: int
    hours: float
    bar: Bar
    height: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """A drawing of a path over its weeks: from ``starts`` to ``ends``, all of them whole weeks."""

    starts: date
    ends: date
    weeks: int
    monthly: bool
    marks: tuple[Mark, ...]
    stages: tuple[tuple[str, tuple[Row, ...]], ...]
    practice: tuple[Row, ...]
    follow: tuple[Row, ...]
    efforts: tuple[Effort, ...]
    today: float | None


def timeline(path: Path, today: date | None = None) -> Timeline:
    """Draw ``path`` with a mark at ``today``, where that is after its first day and not after its last."""
    scale = _Scale(path.profile.start, path.weeks)
    today = today or date.today()
    rows = [
        Row(p.resource, p.starts, p.ends, scale.bar(p.starts, p.ends), number)
        for number, p in enumerate((step.placed for step in path.steps), start=1)
    ]
    stages = groupby(rows, key=lambda row: path.steps[(row.number or 0) - 1].placed.stage)
    return Timeline(
        starts=scale.start,
        ends=path.ends or scale.start,
        weeks=path.weeks,
        monthly=path.weeks > FEW_WEEKS,
        marks=tuple(_marks(scale)),
        stages=tuple((stage, tuple(each)) for stage, each in stages),
        practice=_beside(path.practice, scale),
        follow=_beside(path.follow, scale),
        efforts=tuple(_efforts(path, scale)),
        today=scale.at(today) if path.ends and scale.start < today <= path.ends else None,
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    """From days to percent of the width."""

    start: date
    weeks: int

    def at(self, day: date) -> float:
        return round(100 * (day - self.start).days / (7 * self.weeks), 3)

    def bar(self, first: date, last: date) -> Bar:
        x = self.at(first)
        return Bar(x, round(self.at(last + timedelta(days=1)) - x, 3))

    def week(self, number: int) -> date:
        return self.start + timedelta(days=7 * number)

    def days(self, every: int) -> list[date]:
        return [self.start + timedelta(days=at) for at in range(0, 7 * self.weeks, every)]


def _marks(scale: _Scale) -> Iterator[Mark]:
    days = _months(scale) if scale.weeks > FEW_WEEKS else scale.days(1 if scale.weeks <= FEWEST_WEEKS else 7)
    for at, day in enumerate(days):
        x = scale.at(day)
        named = [x < LAST and at % ceil(len(days) / most) == 0 for most in (DESKTOP, PHONE)]
        yield Mark(day, x, *named)


def _months(scale: _Scale) -> list[date]:
    """Return the first days of the months within the weeks."""
    last = scale.week(scale.weeks) - timedelta(days=1)
    months = range(12 * scale.start.year + scale.start.month - 1, 12 * last.year + last.month)
    firsts = (date(month // 12, month % 12 + 1, 1) for month in months)
    return [day for day in firsts if day >= scale.start]


def _beside(slots: Sequence[Beside], scale: _Scale) -> tuple[Row, ...]:
    return tuple(Row(each.resource, each.since, each.until, scale.bar(each.since, each.until)) for each in slots)


def _efforts(path: Path, scale: _Scale) -> Iterator[Effort]:
    """Yield the hours of the weeks, those that follow each other with as many hours as one."""
    hours = dict.fromkeys(range(1, path.weeks + 1), 0.0)
    hours |= {week.number: round(sum(spent for _, spent in week.work), 1) for week in path.weekly()}
    most = max(hours.values(), default=0.0) or 1.0
    for spent, alike in groupby(sorted(hours), key=lambda number: hours[number]):
        numbers = list(alike)
        first, last = scale.week(numbers[0] - 1), scale.week(numbers[-1]) - timedelta(days=1)
        yield Effort(numbers[0], numbers[-1], spent, scale.bar(first, last), round(100 * spent / most, 1))
