"""Reports: who is where on which path, how groups do, which steps people drop."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from learners.plans import plans
from learners.progress import standings
from learners.rows import Row, Rows, Scope, now
from learners.standing import NOTHING, STATES, Place, place
from learners.tables import GROUPS, MEMBERS, MEMBERSHIPS

UNTOUCHED = timedelta(days=30)
"""A step that was begun and not touched for so long is dropped."""

UNNAMED = "—"
"""The name of who was erased."""

EVERYBODY = ""
"""The group that all are in."""


@dataclass(frozen=True, slots=True)
class Line:
    """Where a member stands on a path."""

    assignment: str
    member: str
    name: str
    groups: tuple[str, ...]
    manager: str | None
    role: str | None
    state: str
    share: float
    over: int
    steps: int
    next: str | None
    ends: str | None
    deadline: date | None
    last: Any


def progress(scope: Scope, today: date, *, group: str | None = None, **equal: str) -> list[Line]:
    """Return a line for each active path, who is late first; ``group`` is a group's id, ``equal`` names fields."""
    with scope.reading() as rows:
        lines = _lines(rows, today, group)
    kept = (each for each in lines if all(getattr(each, name) == value for name, value in equal.items()))
    return sorted(kept, key=lambda each: (STATES.index(each.state), each.name))


def groups(scope: Scope, today: date) -> list[Row]:
    """Return a row for each group and one for all together: members, paths by state, mean share."""
    with scope.reading() as rows:
        lines = _lines(rows, today, None)
        names = {each["id"]: each["name"] for each in rows.all(GROUPS, order="name")}
        sizes = Counter(each["group_id"] for each in rows.all(MEMBERSHIPS))
        members = len(rows.all(MEMBERS, active=True))
    by_group: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        for name in {*line.groups, EVERYBODY}:
            by_group[name].append(line)
    whole = _group(EVERYBODY, EVERYBODY, members, by_group[EVERYBODY])
    return [whole, *(_group(each, name, sizes[each], by_group[name]) for each, name in names.items())]


def steps(scope: Scope) -> list[Row]:
    """Return a row for each resource of the active paths, the most often dropped first.

    ``dropped`` is skipped, or begun and untouched for a month.
    """
    with scope.reading() as rows:
        where, assigned = standings(rows), plans(rows, state="active")
    found: dict[str, Counter[str]] = defaultdict(Counter)
    titles: dict[str, Any] = {}
    ratings: dict[str, list[float]] = defaultdict(list)
    seen: set[tuple[str, str]] = set()
    for each in assigned:
        for step in each["steps"]:
            resource = step["resource"]
            if (each["member"], resource) not in seen:
                seen.add((each["member"], resource))
                titles[resource] = step["title"]
                stands = where.get(each["member"], {}).get(resource, NOTHING)
                found[resource].update(["members", stands.state])
                if stands.state == "skipped" or (stands.state == "started" and stands.at < now() - UNTOUCHED):
                    found[resource]["dropped"] += 1
                if stands.rating is not None:
                    ratings[resource].append(stands.rating)
    names = ("members", "started", "completed", "skipped", "dropped")
    made = [
        {"resource": each, "title": titles[each], **{name: counts[name] for name in names},
         "rating": round(sum(ratings[each]) / len(ratings[each]), 2) if ratings[each] else None}
        for each, counts in found.items()
    ]  # fmt: skip
    return sorted(made, key=lambda each: (-each["dropped"], -each["members"], each["resource"]))


def _lines(rows: Rows, today: date, group: str | None) -> list[Line]:
    where, members = standings(rows), {each["id"]: each for each in rows.all(MEMBERS)}
    names = {each["id"]: each["name"] for each in rows.all(GROUPS)}
    inside: dict[str, list[str]] = defaultdict(list)
    for each in rows.all(MEMBERSHIPS):
        inside[each["member"]].append(each["group_id"])
    return [
        _line(each, members.get(each["member"], {}), [names[g] for g in inside[each["member"]] if g in names],
              place(each["steps"], where.get(each["member"], {}), today, each["deadline"]))
        for each in plans(rows, state="active")
        if group is None or group in inside[each["member"]]
    ]  # fmt: skip


def _line(assignment: Row, member: Mapping[str, Any], inside: Iterable[str], stands: Place) -> Line:
    steps = assignment["steps"]
    return Line(
        assignment=assignment["id"], member=assignment["member"], name=_name(member), groups=tuple(sorted(inside)),
        manager=member.get("manager"), role=assignment["role"], state=stands.state, share=round(stands.share, 4),
        over=stands.over, steps=stands.steps, next=stands.next["resource"] if stands.next else None,
        ends=max((each["ends"] for each in steps), default=None), deadline=assignment["deadline"], last=stands.last,
    )  # fmt: skip


def _name(member: Mapping[str, Any]) -> str:
    if not member or member["erased"]:
        return UNNAMED
    whole = " ".join(filter(None, (member["given_name"], member["family_name"])))
    return member["display_name"] or whole or str(member["user_name"])


def _group(group_id: str, name: str, members: int, lines: Iterable[Line]) -> Row:
    listed = list(lines)
    states = Counter(each.state for each in listed)
    share = sum(each.share for each in listed) / len(listed) if listed else 0.0
    return {"id": group_id, "name": name, "members": members, "paths": len(listed),
            **{state: states[state] for state in STATES}, "share": round(share, 4)}  # fmt: skip
