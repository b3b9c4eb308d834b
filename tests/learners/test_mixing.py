"""An organisation's records and the public ones become one catalogue that holds together."""

from dataclasses import replace

import pytest

from catalog import Catalog, Need
from catalog.rules import broken_references
from learners.mixing import Own, faults, mix
from tests.conftest import bakery, resource, skill

OVEN = resource("our-oven", {"oven": 1}, 2)


def own(*, resources=(), skills=(), roles=(), hidden=(), **more):
    by_id = ({each.id: each for each in items} for items in (resources, skills, roles))
    return Own(*by_id, hidden=frozenset(hidden), **more)


def without(*skills):
    """The bakery when these skills are gone."""
    less = bakery()
    left = {name: item for name, item in less.skills.items() if name not in skills}
    taught = [replace(each, teaches={s: n for s, n in each.teaches.items() if s in left},
                      requires={s: n for s, n in each.requires.items() if s in left})
              for each in less.resources.values()]  # fmt: skip
    known = [replace(each, requires={s: n for s, n in each.requires.items() if s in left}) for each in left.values()]
    roles = [replace(each, needs={s: n for s, n in each.needs.items() if s in left}) for each in less.roles.values()]
    return Catalog(taught, known, roles)


def test_nothing_of_ones_own_is_the_public_catalogue():
    assert mix(bakery(), own()).revision == bakery().revision


def test_own_records_come_last():
    assert [*mix(bakery(), own(resources=[OVEN])).resources] == [*bakery().resources, "our-oven"]


def test_a_hidden_resource_is_nobodys_successor():
    mixed = mix(bakery(), own(hidden=["baking-bread"], resources=[replace(OVEN, successor="baking-bread")]))
    assert "baking-bread" not in mixed.resources
    assert mixed.resources["lost-book"].successor is None
    assert mixed.resources["our-oven"].successor is None


def test_an_own_role_stands_for_the_public_one_with_its_id():
    baker = replace(bakery().roles["baker"], needs={"oven": Need(1, 1.0)})
    assert list(mix(bakery(), own(roles=[baker])).roles["baker"].needs) == ["oven"]


def test_public_records_are_shared_between_organisations_not_copied():
    public = bakery()
    assert mix(public, own(resources=[OVEN])).resources["know-flour"] is public.resources["know-flour"]


def test_what_the_public_catalogue_has_lost_is_left_out_and_told():
    public = without("oven")
    ours = own(resources=[OVEN], skills=[skill("grill", oven=2)],
               roles=[replace(bakery().roles["baker"], id="stoker", needs={"oven": Need(1, 1.0)})])  # fmt: skip
    mixed = mix(public, ours)
    assert broken_references(mixed) == []
    assert mixed.resources["our-oven"].teaches == {}
    assert "stoker" not in mixed.roles
    assert faults(public, ours) == [
        "resource our-oven: teaches names 'oven', which is no skill; it is left out.",
        "skill grill: requires names 'oven', which is no skill; it is left out.",
        "role stoker: needs names 'oven', which is no skill; it is left out.",
    ]


def test_a_public_role_is_back_when_ones_own_needs_nothing_any_more():
    ours = own(roles=[replace(bakery().roles["baker"], needs={"oven": Need(1, 1.0)})])
    assert list(mix(without("oven"), ours).roles["baker"].needs) == ["baking", "flour"]


def test_an_id_that_is_public_by_now_stays_ones_own_and_is_told():
    ours = own(resources=[replace(OVEN, id="know-flour")], hidden=["gone"])
    assert mix(bakery(), ours).resources["know-flour"].teaches == {"oven": 1}
    assert faults(bakery(), ours) == [
        "resource know-flour: a public resource has this id by now; yours stands for it.",
        "hidden: 'gone' is no public resource.",
    ]


def test_a_record_that_does_not_have_the_shape_of_today_is_left_out_and_told():
    ours = Own.of({"skills": [{"id": "old"}, skill("new").document()]})
    assert list(ours.skills) == ["new"]
    assert any("record 0 (old): label" in each for each in faults(bakery(), ours))


@pytest.mark.parametrize("kind", ["resources", "skills", "roles"])
def test_records_come_back_as_they_were_kept(kind):
    documents = bakery().documents()[kind]
    plain = [{name: value for name, value in each.items() if name != "mode"} for each in documents]
    assert [each.document() for each in getattr(Own.of({kind: plain}), kind).values()] == documents
