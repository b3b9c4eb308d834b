"""All checks of scim2-tester, and what scim2-server asks of a storage, on our own one."""

from collections import Counter

import pytest
from scim2_client.engines.wsgi import WSGISCIMClient
from scim2_server.testing import ScimStorageContract
from scim2_tester import Status, check_server

from api.scim.models import PROVIDER
from api.scim.storage import Storage
from learners.groups import Groups
from learners.members import Members


def test_every_check_of_the_tester_passes(newcomer):
    headers = {"Authorization": f"Bearer {newcomer.key}"}
    client = WSGISCIMClient(newcomer.app, base_url="http://localhost/scim/v2", headers=headers)
    client.discover()
    results = check_server(client)
    wrong = [f"{each.title}: {each.status.name}: {each.reason}" for each in results if each.status != Status.SUCCESS]
    assert wrong == [], "\n".join(wrong)
    assert len(results) > 80
    assert Counter(each.title for each in results)["check_remove_attribute"] > 5


class TestStorage(ScimStorageContract):
    """What every storage keeps to; cursors are not announced, so that their tests are skipped."""

    @pytest.fixture
    def provider(self):
        return PROVIDER

    @pytest.fixture
    def storage(self, newcomer):
        mine = newcomer.scope()
        with PROVIDER:
            yield Storage(mine, Members(mine), Groups(mine), lambda member: None)
