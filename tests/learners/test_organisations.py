from datetime import timedelta

import pytest

from catalog.store import Store
from learners.errors import BadKey, BadRequest, OrganisationExists
from learners.organisations import Keys, Organisations
from learners.rows import now
from learners.tables import KEYS


@pytest.fixture
def organisations(database) -> Organisations:
    store = Store(database)
    store.migrate()
    yield Organisations(store.engine)
    store.close()


@pytest.fixture
def keys(organisations) -> Keys:
    organisations.create("acme", "Acme")
    return Keys(organisations.scope("acme"))


def test_a_key_says_whose_it_is_and_what_it_may_do(organisations, keys):
    _, secret = keys.create("portal", ["reports:read", "learners:write"])
    held = organisations.bearer(secret)
    assert (held.organisation.id, held.scopes) == ("acme", {"reports:read", "learners:write"})


def test_a_key_is_not_stored(organisations, keys):
    _, secret = keys.create("portal", ["admin"])
    with organisations.scope("acme").reading() as rows:
        assert secret not in str(rows.all(KEYS))


@pytest.mark.parametrize("key", ["", "parcours_", "parcours_guessed", "\udc80"])
def test_an_unknown_key_is_refused(organisations, keys, key):
    with pytest.raises(BadKey):
        organisations.bearer(key)


def test_an_expired_key_is_refused(organisations, keys):
    _, secret = keys.create("old", ["admin"], now() - timedelta(seconds=1))
    with pytest.raises(BadKey):
        organisations.bearer(secret)


def test_a_revoked_key_is_refused(organisations, keys):
    key, secret = keys.create("lost", ["admin"])
    assert keys.revoke(key.id)
    with pytest.raises(BadKey):
        organisations.bearer(secret)


def test_the_last_use_is_noted(organisations, keys):
    _, secret = keys.create("portal", ["admin"])
    organisations.bearer(secret)
    assert now() - keys.all()[0].last_used < timedelta(minutes=1)


def test_no_organisation_revokes_another_ones_key(organisations, keys):
    key, secret = keys.create("portal", ["admin"])
    organisations.create("globex", "Globex")
    assert not Keys(organisations.scope("globex")).revoke(key.id)
    assert organisations.bearer(secret)


def test_an_id_is_given_once(organisations, keys):
    with pytest.raises(OrganisationExists):
        organisations.create("acme", "Another")


@pytest.mark.parametrize("name", ["", "Acme", "a b", "a--b", "é", "x" * 65])
def test_an_id_that_no_address_can_hold_is_refused(organisations, name):
    with pytest.raises(BadRequest, match="lower-case"):
        organisations.create(name, "Name")
