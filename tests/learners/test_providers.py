"""Whom a provider's claims speak of."""

import pytest

from catalog.store import Store
from learners.errors import ProviderNotFound
from learners.members import Members
from learners.organisations import Organisations
from learners.providers import Provider, Providers, member_of
from learners.sealed import Sealer
from learners.tables import PROVIDERS

PEOPLE = [
    {"user_name": "anna", "external_id": "anna-x", "email": "Anna@Acme.example"},
    {"user_name": "bob@acme.example", "external_id": None},
    {"user_name": "carol", "email": "team@acme.example"},
    {"user_name": "dora", "email": "team@acme.example"},
    {"user_name": "left", "external_id": "left-x", "email": "left@acme.example", "active": False},
]


@pytest.fixture
def scopes(database):
    store = Store(database)
    store.migrate()
    organisations = Organisations(store.engine)
    yield [organisations.scope(organisations.create(each, each).id) for each in ("acme", "globex")]
    store.close()


@pytest.fixture
def scope(scopes):
    for each in PEOPLE:
        Members(scopes[0]).create(each)
    return scopes[0]


@pytest.mark.parametrize(("claims", "name"), [
    ({"sub": "anna-x"}, "anna"),
    ({"sub": "?", "preferred_username": "anna"}, "anna"),
    ({"sub": "anna-x", "preferred_username": "carol"}, "anna"),
    ({"sub": "?", "email": "anna@acme.EXAMPLE", "email_verified": True}, "anna"),
    ({"sub": "?", "email": "BOB@acme.example", "email_verified": True}, "bob@acme.example"),
    ({"sub": "?", "email": "anna@acme.example"}, None),
    ({"sub": "?", "email": "anna@acme.example", "email_verified": "true"}, None),
    ({"sub": "?", "email": "team@acme.example", "email_verified": True}, None),
    ({"sub": "left-x"}, None),
    ({"sub": "left-x", "preferred_username": "anna"}, None),
    ({"sub": "?", "preferred_username": "left", "email": "anna@acme.example", "email_verified": True}, None),
    ({"sub": "?", "preferred_username": "Anna"}, "anna"),
    ({"sub": "?", "preferred_username": ["anna"], "email": {"a": 1}, "email_verified": True}, None),
    ({"sub": "anna\0"}, None), ({"sub": ""}, None), ({}, None),
])  # fmt: skip
def test_claims_speak_of_one_member_or_of_nobody(scope, claims, name):
    found = member_of(scope, claims)
    assert (found["user_name"] if found else None) == name


def test_claims_speak_of_nobody_in_another_organisation(scope, scopes):
    assert member_of(scopes[1], {"sub": "anna-x"}) is None


def test_an_organisation_has_one_provider_and_its_secret_is_sealed(scope):
    providers = Providers(scope, Sealer(b"secret"))
    with pytest.raises(ProviderNotFound):
        providers.get()
    providers.put("https://a.example", "parcours", "hidden", ["anna", "anna"])
    assert providers.get() == Provider("https://a.example", "parcours", ("anna",))
    with scope.reading() as rows:
        assert "hidden" not in str(rows.all(PROVIDERS))
    providers.put("https://a.example", "parcours", None, [])
    assert providers.secret() == "hidden"
    providers.put("https://b.example", "parcours", None, [])
    assert providers.secret() == ""
    providers.remove()
    with pytest.raises(ProviderNotFound):
        providers.remove()


def test_an_answer_is_used_once_in_each_organisation(scopes):
    acme, globex = (Providers(each, Sealer(b"secret")) for each in scopes)
    assert [acme.use("state"), acme.use("state"), globex.use("state"), acme.use("another")] == [True, False, True, True]
