"""An application for the tests of one module, and organisations in it that are each test's own."""

from itertools import count

import pytest
from flask import Flask

from api import create_app
from tests.conftest import Portal, bakery, portal

NUMBERS = count()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_company(request, tmp_path_factory) -> Flask:
    """The bakery's application on a database of each kind, made once for a module."""
    url = f"sqlite:///{tmp_path_factory.mktemp('shared') / 'learners.sqlite'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql").database()
    app = create_app(content=bakery(), database=url)
    yield app
    app.extensions["store"].close()


@pytest.fixture
def newcomer(shared_company) -> Portal:
    """A new organisation: as empty as a new database is."""
    return portal(shared_company, f"organisation-{next(NUMBERS)}")


@pytest.fixture
def stranger(shared_company) -> Portal:
    """Another new organisation."""
    return portal(shared_company, f"organisation-{next(NUMBERS)}")
