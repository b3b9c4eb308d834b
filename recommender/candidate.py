"""What the optimum chooses from and aims at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """A resource that may be chosen: its hours, and the levels of skills that it gives and needs."""

    id: str
    hours: float
    teaches: Mapping[str, int]
    requires: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Goal:
    """A level wanted in a skill, and its weight."""

    skill: str
    level: int
    weight: float


def coverage(goals: Sequence[Goal], levels: Mapping[str, int]) -> float:
    """Return the weighted share of ``goals`` that ``levels`` reach; part of a level scale counts in part.

    Σ weight · min(reached, level) / level, over Σ weight; 1 when there are no goals.
    """
    total = sum(goal.weight for goal in goals)
    reached = sum(g.weight * min(levels.get(g.skill, 0), g.level) / g.level for g in goals)
    return reached / total if total else 1.0


def ready(candidate: Candidate, levels: Mapping[str, int]) -> bool:
    """Whether ``levels`` meet all that ``candidate`` requires."""
    return all(levels.get(skill, 0) >= level for skill, level in candidate.requires.items())


def stuck(chosen: Sequence[Candidate], have: Mapping[str, int]) -> tuple[list[Candidate], dict[str, int]]:
    """Return those of ``chosen`` that no order allows to be taken, and the levels that the others reach."""
    levels, waiting = dict(have), list(chosen)
    while True:
        free = [c for c in waiting if ready(c, levels)]
        if not free:
            return waiting, levels
        for each in free:
            for skill, level in each.teaches.items():
                levels[skill] = max(level, levels.get(skill, 0))
        waiting = [each for each in waiting if each not in free]
