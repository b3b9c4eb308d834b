"""Reports: who is where on which path, how groups do, which steps people drop."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from learners.books import Books, read
from learners.rows import Row, Scope, now
from learners.standing import NOTHING, STATES, Standing, place

UNTOUCHED = timedelta(days=30)
"""A step that was begun and not touched for so long is dropped."""

UNNAMED = "—"
"""The name of who was erased."""

EVERYBODY = ""
"""The group that all are in."""

COUNTS = ("members", "started", "completed", "skipped", "dropped")
"""What is counted of each step."""


@dataclass(frozen=True, slots=True)
class Line:
    """Where a member stands on a path; ``active`` tells whether he is there still."""

    assignment: str
    member: str
    user_name: str | None
    name: str
    groups: tuple[str, ...]
    manager: str | None
    active: bool
    role: str | None
    goal: str
    state: str
    share: float
    hours: float
    over: int
    steps: int
    next: str | None
    next_title: Mapping[str, str] | None
    next_ends: str | None
    ends: str | None
    deadline: date | None
    last: datetime | None


def progress(
    scope: Scope, today: date, *, group: str | None = None, member: str | None = None, manager: str | None = None,
    **equal: Any,
) -> list[Line]:  # fmt: skip
    """Return a line for each active path, who is late first; ``group`` is a group's id, ``equal`` names fields."""
    who = {name: value for name, value in (("id", member), ("manager", manager)) if value is not None}
    found = lines(read(scope, group=group, **who), today)
    return [each for each in found if all(getattr(each, name) == value for name, value in equal.items())]


def groups(scope: Scope, today: date) -> list[Row]:
    """Return a row for each group and one for all together: members, paths by state, hours, mean share."""
    books = read(scope)
    return by_group(books, lines(books, today))


def steps(scope: Scope, *, group: str | None = None) -> list[Row]:
    """Return a row for each resource of the active paths, the most often dropped first.

    ``dropped`` is skipped, or begun and untouched for a month.
    """
    return by_step(read(scope, group=group), now())


def lines(books: Books, today: date) -> list[Line]:
    """Return a line for each path in the books, who is late first."""
    found = (_line(each, books, today) for each in books.paths)
    return sorted(found, key=lambda each: (STATES.index(each.state), each.name))


def by_group(books: Books, listed: Iterable[Line]) -> list[Row]:
    """Sum lines up: for all together, then by group."""
    inside: dict[str, list[Line]] = defaultdict(list)
    for line in listed:
        inside[EVERYBODY].append(line)
        for each in books.inside.get(line.member, ()):
            inside[each].append(line)
    sizes = Counter(each for member, ids in books.inside.items() if member in books.members for each in ids)
    active = sum(each["active"] for each in books.members.values())
    whole = _sums(EVERYBODY, EVERYBODY, active, inside[EVERYBODY])
    return [whole, *(_sums(each, name, sizes[each], inside[each]) for each, name in books.groups.items())]


def by_step(books: Books, at: datetime) -> list[Row]:
    """Sum up what became of each step, the most often dropped first."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    titles: dict[str, Any] = {}
    ratings: dict[str, list[float]] = defaultdict(list)
    for resource, title, stands in _stood(books):
        titles[resource] = title
        counts[resource].update(["members", stands.state])
        counts[resource]["dropped"] += _dropped(stands, at)
        if stands.rating is not None:
            ratings[resource].append(stands.rating)
    made = [
        {"resource": each, "title": titles[each], **{name: counts[each][name] for name in COUNTS},
         "rating": round(sum(ratings[each]) / len(ratings[each]), 2) if ratings[each] else None}
        for each in counts
    ]  # fmt: skip
    return sorted(made, key=lambda each: (-each["dropped"], -each["members"], each["resource"]))


def name_of(member: Mapping[str, Any]) -> str:
    """Return how a member is called; who was erased has no name."""
    if not member or member["erased"]:
        return UNNAMED
    whole = " ".join(filter(None, (member["given_name"], member["family_name"])))
    return str(member["display_name"] or whole or member["user_name"])


def _line(path: Row, books: Books, today: date) -> Line:
    member = books.members.get(path["member"], {})
    stands = place(path["steps"], books.standings.get(path["member"], {}), today, path["deadline"])
    following, known = stands.next or {}, member and not member["erased"]
    return Line(
        assignment=path["id"], member=path["member"], user_name=member["user_name"] if known else None,
        name=name_of(member), groups=tuple(sorted(books.groups[each] for each in books.inside.get(path["member"], ()))),
        manager=member.get("manager"), active=bool(member.get("active")), role=path["role"], goal=path["goal"],
        state=stands.state, share=round(stands.share, 4), over=stands.over, steps=stands.steps,
        hours=round(sum(each["hours"] or 0.0 for each in path["steps"]), 2), next=following.get("resource"),
        next_title=following.get("title"), next_ends=following.get("ends"),
        ends=max((each["ends"] for each in path["steps"]), default=None), deadline=path["deadline"], last=stands.last,
    )  # fmt: skip


def _sums(group_id: str, name: str, members: int, listed: list[Line]) -> Row:
    states = Counter(each.state for each in listed)
    share = sum(each.share for each in listed) / len(listed) if listed else 0.0
    return {"id": group_id, "name": name, "members": members, "paths": len(listed),
            **{state: states[state] for state in STATES}, "share": round(share, 4),
            "hours": round(sum(each.hours for each in listed), 1),
            "hours_over": round(sum(each.hours * each.share for each in listed), 1)}  # fmt: skip


def _stood(books: Books) -> Iterator[tuple[str, Any, Standing]]:
    """Yield each step of each member once, whatever paths it is in: resource, title, where the member stands."""
    seen: set[tuple[str, str]] = set()
    for path in books.paths:
        stands = books.standings.get(path["member"], {})
        for step in path["steps"]:
            key = path["member"], step["resource"]
            if key not in seen:
                seen.add(key)
                yield step["resource"], step["title"], stands.get(step["resource"], NOTHING)


def _dropped(stands: Standing, at: datetime) -> bool:
    return stands.state == "skipped" or (stands.state == "started" and stands.at < at - UNTOUCHED)
