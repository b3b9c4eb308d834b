"""How much of one resource another one, or what is known, already gives."""

from collections.abc import Mapping
from dataclasses import dataclass

from catalog import Resource


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two resources: the share of each (0 to 1) that the other gives, and the levels that both give, by skill."""

    one: Resource
    other: Resource
    of_one: float
    of_other: float
    shared: Mapping[str, int]


def overlap(one: Resource, other: Resource) -> Overlap:
    """Return what two resources have in common."""
    shared = {skill: min(level, other.teaches[skill]) for skill, level in one.teaches.items() if skill in other.teaches}
    of_one, of_other = repeated(one.teaches, other.teaches), repeated(other.teaches, one.teaches)
    return Overlap(one, other, of_one, of_other, shared)


def repeated(taught: Mapping[str, int], known: Mapping[str, int]) -> float:
    """Return the share of the levels ``taught`` that is ``known``: Σ min(taught, known) / Σ taught; 0 for nothing."""
    total = sum(taught.values())
    return sum(min(level, known.get(skill, 0)) for skill, level in taught.items()) / total if total else 0.0
