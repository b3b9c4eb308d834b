import multiprocessing
import time

import pytest

from catalog.store import Store
from tests.conftest import bakery


@pytest.fixture
def store(tmp_path):
    made = Store(f"sqlite:///{tmp_path / 'new' / 'store.sqlite'}")
    yield made
    made.close()


def test_what_is_put_is_read(store, real_catalog):
    store.migrate()
    assert store.put(real_catalog)
    assert not store.put(real_catalog), "the same catalogue again changes nothing"
    assert store.read().revision == real_catalog.revision


def test_resources_come_one_by_one_as_they_were(store, real_catalog):
    store.migrate()
    store.put(real_catalog)
    assert list(store.resources()) == list(real_catalog.resources.values())
    assert store.count() == len(real_catalog.resources)
    skills, roles = store.vocabularies()
    assert skills == dict(real_catalog.skills)
    assert roles == dict(real_catalog.roles)


def test_an_empty_store_has_no_revision(store):
    store.migrate()
    assert (store.revision(), store.count(), list(store.resources())) == (None, 0, [])


def test_while_one_reads_for_long_another_writes(store, real_catalog):
    store.migrate()
    store.put(real_catalog)
    reading = store.resources()
    first = next(reading)
    assert store.put(bakery())
    assert [first, *reading] == list(real_catalog.resources.values())


def _start(url, queue, at):
    time.sleep(max(0, at - time.time()))
    worker = Store(url)
    worker.migrate()
    queue.put((worker.put(bakery()), worker.count()))


def test_of_workers_that_start_together_one_brings_the_catalogue_in(store):
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    at = time.time() + 3
    workers = [context.Process(target=_start, args=(store.engine.url.render_as_string(), queue, at)) for _ in range(4)]
    for each in workers:
        each.start()
    said = [queue.get(timeout=60) for _ in workers]
    for each in workers:
        each.join()
    assert sorted(said) == [(False, 9), (False, 9), (False, 9), (True, 9)]
