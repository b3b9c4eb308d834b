"""Something to do at the end of a stage: a project, a competition, a lab."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from catalog import Resource
from recommender.question import Question
from recommender.schedule import Placed


def closings(question: Question, placed: Sequence[Placed]) -> dict[str, Resource]:
    """Return, by stage, what to add to its end: the hours that are left allow it, and it practises the stage.

    A stage that ends with something to do needs none. What is added teaches nothing that a later step is there
    for, so that no step loses its reason.
    """
    added: dict[str, Resource] = {}
    levels = dict(question.have)
    left = question.profile.budget - sum(each.resource.hours or 0.0 for each in placed)
    taken = {each.resource.id for each in placed}
    doing = _doing(question)
    for stage, grouped in groupby(placed, key=lambda each: each.stage):
        steps = list(grouped)
        levels |= {gain.skill: gain.after for each in steps for gain in each.gains}
        if steps[-1].resource.doing:
            continue
        trained = {gain.skill for each in steps for gain in each.gains if gain.skill in question.needs}
        later = {gain.skill: gain.before for each in reversed(placed[placed.index(steps[-1]) + 1 :])
                 for gain in each.gains}  # fmt: skip
        fitting = [
            each
            for each in doing
            if each.id not in taken and (each.hours or 0.0) <= left + 1e-9 and _fits(question, each, levels, later)
        ]
        best = max(fitting, key=lambda each: _practises(each, trained, question), default=None)
        if best is not None and _practises(best, trained, question)[0] > 0:
            added[stage] = best
            taken.add(best.id)
            levels |= {skill: max(level, levels.get(skill, 0)) for skill, level in best.teaches.items()}
            left -= best.hours or 0.0
    return added


def with_closings(placed: Sequence[Placed], added: Mapping[str, Resource]) -> list[Resource]:
    """Return the resources in their order, each stage followed by what closes it."""
    ordered: list[Resource] = []
    for stage, steps in groupby(placed, key=lambda each: each.stage):
        ordered += [each.resource for each in steps]
        if stage in added:
            ordered.append(added[stage])
    return ordered


def _doing(question: Question) -> list[Resource]:
    return question.shelf.named(question.steps & question.shelf.doing)


def _fits(question: Question, each: Resource, levels: Mapping[str, int], later: Mapping[str, int]) -> bool:
    """Whether it can be taken at ``levels`` and takes no gain away from ``later`` steps."""
    needed = question.shelf.catalog.requirements(each)
    return all(levels.get(skill, 0) >= level for skill, level in needed.items()) and all(
        level <= later.get(skill, level) for skill, level in each.teaches.items()
    )


def _practises(each: Resource, trained: set[str], question: Question) -> tuple[float, float, float]:
    """The share of what it uses that the stage has trained; then its fit; then the shorter."""
    used = {*each.teaches, *each.requires}
    return len(used & trained) / len(used), question.fit.score(each), -(each.hours or 0.0)
