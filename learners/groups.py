"""Groups of members."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from learners.errors import BadRequest, GroupNotFound, Stale, Taken
from learners.members import found as found_member
from learners.rows import Row, Rows, Scope, new_id, now
from learners.tables import GROUPS, MEMBERS, MEMBERSHIPS


@dataclass(frozen=True, slots=True)
class Group:
    """A group; ``members`` are ids, ``version`` grows with each change."""

    id: str
    name: str
    external_id: str | None
    created: datetime
    changed: datetime
    version: int
    members: tuple[str, ...]


class Groups:
    """The groups of an organisation."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def create(self, name: str, external_id: str | None = None, members: Iterable[str] = ()) -> Group:
        """Add a group; raises `Taken` where another one has the name, `BadRequest` for unknown members."""
        at = now()
        row: Row = {"id": new_id(), "name": name, "external_id": external_id}
        row |= {"created": at, "changed": at, "version": 1}
        with self._scope.writing() as rows:
            try:
                rows.add(GROUPS, row)
            except IntegrityError as error:
                raise Taken("name", name) from error
            _join(rows, row["id"], members)
            rows.audit("group.created", row["id"])
            return _group(rows, row)

    def get(self, group_id: str) -> Group:
        """Return a group, or raise `GroupNotFound`."""
        with self._scope.reading() as rows:
            return _group(rows, _found(rows, group_id))

    def named(self, name: str) -> Group | None:
        """Return the group with this name, if there is one."""
        with self._scope.reading() as rows:
            row = rows.one(GROUPS, name=name)
            return _group(rows, row) if row else None

    def page(self, offset: int = 0, limit: int = 100, **equal: Any) -> tuple[list[Group], int]:
        """Return groups by name, and how many there are; ``equal`` names values that they must have."""
        with self._scope.reading() as rows:
            mine = rows.of(GROUPS)
            where = [mine.c[name] == value for name, value in equal.items()]
            chosen = select(mine).where(*where).order_by(mine.c.name).offset(offset).limit(limit)
            total = rows.read(select(func.count().label("total")).select_from(mine).where(*where))[0]["total"]
            return [_group(rows, row) for row in rows.read(chosen)], total

    def change(self, group_id: str, values: Mapping[str, Any], version: int | None = None) -> Group:
        """Change the name, the external id or (``members``) who is in; raises as `create` does, and `Stale`."""
        with self._scope.writing() as rows:
            rows.wait()
            row = _found(rows, group_id)
            if version is not None and version != row["version"]:
                raise Stale("group", group_id)
            before = _group(rows, row)
            row |= {name: values[name] for name in ("name", "external_id") if name in values}
            if "members" in values:
                gone = set(before.members) - set(values["members"])
                for member in gone:
                    rows.remove(MEMBERSHIPS, group_id=group_id, member=member)
                _join(rows, group_id, values["members"])
            if _group(rows, row) == before:
                return before
            row |= {"changed": now(), "version": row["version"] + 1}
            try:
                rows.change(GROUPS, row, id=group_id)
            except IntegrityError as error:
                raise Taken("name", row["name"]) from error
            rows.audit("group.changed", group_id)
            return _group(rows, row)

    def remove(self, group_id: str) -> None:
        """Remove a group, not its members; raises `GroupNotFound`."""
        with self._scope.writing() as rows:
            _found(rows, group_id)
            rows.remove(MEMBERSHIPS, group_id=group_id)
            rows.remove(GROUPS, id=group_id)
            rows.audit("group.removed", group_id)

    def add_member(self, group_id: str, member_id: str) -> None:
        """Put a member into a group, if he is not; raises `GroupNotFound` or `MemberNotFound`."""
        with self._scope.writing() as rows:
            row = _found(rows, group_id)
            found_member(rows, member_id)
            if rows.add_new(MEMBERSHIPS, {"group_id": group_id, "member": member_id}):
                rows.change(GROUPS, {"changed": now(), "version": row["version"] + 1}, id=group_id)

    def remove_member(self, group_id: str, member_id: str) -> None:
        """Take a member out of a group, if he is in it; raises `GroupNotFound`."""
        with self._scope.writing() as rows:
            row = _found(rows, group_id)
            if rows.remove(MEMBERSHIPS, group_id=group_id, member=member_id):
                rows.change(GROUPS, {"changed": now(), "version": row["version"] + 1}, id=group_id)

    def of(self, member_id: str) -> list[Row]:
        """Return id and name of the groups that a member is in, by name."""
        with self._scope.reading() as rows:
            mine, memberships = rows.of(GROUPS), rows.of(MEMBERSHIPS)
            where = (memberships.c.group_id == mine.c.id) & (memberships.c.member == member_id)
            return rows.read(select(mine.c.id, mine.c.name).where(where).order_by(mine.c.name))


def _found(rows: Rows, group_id: str) -> Row:
    row = rows.one(GROUPS, id=group_id)
    if row is None:
        raise GroupNotFound(group_id)
    return row


def _group(rows: Rows, row: Row) -> Group:
    members = tuple(each["member"] for each in rows.all(MEMBERSHIPS, order="member", group_id=row["id"]))
    return Group(row["id"], row["name"], row["external_id"], row["created"], row["changed"], row["version"], members)


def _join(rows: Rows, group_id: str, members: Iterable[str]) -> None:
    wanted = list(dict.fromkeys(members))
    mine = rows.of(MEMBERS)
    known = {each["id"] for each in rows.read(select(mine.c.id).where(mine.c.id.in_(wanted), mine.c.erased.is_(None)))}
    unknown = [each for each in wanted if each not in known]
    if unknown:
        raise BadRequest({"members": [f"{each!r} is the id of no member." for each in unknown[:10]]})
    for member in wanted:
        rows.add_new(MEMBERSHIPS, {"group_id": group_id, "member": member})
