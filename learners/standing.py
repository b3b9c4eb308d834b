"""Where a member stands with a resource, and with an assigned path."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

STATES = ("late", "stuck", "on_track", "not_started", "done")
OVER = frozenset({"completed", "skipped"})
QUIET = timedelta(days=14)
"""Who is late and did nothing for so long is stuck."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a member stands with a resource.

    ``state`` is ``completed`` once there is such an event; else what was done last, whenever it came in, of ``skipped``
    and ``started`` (at the same moment: skipped); ``none`` where hours or stars are all there is. ``rating`` is the
    last one, ``hours`` are summed, ``at`` is the last moment that anything was done.
    """

    state: str
    hours: float
    rating: float | None
    at: datetime


NOTHING = Standing("none", 0.0, None, datetime.min)
NEVER = datetime.min.replace(tzinfo=UTC), False, "none"

Did = tuple[int, str, str, datetime]
"""An event: its number, its resource, its kind, and when it was."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an assigned path stands.

    ``done``: every step is completed or skipped. ``not_started``: nothing was done and no step should be over yet.
    ``late``: a step whose last day is past is not over, or the deadline is past. ``stuck``: late, and nothing was done
    on the path for a fortnight (of which it was there).
    ``on_track``: otherwise. ``share`` is that of the hours whose steps are over (0 to 1); ``next`` is
    the first step that is not.
    """

    state: str
    share: float
    over: int
    steps: int
    next: Mapping[str, Any] | None
    last: datetime | None


def place(
    steps: Sequence[Mapping[str, Any]], standings: Mapping[str, Standing], today: date, deadline: date | None = None
) -> Place:
    """Return where a path stands on a day: ``steps`` as `PLANS` has them, ``standings`` of the member by resource."""
    mine = [standings.get(each["resource"], NOTHING) for each in steps]
    over = [each.state in OVER for each in mine]
    hours = [float(each["hours"] or 0.0) for each in steps]
    whole = sum(hours)
    gone = sum(each for each, is_over in zip(hours, over, strict=True) if is_over)
    share = gone / whole if whole else float(all(over))
    last = max((each.at for each in mine if each is not NOTHING), default=None)
    following = next((step for step, is_over in zip(steps, over, strict=True) if not is_over), None)
    state = _state(following, steps, over, last, today, deadline)
    return Place(state, share, sum(over), len(steps), following, last)


def first_over(resources: Collection[str], events: Iterable[Did]) -> int | None:
    """Return which event, as they came in, was the first after which all of these were over."""
    said: dict[str, tuple[datetime, bool, str]] = {}
    for number, resource, kind, at in events:
        if resource in resources and said.get(resource, NEVER)[2] != "completed":
            this = at, kind == "skipped", kind
            said[resource] = this if kind == "completed" else max(this, said.get(resource, NEVER))
            if len(said) == len(resources) and all(each[2] in OVER for each in said.values()):
                return number
    return None


def _state(
    following: Mapping[str, Any] | None,
    steps: Iterable[Mapping[str, Any]],
    over: Iterable[bool],
    last: datetime | None,
    today: date,
    deadline: date | None,
) -> str:
    if following is None:
        return "done"
    due = (date.fromisoformat(step["ends"]) for step, is_over in zip(steps, over, strict=True) if not is_over)
    late = min(due) < today or (deadline is not None and deadline < today)
    if not late:
        return "on_track" if last else "not_started"
    quiet = last is None or last.date() < today - QUIET
    return "stuck" if quiet else "late"
