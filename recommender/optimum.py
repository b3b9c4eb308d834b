"""The optimal set of resources: an integer programme, solved to proven optimality."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor, lcm
from time import monotonic

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from recommender.candidate import Candidate, Goal, coverage, stuck
from recommender.pool import Mask, Pool
from recommender.reduction import reduce

TIME_LIMIT = 4.0
"""Seconds; an answer that is not proven by then is the best so far, and its gap says so."""

FINEST = 10**6
"""Decimals finer than one in ``FINEST`` are rounded: the programme is solved in whole numbers."""


@dataclass(frozen=True, slots=True)
class Optimum:
    """The chosen candidates, the coverage they reach (0 to 1), its proven upper bound, and their burden.

    ``lightest`` says that the burden, too, is proven to be the least at this coverage.
    """

    chosen: tuple[Candidate, ...]
    coverage: float
    bound: float
    burden: float
    lightest: bool


def solve(
    pool: Pool,
    goals: Sequence[Goal],
    have: Mapping[str, int],
    budget: float,
    *,
    burden: NDArray[np.float64] | None = None,
    allowed: Mask | None = None,
    held: Sequence[str] = (),
) -> Optimum:
    """Choose candidates of the greatest coverage within ``budget`` hours, and among those of the least burden.

    Every requirement of a chosen candidate is met by ``have`` or by one that can be taken before it. ``burden``
    has a value for each candidate of ``pool``; without it, the coverage alone is sought. ``allowed`` says which
    may be chosen, all by default. Of the ids ``held``, as many as can be are chosen before anything else counts.
    """
    ends = monotonic() + TIME_LIMIT
    among = np.ones(len(pool.candidates), dtype=bool) if allowed is None else allowed
    rows = reduce(pool, among, goals, have, budget, pool.hours, held=pool.mask(held))
    first = _Programme([pool.candidates[row] for row in rows], goals, have, budget)
    best, bound = first.cover(ends, held)
    if burden is None:
        return _optimum(best, goals, have, bound)
    rows = reduce(pool, among, goals, have, budget, burden, held=pool.mask(held))
    second = _Programme([pool.candidates[row] for row in rows], goals, have, budget)
    second.hold({each.id for each in best} & set(held))
    lightest, proven = second.lighten(burden[rows], best, ends)
    weight = {each.id: float(burden[row]) for row, each in zip(rows, second.candidates, strict=True)}
    return _optimum(lightest, goals, have, bound, weight=weight, proven=proven)


def _optimum(
    chosen: Sequence[Candidate],
    goals: Sequence[Goal],
    have: Mapping[str, int],
    bound: float,
    *,
    weight: Mapping[str, float] | None = None,
    proven: bool = False,
) -> Optimum:
    reached = coverage(goals, stuck(chosen, have)[1])
    burden = sum((weight or {}).get(each.id, 0.0) for each in chosen)
    return Optimum(tuple(chosen), reached, max(reached, bound), burden, proven)


Worth = Callable[[Sequence[Candidate], Mapping[str, int]], int]
"""The objective, in whole numbers, of a choice that reaches these levels."""


class _Programme:
    """The integer programme: a truth for each candidate, and one for each level of a skill that is reached."""

    def __init__(
        self, candidates: Sequence[Candidate], goals: Sequence[Goal], have: Mapping[str, int], budget: float
    ) -> None:
        self.candidates, self._goals, self._have = candidates, goals, have
        self._model = cp_model.CpModel()
        self._taken = [self._model.new_bool_var("") for _ in candidates]
        self._place = {each.id: i for i, each in enumerate(candidates)}
        hours, unit = _whole(each.hours for each in candidates)
        self._model.add(_weighted(self._taken, hours) <= floor(budget * unit + 1e-6))
        self._most = float("inf")
        self._ordered = False
        self._reached = {pair: self._model.new_bool_var("") for pair in _open_levels(candidates, goals, have)}
        self._first_reach()
        for taken, each in zip(self._taken, candidates, strict=True):
            for pair in each.requires.items():
                if pair in self._reached:
                    self._model.add_implication(taken, self._reached[pair])
        self._from_outside()

    def cover(self, ends: float, held: Sequence[str]) -> tuple[list[Candidate], float]:
        """Return the candidates of the greatest coverage, and the proven upper bound of that.

        Each one ``held`` weighs more than all coverage.
        """
        gain, unit = self._gain()
        heavy = sum(gain) + 1
        must = [self._taken[self._place[each]] for each in held if each in self._place]
        self._most = float(sum(gain) + heavy * len(must))
        self._model.maximize(_weighted([*self._reached.values(), *must], [*gain, *[heavy] * len(must)]))

        def worth(chosen: Sequence[Candidate], levels: Mapping[str, int]) -> int:
            return self._gained(gain, levels) + heavy * sum(each.id in held for each in chosen)

        chosen, bound, _ = self._solve(ends, worth=worth)
        kept = sum(each.id in held for each in chosen or [])
        total = sum(goal.weight for goal in self._goals) or 1.0
        return chosen or [], coverage(self._goals, self._have) + (bound - heavy * kept) / unit / total

    def hold(self, ids: Iterable[str]) -> None:
        """Take these for certain."""
        for each in ids:
            self._model.add(self._taken[self._place[each]] == 1)

    def lighten(
        self, burden: NDArray[np.float64], best: Sequence[Candidate], ends: float
    ) -> tuple[Sequence[Candidate], bool]:
        """Return candidates that cover as much as ``best`` at the least burden, and whether that is proven."""
        gain, _ = self._gain()
        least = self._gained(gain, stuck(best, self._have)[1])
        self._model.add(_weighted(list(self._reached.values()), gain) >= least)
        self._model.minimize(_weighted(self._taken, [round(each * FINEST) for each in burden]))
        chosen, _, proven = self._solve(ends, hint=best)
        return (best, False) if chosen is None else (chosen, proven)

    def _gain(self) -> tuple[list[int], int]:
        """What each level of a skill adds to the coverage, in whole numbers, and how many of them make one."""
        worth = {(g.skill, level): Fraction(str(g.weight)) / g.level
                 for g in self._goals for level in range(1, g.level + 1)}  # fmt: skip
        return _whole(worth.get(pair, 0) for pair in self._reached)

    def _gained(self, gain: Sequence[int], levels: Mapping[str, int]) -> int:
        pairs = zip(self._reached, gain, strict=True)
        return sum(value for (skill, level), value in pairs if levels.get(skill, 0) >= level)

    def _first_reach(self) -> None:
        """A level is reached only by one who teaches it; whoever is first there cannot be one that requires it."""
        teachers: dict[tuple[str, int], list[cp_model.IntVar]] = {pair: [] for pair in self._reached}
        for taken, each in zip(self._taken, self.candidates, strict=True):
            for pair in self._given(each):
                teachers[pair].append(taken)
        for pair, found in teachers.items():
            self._model.add_bool_or([self._reached[pair].negated(), *found])

    def _solve(
        self, ends: float, *, hint: Sequence[Candidate] = (), worth: Worth | None = None
    ) -> tuple[list[Candidate] | None, float, bool]:
        """Solve; where circular provision is found (A needs what B gives, and the reverse), solve again in order.

        Return the best choice (None when there was no time to find one), the bound proven, and whether it is met.
        ``worth`` tells the objective of a choice: where what is left without its circles is worth as much, the
        circles were idle, and it is the answer.
        """
        self._hint(hint)
        bound, best, best_worth = self._most, None, -1
        while (left := ends - monotonic()) > 0:
            solver = cp_model.CpSolver()
            solver.parameters.num_workers = 1
            # All rules in the linear relaxation: on large catalogues the bound is met ten times sooner.
            solver.parameters.linearization_level = 2
            solver.parameters.max_time_in_seconds = left
            status = solver.solve(self._model)
            bound = min(bound, solver.best_objective_bound)
            if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                break
            chosen = [c for c, taken in zip(self.candidates, self._taken, strict=True) if solver.boolean_value(taken)]
            circle, levels = stuck(chosen, self._have)
            if not circle:
                return chosen, bound, status == cp_model.OPTIMAL
            if worth and not self._ordered:
                stuck_ids = {each.id for each in circle}
                rest = [each for each in chosen if each.id not in stuck_ids]
                if (value := worth(rest, levels)) > best_worth:
                    best, best_worth = rest, value
                if best_worth >= bound - 0.5:
                    return best, bound, True
            self._order()
        return best, bound, False

    def _hint(self, chosen: Sequence[Candidate]) -> None:
        """Start from a choice that is known to be possible."""
        ids = {each.id for each in chosen}
        if ids:
            for taken, each in zip(self._taken, self.candidates, strict=True):
                self._model.add_hint(taken, each.id in ids)

    def _from_outside(self) -> None:
        """Nothing starts by itself: x(r) ≤ Σ x over those that can be taken at once and raise what leads to r."""
        raising: dict[str, list[cp_model.IntVar]] = {}
        before: dict[str, set[str]] = {}
        for taken, each in zip(self._taken, self.candidates, strict=True):
            lacking = _lacking(each, self._have)
            for skill, level in each.teaches.items():
                before.setdefault(skill, set()).update(lacking)
                if not lacking and level > self._have.get(skill, 0):
                    raising.setdefault(skill, []).append(taken)
        leading: dict[frozenset[str], list[str]] = {}
        for taken, each in zip(self._taken, self.candidates, strict=True):
            lacking = _lacking(each, self._have)
            if lacking:
                kind = frozenset(lacking)
                leading[kind] = leading.get(kind) or _leading_to(lacking, before)
                helpers = [helper for skill in leading[kind] for helper in raising.get(skill, ())]
                self._model.add_bool_or([taken.negated(), *helpers])

    def _order(self) -> None:
        """Rule circles out: each level reached has a rank, above those of what its supporter needs.

        Only levels that can be part of a circle (strongly connected by "is needed by who gives") have ranks. A
        supporter is a chosen candidate that gives the level and does not need it.
        """
        self._ordered = True
        given = [self._given(each) for each in self.candidates]
        needed = [[pair for pair in each.requires.items() if pair in self._reached] for each in self.candidates]
        circle = _circles(list(self._reached), given, needed)
        rank = {pair: self._model.new_int_var(0, len(circle), "") for pair in circle}
        supporters: dict[tuple[str, int], list[cp_model.IntVar]] = {pair: [] for pair in rank}
        for taken, gives, needs in zip(self._taken, given, needed, strict=True):
            for pair in gives:
                if pair in circle:
                    inside = [rank[each] for each in needs if circle.get(each) == circle[pair]]
                    supporters[pair].append(self._supporter(taken, rank[pair], inside))
        for pair, found in supporters.items():
            self._model.add_bool_or([self._reached[pair].negated(), *found])

    def _supporter(
        self, taken: cp_model.IntVar, rank: cp_model.IntVar, needed: Sequence[cp_model.IntVar]
    ) -> cp_model.IntVar:
        """Return the truth that ``taken`` reaches a level of this ``rank`` from what it ``needed``."""
        if not needed:
            return taken
        supports = self._model.new_bool_var("")
        self._model.add_implication(supports, taken)
        for each in needed:
            self._model.add(rank >= each + 1).only_enforce_if(supports)
        return supports

    def _given(self, candidate: Candidate) -> list[tuple[str, int]]:
        """The open levels that a candidate gives and does not need."""
        return [
            (skill, level)
            for skill, top in candidate.teaches.items()
            for level in range(candidate.requires.get(skill, 0) + 1, top + 1)
            if (skill, level) in self._reached
        ]


def _circles(
    levels: Sequence[tuple[str, int]],
    given: Sequence[Sequence[tuple[str, int]]],
    needed: Sequence[Sequence[tuple[str, int]]],
) -> dict[tuple[str, int], int]:
    """Return the levels that can be part of a circle, with the number of their strongly connected component."""
    place = {pair: at for at, pair in enumerate(levels)}
    edges = {(place[m], place[n]) for gives, needs in zip(given, needed, strict=True) for m in needs for n in gives}
    if not edges:
        return {}
    tails, heads = zip(*edges, strict=True)
    graph = csr_array((np.ones(len(edges)), (tails, heads)), shape=(len(levels), len(levels)))
    _, component = connected_components(graph, connection="strong")
    size = np.bincount(component)
    return {pair: int(component[at]) for pair, at in place.items() if size[component[at]] > 1}


def _lacking(candidate: Candidate, levels: Mapping[str, int]) -> set[str]:
    return {skill for skill, level in candidate.requires.items() if levels.get(skill, 0) < level}


def _leading_to(skills: set[str], before: Mapping[str, set[str]]) -> list[str]:
    """Return ``skills`` and all that whoever teaches them lacks, and so on, in a fixed order."""
    found, waiting = dict.fromkeys(sorted(skills)), sorted(skills)
    while waiting:
        for skill in sorted(before.get(waiting.pop(), ())):
            if skill not in found:
                found[skill] = None
                waiting.append(skill)
    return list(found)


def _open_levels(
    candidates: Sequence[Candidate], goals: Sequence[Goal], have: Mapping[str, int]
) -> list[tuple[str, int]]:
    """Return each level of a skill that is wanted or required, and not there yet."""
    top = {goal.skill: goal.level for goal in goals}
    for each in candidates:
        for skill, level in each.requires.items():
            top[skill] = max(level, top.get(skill, 0))
    return [(skill, n) for skill, highest in top.items() for n in range(have.get(skill, 0) + 1, highest + 1)]


def _whole(values: Iterable[float | Fraction]) -> tuple[list[int], int]:
    """Return ``values`` as whole numbers of a common unit, and how many units make one; exact to one in FINEST."""
    parts = [Fraction(str(value)).limit_denominator(FINEST) for value in values]
    unit = lcm(*(part.denominator for part in parts))
    unit = unit if unit <= FINEST else FINEST
    return [round(part * unit) for part in parts], unit


def _weighted(variables: Sequence[cp_model.IntVar], weights: Sequence[int]) -> cp_model.LinearExprT:
    return cp_model.LinearExpr.weighted_sum(variables, weights)
