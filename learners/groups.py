"""Groups of members."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from learners.errors import BadRequest, GroupNotFound, Stale, Taken
from learners.members import found as found_member
from learners.members import here, tidied
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
        with self._scope.writing() as rows:
            rows.wait()
            row = _add(rows, name, external_id)
            _join(rows, row["id"], members)
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
            row |= _named({name: values[name] for name in ("name", "external_id") if name in values})
            if "members" in values:
                for member in set(before.members) - set(values["members"]):
                    rows.remove(MEMBERSHIPS, group_id=group_id, member=member)
                _join(rows, group_id, set(values["members"]) - set(before.members))
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
            rows.wait()
            _found(rows, group_id)
            found_member(rows, member_id)
            if rows.one(MEMBERSHIPS, group_id=group_id, member=member_id) is None:
                _enter(rows, group_id, [member_id])

    def remove_member(self, group_id: str, member_id: str) -> None:
        """Take a member out of a group, if he is in it; raises `GroupNotFound`."""
        with self._scope.writing() as rows:
            rows.wait()
            _found(rows, group_id)
            _leave(rows, group_id, [member_id])

    def of(self, member_id: str) -> list[Row]:
        """Return id and name of the groups that a member is in, by name."""
        with self._scope.reading() as rows:
            mine, memberships = rows.of(GROUPS), rows.of(MEMBERSHIPS)
            where = (memberships.c.group_id == mine.c.id) & (memberships.c.member == member_id)
            return rows.read(select(mine.c.id, mine.c.name).where(where).order_by(mine.c.name))


def names(rows: Rows, members: Collection[str]) -> dict[str, dict[str, str]]:
    """Return the groups of each of these members, their ids by name."""
    mine, memberships = rows.of(GROUPS), rows.of(MEMBERSHIPS)
    asked = select(memberships.c.member, mine.c.id, mine.c.name).where(
        memberships.c.group_id == mine.c.id, memberships.c.member.in_(members)
    )
    inside: dict[str, dict[str, str]] = {each: {} for each in members}
    for each in rows.read(asked.order_by(mine.c.name)):
        inside[each["member"]][each["name"]] = each["id"]
    return inside


def settle(rows: Rows, wanted: Mapping[str, Collection[str]]) -> None:
    """Put members, by their ids, into groups by name, made where they are new, and out of all others they are in."""
    inside = names(rows, wanted)
    joined: defaultdict[str, list[str]] = defaultdict(list)
    left: defaultdict[str, list[str]] = defaultdict(list)
    for member_id, groups in wanted.items():
        for name in set(groups) - inside[member_id].keys():
            joined[name].append(member_id)
        for name in inside[member_id].keys() - set(groups):
            left[inside[member_id][name]].append(member_id)
    for name in sorted(joined):
        group = rows.one(GROUPS, name=name) or _add(rows, name)
        _enter(rows, group["id"], joined[name])
    for group_id, members in left.items():
        _leave(rows, group_id, members)


def _add(rows: Rows, name: str, external_id: str | None = None) -> Row:
    at = now()
    row: Row = {"id": new_id(), **_named({"name": name, "external_id": external_id})}
    row |= {"created": at, "changed": at, "version": 1}
    try:
        rows.add(GROUPS, row)
    except IntegrityError as error:
        raise Taken("name", row["name"]) from error
    rows.audit("group.created", row["id"])
    return row


def _named(values: Mapping[str, Any]) -> Row:
    """Return names as they are kept, or raise `BadRequest`."""
    kept = tidied(values)
    if "name" in kept and not kept["name"]:
        raise BadRequest({"name": ["must not be empty."]})
    return kept


def _enter(rows: Rows, group_id: str, members: Collection[str]) -> None:
    """Put members in who are not."""
    rows.add(MEMBERSHIPS, *({"group_id": group_id, "member": each} for each in members))
    _count(rows, group_id)
    rows.audit("group.joined", *members, group=group_id)


def _leave(rows: Rows, group_id: str, members: Collection[str]) -> None:
    """Take members out."""
    if rows.remove(MEMBERSHIPS, MEMBERSHIPS.c.member.in_(members), group_id=group_id):
        _count(rows, group_id)
        rows.audit("group.left", *members, group=group_id)


def _count(rows: Rows, group_id: str) -> None:
    """Count a change of who is in a group."""
    rows.change(GROUPS, {"changed": now(), "version": GROUPS.c.version + 1}, id=group_id)


def _found(rows: Rows, group_id: str) -> Row:
    row = rows.one(GROUPS, id=group_id)
    if row is None:
        raise GroupNotFound(group_id)
    return row


def _group(rows: Rows, row: Row) -> Group:
    """Return a group without those who were erased: they count in reports only."""
    mine, memberships = rows.of(MEMBERS), rows.of(MEMBERSHIPS)
    inside = (memberships.c.group_id == row["id"]) & (memberships.c.member == mine.c.id) & mine.c.erased.is_(None)
    members = tuple(each["id"] for each in rows.read(select(mine.c.id).where(inside).order_by(mine.c.id)))
    return Group(row["id"], row["name"], row["external_id"], row["created"], row["changed"], row["version"], members)


def _join(rows: Rows, group_id: str, members: Iterable[str]) -> None:
    wanted = sorted(set(members))
    known = here(rows, wanted)
    unknown = [each for each in wanted if each not in known]
    if unknown:
        raise BadRequest({"members": [f"{each!r} is the id of no member." for each in unknown[:10]]})
    rows.add(MEMBERSHIPS, *({"group_id": group_id, "member": each} for each in wanted))
