"""Progress: what members did, as events that are added and never changed.

An event's id is its client's: who sends it again adds nothing. Where one stands with a resource follows from the
events alone, whatever order they came in, so that retries and concurrency cannot make it wrong.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Subquery, case, func, select

from learners.errors import EventsTaken
from learners.plans import plans
from learners.rows import Row, Rows, Scope, now
from learners.standing import OVER, Did, Standing, first_over
from learners.tables import EVENTS, MEMBERS

KINDS = ("started", "completed", "skipped", "rated", "hours")
SAME = ("member", "resource", "kind", "value")
"""What must be the same where an id is the same."""


@dataclass(frozen=True, slots=True)
class Event:
    """What a member did: ``value`` is the stars (1 to 5) of ``rated`` and the hours of ``hours``; else None."""

    id: str
    member: str
    resource: str
    kind: str
    at: datetime
    value: float | None = None
    source: str = "api"


@dataclass(frozen=True, slots=True)
class Recorded:
    """The ids of events that were added, and of those that were known already."""

    added: tuple[str, ...]
    known: tuple[str, ...]


class Progress:
    """The progress of an organisation's members."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def record(self, events: Sequence[Event], titles: Mapping[str, str] | None = None) -> Recorded:
        """Add events, all or none; those that are known add nothing.

        Raises `EventsTaken` where ids were used for other events. ``titles`` name resources in notices.
        """
        first = {each.id: each for each in reversed(events)}
        with self._scope.writing() as rows:
            rows.wait()  # from here on nobody else adds events of this organisation
            stored = {each["id"]: each for each in rows.all(EVENTS, EVENTS.c.id.in_(first))}
            _compare(events, stored, first)
            ids = tuple(dict.fromkeys(each.id for each in events))
            added = [first[each] for each in ids if each not in stored]
            last = self._add(rows, added)
            if added:
                self._tell(rows, added, last, titles or {})
        return Recorded(tuple(each.id for each in added), tuple(each for each in ids if each in stored))

    def of(self, member_id: str) -> dict[str, Standing]:
        """Return where a member stands, by resource."""
        with self._scope.reading() as rows:
            return of(rows, member_id)

    def done(self, member_id: str) -> list[str]:
        """Return the resources that a member has completed, in their order of completion."""
        with self._scope.reading() as rows:
            return done(rows, member_id)

    def events(self, since: int = 0, limit: int = 100, **equal: Any) -> list[Row]:
        """Return events after a sequence number, in the order in which they came."""
        with self._scope.reading() as rows:
            mine = rows.of(EVENTS)
            where = [mine.c.sequence > since, *(mine.c[name] == value for name, value in equal.items())]
            return rows.read(select(mine).where(*where).order_by(mine.c.sequence).limit(limit))

    def latest(self, member_id: str, limit: int) -> list[Row]:
        """Return the last events of a member, the newest first."""
        with self._scope.reading() as rows:
            mine = rows.of(EVENTS)
            return rows.read(select(mine).where(mine.c.member == member_id).order_by(mine.c.at.desc(),
                                                mine.c.sequence.desc()).limit(limit))  # fmt: skip

    def _add(self, rows: Rows, events: Sequence[Event]) -> int:
        """Add events under the next numbers; return the last number before."""
        mine, received = rows.of(EVENTS), now()
        last: int = rows.read(select(func.max(mine.c.sequence).label("last")))[0]["last"] or 0
        numbered = enumerate(events, start=last + 1)
        rows.add(EVENTS, *({**asdict(each), "sequence": number, "received": received} for number, each in numbered))
        return last

    def _tell(self, rows: Rows, added: Sequence[Event], last: int, titles: Mapping[str, str]) -> None:
        """Tell of new events, and of the assigned paths that they were the first to complete."""
        if not (rows.listens("progress.recorded") or rows.listens("path.completed")):
            return
        mine = rows.of(MEMBERS)
        ids = {each.member for each in added}
        people = rows.read(select(mine.c.id, mine.c.user_name).where(mine.c.id.in_(ids)))
        names = {each["id"]: each["user_name"] for each in people}
        rows.tell("progress.recorded", *({
            "member": each.member, "user_name": names.get(each.member), "resource": each.resource,
            "title": titles.get(each.resource, each.resource), "kind": each.kind, "value": each.value,
            "at": each.at.isoformat(), "event": each.id, "source": each.source,
        } for each in added))  # fmt: skip
        if rows.listens("path.completed"):
            ending = {each.member for each in added if each.kind in OVER}
            rows.tell("path.completed", *({
                "member": each["member"], "user_name": names.get(each["member"]), "assignment": each["id"],
                "title": each["role"] or each["goal"] or each["id"], "at": now().isoformat(),
            } for each in _completed(rows, ending, last)))  # fmt: skip


def of(rows: Rows, member_id: str) -> dict[str, Standing]:
    """Return where a member stands, by resource."""
    return {each["resource"]: standing(each) for each in rows.read(_standings(rows.of(EVENTS), [member_id]))}


def done(rows: Rows, member_id: str) -> list[str]:
    """Return the resources that a member has completed, in their order of completion."""
    mine = rows.of(EVENTS)
    where = (mine.c.member == member_id) & (mine.c.kind == "completed")
    first = func.min(mine.c.sequence)
    return [each["resource"] for each in rows.read(select(mine.c.resource).where(where).group_by(mine.c.resource)
                                                   .order_by(first))]  # fmt: skip


def standings(rows: Rows, members: Collection[str] | Select[Any] | None = None) -> dict[str, dict[str, Standing]]:
    """Return where members stand (everybody, if none are named), by member and resource."""
    found: dict[str, dict[str, Standing]] = defaultdict(dict)
    for each in rows.read(_standings(rows.of(EVENTS), members)):
        found[each["member"]][each["resource"]] = standing(each)
    return found


def standing(row: Mapping[str, Any]) -> Standing:
    """Return the standing of a row of sums."""
    said = {kind: row[kind] for kind in ("skipped", "started") if row[kind] is not None}
    state = "completed" if row["completed"] is not None else max(said, key=lambda kind: said[kind], default="none")
    return Standing(state, float(row["hours"] or 0.0), row["rating"], row["at"])


def _standings(events: Subquery, members: Collection[str] | Select[Any] | None) -> Select[Any]:
    """Return the statement that sums events up by member and resource."""
    kind, whose = events.c.kind, (events.c.member, events.c.resource)
    wanted = [] if members is None else [events.c.member.in_(members)]
    kinds = ("started", "skipped", "completed")
    last = {name: func.max(case((kind == name, events.c.at))).label(name) for name in kinds}
    spent = func.sum(case((kind == "hours", events.c.value), else_=0.0)).label("hours")
    summed = select(*whose, *last.values(), func.max(events.c.at).label("at"), spent).where(*wanted).group_by(*whose)
    newest = func.row_number().over(partition_by=whose, order_by=(events.c.at.desc(), events.c.sequence.desc()))
    rated = select(*whose, events.c.value, newest.label("place")).where(kind == "rated", *wanted).subquery()
    sums = summed.subquery()
    same = (rated.c.member == sums.c.member) & (rated.c.resource == sums.c.resource) & (rated.c.place == 1)
    return select(sums, rated.c.value.label("rating")).outerjoin(rated, same)


def _completed(rows: Rows, members: Collection[str], last: int) -> list[Row]:
    """Return the active assignments of members that an event after the number ``last`` was the first to complete."""
    mine = rows.of(EVENTS)
    where = (mine.c.member.in_(members), mine.c.kind.in_(("started", *OVER)))
    chosen = select(mine.c.member, mine.c.sequence, mine.c.resource, mine.c.kind, mine.c.at).where(*where)
    did: dict[str, list[Did]] = defaultdict(list)
    for each in rows.read(chosen.order_by(mine.c.sequence)):
        did[each["member"]].append((each["sequence"], each["resource"], each["kind"], each["at"]))
    found = plans(rows, members=members, state="active")
    whole = ((each, first_over({step["resource"] for step in each["steps"]}, did[each["member"]])) for each in found)
    return [each for each, number in whole if number is not None and number > last]


def _compare(events: Sequence[Event], stored: Mapping[str, Row], first: Mapping[str, Event]) -> None:
    """Refuse the ids that were used for another event, be it in the same request."""
    known = {**{name: asdict(each) for name, each in first.items()}, **stored}
    wrong = [each.id for each in events if any(known[each.id][name] != getattr(each, name) for name in SAME)]
    if wrong:
        raise EventsTaken(list(dict.fromkeys(wrong)))
