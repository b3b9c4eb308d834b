"""What a path covers of what is needed, before and after it, skill by skill."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.web.drawing.level import levels, state
from recommender.path import Path

GROUPS = {"covered": ("have", "gain"), "partly": ("partly",), "open": ("open",)}
"""The states of the skills in each group."""


@dataclass(frozen=True, slots=True)
class Row:
    """A skill that is needed: its levels, and its share (0 to 1) of the whole."""

    skill: str
    have: int
    reached: int
    wanted: int
    share: float

    @property
    def levels(self) -> tuple[str, ...]:
        """The state of each of its levels."""
        return levels(self.have, self.reached, self.wanted)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The shares covered (0 to 1) and the skills by group, the weightiest first."""

    before: float
    after: float
    groups: tuple[tuple[str, tuple[Row, ...]], ...]


def coverage(path: Path) -> Coverage:
    """Draw what ``path`` covers."""
    total = sum(need.weight for need in path.needs.values()) or 1.0
    rows = [
        Row(skill, path.have.get(skill, 0), path.reached.get(skill, 0), need.level, need.weight / total)
        for skill, need in path.needs.items()
    ]
    rows.sort(key=lambda row: -row.share)
    grouped = {
        group: tuple(row for row in rows if state(row.have, row.reached, row.wanted) in states)
        for group, states in GROUPS.items()
    }
    return Coverage(
        before=_covered(rows, path.have),
        after=path.coverage,
        groups=tuple((group, each) for group, each in grouped.items() if each),
    )


def _covered(rows: list[Row], reached: Mapping[str, int]) -> float:
    return sum(row.share * min(reached.get(row.skill, 0), row.wanted) / row.wanted for row in rows)
