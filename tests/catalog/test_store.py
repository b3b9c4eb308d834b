from catalog.store import Store


def test_what_is_put_is_read(tmp_path, real_catalog):
    store = Store(f"sqlite:///{tmp_path / 'new' / 'store.sqlite'}")
    store.migrate()
    assert store.put(real_catalog)
    assert not store.put(real_catalog), "the same catalogue again changes nothing"
    assert store.read().revision == real_catalog.revision
    store.close()
