"""What could stand in the place of a step, and what that would change."""

from collections.abc import Sequence

import numpy as np

from catalog import Resource
from recommender.path import Alternative
from recommender.question import Question
from recommender.schedule import Placed, place

MOST = 3
"""How many are offered for a step."""


def alternatives(question: Question, placed: Sequence[Placed]) -> dict[str, list[Alternative]]:
    """Return, by step, the resources of best fit that give all that the path needs of it, within its hours."""
    ids = [each.resource.id for each in placed]
    free = question.steps & ~question.shelf.pool.mask(ids)
    left = question.profile.budget - sum(each.resource.hours or 0.0 for each in placed)
    free &= question.shelf.pool.hours <= left + max((each.resource.hours or 0.0 for each in placed), default=0.0)
    return {each.resource.id: _instead(question, placed, at, free, left) for at, each in enumerate(placed)}


def _instead(question: Question, placed: Sequence[Placed], at: int, free: np.ndarray, left: float) -> list[Alternative]:
    step, pool = placed[at], question.shelf.pool
    can = free & (pool.hours <= left + (step.resource.hours or 0.0) + 1e-9)
    can &= pool.giving(_relied_on(question, placed, at)) & pool.ready(_before(question, placed, at))
    rows = np.flatnonzero(can)
    best = rows[np.lexsort((pool.hours[rows], -question.fit.scores[rows]))][:MOST]
    return [_swapped(question, placed, at, question.shelf.resources[row]) for row in best]


def _before(question: Question, placed: Sequence[Placed], at: int) -> dict[str, int]:
    return _levels(question, [each.resource for each in placed[:at]])


def _relied_on(question: Question, placed: Sequence[Placed], at: int) -> dict[str, int]:
    """The levels that only this step gives, and that a need or a later step relies on."""
    step = placed[at]
    others = _levels(question, [each.resource for each in placed if each is not step])
    later = [requirement for each in placed[at + 1 :] for requirement in each.requires
             if requirement.met_by == step.resource.id]  # fmt: skip
    relied: dict[str, int] = {requirement.skill: requirement.level for requirement in later}
    for requirement in later:
        relied[requirement.skill] = max(requirement.level, relied[requirement.skill])
    for gain in step.gains:
        if gain.skill in question.needs:
            level = min(gain.after, question.needs[gain.skill].level)
            if level > others.get(gain.skill, 0):
                relied[gain.skill] = max(level, relied.get(gain.skill, 0))
    return relied


def _swapped(question: Question, placed: Sequence[Placed], at: int, instead: Resource) -> Alternative:
    """Place the path anew with ``instead`` at this step."""
    step, resources = placed[at], [each.resource for each in placed]
    swapped = [*resources[:at], instead, *resources[at + 1 :]]
    profile = question.profile
    again = place(
        swapped, question.have, question.shelf.catalog, days=profile.days, hours_per_week=profile.hours_per_week
    )
    gained = question.covered(_levels(question, swapped)) - question.covered(_levels(question, resources))
    return Alternative(
        instead,
        hours=(instead.hours or 0.0) - (step.resource.hours or 0.0),
        coverage=gained,
        fit=question.fit.score(instead) - question.fit.score(step.resource),
        ends=again[-1].ends,
    )


def _levels(question: Question, resources: Sequence[Resource]) -> dict[str, int]:
    levels = dict(question.have)
    for each in resources:
        for skill, level in each.teaches.items():
            levels[skill] = max(level, levels.get(skill, 0))
    return levels
