"""Members: the people of an organisation."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from unicodedata import category

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
        """Add a member; raises `Taken` where another one has the user name, `BadRequest` for what breaks a rule."""
        with self._scope.writing() as rows:
            rows.wait()
            return self.add(rows, [values])[0]

    def get(self, member_id: str) -> Member:
        """Return a member, or raise `MemberNotFound`."""
        with self._scope.reading() as rows:
            return _member(found(rows, member_id))

    def named(self, user_name: str) -> Member | None:
        """Return the member with this user name, if there is one."""
        with self._scope.reading() as rows:
            row = rows.one(MEMBERS, user_key=user_key(user_name), erased=None)
        return _member(row) if row else None

    def page(self, offset: int = 0, limit: int = 100, **asked: Any) -> tuple[list[Member], int]:
        """Return members by user name and how many there are; ``asked`` are filters by name (see `FILTERS`)."""
        with self._scope.reading() as rows:
            mine = rows.of(MEMBERS)
            where: list[ColumnElement[bool]] = [mine.c.erased.is_(None)]
            where += [FILTERS[name](rows, mine, value) for name, value in asked.items() if value is not None]
            chosen = select(mine).where(*where).order_by(mine.c.user_key).offset(offset).limit(limit)
            total = rows.read(select(func.count().label("total")).select_from(mine).where(*where))[0]["total"]
            return [_member(row) for row in rows.read(chosen)], total

    def ids(self, asked: Collection[str]) -> dict[str, str]:
        """Return the ids of members by what they were called: an id or a user name. Who is not there is left out."""
        keys = {each: user_key(each) for each in asked}
        with self._scope.reading() as rows:
            mine = rows.of(MEMBERS)
            here = mine.c.erased.is_(None) & or_(mine.c.id.in_(asked), mine.c.user_key.in_(keys.values()))
            found = rows.read(select(mine.c.id, mine.c.user_key).where(here))
        named, there = {each["user_key"]: each["id"] for each in found}, {each["id"] for each in found}
        called = {each: each if each in there else named.get(key) for each, key in keys.items()}
        return {each: member_id for each, member_id in called.items() if member_id}

    def change(self, member_id: str, values: Mapping[str, Any], version: int | None = None) -> Member:
        """Change a member; nothing happens where all values are as they were.

        Raises `MemberNotFound`, `Taken`, `BadRequest`, and `Stale` where ``version`` is given and not the newest one.
        """
        with self._scope.writing() as rows:
            rows.wait()
            before = found(rows, member_id)
            if version is not None and version != before["version"]:
                raise Stale("member", member_id)
            return self.alter(rows, before, values)

    def add(self, rows: Rows, several: Iterable[Mapping[str, Any]]) -> list[Member]:
        """Add members within a transaction; raises as `create` does."""
        at = now()
        made = [
            {**EMPTY, "id": new_id(), **tidied(each), "created": at, "changed": at, "version": 1} for each in several
        ]
        for row in made:
            row |= {"role": self._role(row), "user_key": user_key(row["user_name"])}
        _check(rows, made)
        try:
            rows.add(MEMBERS, *made)
        except IntegrityError as error:
            raise Taken("user_name", ", ".join(row["user_name"] for row in made)) from error
        rows.audit("member.created", *(row["id"] for row in made))
        rows.tell("member.created", *map(notice, made))
        return list(map(_member, made))

    def alter(self, rows: Rows, before: Row, values: Mapping[str, Any]) -> Member:
        """Change the member of a row within a transaction; raises `Taken` and `BadRequest`."""
        row = {**before, **tidied(values)}
        row |= {"role": self._role(row), "user_key": user_key(row["user_name"])}
        differs = sorted(name for name in row if row[name] != before[name])
        if not differs:
            return _member(before)
        if "manager" in differs:
            _check(rows, [row])
        row |= {"changed": now(), "version": before["version"] + 1}
        try:
            rows.change(MEMBERS, row, id=row["id"])
        except IntegrityError as error:
            raise Taken("user_name", row["user_name"]) from error
        kind = "member.left" if before["active"] and not row["active"] else "member.changed"
        rows.audit(kind, row["id"], fields=[name for name in differs if name != "user_key"])
        rows.tell(kind, notice(row))
        return _member(row)

    def understand_again(self) -> int:
        """Read the job titles again, after what they mean has changed; return how many members have another role."""
        with self._scope.reading() as rows:
            stale = [each["id"] for each in rows.all(MEMBERS, erased=None) if self._role(each) != each["role"]]
        for member_id in stale:
            with suppress(MemberNotFound):  # erased since
                self.change(member_id, {})
        return len(stale)

    def erase(self, member_id: str) -> None:
        """Take away all that says who a member was; raises `MemberNotFound`."""
        privacy.erase(self._scope, member_id)

    def _role(self, row: Mapping[str, Any]) -> str | None:
        said: str | None = row["profile"].get("role")
        return said or (self._understand(row["job_title"]) if row["job_title"] else None)


def user_key(user_name: str) -> str:
    """Return a user name as it is compared: its case does not count (RFC 7643, section 4.1.1)."""
    return user_name.casefold()


def tidy(text: str) -> str:
    """Return a text as it is kept: without blanks around, with one between words, be it a tab or the end of a line."""
    return " ".join(text.split())


def unfit(text: str) -> bool:
    """Whether a text holds what no name does and no file can say: control characters, halves of characters."""
    return any(category(each) in ("Cc", "Cs") or each in "\ufffe\uffff" for each in text)


def tidied(values: Mapping[str, Any]) -> Row:
    """Return values as they are kept, nothing for an empty text; raises `BadRequest`."""
    kept = {name: (tidy(value) or None) if isinstance(value, str) else value for name, value in values.items()}
    faults = {name: ["holds a character that cannot be printed."] for name, value in kept.items()
              if isinstance(value, str) and unfit(value)}  # fmt: skip
    if kept.get("user_name", "") is None:
        faults["user_name"] = ["must not be empty."]
    if faults:
        raise BadRequest(faults)
    return kept


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


def here(rows: Rows, ids: Collection[str]) -> dict[str, str]:
    """Return the user names of the members who are there, by their ids."""
    mine = rows.of(MEMBERS)
    found = rows.read(select(mine.c.id, mine.c.user_name).where(mine.c.id.in_(ids), mine.c.erased.is_(None)))
    return {each["id"]: each["user_name"] for each in found}


def _check(rows: Rows, members: Sequence[Row]) -> None:
    """Refuse managers who are neither there nor among these members, or their own."""
    known = here(rows, {each["manager"] for each in members}) | {each["id"]: "" for each in members}
    for each in members:
        if each["manager"] is not None and each["manager"] not in known:
            raise BadRequest({"manager": [f"{each['manager']!r} is the id of no member."]})
        if each["manager"] == each["id"]:
            raise BadRequest({"manager": ["Nobody is his own manager."]})


def _in_group(rows: Rows, mine: Subquery, group: str) -> ColumnElement[bool]:
    memberships = rows.of(MEMBERSHIPS)
    return mine.c.id.in_(select(memberships.c.member).where(memberships.c.group_id == group))


def _with_words(rows: Rows, mine: Subquery, words: str) -> ColumnElement[bool]:
    columns = (mine.c.user_name, mine.c.email, mine.c.display_name, mine.c.given_name, mine.c.family_name)
    return or_(*(func.lower(each).contains(words.lower(), autoescape=True) for each in columns))


FILTERS: Mapping[str, Callable[[Rows, Subquery, Any], ColumnElement[bool]]] = {
    "id": lambda rows, mine, value: mine.c.id == value,
    "active": lambda rows, mine, value: mine.c.active == value,
    "manager": lambda rows, mine, value: mine.c.manager == value,
    "role": lambda rows, mine, value: mine.c.role == value,
    "external_id": lambda rows, mine, value: mine.c.external_id == value,
    "user_name": lambda rows, mine, value: mine.c.user_key == user_key(value),
    "email": lambda rows, mine, value: mine.c.email == value,
    "group": _in_group,
    "q": _with_words,
}
"""What members can be chosen by."""
