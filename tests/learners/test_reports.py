"""Reports count each path, group and step as it is."""

from datetime import date, datetime, timedelta

import pytest

from learners import reports
from learners.groups import Groups
from learners.members import Members
from learners.privacy import erase
from learners.progress import Progress
from learners.rows import now
from tests.learners.test_progress import assign, event

TODAY = date(2026, 12, 12)
"""Four days after the last day of each step."""


@pytest.fixture
def people(scope):
    """Anna has done everything, Bob half and long ago, Carl nothing; Anna and Bob bake."""
    members = Members(scope)
    anna = members.create({"user_name": "anna", "given_name": "Anna", "family_name": "Bakes"}).id
    bob = members.create({"user_name": "bob", "manager": anna}).id
    carl = members.create({"user_name": "carl", "manager": anna}).id
    Groups(scope).create("Bakery", members=[anna, bob])
    for each in (anna, bob, carl):
        assign(scope, each, "flour", "oven", name=f"path-{each}")
    ago = now() - timedelta(days=40)
    Progress(scope).record([
        event("1", "completed", "flour", anna), event("2", "skipped", "oven", anna),
        event("3", "completed", "flour", bob, at=ago), event("4", "started", "oven", bob, at=ago),
        event("5", "rated", "flour", anna, value=5.0), event("6", "rated", "flour", bob, value=2.0, at=ago),
    ])  # fmt: skip
    return {"anna": anna, "bob": bob, "carl": carl}


def test_a_line_says_where_each_path_stands(scope, people):
    told = {each.name: each for each in reports.progress(scope, TODAY)}
    assert {name: (each.state, each.share, each.over) for name, each in told.items()} == {
        "Anna Bakes": ("done", 1.0, 2), "bob": ("stuck", 0.5, 1), "carl": ("stuck", 0.0, 0),
    }  # fmt: skip
    assert (told["bob"].next, told["bob"].next_ends, told["bob"].groups) == ("oven", "2026-12-08", ("Bakery",))


@pytest.mark.parametrize(("asked", "names"), [
    ({}, ["bob", "carl", "Anna Bakes"]), ({"state": "done"}, ["Anna Bakes"]), ({"role": "baker", "state": "late"}, []),
    ({"manager": "anna"}, ["bob", "carl"]), ({"member": "carl"}, ["carl"]), ({"active": False}, []),
    ({"group": "Bakery"}, ["bob", "Anna Bakes"]),
])  # fmt: skip
def test_lines_can_be_chosen(scope, people, asked, names):
    ids = {"Bakery": Groups(scope).named("Bakery").id, **people}
    values = {name: ids.get(value, value) for name, value in asked.items()}
    assert [each.name for each in reports.progress(scope, TODAY, **values)] == names


def test_groups_add_up(scope, people):
    whole, bakery = reports.groups(scope, TODAY)
    assert (whole["members"], whole["paths"], whole["done"], whole["stuck"]) == (3, 3, 1, 2)
    assert (whole["share"], whole["hours"], whole["hours_over"]) == (0.5, 6.0, 3.0)
    assert (bakery["name"], bakery["members"], bakery["paths"], bakery["stuck"]) == ("Bakery", 2, 2, 1)


def test_a_step_is_dropped_by_who_skipped_it_or_left_it_lying(scope, people):
    oven, flour = reports.steps(scope)
    assert oven == {"resource": "oven", "title": {"en": "oven"}, "members": 3, "started": 1, "completed": 0,
                    "skipped": 1, "dropped": 2, "rating": None}  # fmt: skip
    assert (flour["completed"], flour["dropped"], flour["rating"]) == (2, 0, 3.5)


def test_a_step_in_two_paths_of_a_member_counts_once(scope, people):
    assign(scope, people["anna"], "flour", name="again")
    assert [each["members"] for each in reports.steps(scope)] == [3, 3]


def test_who_left_stays_and_who_was_erased_has_no_name(scope, people):
    Members(scope).change(people["bob"], {"active": False})
    Members(scope).change(people["carl"], {"active": False})
    erase(scope, people["carl"])
    told = [(each.name, each.user_name, each.active) for each in reports.progress(scope, TODAY)]
    assert sorted(told) == [("Anna Bakes", "anna", True), ("bob", "bob", False), ("—", None, False)]
    assert reports.groups(scope, TODAY)[0]["members"] == 1


def test_another_organisation_has_nothing_of_it(organisations, people):
    other = organisations.scope("globex")
    assert reports.progress(other, TODAY) == reports.steps(other) == []
    assert [each["paths"] for each in reports.groups(other, TODAY)] == [0]


def test_moments_carry_their_zone(scope, people):
    assert all(isinstance(each.last, datetime) and each.last.tzinfo for each in reports.progress(scope, TODAY)[:1])
