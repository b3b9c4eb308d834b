"""What reports are made of: active paths, where their members stand, who these are and which groups they are in."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from learners.plans import plans
from learners.progress import standings
from learners.rows import Row, Rows, Scope
from learners.standing import Standing
from learners.tables import GROUPS, MEMBERS, MEMBERSHIPS

PERSON = ("id", "user_name", "given_name", "family_name", "display_name", "job_title", "manager", "active", "erased")
"""What reports need to know of a member."""


@dataclass(frozen=True, slots=True)
class Books:
    """An organisation at one moment, or a part of its members: ``inside`` holds the ids of each one's groups."""

    paths: Sequence[Row]
    standings: Mapping[str, Mapping[str, Standing]]
    members: Mapping[str, Row]
    groups: Mapping[str, str]
    inside: Mapping[str, Sequence[str]]


def read(scope: Scope, *, group: str | None = None, **equal: Any) -> Books:
    """Read the books, of the members of a group alone, or of those with these values."""
    with scope.reading() as rows:
        mine = rows.of(MEMBERS)
        who = _who(rows, group, equal) if group is not None or equal else None
        chosen = select(*(mine.c[name] for name in PERSON))
        inside: dict[str, list[str]] = defaultdict(list)
        for each in rows.all(MEMBERSHIPS):
            inside[each["member"]].append(each["group_id"])
        return Books(
            plans(rows, members=who, state="active"),
            standings(rows, members=who),
            {each["id"]: each for each in rows.read(chosen if who is None else chosen.where(mine.c.id.in_(who)))},
            {each["id"]: each["name"] for each in rows.all(GROUPS, order="name")},
            inside,
        )


def groups(scope: Scope) -> dict[str, str]:
    """Return the names of the groups by id, in the order of the names."""
    with scope.reading() as rows:
        return {each["id"]: each["name"] for each in rows.all(GROUPS, order="name")}


def _who(rows: Rows, group: str | None, equal: Mapping[str, Any]) -> Select[Any]:
    """Return the statement that chooses members."""
    mine, inside = rows.of(MEMBERS), rows.of(MEMBERSHIPS)
    where = [mine.c[name] == value for name, value in equal.items()]
    if group is not None:
        where.append(mine.c.id.in_(select(inside.c.member).where(inside.c.group_id == group)))
    return select(mine.c.id).where(*where)
