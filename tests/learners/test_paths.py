from concurrent.futures import ThreadPoolExecutor

import pytest

from catalog.store import Store
from learners import PathNotFound
from learners.paths import StoredPath, StoredPaths

PATH = StoredPath("abc", "r1", {"role": "baker"}, '{"id": "abc"}')


@pytest.fixture(params=["memory", "file"])
def paths(request, tmp_path):
    store = Store("sqlite://" if request.param == "memory" else f"sqlite:///{tmp_path / 'store.sqlite'}")
    store.migrate()
    yield StoredPaths(store.engine)
    store.close()


def test_what_is_kept_is_got(paths):
    assert paths.keep(PATH)
    assert not paths.keep(PATH), "once is enough"
    assert paths.get("abc") == PATH


def test_what_is_not_kept_is_told(paths):
    with pytest.raises(PathNotFound, match="'none'"):
        paths.get("none")


def test_several_may_keep_the_same_at_once(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    store.migrate()
    paths = StoredPaths(store.engine)
    with ThreadPoolExecutor(8) as pool:
        new = list(pool.map(lambda _: paths.keep(PATH), range(16)))
    assert sum(new) == 1
    store.close()
