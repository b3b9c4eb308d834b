"""Progress: what members did, as events that are added and never changed.

An event's id is its client's: who sends it again adds nothing. Where one stands with a resource follows from the
events alone, whatever order they came in, so that retries and concurrency cannot make it wrong.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Subquery, case, func, select

from learners.errors import Taken
from learners.plans import finished
from learners.rows import Row, Rows, Scope, now
from learners.standing import Standing
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

        Raises `Taken` where the id of an event was used for another one. ``titles`` name resources in notices.
        """
        at, unique = now(), {each.id: each for each in reversed(events)}
        ordered = [unique[name] for name in dict.fromkeys(each.id for each in events)]
        with self._scope.writing() as rows:
            rows.wait()
            members = {each.member for each in ordered}
            before = {each: of(rows, each) for each in members} if rows.listens("path.completed") else {}
            added = self._add(rows, ordered, at)
            fresh = {each.id for each in added}
            for each in events:
                if each.id not in fresh or unique[each.id] != each:
                    _compare(rows.one(EVENTS, id=each.id) or {}, each)
            if added and rows.listens("progress.recorded"):
                self._tell(rows, added, titles or {})
            self._finish(rows, {each.member for each in added}, before)
        known = tuple(each.id for each in ordered if each.id not in fresh)
        return Recorded(tuple(each.id for each in added), known)

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

    def _add(self, rows: Rows, events: Sequence[Event], at: datetime) -> list[Event]:
        """Add those events that are new, with the next numbers: nobody else adds any meanwhile."""
        mine = rows.of(EVENTS)
        sequence = rows.read(select(func.max(mine.c.sequence).label("last")).select_from(mine))[0]["last"] or 0
        added = []
        for each in events:
            row = {**asdict(each), "sequence": sequence + 1, "received": at}
            if rows.add_new(EVENTS, row):
                added.append(each)
                sequence += 1
        return added

    def _tell(self, rows: Rows, added: Sequence[Event], titles: Mapping[str, str]) -> None:
        mine = rows.of(MEMBERS)
        wanted = {each.member for each in added}
        names = {each["id"]: each["user_name"] for each in rows.read(select(mine).where(mine.c.id.in_(wanted)))}
        for each in added:
            rows.tell("progress.recorded", {
                "member": each.member, "user_name": names.get(each.member), "resource": each.resource,
                "title": titles.get(each.resource, each.resource), "kind": each.kind, "value": each.value,
                "at": each.at.isoformat(), "event": each.id,
            })  # fmt: skip

    def _finish(self, rows: Rows, members: Collection[str], before: Mapping[str, Mapping[str, Standing]]) -> None:
        """Tell of the assigned paths that these events have completed."""
        for member in members if before else ():
            after = of(rows, member)
            for assignment in finished(rows, member, after) - finished(rows, member, before[member]):
                rows.tell("path.completed", {"member": member, "assignment": assignment})


def of(rows: Rows, member_id: str) -> dict[str, Standing]:
    """Return where a member stands, by resource."""
    return {each["resource"]: standing(each) for each in rows.read(_standings(rows.of(EVENTS), member=member_id))}


def done(rows: Rows, member_id: str) -> list[str]:
    """Return the resources that a member has completed, in their order of completion."""
    mine = rows.of(EVENTS)
    where = (mine.c.member == member_id) & (mine.c.kind == "completed")
    first = func.min(mine.c.sequence)
    return [each["resource"] for each in rows.read(select(mine.c.resource).where(where).group_by(mine.c.resource)
                                                   .order_by(first))]  # fmt: skip


def standings(rows: Rows) -> dict[str, dict[str, Standing]]:
    """Return where everybody stands, by member and resource."""
    found: dict[str, dict[str, Standing]] = {}
    for each in rows.read(_standings(rows.of(EVENTS))):
        found.setdefault(each["member"], {})[each["resource"]] = standing(each)
    return found


def standing(row: Mapping[str, Any]) -> Standing:
    """Return the standing of a row of sums."""
    later = "skipped" if (row["skipped"] or 0) > (row["started"] or 0) else "started"
    state = "completed" if row["completed"] else later if row["skipped"] or row["started"] else "none"
    return Standing(state, float(row["hours"] or 0.0), row["rating"], row["at"])


def _standings(events: Subquery, **equal: Any) -> Any:
    """Return the statement that sums events up by member and resource."""
    kind, sequence = events.c.kind, events.c.sequence
    last = {name: func.max(case((kind == name, sequence))).label(name) for name in ("started", "skipped", "completed")}
    rated = func.max(case((kind == "rated", sequence)))
    summed = (
        select(
            events.c.member, events.c.resource, *last.values(), rated.label("rated"), func.max(events.c.at).label("at"),
            func.sum(case((kind == "hours", events.c.value), else_=0.0)).label("hours"),
        )
        .where(*(events.c[name] == value for name, value in equal.items()))
        .group_by(events.c.member, events.c.resource)
        .subquery()
    )  # fmt: skip
    stars = events.alias("stars")
    return select(summed, stars.c.value.label("rating")).outerjoin(stars, stars.c.sequence == summed.c.rated)


def _compare(stored: Mapping[str, Any], sent: Event) -> None:
    if any(stored.get(name) != getattr(sent, name) for name in SAME):
        raise Taken("id", sent.id, "was used for another event")
