"""Facet columns: which records have which value, as boolean arrays ready for filters and counts."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from catalog import Catalog, Resource
from catalog.level import LEVELS
from catalog.resource import COSTS, LISTED, MODES, STATUSES, TYPES

Mask = NDArray[np.bool_]
FACETS = ("level", "type", "language", "cost", "mode", "role", "skill", "status")


class Columns:
    """The facet columns of a catalogue's resources, in the catalogue's order."""

    def __init__(self, catalog: Catalog) -> None:
        self._resources = list(catalog.resources.values())
        self.hours = np.array([r.hours if r.hours is not None else np.nan for r in self._resources])
        self.years = np.array([r.year or np.nan for r in self._resources])
        self.listed: Mask = np.array([r.status in LISTED for r in self._resources], dtype=bool)
        languages = sorted({lang for r in self._resources for lang in r.languages})
        needs = {role.id: set(role.needs) for role in catalog.roles.values()}
        self.columns: dict[str, dict[str, Mask]] = {
            "level": self._columns(LEVELS, lambda r: [r.level]),
            "type": self._columns(TYPES, lambda r: [r.type]),
            "language": self._columns(languages, lambda r: r.languages),
            "cost": self._columns(COSTS, lambda r: [r.cost]),
            "mode": self._columns(MODES, lambda r: [r.mode]),
            "role": self._columns(needs, lambda r: [x for x, need in needs.items() if need & r.teaches.keys()]),
            "skill": self._columns(catalog.skills, lambda r: r.teaches),
            "status": self._columns(STATUSES, lambda r: [r.status]),
        }

    def mask(self, facet: str, values: Sequence[str]) -> Mask:
        """Return where a record has any of ``values``; one that no record has matches none."""
        found = np.zeros(len(self._resources), dtype=bool)
        for value in values:
            if value in self.columns[facet]:
                found |= self.columns[facet][value]
        return found

    def _columns(self, values: Iterable[str], of: Callable[[Resource], Iterable[str | None]]) -> dict[str, Mask]:
        columns = {value: np.zeros(len(self._resources), dtype=bool) for value in values}
        for row, resource in enumerate(self._resources):
            for value in of(resource):
                if value is not None:
                    columns[value][row] = True
        return columns
