"""A role: a job and the skills that it needs."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Need:
    """A level (1 to 3) that a role needs of a skill, and how much that weighs."""

    level: int
    weight: float


@dataclass(frozen=True, slots=True)
class Role:
    """A job: its mission and the skills that it needs; ``codes`` holds those of public frameworks."""

    id: str
    label: dict[str, str]
    aliases: dict[str, tuple[str, ...]]
    mission: dict[str, str]
    needs: dict[str, Need]
    codes: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Every label and alias, in both languages."""
        return (*self.label.values(), *(alias for each in self.aliases.values() for alias in each))

    def document(self) -> dict[str, Any]:
        """Return the role as JSON data."""
        return {
            "id": self.id,
            "label": self.label,
            "aliases": {lang: list(names) for lang, names in self.aliases.items()},
            "mission": self.mission,
            "needs": {skill: {"level": n.level, "weight": n.weight} for skill, n in self.needs.items()},
            "codes": {scheme: list(codes) for scheme, codes in self.codes.items()},
        }
