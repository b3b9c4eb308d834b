from datetime import date

import pytest

from catalog.store import Store
from learners.errors import BadRequest, GroupNotFound, MemberNotFound, Stale, Taken
from learners.groups import Groups
from learners.members import Members
from learners.organisations import Organisations
from learners.tables import AUDIT
from learners.titles import Titles

ROLES = {"baker": "baker", "boulangere": "baker"}


@pytest.fixture
def scope(database):
    store = Store(database)
    store.migrate()
    organisations = Organisations(store.engine)
    organisations.create("acme", "Acme")
    yield organisations.scope("acme")
    store.close()


@pytest.fixture
def members(scope):
    return Members(scope, ROLES.get)


def acts(scope):
    with scope.reading() as rows:
        return [each["act"] for each in rows.all(AUDIT, order="at")]


def test_a_member_has_the_role_of_the_job_title_unless_the_profile_says_one(members):
    anna = members.create({"user_name": "anna", "job_title": "baker"})
    assert anna.role == "baker"
    assert members.change(anna.id, {"profile": {"role": "miller"}}).role == "miller"
    assert members.change(anna.id, {"profile": {}, "job_title": "astronaut"}).role is None


def test_texts_are_kept_without_needless_blanks_and_empty_ones_not_at_all(members):
    anna = members.create({"user_name": " anna ", "display_name": "Anna\tde  la\nTour", "department": " "})
    assert (anna.user_name, anna.display_name, anna.department) == ("anna", "Anna de la Tour", None)


@pytest.mark.parametrize(("values", "field"), [
    ({"user_name": " "}, "user_name"), ({"user_name": "a\0b"}, "user_name"), ({"given_name": "\x1b[2J"}, "given_name"),
    ({"manager": "nobody"}, "manager"),
])  # fmt: skip
def test_what_breaks_a_rule_is_told_by_field(members, values, field):
    with pytest.raises(BadRequest) as refused:
        members.create({"user_name": "anna", **values})
    assert list(refused.value.errors) == [field]
    assert members.page() == ([], 0)


def test_a_user_name_is_one_members(members):
    anna, bob = (members.create({"user_name": name}) for name in ("anna", "bob"))
    with pytest.raises(Taken):
        members.create({"user_name": "anna"})
    with pytest.raises(Taken):
        members.change(bob.id, {"user_name": "anna"})
    with pytest.raises(BadRequest, match="own manager"):
        members.change(anna.id, {"manager": anna.id})


def test_the_case_of_a_user_name_does_not_count(members):
    anna = members.create({"user_name": "Anna@Acme.example"})
    assert members.named("anna@acme.example") == anna
    assert members.ids(["ANNA@acme.example", anna.id, "?"]) == {"ANNA@acme.example": anna.id, anna.id: anna.id}
    with pytest.raises(Taken):
        members.create({"user_name": "anna@acme.EXAMPLE"})
    assert members.change(anna.id, {"user_name": "anna@acme.example"}).user_name == "anna@acme.example"


def test_a_change_that_changes_nothing_is_none(scope, members):
    anna = members.create({"user_name": "anna", "starts": date(2026, 12, 1)})
    assert members.change(anna.id, {"user_name": " anna", "email": ""}) == anna
    changed = members.change(anna.id, {"email": "anna@acme.example"}, version=1)
    assert changed.version == 2
    with pytest.raises(Stale):
        members.change(anna.id, {"email": None}, version=1)
    members.change(anna.id, {"active": False})
    assert acts(scope) == ["member.created", "member.changed", "member.left"]


@pytest.mark.parametrize(("asked", "found"), [
    ({}, ["anna", "bob", "carl"]), ({"active": True}, ["anna", "bob"]), ({"role": "baker"}, ["anna", "carl"]),
    ({"q": "TOUR"}, ["anna"]), ({"q": "%"}, []), ({"manager": "anna"}, ["bob"]), ({"group": "Staff"}, ["bob", "carl"]),
    ({"active": True, "group": "Staff"}, ["bob"]),
])  # fmt: skip
def test_members_are_chosen(scope, members, asked, found):
    anna = members.create({"user_name": "anna", "display_name": "Anna de la Tour", "job_title": "baker"})
    bob = members.create({"user_name": "bob", "manager": anna.id})
    carl = members.create({"user_name": "carl", "job_title": "boulangere", "active": False})
    staff = Groups(scope).create("Staff", members=[bob.id, carl.id])
    ids = {"manager": anna.id, "group": staff.id}
    named, total = members.page(**{name: ids.get(name, value) for name, value in asked.items()})
    assert ([each.user_name for each in named], total) == (found, len(found))


def test_who_was_erased_is_not_there_but_his_group_is(scope, members):
    groups, anna = Groups(scope), members.create({"user_name": "anna"})
    staff = groups.create("Staff", members=[anna.id])
    members.erase(anna.id)
    assert (members.named("anna"), groups.get(staff.id).members) == (None, ())
    with pytest.raises(MemberNotFound):
        members.change(anna.id, {"active": True})
    again = members.create({"user_name": "anna"})
    assert groups.change(staff.id, {"members": [again.id]}).members == (again.id,)


def test_a_group_counts_its_changes(scope, members):
    groups = Groups(scope)
    anna, bob = (members.create({"user_name": name}).id for name in ("anna", "bob"))
    staff = groups.create(" The  staff ", members=[anna, anna])
    assert (staff.name, staff.members, groups.named("The staff")) == ("The staff", (anna,), staff)
    for _ in range(2):
        groups.add_member(staff.id, bob)
    assert groups.get(staff.id).version == 2
    assert set(groups.change(staff.id, {"name": "Staff", "members": [bob, anna]}, version=2).members) == {anna, bob}
    for _ in range(2):
        groups.remove_member(staff.id, anna)
    assert (groups.get(staff.id).version, groups.get(staff.id).members) == (4, (bob,))
    groups.remove(staff.id)
    with pytest.raises(GroupNotFound):
        groups.add_member(staff.id, anna)
    assert members.get(bob).user_name == "bob"


@pytest.mark.parametrize(("values", "refusal"), [
    ({"members": ["nobody"]}, BadRequest), ({"name": " "}, BadRequest), ({"name": "Other"}, Taken),
])  # fmt: skip
def test_a_group_is_left_as_it_was_where_a_change_is_refused(scope, members, values, refusal):
    groups = Groups(scope)
    groups.create("Other")
    staff = groups.create("Staff", members=[members.create({"user_name": "anna"}).id])
    with pytest.raises(refusal):
        groups.change(staff.id, values)
    assert groups.get(staff.id) == staff


@pytest.mark.parametrize(("title", "role"), [
    ("Chief Bread Officer", "executive"), ("CHIÉF  bread officer", "executive"), ("chief", None),
    ("baker", "night-baker"), ("boulangere", "baker"), ("baker [night]", "owl"), ("baker (night)", "owl"),
])  # fmt: skip
def test_the_first_rule_that_a_title_meets_counts(scope, title, role):
    titles = Titles(scope)
    titles.put([("chief * officer", "executive"), ("baker [*", "owl"), ("Baker", "night-baker"), ("baker", "none")])
    assert titles.reader(ROLES.get)(title) == role


def test_titles_are_read_again_when_their_table_has_changed(scope, members):
    anna, bob = (members.create({"user_name": name, "job_title": "Crumb Officer"}) for name in ("anna", "bob"))
    members.change(bob.id, {"profile": {"role": "miller"}})
    titles = Titles(scope)
    titles.put([("crumb *", "baker")])
    again = Members(scope, titles.reader(ROLES.get))
    assert (again.understand_again(), again.understand_again()) == (1, 0)
    assert [again.get(each.id).role for each in (anna, bob)] == ["baker", "miller"]
