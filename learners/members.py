"""Members: the people of an organisation."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Subquery, func, or_, select
from sqlalchemy.exc import IntegrityError

from learners import privacy
from learners.errors import BadRequest, MemberNotFound, Stale, Taken
from learners.rows import Row, Rows, Scope, new_id, now
from learners.tables import MEMBERS, MEMBERSHIPS


@dataclass(frozen=True, slots=True)
class Member:
    """A person. ``role`` is a role's id, said in ``profile`` or understood from the job title; None where neither is.

    ``version`` grows with each change.
    """

    id: str
    user_name: str
    external_id: str | None
    email: str | None
    given_name: str | None
    family_name: str | None
    display_name: str | None
    language: str
    job_title: str | None
    role: str | None
    manager: str | None
    department: str | None
    employee_number: str | None
    starts: date | None
    active: bool
    profile: Mapping[str, Any]
    created: datetime
    changed: datetime
    version: int

    @property
    def name(self) -> str:
        """What one calls the person."""
        whole = " ".join(filter(None, (self.given_name, self.family_name)))
        return self.display_name or whole or self.user_name


NAMES = tuple(each.name for each in fields(Member))
GIVEN = frozenset(NAMES) - {"id", "created", "changed", "version"}
"""What a caller says of a member."""

EMPTY: Mapping[str, Any] = {**dict.fromkeys(sorted(GIVEN)), "language": "en", "active": True, "profile": {}}


class Members:
    """The members of an organisation; ``understand`` says which role a job title means, if any."""

    def __init__(self, scope: Scope, understand: Callable[[str], str | None] = lambda title: None) -> None:
        self._scope, self._understand = scope, understand

    def create(self, values: Mapping[str, Any]) -> Member:
        """Add a member; raises `Taken` where another one has the user name, `BadRequest` for an unknown manager."""
        at = now()
        row = {**EMPTY, **values, "id": new_id(), "created": at, "changed": at, "version": 1}
        row["role"] = self._role(row)
        with self._scope.writing() as rows:
            _check(rows, row)
            try:
                rows.add(MEMBERS, row)
            except IntegrityError as error:
                raise Taken("user_name", row["user_name"]) from error
            rows.tell("member.created", notice(row))
        return _member(row)

    def get(self, member_id: str) -> Member:
        """Return a member, or raise `MemberNotFound`."""
        with self._scope.reading() as rows:
            return _member(found(rows, member_id))

    def named(self, user_name: str) -> Member | None:
        """Return the member with this user name, if there is one."""
        with self._scope.reading() as rows:
            row = rows.one(MEMBERS, user_name=user_name, erased=None)
        return _member(row) if row else None

    def page(self, offset: int = 0, limit: int = 100, **asked: Any) -> tuple[list[Member], int]:
        """Return members by user name and how many there are; ``asked`` are filters by name (see `FILTERS`)."""
        with self._scope.reading() as rows:
            mine = rows.of(MEMBERS)
            where: list[ColumnElement[bool]] = [mine.c.erased.is_(None)]
            where += [FILTERS[name](rows, mine, value) for name, value in asked.items() if value is not None]
            chosen = select(mine).where(*where).order_by(mine.c.user_name).offset(offset).limit(limit)
            total = rows.read(select(func.count().label("total")).select_from(mine).where(*where))[0]["total"]
            return [_member(row) for row in rows.read(chosen)], total

    def ids(self, asked: Collection[str]) -> dict[str, str]:
        """Return the ids of members by what they were called: an id or a user name. Who is not there is left out."""
        with self._scope.reading() as rows:
            mine = rows.of(MEMBERS)
            here = mine.c.erased.is_(None) & or_(mine.c.id.in_(asked), mine.c.user_name.in_(asked))
            found = rows.read(select(mine.c.id, mine.c.user_name).where(here))
        names = {each["user_name"]: each["id"] for each in found} | {each["id"]: each["id"] for each in found}
        return {each: names[each] for each in asked if each in names}

    def change(self, member_id: str, values: Mapping[str, Any], version: int | None = None) -> Member:
        """Change a member; nothing happens where all values are as they were.

        Raises `MemberNotFound`, `Taken`, `BadRequest`, and `Stale` where ``version`` is given and not the newest one.
        """
        with self._scope.writing() as rows:
            rows.wait()
            before = found(rows, member_id)
            if version is not None and version != before["version"]:
                raise Stale("member", member_id)
            row = {**before, **values}
            row["role"] = self._role(row)
            if row == before:
                return _member(before)
            _check(rows, row)
            row |= {"changed": now(), "version": before["version"] + 1}
            try:
                rows.change(MEMBERS, row, id=member_id)
            except IntegrityError as error:
                raise Taken("user_name", row["user_name"]) from error
            rows.tell("member.left" if before["active"] and not row["active"] else "member.changed", notice(row))
        return _member(row)

    def erase(self, member_id: str) -> None:
        """Take away all that says who a member was; raises `MemberNotFound`."""
        privacy.erase(self._scope, member_id)

    def _role(self, row: Mapping[str, Any]) -> str | None:
        said: str | None = row["profile"].get("role")
        return said or (self._understand(row["job_title"]) if row["job_title"] else None)


def notice(row: Mapping[str, Any]) -> Row:
    """Return what other systems are told of a member."""
    told = {name: row[name] for name in ("user_name", "external_id", "job_title", "role", "active")}
    return {"member": row["id"], **told, "starts": row["starts"].isoformat() if row["starts"] else None}


def found(rows: Rows, member_id: str) -> Row:
    """Return the row of a member, or raise `MemberNotFound`."""
    row = rows.one(MEMBERS, id=member_id, erased=None)
    if row is None:
        raise MemberNotFound(member_id)
    return row


def _member(row: Mapping[str, Any]) -> Member:
    return Member(**{name: row[name] for name in NAMES})


def _check(rows: Rows, row: Mapping[str, Any]) -> None:
    manager = row["manager"]
    if manager is not None and rows.one(MEMBERS, id=manager, erased=None) is None:
        raise BadRequest({"manager": [f"{manager!r} is the id of no member."]})
    if manager is not None and manager == row.get("id"):
        raise BadRequest({"manager": ["Nobody is his own manager."]})


def _in_group(rows: Rows, mine: Subquery, group: str) -> ColumnElement[bool]:
    memberships = rows.of(MEMBERSHIPS)
    return mine.c.id.in_(select(memberships.c.member).where(memberships.c.group_id == group))


def _with_words(rows: Rows, mine: Subquery, words: str) -> ColumnElement[bool]:
    columns = (mine.c.user_name, mine.c.email, mine.c.display_name, mine.c.given_name, mine.c.family_name)
    return or_(*(func.lower(each).contains(words.lower(), autoescape=True) for each in columns))


FILTERS: Mapping[str, Callable[[Rows, Subquery, Any], ColumnElement[bool]]] = {
    "active": lambda rows, mine, value: mine.c.active == value,
    "manager": lambda rows, mine, value: mine.c.manager == value,
    "role": lambda rows, mine, value: mine.c.role == value,
    "external_id": lambda rows, mine, value: mine.c.external_id == value,
    "user_name": lambda rows, mine, value: mine.c.user_name == value,
    "email": lambda rows, mine, value: mine.c.email == value,
    "group": _in_group,
    "q": _with_words,
}
"""What members can be chosen by."""
