"""A real server for the client, with an organisation."""

import pytest

from parcours_client import Client
from tests.serving import serving


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """`parcours serve` with its background work, on a new database."""
    with serving(tmp_path_factory.mktemp("client"), works=True, private_targets="127.0.0.1") as running:
        yield running


@pytest.fixture(scope="module")
def key(served, request):
    """The first key of an organisation of the module's own."""
    return served.key(request.module.__name__.rpartition(".")[2].replace("_", "-"))


@pytest.fixture(scope="module")
def parcours(served, key):
    """A client that shows the organisation's key."""
    with Client(served.url, key) as client:
        yield client


@pytest.fixture(scope="session")
def anybody(served):
    """A client without a key."""
    with Client(served.url) as client:
        yield client
