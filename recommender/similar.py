"""Resources like another: by text and by what they teach."""

from dataclasses import dataclass

import numpy as np
from sklearn.preprocessing import normalize

from catalog import Catalog, Resource
from recommender.index import Index

TEXT, SKILLS = 0.5, 0.5


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A resource like another one, how like (0 to 1), and the skills they share."""

    resource: Resource
    score: float
    shared: tuple[str, ...]


class Neighbours:
    """A table of the nearest neighbours of every resource, computed once."""

    def __init__(self, catalog: Catalog, index: Index, *, size: int = 20) -> None:
        self._resources = list(catalog.resources.values())
        self._row = {each.id: row for row, each in enumerate(self._resources)}
        skills = {skill: column for column, skill in enumerate(catalog.skills)}
        profile = np.zeros((len(self._resources), len(skills)))
        for row, each in enumerate(self._resources):
            for skill, level in each.teaches.items():
                profile[row, skills[skill]] = level
        text, taught = normalize(index.weights()), normalize(profile)
        self._likeness = TEXT * (text @ text.T).toarray() + SKILLS * (taught @ taught.T)
        np.fill_diagonal(self._likeness, 0.0)
        hidden = [row for row, each in enumerate(self._resources) if not each.listed]
        self._likeness[:, hidden] = 0.0
        self._nearest = np.argsort(-self._likeness, axis=1, kind="stable")[:, :size]

    def of(self, resource_id: str, *, limit: int = 10) -> list[Neighbour]:
        """Return the resources most like this one, best first."""
        row = self._row[resource_id]
        mine = self._resources[row].teaches
        rows = [int(i) for i in self._nearest[row, :limit] if self._likeness[row, i] > 0]
        return [
            Neighbour(
                self._resources[i],
                round(float(self._likeness[row, i]), 4),
                tuple(skill for skill in mine if skill in self._resources[i].teaches),
            )
            for i in rows
        ]
