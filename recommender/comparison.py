"""Roles side by side: what they have in common, and how near they are, by the levels that they need."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalog import Role


@dataclass(frozen=True, slots=True)
class Compared:
    """A skill, and the level that each of several roles needs of it; 0 where it needs none."""

    skill: str
    levels: tuple[int, ...]

    @property
    def needed_by(self) -> tuple[bool, ...]:
        """Which of the roles need it."""
        return tuple(level > 0 for level in self.levels)


def side_by_side(roles: Sequence[Role]) -> list[Compared]:
    """Return every skill that any of ``roles`` needs: what most of them need first, then what weighs most."""
    skills = dict.fromkeys(skill for role in roles for skill in role.needs)
    rows = [Compared(skill, tuple(_level(role, skill) for role in roles)) for skill in skills]
    return sorted(rows, key=lambda row: (-sum(row.needed_by), [not each for each in row.needed_by],
                                         -max(_weight(role, row.skill) for role in roles)))  # fmt: skip


def nearness(one: Role, other: Role) -> float:
    """Return the share of the levels needed by either role that both need: Σ min / Σ max over skills (Ruzicka).

    1 for equal needs, 0 for nothing in common, or nothing needed.
    """
    rows = side_by_side((one, other))
    either = sum(max(row.levels) for row in rows)
    return sum(min(row.levels) for row in rows) / either if either else 0.0


def nearest(role: Role, roles: Iterable[Role]) -> list[tuple[Role, float]]:
    """Return the others of ``roles`` that have anything in common with ``role``, the nearest first."""
    found = [(other, nearness(role, other)) for other in roles if other.id != role.id]
    return sorted(((other, near) for other, near in found if near), key=lambda each: -each[1])


def _level(role: Role, skill: str) -> int:
    return role.needs[skill].level if skill in role.needs else 0


def _weight(role: Role, skill: str) -> float:
    return role.needs[skill].weight if skill in role.needs else 0.0
