"""One resource for each concept of a large graph: a path is exactly the ancestors of its target, in a valid order."""

import random
from datetime import date

import pytest

from catalog import Catalog, Need, Role
from recommender import Engine, Profile
from tests.conftest import resource, skill

CONCEPTS, EDGES, PARTS = 400, 1000, 8


def parents():
    """A random acyclic graph: each edge leads from a lower number to a higher one."""
    rng, found = random.Random(1), {}
    while len(found) < EDGES:
        low, high = sorted(rng.sample(range(CONCEPTS), 2))
        found[low, high] = None
    return {each: [low for low, high in found if high == each] for each in range(CONCEPTS)}


PARENTS = parents()


def ancestors(target):
    found, waiting = {target}, [target]
    while waiting:
        new = set(PARENTS[waiting.pop()]) - found
        found |= new
        waiting += new
    return found


@pytest.fixture(scope="module")
def concepts():
    roles = [
        Role(f"role-{n}", {"en": f"role {n}", "fr": f"rôle {n}"}, {"en": (), "fr": ()}, {"en": "x", "fr": "x"},
             {f"c{n}": Need(1, 1.0)})
        for n in range(CONCEPTS)
    ]  # fmt: skip
    skills = [skill(f"c{n}", **{f"c{each}": 1 for each in PARENTS[n]}) for n in range(CONCEPTS)]
    return Engine(Catalog([resource(f"r{n}", {f"c{n}": 1}, 1) for n in range(CONCEPTS)], skills, roles))


@pytest.mark.parametrize("part", range(PARTS))
def test_a_path_is_the_ancestors_of_its_target(concepts, part):
    for target in range(part, CONCEPTS, PARTS):
        asked = Profile(start=date(2026, 12, 1), role=f"role-{target}", hours_per_week=80, weeks=260)
        steps = [int(step.placed.resource.id[1:]) for step in concepts.path(asked).steps]
        assert sorted(steps) == sorted(ancestors(target))
        place = {each: i for i, each in enumerate(steps)}
        assert all(place[before] < place[each] for each in steps for before in PARENTS[each])
