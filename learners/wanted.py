"""What is wanted of a path for a member, and the profile that says so to the planner."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

import orjson

from learners.errors import BadRequest
from learners.members import Member
from recommender import Profile
from recommender.profile import LONGEST

PREFERENCE: Mapping[str, tuple[str, ...]] = {"fr": ("fr", "en"), "en": ("en",)}
"""The languages that one learns in, by the language that one reads pages in; most resources are in English."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is assigned: the path to a role or goal, else to the member's own role; ``profile`` overrides his.

    It starts on the member's first day unless ``starts`` says when; never before today unless that says so.
    """

    role: str | None = None
    goal: str = ""
    profile: Mapping[str, Any] = field(default_factory=dict)
    starts: date | None = None
    deadline: date | None = None

    @property
    def digest(self) -> str:
        """What tells it from others: who asks the same again asks for nothing new."""
        return hashlib.sha256(orjson.dumps(asdict(self), option=orjson.OPT_SORT_KEYS)).hexdigest()[:20]


def profile_of(member: Member, wanted: Wanted, learnt: Sequence[str], today: date) -> Profile:
    """Return the profile that a path for a member is computed from; raises `BadRequest` where it aims at nothing."""
    said = {name: _plain(value) for name, value in {**member.profile, **wanted.profile}.items()}
    role = wanted.role or (None if wanted.goal else said.get("role") or member.role)
    goal = wanted.goal or said.get("goal", "")
    if not role and not goal:
        raise BadRequest({"role": [f"The member has no role (job title {member.job_title!r}): name one, or a goal."]})
    starts = wanted.starts or max(today, member.starts or today)
    values = {"languages": PREFERENCE.get(member.language, ()), **said, "role": role, "goal": goal, "start": starts}
    values["holidays"] = tuple(map(date.fromisoformat, said.get("holidays", ())))
    values["completed"] = tuple(dict.fromkeys([*said.get("completed", ()), *learnt]))
    values["pinned"] = tuple(each for each in said.get("pinned", ()) if each not in learnt)
    if wanted.deadline is not None:
        values["weeks"] = _weeks(starts, wanted.deadline)
    return Profile(**values)


def again(profile: Profile, learnt: Sequence[str], deadline: date | None, today: date) -> Profile:
    """Return a profile for what is left of its time: until the deadline, if there is one."""
    starts = max(today, profile.start)
    left = (deadline - starts).days // 7 if deadline else profile.weeks - (starts - profile.start).days // 7
    completed = tuple(dict.fromkeys([*profile.completed, *learnt]))
    pinned = tuple(each for each in profile.pinned if each not in learnt)
    return replace(profile, start=starts, weeks=min(max(1, left), LONGEST), completed=completed, pinned=pinned)


def _weeks(starts: date, deadline: date) -> int:
    """Return the whole weeks before a deadline; raises `BadRequest` where they are too few or too many."""
    weeks = (deadline - starts).days // 7
    if not 1 <= weeks <= LONGEST:
        said = f"{deadline} is {weeks} weeks after the first day, {starts}; 1 to {LONGEST} are allowed."
        raise BadRequest({"deadline": [said]})
    return weeks


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
