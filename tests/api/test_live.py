"""A catalogue that changes is served without a request failing, and no answer mixes two of them."""

import threading
from dataclasses import replace

import pytest
from click.testing import CliRunner

import catalog
from api import create_app
from api.app import open_store
from api.cli import main
from api.live import Live, opened
from catalog.store import Store
from recommender import Query
from recommender.snapshots import Snapshots
from tests.conftest import bakery, resource


def renewed():
    """The bakery with one more book."""
    old = bakery()
    more = [*old.resources.values(), resource("new-bread", {"baking": 1}, type="book")]
    return catalog.Catalog(more, list(old.skills.values()), list(old.roles.values()))


@pytest.fixture
def deployed(tmp_path):
    """A store with the bakery, its snapshots, and what answers from them."""
    store = Store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    store.migrate()
    store.put(bakery())
    snapshots = Snapshots(tmp_path / "snapshots")
    return store, snapshots, Live(*opened(store, snapshots))


def test_the_same_catalogue_is_not_opened_again(deployed):
    store, snapshots, live = deployed
    before = live.engine
    assert live.refresh(store, snapshots, pytest.fail) is False
    assert live.engine is before


def test_another_catalogue_is_built_beside_and_then_answers(deployed):
    store, snapshots, live = deployed
    store.put(renewed())
    assert live.refresh(store, snapshots, lambda: opened(store, snapshots)) is True
    assert "new-bread" in live.engine.catalog.resources


def test_what_cannot_be_built_leaves_the_old_one_answering(deployed):
    store, snapshots, live = deployed
    before = live.engine
    store.put(renewed())
    with pytest.raises(RuntimeError):
        live.refresh(store, snapshots, lambda: (_ for _ in ()).throw(RuntimeError("no room")))
    assert live.engine is before


def test_a_catalogue_that_changes_during_the_build_is_not_taken_for_the_one_before(deployed):
    store, snapshots, _ = deployed
    store.put(renewed())
    changed = []

    def each():
        if not changed:
            changed.append(store.put(renamed()))

    engine, revision = opened(store, snapshots, each=each)
    assert engine.catalog.resources["know-flour"].title == {"en": "flour for all"}
    assert engine.search(Query("all")).hits[0].id == "know-flour"
    assert revision == store.revision()


def test_a_catalogue_that_comes_between_two_looks_is_opened_whole(deployed, monkeypatch):
    store, snapshots, _ = deployed
    read, puts = store.read, []

    def late():
        if not puts:
            puts.append(store.put(renewed()))
        return read()

    monkeypatch.setattr(store, "read", late)
    engine, revision = opened(store, snapshots)
    assert "new-bread" in [hit.id for hit in engine.search(Query(limit=100)).hits]
    assert "new-bread" in engine.catalog.resources
    assert revision == store.revision()


def test_what_failed_is_not_tried_again_at_once(deployed):
    store, snapshots, live = deployed
    store.put(renewed())
    with pytest.raises(ZeroDivisionError):
        live.refresh(store, snapshots, lambda: 1 // 0)
    assert live.refresh(store, snapshots, pytest.fail) is False


def renamed():
    old = renewed()
    first, *others = old.resources.values()
    new = replace(first, title={"en": "flour for all"})
    return catalog.Catalog([new, *others], list(old.skills.values()), list(old.roles.values()))


def test_no_answer_fails_or_mixes_revisions_while_catalogues_are_exchanged(deployed):
    store, snapshots, live = deployed
    app = create_app(content=bakery())
    app.extensions["live"] = live
    totals = {live.engine.catalog.revision: 8}
    wrong, stop = [], threading.Event()

    def ask():
        client = app.test_client()
        while not stop.is_set():
            answer = client.get("/api/v1/resources?per_page=100")
            said = answer.json
            if answer.status_code != 200 or totals.setdefault(said["revision"], said["total"]) != said["total"]:
                wrong.append(answer.data)

    asking = [threading.Thread(target=ask) for _ in range(2)]
    for each in asking:
        each.start()
    for number in range(20):
        store.put([renewed, bakery][number % 2]())
        live.refresh(store, snapshots, lambda: opened(store, snapshots))
    stop.set()
    for each in asking:
        each.join()
    assert wrong == []
    assert sorted(totals.values()) == [8, 9]


def test_the_command_builds_what_a_server_then_opens(deployment):
    told = CliRunner().invoke(main, ["index"], env={**deployment.environment(), "COLUMNS": "200"})
    assert told.exit_code == 0, told.output
    revision = open_store(deployment).revision()
    assert revision is not None
    snapshots = Snapshots(deployment.snapshot_folder)
    assert str(snapshots.path(revision)) in told.output
    assert snapshots.find(revision)
