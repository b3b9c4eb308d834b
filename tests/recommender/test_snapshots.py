"""Snapshots are built once, kept whole, and made again when they are not."""

import multiprocessing
import os
import signal
import time

import numpy as np
import pytest

from recommender.indexing import UNFINISHED, index
from recommender.search import Query, Search
from recommender.snapshots import KEPT, Snapshots
from tests.conftest import bakery


def built(content=None):
    content = content or bakery()
    return index(content.resources.values(), content.skills, content.roles)


def never():
    raise AssertionError("it is there already")


@pytest.fixture
def snapshots(tmp_path):
    return Snapshots(tmp_path / "snapshots")


def test_a_snapshot_is_built_once(snapshots):
    first = snapshots.get("one", built)
    again = snapshots.get("one", never)
    assert first.keys() == again.keys()
    for name, array in again.items():
        np.testing.assert_array_equal(array, first[name], err_msg=name)


def test_what_is_opened_answers_as_what_was_built(snapshots):
    built_here, opened = Search(built()), Search(snapshots.get("one", built))
    for text in ("bread", "boulangerie", "flur", ""):
        one, other = (each.find(Query(text), facets=("level", "skill")) for each in (built_here, opened))
        assert (one.items, one.total, one.facets, one.corrections) == (
            other.items,
            other.total,
            other.facets,
            other.corrections,
        )


@pytest.mark.parametrize("at", [3, 100, -1])
def test_a_damaged_snapshot_is_built_again(snapshots, at):
    snapshots.get("one", built)
    raw = bytearray(snapshots.path("one").read_bytes())
    raw[at] ^= 1
    snapshots.path("one").write_bytes(raw)
    assert snapshots.find("one") is None
    assert snapshots.get("one", built)
    assert snapshots.find("one") is not None


def test_old_snapshots_go_and_the_newest_stay(snapshots):
    for number in range(4):
        snapshots.get(str(number), lambda: {"numbers": np.arange(3)})
        os.utime(snapshots.path(str(number)), (number, number))
    left = [str(number) for number in range(4) if snapshots.find(str(number))]
    assert left == ["2", "3"][-KEPT:]


def test_what_was_just_built_stays_whatever_the_clock_said_before(snapshots):
    for number in range(3):
        snapshots.get(str(number), lambda: {"numbers": np.arange(3)})
        os.utime(snapshots.path(str(number)), (2_000_000_000 + number,) * 2)
    assert snapshots.get("new", built)
    assert snapshots.find("new")


def _slowly(folder):
    def build():
        (folder / f"{UNFINISHED}x").mkdir()
        time.sleep(60)
        return {}

    Snapshots(folder).get("new", build)


def test_an_interrupted_build_leaves_the_old_one_and_keeps_nobody_waiting(snapshots):
    snapshots.get("old", built)
    process = multiprocessing.get_context("fork").Process(target=_slowly, args=(snapshots.folder,))
    process.start()
    while not (snapshots.folder / f"{UNFINISHED}x").exists():
        time.sleep(0.01)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert snapshots.find("new") is None
    assert snapshots.get("old", never)
    assert snapshots.get("new", built)
    assert not list(snapshots.folder.glob(f"{UNFINISHED}*"))


def _together(folder, queue):
    def build():
        queue.put("built")
        time.sleep(0.3)
        return built()

    queue.put(len(Snapshots(folder).get("one", build)))


def test_of_many_that_want_it_one_builds(snapshots):
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    processes = [context.Process(target=_together, args=(snapshots.folder, queue)) for _ in range(4)]
    for each in processes:
        each.start()
    said = [queue.get(timeout=60) for _ in range(5)]
    for each in processes:
        each.join()
    assert said.count("built") == 1
    assert len({each for each in said if each != "built"}) == 1
