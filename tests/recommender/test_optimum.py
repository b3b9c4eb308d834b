"""The optimum equals brute force, always."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.candidate import Candidate, Goal, coverage, stuck
from recommender.optimum import solve
from recommender.pool import Pool

SKILLS = ("a", "b", "c", "d")
LEVELS = st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 3), max_size=3)


@st.composite
def problems(draw):
    count = draw(st.integers(0, 6))
    candidates, burden = [], []
    for i in range(count):
        teaches = draw(LEVELS)
        requires = {s: n for s, n in draw(LEVELS).items() if n < teaches.get(s, 4)}
        hours = draw(st.integers(1, 9))
        candidates.append(Candidate(f"r{i}", hours, teaches, requires))
        burden.append(hours * draw(st.sampled_from([1.0, 1.25, 2.0])))
    wanted = draw(st.lists(st.sampled_from(SKILLS), min_size=1, max_size=3, unique=True))
    goals = [Goal(s, draw(st.integers(1, 3)), draw(st.sampled_from([0.5, 1.0, 2.0]))) for s in wanted]
    return candidates, np.array(burden), goals, draw(LEVELS), draw(st.integers(0, 25))


def brute_force(candidates, burden, goals, have, budget):
    """The greatest coverage, then the least burden, over all sets that some order allows."""
    best = (coverage(goals, have), 0.0)
    weight = {each.id: value for each, value in zip(candidates, burden, strict=True)}
    for size in range(1, len(candidates) + 1):
        for chosen in combinations(candidates, size):
            waiting, levels = stuck(chosen, have)
            if not waiting and sum(c.hours for c in chosen) <= budget:
                best = max(best, (coverage(goals, levels), -sum(weight[c.id] for c in chosen)), key=rounded)
    return best


def rounded(pair):
    return round(pair[0], 9), round(pair[1], 6)


@settings(max_examples=250, deadline=None)
@given(problems())
def test_equals_brute_force(problem):
    candidates, burden, goals, have, budget = problem
    best = solve(Pool(candidates), goals, have, budget, burden=burden)
    assert stuck(best.chosen, have)[0] == []
    assert sum(each.hours for each in best.chosen) <= budget
    found = (best.coverage, -best.burden)
    assert rounded(found) == rounded(brute_force(candidates, burden, goals, have, budget))
    assert best.bound == pytest.approx(best.coverage, abs=1e-6)


def test_two_that_need_each_other_are_not_a_start():
    circle = [Candidate("x", 1, {"a": 1}, {"b": 1}), Candidate("y", 1, {"b": 1}, {"a": 1})]
    assert ids(solve(Pool(circle), [Goal("a", 1, 1.0)], {}, 10)) == []
    door = Candidate("z", 5, {"b": 1}, {})
    assert ids(solve(Pool([*circle, door]), [Goal("a", 1, 1.0)], {}, 10)) == ["x", "z"]


def ids(optimum):
    return [each.id for each in optimum.chosen]


@pytest.mark.parametrize(("levels", "expected"), [({}, 0), ({"a": 1}, 0.25), ({"a": 2}, 0.5), ({"a": 3, "b": 1}, 1)])
def test_coverage_counts_part_of_a_level_in_part(levels, expected):
    assert coverage([Goal("a", 2, 1.0), Goal("b", 1, 1.0)], levels) == expected


def test_without_goals_all_is_covered():
    assert coverage([], {}) == 1


def test_without_time_the_gap_is_told(monkeypatch):
    monkeypatch.setattr("recommender.optimum.TIME_LIMIT", 0.0)
    late = solve(Pool([Candidate("x", 1, {"a": 1}, {})]), [Goal("a", 1, 1.0)], {}, 10)
    assert (late.chosen, late.coverage, late.bound) == ((), 0, 1)
