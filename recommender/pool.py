"""Candidates as columns, so that a hundred thousand are weighed at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.candidate import Candidate

Mask = NDArray[np.bool_]
Levels = NDArray[np.int64]
"""A level (0 to 3) for each skill of a pool."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Levels of skills, row by row: three parallel arrays in the order of the rows."""

    row: NDArray[np.int64]
    skill: NDArray[np.int64]
    level: Levels

    def __getitem__(self, keep: Mask) -> "Pairs":
        """Return the pairs where ``keep`` is true."""
        return Pairs(self.row[keep], self.skill[keep], self.level[keep])

    def raise_(self, levels: Levels) -> Levels:
        """Return ``levels``, raised to whatever a pair gives."""
        raised = levels.copy()
        np.maximum.at(raised, self.skill, self.level)
        return raised


class Pool:
    """The candidates of a catalogue, in its order: ``hours``, and what each ``gives`` and ``needs``."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self.candidates = list(candidates)
        self.place = {each.id: row for row, each in enumerate(self.candidates)}
        named = (skill for each in self.candidates for skill in (*each.teaches, *each.requires))
        self.column = {skill: i for i, skill in enumerate(dict.fromkeys(named))}
        self.hours = np.array([each.hours for each in self.candidates], dtype=np.float64)
        self.gives = self._pairs([each.teaches for each in self.candidates])
        self.needs = self._pairs([each.requires for each in self.candidates])

    def levels(self, known: Mapping[str, int]) -> Levels:
        """Return ``known`` as an array; a skill that no candidate names is left out."""
        levels = np.zeros(len(self.column), dtype=np.int64)
        for skill, level in known.items():
            if skill in self.column:
                levels[self.column[skill]] = level
        return levels

    def named(self, levels: Levels) -> dict[str, int]:
        """Return levels by skill, without those at 0; the inverse of `levels`."""
        return {skill: int(levels[at]) for skill, at in self.column.items() if levels[at]}

    def mask(self, ids: Iterable[str]) -> Mask:
        """Return where a candidate is one of ``ids``."""
        found = np.zeros(len(self.candidates), dtype=bool)
        found[[self.place[each] for each in ids]] = True
        return found

    def giving(self, wanted: Mapping[str, int]) -> Mask:
        """Return where a candidate gives every level ``wanted``."""
        found = np.ones(len(self.candidates), dtype=bool)
        for skill, level in wanted.items():
            here = (self.gives.skill == self.column.get(skill, -1)) & (self.gives.level >= level)
            found &= np.bincount(self.gives.row[here], minlength=len(found)).astype(bool)
        return found

    def ready(self, known: Mapping[str, int]) -> Mask:
        """Return where a candidate needs no more than is ``known``."""
        found = np.ones(len(self.candidates), dtype=bool)
        found[self.needs.row[self.needs.level > self.levels(known)[self.needs.skill]]] = False
        return found

    def reachable(self, among: Mask, known: Levels) -> tuple[Mask, Levels]:
        """Return which of ``among`` can be taken once all others that can be have been, and the levels then reached."""
        gives, needs = self.gives[among[self.gives.row]], self.needs[among[self.needs.row]]
        levels = known
        while True:
            can = among.copy()
            can[needs.row[needs.level > levels[needs.skill]]] = False
            reached = gives[can[gives.row]].raise_(levels)
            if (reached == levels).all():
                return can, levels
            levels = reached

    def _pairs(self, rows: Sequence[Mapping[str, int]]) -> Pairs:
        found = [(row, self.column[skill], level) for row, each in enumerate(rows) for skill, level in each.items()]
        table = np.array(found, dtype=np.int64).reshape(-1, 3)
        return Pairs(*np.ascontiguousarray(table.T))
