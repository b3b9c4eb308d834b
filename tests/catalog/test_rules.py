import pytest

from catalog import Catalog
from catalog.rules import broken_rules
from tests.conftest import bakery, resource, skill


def with_(resources=(), skills=()):
    base = bakery()
    return Catalog([*base.resources.values(), *resources], [*base.skills.values(), *skills], base.roles.values())


@pytest.mark.parametrize(("spoilt", "said"), [
    (with_([resource("endless", {"oven": 1}, hours=None)]), "endless: a resource to study needs hours"),
    (with_([resource("again", {"oven": 1}, requires={"oven": 1})]), "again: teaches oven 1 and requires it at 1"),
    (with_([resource("rumour", {}, status="unverified")]), "rumour: unverified, and names no successor"),
    (with_([resource("dead-end", {"oven": 1}, requires={"oven": 3})], []), "dead-end: requires oven 3"),
    (with_(skills=[skill("egg", hen=1), skill("hen", egg=1)]), "requires goes in a circle through egg, hen"),
])  # fmt: skip
def test_a_broken_rule_is_told(spoilt, said):
    assert any(said in sentence for sentence in broken_rules(spoilt))


def test_a_need_wants_two_teachers_one_of_them_free():
    told = broken_rules(bakery())
    assert "role baker: 1 active resource teaches baking to 2, not two." in told
    assert "role baker: no free resource teaches baking to intermediate." in told
