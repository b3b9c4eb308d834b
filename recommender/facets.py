"""Facet columns: which records have which value, as sets of bits ready for filters and counts."""

import json
from array import array
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog import Resource, Role
from catalog.level import LEVELS
from catalog.resource import COSTS, LISTED, MODES, STATUSES, TYPES
from recommender.snapshot import Arrays

Mask = NDArray[np.bool_]
Bits = NDArray[np.uint64]
"""A set of records: record r at bit r mod 64 of word r // 64."""

FACETS = ("level", "type", "language", "cost", "mode", "role", "skill", "status")
SINGLE: dict[str, tuple[str, ...]] = {
    "level": tuple(LEVELS), "type": TYPES, "cost": COSTS, "mode": MODES, "status": STATUSES,
}  # fmt: skip
"""The facets of which a record has one value at most, and their values."""

_single = attrgetter(*SINGLE)


class FacetBuilder:
    """Takes resources one by one, in the catalogue's order, and makes their columns."""

    def __init__(self, skills: Iterable[str], roles: Mapping[str, Role]) -> None:
        self._skills = {skill: code for code, skill in enumerate(skills)}
        self._needs = {role.id: list(role.needs) for role in roles.values()}
        self._codes: dict[str, Mapping[Any, int]] = {
            facet: {value: code for code, value in enumerate(values)} for facet, values in SINGLE.items()
        }
        self._single = {facet: array("b") for facet in SINGLE}
        self._languages: dict[str, array[int]] = {}
        self._taught, self._ends, self._levels = array("I"), array("q", [0]), array("b")
        self._hours, self._years = array("d"), array("d")

    def add(self, resource: Resource) -> None:
        """Take the next resource."""
        row = len(self._hours)
        for value, codes, column in zip(_single(resource), self._codes.values(), self._single.values(), strict=True):
            column.append(codes.get(value, -1))
        for lang in resource.languages:
            self._languages.setdefault(lang, array("i")).append(row)
        for skill, level in resource.teaches.items():
            self._taught.append(self._skills[skill])
            self._levels.append(level)
        self._ends.append(len(self._taught))
        self._hours.append(np.nan if resource.hours is None else resource.hours)
        self._years.append(resource.year or np.nan)

    def arrays(self) -> Arrays:
        """Return the columns of all resources taken; a facet's values are the rows of its bits."""
        columns = {facet: self._of_codes(facet) for facet in SINGLE}
        columns["language"] = {lang: self._set(self._languages[lang]) for lang in sorted(self._languages)}
        rows = np.repeat(np.arange(len(self._hours)), np.diff(self._ends))
        taught = np.array(self._taught)
        columns["skill"] = {skill: self._set(rows[taught == code]) for skill, code in self._skills.items()}
        columns["role"] = {role: self._any(columns["skill"], needs) for role, needs in self._needs.items()}
        values = {facet: list(columns[facet]) for facet in FACETS}
        return {
            "facet_values": np.frombuffer(json.dumps(values).encode(), np.uint8),
            "facet_bits": np.array([bits for facet in FACETS for bits in columns[facet].values()], np.uint64),
            "hours": np.array(self._hours),
            "years": np.array(self._years),
            "taught_offsets": np.array(self._ends),
            "taught_skills": taught,
            "taught_levels": np.array(self._levels, np.uint8),
        }

    def _of_codes(self, facet: str) -> dict[str, Bits]:
        codes = np.array(self._single[facet])
        return {value: packed(codes == code) for value, code in self._codes[facet].items()}

    def _set(self, rows: Sequence[int] | NDArray[np.int64]) -> Bits:
        mask = np.zeros(len(self._hours), bool)
        mask[np.asarray(rows, np.int64)] = True
        return packed(mask)

    def _any(self, sets: Mapping[str, Bits], names: Iterable[str]) -> Bits:
        found = packed(np.zeros(len(self._hours), bool))
        for name in names:
            found = found | sets[name]
        return found


class Columns:
    """The facet columns of a snapshot's records, in its order.

    ``values`` are those of each facet, ``rows`` where their sets stand in ``bits`` (shape: values × words).
    """

    def __init__(self, arrays: Arrays) -> None:
        self.hours, self.years = arrays["hours"], arrays["years"]
        self.size = self.hours.size
        self.values: dict[str, list[str]] = json.loads(arrays["facet_values"].tobytes())
        self.bits: Bits = arrays["facet_bits"]
        self.rows: dict[str, NDArray[np.int64]] = {}
        first = 0
        for facet, values in self.values.items():
            self.rows[facet] = np.arange(first, first + len(values))
            first += len(values)
        self.listed_bits = self.having("status", LISTED)

    @property
    def listed(self) -> Mask:
        """Where a record may be shown without being asked for by its status."""
        return unpacked(self.listed_bits, self.size)

    def having(self, facet: str, values: Iterable[str]) -> Bits:
        """Return the records with any of ``values``; one that no record has matches none."""
        known, first = self.values[facet], int(self.rows[facet][0]) if self.rows[facet].size else 0
        rows = [first + known.index(value) for value in values if value in known]
        found: Bits = np.bitwise_or.reduce(self.bits[rows], axis=0)
        return found

    def mask(self, facet: str, values: Iterable[str]) -> Mask:
        """Return where a record has any of ``values``, as `having` does."""
        return unpacked(self.having(facet, values), self.size)


def packed(mask: Mask) -> Bits:
    """Return a mask as a set of bits."""
    padded = np.pad(mask, (0, -mask.size % 64))
    return np.packbits(padded, bitorder="little").view(np.uint64)


def unpacked(bits: Bits, size: int) -> Mask:
    """Return a set of bits as a mask over ``size`` records."""
    return np.unpackbits(bits.view(np.uint8), count=size, bitorder="little").astype(bool)
