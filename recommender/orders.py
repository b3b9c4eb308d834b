"""The orders in which a list can be shown, each as a permutation of the records."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog import Resource
from recommender.snapshot import Arrays
from recommender.text import fold

SORTS = ("relevance", "title", "hours", "-hours", "year", "-year")
_COLUMNS = {"hours": "hours", "year": "years"}


class OrderBuilder:
    """Takes resources one by one and sorts them."""

    def __init__(self) -> None:
        self._titles: list[str] = []

    def add(self, resource: Resource) -> None:
        """Take the next resource."""
        self._titles.append(fold(resource.name("en")))

    def arrays(self, columns: Mapping[str, NDArray[Any]]) -> Arrays:
        """Return a permutation for each order but relevance; what is unknown comes last, ties keep their order."""
        made = {"order_title": np.array(sorted(range(len(self._titles)), key=self._titles.__getitem__), np.int32)}
        for sort in SORTS[2:]:
            values = columns[_COLUMNS[sort.lstrip("-")]]
            made[f"order_{sort}"] = np.argsort(-values if sort[0] == "-" else values, kind="stable").astype(np.int32)
        return made
