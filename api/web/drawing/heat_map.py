"""How well a catalogue covers what its roles need: resources by role, skill and level."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from catalog import Catalog, Resource
from catalog.rules import usable

LANGUAGES = ("any", "en", "fr")
"""What is counted: all resources, or those in a language."""

BANDS = (1, 2, 4, 8)
"""From how many resources on a cell has the next shade."""

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a skill, and how many resources lead to it from below, by language."""

    level: int
    counts: Counts

    def band(self, language: str) -> int:
        """The shade of the count: 0 where there is none, up to 4."""
        return sum(self.counts[language] >= least for least in BANDS)


@dataclass(frozen=True, slots=True)
class Row:
    """A skill, and the levels of it that each role needs, by role."""

    skill: str
    needs: Mapping[str, tuple[Level, ...]]


@dataclass(frozen=True, slots=True)
class Area:
    """The skills below one that is broader than all of them."""

    skill: str
    rows: tuple[Row, ...]

    def levels(self, role: str) -> list[Level]:
        """The levels that a role needs of its skills."""
        return [level for row in self.rows for level in row.needs.get(role, ())]

    def thinnest(self, role: str, language: str) -> Level | None:
        """The level with the fewest resources in a language, of those that a role needs, if it needs any."""
        return min(self.levels(role), key=lambda level: level.counts[language], default=None)


@dataclass(frozen=True, slots=True)
class HeatMap:
    """The areas, those with most skills first."""

    roles: tuple[str, ...]
    areas: tuple[Area, ...]

    def levels(self, role: str) -> list[Level]:
        """All levels that a role needs."""
        return [level for area in self.areas for level in area.levels(role)]


_made: WeakKeyDictionary[Catalog, HeatMap] = WeakKeyDictionary()


def heat_map(catalog: Catalog) -> HeatMap:
    """Return the drawing of a catalogue, which is made once."""
    if catalog not in _made:
        _made[catalog] = _make(catalog)
    return _made[catalog]


def _make(catalog: Catalog) -> HeatMap:
    counts = _counts(catalog)
    rows: dict[str, list[Row]] = {}
    for skill in catalog.skills:
        needs = {
            role.id: tuple(Level(n, counts.get((skill, n), NONE)) for n in range(1, role.needs[skill].level + 1))
            for role in catalog.roles.values()
            if skill in role.needs
        }
        if needs:
            rows.setdefault(_area(catalog, skill), []).append(Row(skill, needs))
    areas = [Area(area, tuple(each)) for area, each in rows.items()]
    return HeatMap(tuple(catalog.roles), tuple(sorted(areas, key=lambda area: -len(area.rows))))


NONE: Counts = dict.fromkeys(LANGUAGES, 0)


def _counts(catalog: Catalog) -> dict[tuple[str, int], Counts]:
    """Return how many steps lead to each level of each skill: they reach it, and do not need it on entry."""
    found: dict[tuple[str, int], Counter[str]] = {}
    for resource in usable(catalog):
        needed = catalog.requirements(resource)
        for skill, reached in resource.teaches.items():
            for level in range(needed.get(skill, 0) + 1, reached + 1):
                found.setdefault((skill, level), Counter()).update(_said(resource))
    return {key: {language: counts[language] for language in LANGUAGES} for key, counts in found.items()}


def _said(resource: Resource) -> Iterable[str]:
    return ("any", *set(resource.languages).intersection(LANGUAGES))


def _area(catalog: Catalog, skill: str) -> str:
    """Return the broadest skill above one; where they go in a circle, the last before it closes."""
    passed = [skill]
    while (broader := catalog.skills[passed[-1]].broader) and broader not in passed:
        passed.append(broader)
    return passed[-1]
