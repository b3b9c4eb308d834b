from dataclasses import replace

import pytest
from sqlalchemy import delete

from catalog import Catalog, RevisionNotFound, history
from catalog.store import Store
from tests.conftest import bakery, resource


@pytest.fixture
def store(database):
    made = Store(database)
    made.migrate()
    yield made
    made.close()


def changed(before, **resources):
    """The catalogue with other resources: new ones last, None for what is gone."""
    kept = {**before.resources, **{each.replace("_", "-"): new for each, new in resources.items()}}
    return Catalog([each for each in kept.values() if each], before.skills.values(), before.roles.values())


def test_each_revision_is_read_as_it_was(store):
    first = bakery()
    second = changed(
        first, know_flour=replace(first.resources["know-flour"], hours=5.0), rye=resource("rye", {"flour": 1}, 3)
    )
    third = changed(second, rye=None, the_oven=None)
    for content in (first, second, third, first):
        assert store.put(content)
    assert [each.revision for each in store.revisions()] == [each.revision for each in (first, third, second, first)]
    for content in (first, second, third):
        then = store.read_at(content.revision[:8])
        assert then.documents() == content.documents()
        assert list(then.resources) == list(content.resources)


def test_the_same_again_is_no_revision(store):
    assert store.put(bakery())
    assert not store.put(bakery())
    assert len(store.revisions()) == 1


def test_what_was_stored_before_revisions_were_kept_is_the_first(store):
    store.put(bakery())
    with store.engine.begin() as connection:
        connection.execute(delete(history.REVISIONS))
        connection.execute(delete(history.VERSIONS))
    assert not store.put(bakery()), "nothing has changed for who is served"
    assert store.read_at(bakery().revision).documents() == bakery().documents()


@pytest.mark.parametrize("asked", ["", "nothing", "%"])
def test_a_revision_that_was_not_there_is_refused(store, asked):
    store.put(bakery())
    with pytest.raises(RevisionNotFound):
        store.read_at(asked)


def test_the_real_catalogue_has_its_revision_again(store, real_catalog):
    store.put(real_catalog)
    store.put(bakery())
    assert store.read_at(real_catalog.revision).revision == real_catalog.revision
