"""Events are added once, all or none, whoever sends them and how often, on a database of each kind."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from learners.errors import EventsTaken
from learners.members import Members
from learners.progress import Event, Progress
from learners.rows import now
from learners.tables import ASSIGNMENTS, DELIVERIES, EVENTS, PLANS, WEBHOOKS

AT = datetime(2026, 12, 1, 8, tzinfo=UTC)


@pytest.fixture
def progress(scope):
    return Progress(scope)


def event(name, kind="completed", resource="flour", member="anna", **more):
    return Event(name, member, resource, kind, **{"at": AT, **more})


def step(resource, starts="2026-12-01", ends="2026-12-08", **more):
    return {"resource": resource, "title": {"en": resource}, "hours": 1.0, "starts": str(starts), "ends": str(ends),
            "mandatory": False, "url": None, **more}  # fmt: skip


def assign(scope, member, *steps, name="path"):
    """Assign a path whose steps are resources, or what `step` makes."""
    made = [step(each) if isinstance(each, str) else each for each in steps]
    with scope.writing() as rows:
        rows.add(ASSIGNMENTS, {"id": name, "member": member, "role": "baker", "goal": "", "starts": AT.date(),
                               "deadline": None, "state": "active", "plan": 1, "origin": name, "created": AT,
                               "changed": AT, "reminded": None})  # fmt: skip
        rows.add(PLANS, {"assignment": name, "number": 1, "revision": "r", "profile": {}, "answer": "{}",
                         "steps": made, "created": AT})  # fmt: skip


def listen(scope):
    with scope.writing() as rows:
        rows.add(WEBHOOKS, {"id": "hook", "url": "https://hr.example", "form": "webhook", "secret": "", "active": True,
                            "events": ["progress.recorded", "path.completed"], "created": now()})  # fmt: skip


def told(scope):
    with scope.reading() as rows:
        return Counter(each["kind"] for each in rows.all(DELIVERIES))


def test_events_are_numbered_without_a_gap_in_each_organisation(organisations):
    for each in ("acme", "globex"):
        progress = Progress(organisations.scope(each))
        progress.record([event("1"), event("2")])
        progress.record([event("2"), event("3")])
        assert [(row["sequence"], row["id"]) for row in progress.events()] == [(1, "1"), (2, "2"), (3, "3")]


def test_what_is_known_adds_nothing_and_is_told(progress):
    assert progress.record([event("1"), event("1")]).added == ("1",)
    again = progress.record([event("1"), event("2")])
    assert (again.added, again.known) == (("2",), ("1",))


@pytest.mark.parametrize("change", [
    {"member": "bob"}, {"resource": "oven"}, {"kind": "skipped"}, {"kind": "hours", "value": 2.0},
])  # fmt: skip
def test_an_id_stands_for_one_event_and_all_that_clash_are_named(progress, change):
    progress.record([event("1"), event("2")])
    clash = [replace(event(name), **change) for name in ("1", "2")]
    with pytest.raises(EventsTaken) as refused:
        progress.record([event("3"), *clash])
    assert ["'1'" in said or "'2'" in said for said in refused.value.errors["id"]] == [True, True]
    assert [each["id"] for each in progress.events()] == ["1", "2"]


def test_two_events_of_one_request_do_not_share_an_id(progress):
    with pytest.raises(EventsTaken):
        progress.record([event("1"), event("1", "skipped")])
    assert progress.events() == []


@pytest.mark.parametrize(("kinds", "state"), [
    ("started", "started"), ("started completed", "completed"), ("completed started", "completed"),
    ("completed skipped", "completed"), ("skipped started", "started"), ("started skipped", "skipped"),
    ("rated", "none"), ("hours", "none"),
])  # fmt: skip
@pytest.mark.parametrize("way", [1, -1], ids=["in order", "the last one first"])
def test_where_one_stands_follows_from_the_events_whatever_order_they_come_in(progress, kinds, state, way):
    values = {"rated": 4.0, "hours": 1.5}
    did = [event(str(at), kind, value=values.get(kind), at=AT + timedelta(minutes=at))
           for at, kind in enumerate(kinds.split())]  # fmt: skip
    for each in did[::way]:
        progress.record([each])
    assert progress.of("anna")["flour"].state == state


def test_the_last_stars_count_whatever_order_they_come_in(progress):
    later, sooner = event("1", "rated", value=5.0, at=AT + timedelta(days=1)), event("2", "rated", value=2.0)
    progress.record([later])
    progress.record([sooner])
    assert progress.of("anna")["flour"].rating == 5.0


def test_hours_are_summed_and_the_last_rating_counts(progress):
    progress.record([event("1", "hours", value=1.5), event("2", "hours", value=2.0, at=AT + timedelta(days=3)),
                     event("3", "rated", value=5.0), event("4", "rated", value=2.0)])  # fmt: skip
    stands = progress.of("anna")["flour"]
    assert (stands.hours, stands.rating, stands.at) == (3.5, 2.0, AT + timedelta(days=3))


def test_a_path_is_completed_once_whatever_comes_after(scope, progress):
    listen(scope)
    assign(scope, "anna", "flour", "oven")
    progress.record([event("1", resource="flour")])
    assert told(scope)["path.completed"] == 0
    progress.record([event("2", "skipped", "oven"), event("3", "hours", "oven", value=1.0)])
    assert told(scope)["path.completed"] == 1
    for name, kind in (("4", "started"), ("5", "skipped"), ("6", "completed")):
        progress.record([event(name, kind, "oven")])
    assert told(scope) == {"path.completed": 1, "progress.recorded": 6}


def test_one_event_completes_every_path_that_waited_for_it(scope, progress):
    listen(scope)
    assign(scope, "anna", "flour", name="short")
    assign(scope, "anna", "oven", "flour", name="long")
    assign(scope, "bob", "flour", name="other")
    progress.record([event("1", resource="oven")])
    progress.record([event("2"), event("2")])
    assert told(scope)["path.completed"] == 2


def test_known_events_tell_nothing(scope, progress):
    listen(scope)
    for _ in range(3):
        progress.record([event("1"), event("2", "hours", value=1.0)])
    assert told(scope) == {"progress.recorded": 2}


def test_many_senders_of_the_same_events_add_each_once(scope, progress):
    people = [Members(scope).create({"user_name": name}).id for name in ("anna", "bob")]
    listen(scope)
    for at, each in enumerate(people):
        assign(scope, each, "r0", "r1", name=f"path{at}")
    sent = [event(f"{member}-{at}", resource=f"r{at % 5}", member=member) for member in people for at in range(100)]
    chance = random.Random(5)
    parcels = [chance.sample(sent, 20) for _ in range(30)] + [sent[at : at + 20] for at in range(0, 200, 20)]
    with ThreadPoolExecutor(6) as pool:
        added = [name for found in pool.map(progress.record, parcels) for name in found.added]
    assert Counter(added) == Counter(each.id for each in sent)
    assert [each["sequence"] for each in progress.events(limit=1000)] == list(range(1, 201))
    assert told(scope) == {"progress.recorded": 200, "path.completed": 2}
    with scope.reading() as rows:
        assert len(rows.all(EVENTS)) == 200
