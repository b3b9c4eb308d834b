from datetime import date

import pytest

from catalog import Catalog
from catalog.golden import Golden
from recommender import Engine
from recommender.quality import FILTERS, measure, size
from tests.conftest import bakery

TODAY = date(2026, 12, 1)
QUERIES = [Golden("know flour", "know-flour", 1), Golden("le four", "the-oven", 3), Golden("knife", "lost-book", 5)]


def test_every_role_level_and_filter_is_planned(tiny):
    planned = []
    found = measure(tiny, QUERIES, start=TODAY, each=lambda: planned.append(1))
    assert found.paths == len(planned) == size(tiny) == 3 * len(FILTERS)
    assert (found.optimal, found.largest_gap, found.violations) == (1, 0, 0)
    assert found.by_filter["any"] >= found.by_filter["free"]
    assert set(found.by_level) == {"beginner", "intermediate", "advanced"}


def test_what_search_finds_is_counted(tiny):
    found = measure(tiny, QUERIES, start=TODAY)
    assert found.within == pytest.approx(2 / 3, abs=1e-4), "the doubtful book is never found"
    assert found.mrr == pytest.approx(2 / 3, abs=1e-4)


def test_without_queries_nothing_is_said_of_search(tiny):
    found = measure(tiny, [], start=TODAY)
    assert (found.within, found.mrr, found.searching) == (None, None, None)


def test_a_catalogue_without_roles_has_no_paths():
    tiny = bakery()
    found = measure(Engine(Catalog(list(tiny.resources.values()), list(tiny.skills.values()), [])), [], start=TODAY)
    assert (found.paths, found.optimal, found.planning) == (0, None, None)
