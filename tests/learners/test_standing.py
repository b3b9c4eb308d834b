"""Where an assigned path stands, on paper."""

from datetime import UTC, date, datetime, timedelta

import pytest

from learners.standing import Standing, first_over, place

TODAY = date(2026, 12, 15)


def step(name, ends, hours=2.0):
    day = TODAY + timedelta(days=ends)
    return {"resource": name, "hours": hours, "starts": str(day - timedelta(days=4)), "ends": str(day)}


def stands(state, ago=0, hours=0.0):
    return Standing(state, hours, None, datetime(2026, 12, 15, 12, tzinfo=UTC) - timedelta(days=ago))


PATH = [step("flour", -2), step("oven", 0), step("bread", 9, 6.0)]
"""The first step should be over since the day before yesterday, the second one by tonight."""


@pytest.mark.parametrize(("steps", "did", "state"), [
    (PATH, {}, "stuck"),
    (PATH, {"flour": stands("started", 14)}, "late"),
    (PATH, {"flour": stands("started", 15)}, "stuck"),
    (PATH, {"flour": stands("completed", 1)}, "on_track"),
    (PATH, {"flour": stands("skipped", 40)}, "on_track"),
    (PATH, {"oven": stands("completed")}, "late"),
    (PATH, {"other": stands("completed")}, "stuck"),
    (PATH[1:], {}, "not_started"),
    (PATH[1:], {"bread": stands("none", 1, 0.5)}, "on_track"),
    (PATH, {"flour": stands("completed"), "oven": stands("skipped"), "bread": stands("completed", 90)}, "done"),
    ([], {}, "done"),
])  # fmt: skip
def test_a_path_is_in_one_state(steps, did, state):
    assert place(steps, did, TODAY).state == state


@pytest.mark.parametrize(("days", "state"), [(0, "not_started"), (-1, "stuck")])
def test_a_deadline_that_is_past_makes_late(days, state):
    assert place(PATH[2:], {}, TODAY, TODAY + timedelta(days=days)).state == state


def test_the_share_is_that_of_the_hours():
    where = place(PATH, {"flour": stands("completed", 3), "bread": stands("skipped", 1)}, TODAY)
    assert (where.share, where.over, where.steps) == (0.8, 2, 3)
    assert (where.next["resource"], where.last) == ("oven", stands("skipped", 1).at)


def test_a_path_without_hours_is_done_or_not():
    free = [step("radio", 3, None)]
    assert place(free, {}, TODAY).share == 0.0
    assert place(free, {"radio": stands("completed")}, TODAY).share == 1.0


@pytest.mark.parametrize(("did", "number"), [
    ("", None), ("ac", None), ("ac bc", 2), ("as bc", 2), ("bc ac ac", 2), ("as at bc", None), ("as at bc as", 4),
    ("ac at bc", 3), ("ac xc bc", 3), ("ac bs bt bs", 2),
])  # fmt: skip
def test_the_first_event_after_which_all_is_over(did, number):
    kinds = {"c": "completed", "s": "skipped", "t": "started"}
    events = [(at, each[0], kinds[each[1]], moment(at)) for at, each in enumerate(did.split(), start=1)]
    assert first_over({"a", "b"}, events) == number


def test_an_event_that_comes_late_counts_for_when_it_was():
    events = [(1, "a", "skipped", moment(5)), (2, "a", "started", moment(4)), (3, "b", "completed", moment(6))]
    assert first_over({"a", "b"}, events) == 3


def moment(minute):
    return datetime(2026, 11, 2, 9, minute, tzinfo=UTC)


def test_a_path_without_steps_is_completed_by_nothing():
    assert first_over(set(), [(1, "a", "completed", moment(1))]) is None
