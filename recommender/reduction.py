"""Leave out what no answer needs, before the optimum is sought; this loses nothing."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from recommender.candidate import Goal
from recommender.pool import Levels, Mask, Pairs, Pool

Floats = NDArray[np.float64]
Bits = NDArray[np.uint64]


def reduce(
    pool: Pool,
    allowed: Mask,
    goals: Sequence[Goal],
    have: Mapping[str, int],
    budget: float,
    burden: Floats,
    *,
    held: Mask,
) -> NDArray[np.int64]:
    """Return the rows of the candidates that are allowed, short enough, of use, reachable and not replaced at no loss.

    ``burden`` has one value a row: what is paid for it beside its hours. Those ``held`` are of use in themselves.
    """
    known, enough = pool.levels(have), allowed & (pool.hours <= budget)
    useful, wanted = _useful(pool, enough, goals, known, held & enough)
    can, _ = pool.reachable(useful, known)
    free = _undominated(pool, np.flatnonzero(can & ~held), wanted, known, burden)
    return np.union1d(free, np.flatnonzero(can & held))


def _useful(pool: Pool, among: Mask, goals: Sequence[Goal], known: Levels, held: Mask) -> tuple[Mask, Levels]:
    """Return which are held, lead further to a goal, or to what such a one needs, and the levels so wanted."""
    wanted = pool.levels({goal.skill: goal.level for goal in goals})
    wanted[wanted <= known] = 0
    gives, needs = pool.gives[among[pool.gives.row]], pool.needs[among[pool.needs.row]]
    needs = needs[needs.level > known[needs.skill]]
    useful = held
    wanted = needs[useful[needs.row]].raise_(wanted)
    while True:
        helps = np.minimum(gives.level, wanted[gives.skill]) > known[gives.skill]
        found = useful.copy()
        found[gives.row[helps]] = True
        if (found == useful).all():
            return useful, wanted
        useful = found
        wanted = needs[useful[needs.row]].raise_(wanted)


def _undominated(
    pool: Pool, rows: NDArray[np.int64], wanted: Levels, known: Levels, burden: Floats
) -> NDArray[np.int64]:
    """Leave out whatever another one replaces at no loss: as much of use, for no more burden, hours and entry."""
    gives = _bits(pool.gives, rows, known, np.minimum(pool.gives.level, wanted[pool.gives.skill]))
    needs = _bits(pool.needs, rows, known, pool.needs.level)
    hours, cost = pool.hours[rows], burden[rows]
    order = _best_of_each_kind(np.hstack([gives, needs]), hours, cost)
    kept = np.zeros(0, dtype=np.int64)
    buffer = np.empty(len(order), dtype=np.int64)
    for i in order:
        better = kept[hours[kept] <= hours[i]]
        replaced = ~((gives[i] & ~gives[better]).any(axis=1) | (needs[better] & ~needs[i]).any(axis=1))
        if not replaced.any():
            buffer[len(kept)] = i
            kept = buffer[: len(kept) + 1]
    return rows[kept]


def _bits(pairs: Pairs, rows: NDArray[np.int64], known: Levels, top: Levels) -> Bits:
    """Return the levels above those known, up to ``top``, as bits of each row: (rows, words)."""
    place = np.full(int(max(pairs.row.max(initial=-1), rows.max(initial=-1))) + 1, -1)
    place[rows] = np.arange(len(rows))
    kept, at = (place[pairs.row] >= 0) & (top > known[pairs.skill]), place[pairs.row]
    found = [
        (at[here], pairs.skill[here] * 3 + level - 1)
        for level in (1, 2, 3)
        for here in [np.flatnonzero(kept & (level > known[pairs.skill]) & (level <= top))]
    ]
    row, bit = (np.concatenate(each) for each in zip(*found, strict=True))
    bit = np.unique(bit, return_inverse=True)[1]
    words = np.zeros((len(rows), int(bit.max(initial=0)) // 64 + 1), dtype=np.uint64)
    np.bitwise_or.at(words, (row, bit // 64), np.uint64(1) << (bit % 64).astype(np.uint64))
    return words


def _best_of_each_kind(kinds: Bits, hours: Floats, burden: Floats) -> NDArray[np.int64]:
    """Return, by burden, the rows that no row of the same kind beats in hours."""
    kind = np.unique(kinds, axis=0, return_inverse=True)[1].reshape(-1)
    order = np.lexsort((hours, burden, kind))
    # A step down between kinds, greater than any difference of hours, starts the running minimum anew.
    stepped = hours[order] - kind[order] * (hours.max(initial=0.0) + 1)
    shortest = np.minimum.accumulate(stepped)
    first = np.ones(len(order), dtype=bool)
    first[1:] = stepped[1:] < shortest[:-1]
    left = order[first]
    return left[np.lexsort((left, hours[left], burden[left]))]
