"""Two organisations on an empty database of each kind."""

import pytest

from catalog.store import Store
from learners.organisations import Organisations


@pytest.fixture
def organisations(database):
    store = Store(database)
    store.migrate()
    made = Organisations(store.engine)
    for each in ("acme", "globex"):
        made.create(each, each)
    yield made
    store.close()


@pytest.fixture
def scope(organisations):
    return organisations.scope("acme")
