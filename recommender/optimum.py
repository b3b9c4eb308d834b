"""The optimal set of resources: an integer programme, solved to proven optimality."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import monotonic

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from recommender.candidate import Candidate, Goal, coverage, ready, stuck
from recommender.reduction import reduce

TOLERANCE = 1e-6

TIME_LIMIT = 4.0
"""Seconds; an answer that is not proven by then is the best so far, and its gap says so."""


@dataclass(frozen=True, slots=True)
class Optimum:
    """The chosen candidates, the coverage they reach (0 to 1) and its proven upper bound."""

    chosen: tuple[Candidate, ...]
    coverage: float
    bound: float


def solve(
    candidates: Sequence[Candidate],
    goals: Sequence[Goal],
    have: Mapping[str, int],
    budget: float,
    *,
    light: bool = False,
) -> Optimum:
    """Choose candidates of the greatest coverage within ``budget`` hours, and among those of the least burden.

    Every requirement of a chosen candidate is met by ``have`` or by one that can be taken before it. With
    ``light``, only the coverage is sought, and the burden is left as it falls.
    """
    problem = _Problem(reduce(candidates, goals, have, budget), goals, have, budget)
    if not problem.candidates:
        reached = coverage(goals, have)
        return Optimum((), reached, reached)
    best, bound = problem.maximise_coverage()
    if not light:
        best = problem.minimise_burden(best)
    chosen = tuple(each for each, taken in zip(problem.candidates, best, strict=False) if taken > 0.5)
    levels = dict(have)
    for each in chosen:
        for skill, level in each.teaches.items():
            levels[skill] = max(level, levels.get(skill, 0))
    reached = coverage(goals, levels)
    return Optimum(chosen, reached, max(reached, bound))


def _open_levels(
    candidates: Sequence[Candidate], goals: Sequence[Goal], have: Mapping[str, int]
) -> list[tuple[str, int]]:
    """Return each level of a skill that is wanted or required, and not there yet."""
    top = {goal.skill: goal.level for goal in goals}
    for each in candidates:
        for skill, level in each.requires.items():
            top[skill] = max(level, top.get(skill, 0))
    return [(skill, n) for skill, highest in top.items() for n in range(have.get(skill, 0) + 1, highest + 1)]


class _Problem:
    """The integer programme: a binary for each candidate, then one for each level of a skill that is reached."""

    def __init__(
        self, candidates: list[Candidate], goals: Sequence[Goal], have: Mapping[str, int], budget: float
    ) -> None:
        self.candidates, self.have = candidates, have
        self._ends = monotonic() + TIME_LIMIT
        self.base = coverage(goals, have)
        levels = _open_levels(candidates, goals, have)
        self._column = {pair: len(candidates) + i for i, pair in enumerate(levels)}
        self.size = len(candidates) + len(levels)
        self.gain = self._gains(goals)
        self.burden = np.zeros(self.size)
        self.burden[: len(candidates)] = [each.burden for each in candidates]
        self.rows: list[dict[int, float]] = [{i: each.hours for i, each in enumerate(candidates)}]
        self.upper: list[float] = [budget]
        for pair in levels:
            self._reach(*pair)
        for i, each in enumerate(candidates):
            for pair in each.requires.items():
                if pair in self._column:
                    self._add({i: 1.0, self._column[pair]: -1.0}, 0.0)
        self._cut([each for each in candidates if not ready(each, have)], have)

    def _gains(self, goals: Sequence[Goal]) -> NDArray[np.float64]:
        """What each variable adds to the coverage."""
        gain = np.zeros(self.size)
        total = sum(goal.weight for goal in goals) or 1.0
        for goal in goals:
            for level in range(self.have.get(goal.skill, 0) + 1, goal.level + 1):
                gain[self._column[goal.skill, level]] += goal.weight / goal.level / total
        return gain

    def _reach(self, skill: str, level: int) -> None:
        """A level is reached only by one who teaches it; whoever is first there cannot be one that requires it."""
        teachers = [
            i
            for i, each in enumerate(self.candidates)
            if each.teaches.get(skill, 0) >= level > each.requires.get(skill, 0)
        ]
        self._add({self._column[skill, level]: 1.0, **dict.fromkeys(teachers, -1.0)}, 0.0)

    def maximise_coverage(self) -> tuple[NDArray[np.float64], float]:
        """Return the best solution and the proven upper bound of its coverage."""
        solution, bound = self._solve(-self.gain, np.zeros(self.size))
        return solution, self.base - bound

    def minimise_burden(self, best: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the solution of least burden that covers as much as ``best``."""
        covers = {int(i): -float(self.gain[i]) for i in np.flatnonzero(self.gain)}
        self._add(covers, TOLERANCE - float(self.gain @ best))
        return self._solve(self.burden, best)[0]

    def _add(self, row: dict[int, float], upper: float) -> None:
        self.rows.append(row)
        self.upper.append(upper)

    def _solve(
        self, objective: NDArray[np.float64], fallback: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], float]:
        """Solve, cutting off circular provision (A needs what B gives, and the reverse) until there is none.

        When time is up, the answer is ``fallback`` with the bound proven so far.
        """
        bound = float(objective[objective < 0].sum())
        while (left := self._ends - monotonic()) > 0:
            result = milp(
                objective,
                integrality=np.ones(self.size, dtype=np.int64),
                bounds=Bounds(0, 1),
                constraints=LinearConstraint(self._matrix(), -np.inf, np.array(self.upper)),
                options={"mip_rel_gap": 0.0, "time_limit": left},
            )
            if result.mip_dual_bound is not None:
                bound = max(bound, float(result.mip_dual_bound))
            if result.x is None:
                break
            solution = np.round(result.x)
            chosen = [c for c, x in zip(self.candidates, solution, strict=False) if x > 0.5]
            circle, levels = stuck(chosen, self.have)
            if not circle:
                return solution, bound
            self._cut(circle, levels)
        return fallback, bound

    def _cut(self, circle: Sequence[Candidate], levels: Mapping[str, int]) -> None:
        """Require help from outside for each of ``circle``.

        Whoever takes one of them must first rise above ``levels``, in a skill that leads to it, by a candidate
        that can be taken at ``levels``: x(stuck) ≤ Σ x(such candidates).
        """
        for each in circle:
            lacking = self._lacking(each, levels)
            helpers = [
                i
                for i, c in enumerate(self.candidates)
                if ready(c, levels) and any(n > levels.get(s, 0) and s in lacking for s, n in c.teaches.items())
            ]
            self._add({self.candidates.index(each): 1.0, **dict.fromkeys(helpers, -1.0)}, 0.0)

    def _lacking(self, wanted: Candidate, levels: Mapping[str, int]) -> set[str]:
        """The skills that ``wanted`` lacks at ``levels``, and those lacked by whoever could teach them."""
        lacking: set[str] = set()
        waiting = [wanted]
        while waiting:
            new = {s for each in waiting for s, n in each.requires.items() if levels.get(s, 0) < n} - lacking
            lacking |= new
            waiting = [c for c in self.candidates if new & c.teaches.keys()]
        return lacking

    def _matrix(self) -> csr_array:
        at = [(r, c, value) for r, row in enumerate(self.rows) for c, value in row.items()]
        rows, columns, values = zip(*at, strict=True)
        return csr_array((values, (rows, columns)), shape=(len(self.rows), self.size))
