"""A path that is planned to be assigned, and how two of them compare."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import orjson

from learners.diff import Document
from learners.rows import Row, now
from recommender import Profile

BRIEF = ("title", "url")
"""What a step keeps of its resource, so that reports can name it."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A path to assign: the catalogue's revision, the profile and the answer as JSON data.

    The answer is the API's, with the steps that come before those of its stages in ``before``: what is done already,
    then what is mandatory.
    """

    revision: str
    profile: Mapping[str, Any]
    answer: Document

    @property
    def steps(self) -> list[Row]:
        """All steps in their order, as `PLANS` says."""
        return [
            {"resource": each["resource"]["id"], **{name: each["resource"].get(name) for name in BRIEF},
             "hours": each["hours"] or 0.0, "starts": each["starts"], "ends": each["ends"],
             "mandatory": each.get("mandatory", False)}
            for each in _steps(self.answer)
        ]  # fmt: skip

    def after(self, before: Document, learnt: Sequence[str]) -> "Planned":
        """Return this plan, begun with the steps of the plan ``before`` that are done, as they were."""
        kept = [each for each in _steps(before) if each["resource"]["id"] in learnt]
        first = {each["resource"]["id"]: each for each in [*kept, *self.answer["before"]]}
        numbered = [{**each, "position": at} for at, each in enumerate(first.values(), start=1)]
        return replace(self, answer={**self.answer, "before": numbered})

    def row(self, assignment_id: str, number: int) -> Row:
        """Return what is kept of it."""
        return {"assignment": assignment_id, "number": number, "revision": self.revision, "created": now(),
                "profile": dict(self.profile), "answer": orjson.dumps(self.answer).decode(),
                "steps": self.steps}  # fmt: skip


class Plan(Protocol):
    """Plans a path; raises as `recommender.Engine.path` does.

    ``learnt`` are the resources that the member has completed. ``again`` says that the profile is an older one: what
    the catalogue has no more is left out of it.
    """

    def __call__(self, profile: Profile, learnt: Sequence[str], *, again: bool = False) -> Planned:
        """Return the path for a profile."""


def whole(answer: Document) -> Document:
    """Return an answer as if all of its steps were in stages, numbered from 1, so that two can be compared."""
    steps = [{**each, "position": at} for at, each in enumerate(_steps(answer), start=1)]
    hours = sum(each["hours"] or 0.0 for each in steps)
    effort = {"hours": hours, "ends": steps[-1]["ends"] if steps else None}
    return {**answer, "stages": [{"steps": steps}], "effort": {**answer["effort"], **effort}}


def same(one: Document, other: Document) -> bool:
    """Whether two answers say the same, be it over two revisions of the catalogue."""
    plain = ({name: value for name, value in each.items() if name not in ("id", "revision")} for each in (one, other))
    return next(plain) == next(plain)


def _steps(answer: Document) -> list[Row]:
    return [*answer["before"], *(step for stage in answer["stages"] for step in stage["steps"])]
