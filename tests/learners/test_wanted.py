from datetime import UTC, date, datetime
from typing import Any

import pytest

from learners.errors import BadRequest
from learners.members import Member
from learners.wanted import Wanted, again, profile_of
from recommender import Profile

TODAY = date(2026, 12, 1)
AT = datetime(2026, 11, 1, tzinfo=UTC)


def member(**said: Any) -> Member:
    values = {**dict.fromkeys(Member.__slots__), "id": "m", "user_name": "anna", "language": "en", "active": True,
              "profile": {}, "created": AT, "changed": AT, "version": 1, **said}  # fmt: skip
    return Member(**values)


@pytest.mark.parametrize(("said", "wanted", "role", "goal"), [
    ({"role": "baker"}, Wanted(), "baker", ""),
    ({"role": "baker", "profile": {"role": "cook"}}, Wanted(), "cook", ""),
    ({"role": "baker"}, Wanted(role="cook"), "cook", ""),
    ({"role": "baker"}, Wanted(goal="bread"), None, "bread"),
    ({"role": "baker"}, Wanted(role="cook", goal="bread"), "cook", "bread"),
    ({"role": "baker", "profile": {"goal": "bread"}}, Wanted(), "baker", "bread"),
])  # fmt: skip
def test_what_is_wanted_comes_before_what_the_member_is(said, wanted, role, goal):
    found = profile_of(member(**said), wanted, (), TODAY)
    assert (found.role, found.goal) == (role, goal)


def test_who_has_no_role_must_be_told_one():
    with pytest.raises(BadRequest, match="astronaut"):
        profile_of(member(job_title="astronaut"), Wanted(), (), TODAY)


@pytest.mark.parametrize(("first_day", "wanted", "starts"), [
    (None, None, TODAY),
    (date(2027, 1, 4), None, date(2027, 1, 4)),
    (date(2019, 1, 7), None, TODAY),
    (date(2027, 1, 4), date(2026, 6, 1), date(2026, 6, 1)),
])  # fmt: skip
def test_a_path_starts_on_the_first_day_and_not_in_the_past_unless_that_is_said(first_day, wanted, starts):
    assert profile_of(member(role="baker", starts=first_day), Wanted(starts=wanted), (), TODAY).start == starts


@pytest.mark.parametrize(("language", "said", "languages"), [
    ("fr", {}, ("fr", "en")), ("en", {}, ("en",)), ("fr", {"languages": ["en"]}, ("en",)),
])  # fmt: skip
def test_one_learns_in_ones_language_first(language, said, languages):
    assert profile_of(member(role="baker", language=language, profile=said), Wanted(), (), TODAY).languages == languages


def test_what_is_said_of_the_path_overrides_what_is_said_of_the_member():
    anna = member(role="baker", profile={"hours_per_week": 2, "level": "intermediate", "holidays": ["2026-12-25"]})
    found = profile_of(anna, Wanted(profile={"hours_per_week": 8}), (), TODAY)
    assert (found.hours_per_week, found.level, found.holidays) == (8, "intermediate", (date(2026, 12, 25),))


def test_what_was_learnt_counts_and_is_pinned_no_more():
    anna = member(role="baker", profile={"completed": ["a"], "pinned": ["b", "c"]})
    found = profile_of(anna, Wanted(), ("b", "a"), TODAY)
    assert (found.completed, found.pinned) == (("a", "b"), ("c",))


def test_a_deadline_stands_for_the_whole_weeks_before_it():
    assert profile_of(member(role="baker"), Wanted(deadline=date(2027, 1, 1)), (), TODAY).weeks == 4


@pytest.mark.parametrize("deadline", [date(2026, 12, 7), date(2026, 1, 1), date(2040, 1, 1)])
def test_a_deadline_that_leaves_no_week_or_too_many_is_refused(deadline):
    with pytest.raises(BadRequest, match=str(deadline)):
        profile_of(member(role="baker"), Wanted(deadline=deadline), (), TODAY)


def test_the_same_wish_has_the_same_digest_and_another_one_another():
    one, other = (Wanted(profile=said) for said in ({"weeks": 4, "cost": "free"}, {"cost": "free", "weeks": 4}))
    assert one.digest == other.digest
    assert len({one.digest, Wanted().digest, Wanted(role="baker").digest, Wanted(starts=TODAY).digest}) == 4


@pytest.mark.parametrize(("today", "deadline", "start", "weeks"), [
    (date(2026, 12, 1), None, date(2026, 12, 1), 10),
    (date(2026, 11, 1), None, date(2026, 12, 1), 10),
    (date(2026, 12, 16), None, date(2026, 12, 16), 8),
    (date(2027, 12, 1), None, date(2027, 12, 1), 1),
    (date(2026, 12, 16), date(2027, 1, 1), date(2026, 12, 16), 2),
    (date(2027, 2, 1), date(2027, 1, 1), date(2027, 2, 1), 1),
])  # fmt: skip
def test_a_path_is_planned_again_for_what_is_left_of_its_time(today, deadline, start, weeks):
    before = Profile(start=date(2026, 12, 1), role="baker", weeks=10, pinned=("a", "b"))
    found = again(before, ("a",), deadline, today)
    assert (found.start, found.weeks, found.completed, found.pinned) == (start, weeks, ("a",), ("b",))
