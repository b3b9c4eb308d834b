"""A skill: a concept that one can have at a level."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Skill:
    """A concept one can have at a level, and the skills that learning it always requires."""

    id: str
    label: dict[str, str]
    aliases: dict[str, tuple[str, ...]]
    definition: dict[str, str]
    broader: str | None = None
    requires: dict[str, int] = field(default_factory=dict)
    esco: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Every label and alias, in both languages."""
        return (*self.label.values(), *(alias for each in self.aliases.values() for alias in each))

    def document(self) -> dict[str, Any]:
        """Return the skill as JSON data."""
        return {
            "id": self.id,
            "label": self.label,
            "aliases": {lang: list(names) for lang, names in self.aliases.items()},
            "definition": self.definition,
            "broader": self.broader,
            "requires": self.requires,
            "esco": self.esco,
        }
