from datetime import date, timedelta

import orjson
import pytest

from catalog.store import Store
from learners import privacy, tables
from learners.errors import MemberNotFound
from learners.organisations import Organisations
from learners.retention import Retention, apply, choose
from learners.rows import now

ANNA = "member-one"


@pytest.fixture
def scope(database):
    """An organisation where Anna has a path, progress and a manager's role; Bob is led by her."""
    store = Store(database)
    store.migrate()
    organisations = Organisations(store.engine)
    organisations.create("acme", "Acme")
    scope = organisations.scope("acme")
    with scope.writing() as rows:
        rows.add(tables.MEMBERS, member(ANNA, "anna"), member("b-1", "bob", manager=ANNA))
        rows.add(tables.GROUPS, {"id": "g", "name": "Staff", "created": now(), "changed": now(), "version": 1})
        rows.add(tables.MEMBERSHIPS, {"group_id": "g", "member": ANNA})
        rows.add(tables.ASSIGNMENTS, assignment("x", ANNA))
        rows.add(tables.PLANS, {"assignment": "x", "number": 1, "revision": "r", "profile": {"goal": "anna's goal"},
                                "answer": '{"profile": {"goal": "anna\'s goal"}, "id": "p"}', "steps": [],
                                "created": now()})  # fmt: skip
        rows.add(tables.EVENTS, event(1), event(2))
        rows.add(tables.WEBHOOKS, {"id": "w", "url": "https://x.example", "form": "webhook", "secret": "",
                                   "events": ["progress.recorded", "member.erased"], "active": True,
                                   "created": now()})  # fmt: skip
        rows.tell("progress.recorded", {"member": ANNA, "user_name": "anna"})
    yield scope
    store.close()


def member(member_id, name, **more):
    person = {"id": member_id, "user_name": name, "user_key": name, "email": f"{name}@acme.example", "given_name": name,
              "external_id": f"{name}-x", "family_name": name, "display_name": name, "department": name,
              "employee_number": name, "job_title": name, "language": "en", "manager": None, "role": "baker",
              "starts": date(2026, 1, 1), "profile": {"goal": name}, "active": True}  # fmt: skip
    return {**person, "created": now(), "changed": now(), "version": 1, **more}


def assignment(assignment_id, member_id):
    return {"id": assignment_id, "member": member_id, "role": "baker", "goal": "anna's goal", "state": "active",
            "starts": date(2026, 1, 1), "plan": 1, "origin": "call:1", "created": now(), "changed": now()}  # fmt: skip


def event(sequence):
    return {"sequence": sequence, "id": f"anna-{sequence}", "member": ANNA, "resource": "know-flour",
            "kind": "completed", "value": None, "at": now(), "received": now(), "source": "api"}  # fmt: skip


def everything(scope):
    with scope.reading() as rows:
        return {t.name: rows.all(t) for t in tables.METADATA.sorted_tables if t is not tables.ORGANISATIONS}


def test_what_is_stored_about_a_person_is_told(scope):
    told = privacy.export(scope, ANNA)
    assert told["member"]["email"] == "anna@acme.example"
    assert [each["id"] for each in told["events"]] == ["anna-1", "anna-2"]
    assert [each["name"] for each in told["groups"]] == ["Staff"]
    assert told["assignments"][0]["plans"][0]["answer"]["id"] == "p"
    assert len(told["notices"]) == 1


def test_of_who_is_erased_no_name_is_left_anywhere(scope):
    privacy.erase(scope, ANNA)
    left = everything(scope)
    told = [each for each in left["deliveries"] if each["kind"] == "member.erased"]
    assert [orjson.loads(each["body"])["data"] for each in told] == [{"member": ANNA}]
    left["deliveries"] = [each for each in left["deliveries"] if each not in told]
    assert "anna" not in str(left).casefold()
    assert ANNA not in str(left)


def test_sums_still_add_up(scope):
    before = {name: len(found) for name, found in everything(scope).items() if name not in ("audit", "deliveries")}
    privacy.erase(scope, ANNA)
    left = everything(scope)
    assert {name: len(left[name]) for name in before} == before
    one = {each["member"] for name in ("events", "assignments", "memberships") for each in left[name]}
    assert len(one) == 1


def test_who_is_erased_is_not_there(scope):
    privacy.erase(scope, ANNA)
    for ask in (privacy.export, privacy.erase):
        with pytest.raises(MemberNotFound):
            ask(scope, ANNA)


def test_who_left_long_enough_ago_is_erased_by_retention(scope):
    choose(scope, Retention(members=365, deliveries=1))
    with scope.writing() as rows:
        long_ago = now() - timedelta(days=366)
        rows.change(tables.MEMBERS, {"active": False, "changed": long_ago}, id=ANNA)
        rows.change(tables.MEMBERS, {"active": False}, id="b-1")
        rows.change(tables.DELIVERIES, {"state": "delivered", "created": long_ago}, member=ANNA)
    assert apply(scope) == (1, 1)
    assert apply(scope) == (0, 0)
