"""Rules that assign paths to newcomers, and reminders of deadlines."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from api.planning import assignments_of
from learners.errors import BadRequest, MemberNotFound, RuleNotFound
from learners.groups import Groups
from learners.members import Members
from learners.notices import KINDS
from learners.onboarding import Rules, onboard
from learners.reminders import remind
from learners.rows import new_id, now
from learners.tables import ASSIGNMENTS, DELIVERIES, WEBHOOKS

TODAY = date.today()


@pytest.fixture
def scope(acme):
    return acme.scope()


@pytest.fixture
def assignments(acme, scope):
    engine = acme.app.extensions["live"].engine
    return lambda: assignments_of(scope, engine, engine)


@pytest.fixture
def join(scope):
    """Return what adds a member; his role is said, or there is none."""

    def add(name, role="baker", **more):
        return Members(scope).create({"user_name": name, "profile": {"role": role} if role else {}, **more}).id

    return add


def assigned(scope):
    with scope.reading() as rows:
        return rows.all(ASSIGNMENTS, order="created")


@pytest.mark.parametrize(("rule", "met"), [
    ({}, {"anna", "bob", "carla"}),
    ({"title": "bread maker"}, {"anna"}),
    ({"title": " BREAD  máker "}, {"anna"}),
    ({"title": "*maker*"}, {"anna", "bob"}),
    ({"title": "maker [cakes]"}, {"bob"}),
    ({"title": "maker"}, set()),
    ({"role": "baker"}, {"anna", "bob", "carla"}),
    ({"role": "cook"}, set()),
    ({"group_id": "{staff}"}, {"carla"}),
    ({"group_id": "{staff}", "title": "bread maker"}, set()),
    ({"active": False}, set()),
])  # fmt: skip
def test_a_rule_is_about_whoever_meets_all_that_it_asks(scope, assignments, join, rule, met):
    titles = {"anna": "Bread maker", "bob": "Maker [cakes]", "carla": None}
    ids = {name: join(name, job_title=title) for name, title in titles.items()}
    staff = Groups(scope).create("staff", members=[ids["carla"]]).id
    asked = {name: staff if value == "{staff}" else value for name, value in rule.items()}
    Rules(scope).create(asked)
    assert {name for name, each in ids.items() if onboard(scope, each, assignments)[0]} == met


@pytest.mark.parametrize(("first_day", "day", "starts"), [
    (None, 0, 0), (None, 14, 14), (30, 0, 30), (30, 5, 35), (-3, 10, 7), (-2000, 0, 0),
])  # fmt: skip
def test_a_path_starts_on_a_day_after_the_first_one_and_not_in_the_past(
    scope, assignments, join, first_day, day, starts
):
    rule = Rules(scope).create({"day": day, "deadline_days": 70})
    anna = join("anna", starts=None if first_day is None else TODAY + timedelta(first_day))
    (made,), failed = onboard(scope, anna, assignments)
    assert (made.starts, made.deadline, failed) == (TODAY + timedelta(starts), TODAY + timedelta(starts + 70), {})
    assert made.origin == f"rule:{rule.id}"


def test_each_rule_assigns_its_path_once_also_where_that_was_cancelled(scope, assignments, join):
    Rules(scope).create({})
    Rules(scope).create({"path": {"goal": "flour", "profile": {"hours_per_week": 8}}})
    anna = join("anna")
    made, _ = onboard(scope, anna, assignments)
    assert [(each.role, each.goal) for each in made] == [("baker", ""), (None, "flour")]
    assignments().cancel(made[0].id)
    assert onboard(scope, anna, assignments) == ([], {})


def test_a_rule_assigns_its_path_once_however_many_try_at_once(scope, assignments, join):
    for _ in range(3):
        Rules(scope).create({})
    anna = join("anna")
    with ThreadPoolExecutor(8) as threads:
        made = [len(each) for each, _ in threads.map(lambda _: onboard(scope, anna, assignments), range(16))]
    assert sum(made) == len(assigned(scope)) == 3


def test_a_rule_that_cannot_be_followed_is_told_and_the_others_are(scope, assignments, join):
    first = Rules(scope).create({"path": {"role": "astronaut"}})
    second = Rules(scope).create({"path": {"profile": {"pinned": ["none"]}, "role": "baker"}})
    third = Rules(scope).create({})
    Rules(scope).create({"path": {"goal": "bread"}})
    made, failed = onboard(scope, join("anna", role=None), assignments)
    assert [each.goal for each in made] == ["bread"]
    assert set(failed) == {first.id, second.id, third.id}
    assert "no role" in failed[third.id]


def test_who_left_starts_nothing_and_who_is_nobody_is_not_found(scope, assignments, join):
    Rules(scope).create({})
    assert onboard(scope, join("anna", active=False), assignments) == ([], {})
    with pytest.raises(MemberNotFound):
        onboard(scope, "nobody", assignments)


def test_rules_are_kept_changed_and_removed(scope):
    rules = Rules(scope)
    one, other = rules.create({"title": "a"}), rules.create({"title": "b", "day": 3})
    assert rules.change(one.id, {"day": 7}).day == 7
    assert [(each.title, each.day) for each in rules.all()] == [("a", 7), ("b", 3)]
    rules.remove(one.id)
    assert rules.all() == [other]
    for act in (rules.get, rules.remove, lambda each: rules.change(each, {"day": 1})):
        with pytest.raises(RuleNotFound):
            act(one.id)
    with pytest.raises(BadRequest, match="none"):
        rules.change(other.id, {"group_id": "none"})


@pytest.fixture
def told(scope):
    """Return what tells which notices of a kind there are."""
    hook = {"id": new_id(), "url": "https://hr.example", "form": "webhook", "secret": "", "events": list(KINDS)}
    with scope.writing() as rows:
        rows.add(WEBHOOKS, {**hook, "active": True, "created": now()})

    def of(kind):
        with scope.reading() as rows:
            return rows.all(DELIVERIES, order="created", kind=kind)

    return of


@pytest.mark.parametrize(("days", "reminded"), [(-30, True), (0, True), (7, True), (8, False), (None, False)])
def test_who_has_a_deadline_near_or_past_is_reminded(scope, assignments, join, told, days, reminded):
    Rules(scope).create({})
    (made,), _ = onboard(scope, join("anna"), assignments)
    with scope.writing() as rows:
        rows.change(ASSIGNMENTS, {"deadline": None if days is None else TODAY + timedelta(days)}, id=made.id)
    assert remind(scope, TODAY) == ([made.id] if reminded else [])
    assert [each["member"] for each in told("path.reminded")] == ([made.member] if reminded else [])


def test_one_is_reminded_once_a_week(scope, assignments, join, told):
    Rules(scope).create({"deadline_days": 7})
    onboard(scope, join("anna"), assignments)
    assert [len(remind(scope, TODAY)) for _ in range(3)] == [1, 0, 0]
    with scope.writing() as rows:
        rows.change(ASSIGNMENTS, {"reminded": now() - timedelta(days=7)})
    assert len(remind(scope, TODAY)) == 1
    assert len(told("path.reminded")) == 2


def test_who_is_done_has_left_or_follows_no_more_is_not_reminded(acme, scope, assignments, join):
    Rules(scope).create({"deadline_days": 7})
    ids = {name: join(name) for name in ("done", "left", "stopped", "late")}
    made = {name: onboard(scope, each, assignments)[0][0] for name, each in ids.items()}
    steps = [{"id": each["resource"], "member": ids["done"], "resource": each["resource"], "kind": "completed"}
             for each in made["done"].steps]  # fmt: skip
    assert acme.post("events", {"events": steps}).status_code == 201
    Members(scope).change(ids["left"], {"active": False})
    assignments().cancel(made["stopped"].id)
    assert remind(scope, TODAY) == [made["late"].id]
