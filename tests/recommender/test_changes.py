from dataclasses import replace
from datetime import date

from catalog import Catalog
from recommender import Engine
from recommender.changes import differences, path_changes
from tests.conftest import bakery, resource

START = date(2026, 12, 1)


def with_rye(before):
    """Rye is new and short, flour is slower, the oven in English is gone."""
    kept = {each.id: each for each in before.resources.values() if each.id != "the-oven-in-english"}
    kept["know-flour"] = replace(kept["know-flour"], hours=5.0, cost="paid")
    kept["rye"] = resource("rye", {"flour": 1}, 2)
    return Catalog(kept.values(), before.skills.values(), before.roles.values())


def test_what_is_new_gone_and_changed_is_told_with_its_fields():
    found = differences(bakery(), with_rye(bakery()))
    assert found["resources"].added == ("rye",)
    assert found["resources"].removed == ("the-oven-in-english",)
    assert found["resources"].changed == {"know-flour": ("cost", "hours")}
    assert not found["skills"].changed
    assert not found["roles"].added


def test_who_is_given_something_else_is_told():
    before, after, planned = Engine(bakery()), Engine(with_rye(bakery())), []
    found = list(path_changes(before, after, start=START, each=lambda: planned.append(1)))
    assert len(planned) == 3 * 4
    free = next(each for each in found if (each.level, each.audience) == ("beginner", "free"))
    assert "rye" in free.added
    assert "know-flour" in free.removed


def test_nothing_changes_from_a_revision_to_itself(tiny):
    assert list(path_changes(tiny, tiny, start=START)) == []
    assert not any(
        (each.added, each.removed, each.changed) != ((), (), {})
        for each in differences(tiny.catalog, tiny.catalog).values()
    )
