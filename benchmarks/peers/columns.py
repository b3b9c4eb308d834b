"""Facets as arrays of codes, for the systems that have scores of all records and no facets of their own."""

from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.peers.system import FACETS, facets, text
from catalog import Resource

FILE = "facets.npz"


class Codes:
    """Notes the facets of resources as they pass by."""

    def __init__(self) -> None:
        self._codes = {facet: array("B") for facet in FACETS}

    def texts(self, resources: Iterable[Resource]) -> Iterator[str]:
        """Yield what is searched of each resource."""
        for each in resources:
            for facet, value in facets(each).items():
                self._codes[facet].append(FACETS[facet].index(value))
            yield text(each)

    def write(self, folder: Path) -> None:
        np.savez(folder / FILE, **{facet: np.array(codes) for facet, codes in self._codes.items()})


class Columns:
    """The codes of every record and facet."""

    def __init__(self, folder: Path) -> None:
        with np.load(folder / FILE) as arrays:
            self._codes = {facet: arrays[facet] for facet in FACETS}
        self._levels = {level: self._codes["level"] == i for i, level in enumerate(FACETS["level"])}

    def having(self, level: str) -> NDArray[np.bool_]:
        """Return for each record whether it is of a level."""
        return self._levels[level]

    def counts(self, rows: NDArray[np.integer]) -> dict[str, dict[str, int]]:
        """Return how many of ``rows`` have each value of each facet."""
        found = {}
        for facet, values in FACETS.items():
            counts = np.bincount(self._codes[facet][rows], minlength=len(values))
            found[facet] = dict(zip(values, counts.tolist(), strict=True))
        return found
