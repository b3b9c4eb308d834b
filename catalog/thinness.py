"""Where the catalogue is thin: needs of a role with few resources, by language and cost."""

from dataclasses import dataclass

from catalog.catalog import Catalog
from catalog.resource import Resource
from catalog.rules import usable


@dataclass(frozen=True, slots=True)
class Thin:
    """How many resources teach a role's need to its level: all, free ones, French ones, free French ones."""

    role: str
    skill: str
    level: int
    total: int
    free: int
    french: int
    free_french: int


def thin(catalog: Catalog) -> list[Thin]:
    """Return every need of every role with its counts, thinnest first."""
    steps = usable(catalog)
    rows = [
        _count(role.id, skill, need.level, [r for r in steps if r.teaches.get(skill, 0) >= need.level])
        for role in catalog.roles.values()
        for skill, need in role.needs.items()
    ]
    return sorted(rows, key=lambda row: (row.free_french, row.free, row.total))


def _count(role: str, skill: str, level: int, teachers: list[Resource]) -> Thin:
    free = [r for r in teachers if r.cost == "free"]
    return Thin(
        role=role,
        skill=skill,
        level=level,
        total=len(teachers),
        free=len(free),
        french=sum("fr" in r.languages for r in teachers),
        free_french=sum("fr" in r.languages for r in free),
    )
