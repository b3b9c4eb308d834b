"""When not everything fits: what stays open, why, and the smallest changes that would mend it."""

from collections.abc import Iterator, Mapping
from math import ceil

import numpy as np

from catalog import Resource
from catalog.resource import COSTS
from recommender import wording
from recommender.path import Missing, Relaxation
from recommender.pool import Mask
from recommender.profile import LONGEST, MOST_HOURS_PER_WEEK
from recommender.question import Question

NEAREST = 3
"""How many resources are named for an open need."""


def missing(question: Question, reached: Mapping[str, int]) -> tuple[Missing, ...]:
    """Return the needs that ``reached`` leaves open."""
    shelf, profile = question.shelf, question.profile
    _, within = shelf.pool.reachable(question.steps, shelf.pool.levels(question.have))
    said = []
    for skill, need in question.needs.items():
        if reached.get(skill, 0) >= need.level:
            continue
        teachers = shelf.steps & shelf.pool.giving({skill: need.level})
        at = shelf.pool.column.get(skill)
        kind = _because(teachers, teachers & question.steps, at is not None and within[at] >= need.level)
        because = wording.missing(kind, cost=profile.cost, languages=profile.languages, types=profile.types)
        said.append(Missing(skill, need.level, because, tuple(_nearest(question, teachers))))
    return tuple(said)


def _because(teachers: Mask, allowed: Mask, within_reach: bool) -> str:
    if not teachers.any():
        return "nothing"
    if not allowed.any():
        return "filters"
    return "hours" if within_reach else "requirements"


def _nearest(question: Question, teachers: Mask) -> list[Resource]:
    """The shortest of the ``teachers`` that the filters allow, or of all when they allow none."""
    allowed = teachers & question.steps
    rows = np.flatnonzero(allowed if allowed.any() else teachers)
    hours = question.shelf.pool.hours[rows]
    return [question.shelf.resources[row] for row in rows[np.argsort(hours, kind="stable")][:NEAREST]]


def relaxations(question: Question, now: float) -> tuple[Relaxation, ...]:
    """Return the changes of one field that cover more than ``now`` (0 to 1), the best first.

    For hours and weeks they are the fewest with which the filters' fullest coverage is reached, and half as much
    again as there is.
    """
    bought = [Relaxation(change, covered) for change, covered in _changes(question) if covered > now + 1e-9]
    return tuple(sorted(bought, key=lambda each: (-each.coverage, list(each.change))))


def _changes(question: Question) -> Iterator[tuple[dict[str, object], float]]:
    profile = question.profile
    yield from _more_time(question)
    for name in ("languages", "types", "excluded_types"):
        if getattr(profile, name):
            yield {name: []}, question.under(**{name: ()}).most().coverage
    for cost in COSTS[COSTS.index(profile.cost) + 1 :]:
        yield {"cost": cost}, question.under(cost=cost).most().coverage


def _more_time(question: Question) -> Iterator[tuple[dict[str, object], float]]:
    profile, fullest = question.profile, question.fullest()
    hours = sum(each.hours for each in fullest.chosen)
    weeks = _weeks_for(question, hours)
    if weeks <= LONGEST:
        yield {"weeks": weeks}, fullest.coverage
    if not profile.budget:
        return
    a_week = ceil(profile.hours_per_week * hours / profile.budget)
    if a_week <= MOST_HOURS_PER_WEEK:
        yield {"hours_per_week": a_week}, fullest.coverage
    half_more = ceil(profile.hours_per_week * 1.5)
    if profile.hours_per_week < half_more < a_week:
        yield {"hours_per_week": half_more}, question.under(hours_per_week=float(half_more)).most().coverage


def _weeks_for(question: Question, hours: float) -> int:
    """The fewest weeks that hold ``hours``, holidays left out."""
    profile = question.profile
    last = profile.days[ceil(7 * hours / profile.hours_per_week - 1e-9) - 1]
    return ceil(((last - profile.start).days + 1) / 7)
