"""Members from a table and as one: each row is a member, found again by user name; what is wrong is told by line."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from learners import groups, members
from learners.member_columns import COLUMNS, Fault, Line, Said, read
from learners.members import Member, Members, user_key
from learners.rows import Row, Rows, Scope, new_id
from learners.tables import MEMBERS

TOGETHER = 500
"""Rows that are written in one transaction: between two of them, others get their turn."""

NAMES = tuple(name for name in COLUMNS if name not in ("manager", "groups"))
"""The columns that are kept as they are said."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the rows: ``rows`` is ``created`` + ``changed`` + ``unchanged`` + ``refused``.

    ``faults`` say why rows were refused, ``touched`` are the ids of who was created or changed.
    """

    rows: int
    created: int
    changed: int
    unchanged: int
    refused: int
    faults: list[Fault]
    touched: list[str]


def import_members(scope: Scope, mine: Members, table: Iterable[Line], *, dry_run: bool = False) -> Imported:
    """Bring the rows of a table in; good ones are kept whatever is wrong with others, and nothing in a ``dry_run``.

    A manager is a member, or becomes one by the same table. Raises `BadRequest` where the header names no user name,
    or a column that is unknown or there twice.
    """
    said = list(read(table))
    with scope.reading() as rows:
        under_way = _Import(mine, {each["user_key"]: each["id"] for each in rows.all(MEMBERS, erased=None)}, dry_run)
    _name_once(said)
    _find_managers(said, under_way.ids)
    for batch in _batches(_managers_first([each for each in said if not each.faults])):
        with scope.reading() if dry_run else scope.writing() as rows:
            under_way.bring(rows, batch)
    for pairs in _batches(under_way.unled):
        with scope.writing() as rows:
            under_way.lead(rows, dict(pairs))
    faults = [fault for each in said for fault in each.faults]
    refused = sum(bool(each.faults) for each in said)
    counts = {name: under_way.counts[name] for name in ("created", "changed", "unchanged")}
    return Imported(len(said), **counts, refused=refused, faults=faults, touched=under_way.touched)


def export(scope: Scope, found: Sequence[Member]) -> Iterator[Row]:
    """Yield members as rows of a table: a manager by user name, groups by name."""
    for batch in _batches(found):
        kept = [{name: getattr(each, name) for name in ("id", "manager", *NAMES)} for each in batch]
        with scope.reading() as rows:
            yield from _told(rows, kept)


@dataclass(slots=True)
class _Import:
    """An import under way: ``ids`` are members' by user name, ``unled`` who waits for a manager who is yet to come."""

    members: Members
    ids: dict[str, str]
    dry_run: bool
    counts: Counter[str] = field(default_factory=Counter)
    touched: list[str] = field(default_factory=list)
    unled: list[tuple[str, str]] = field(default_factory=list)

    def bring(self, rows: Rows, batch: Sequence[Said]) -> None:
        """Add or change the members that rows of the table speak of."""
        if not self.dry_run:
            rows.wait()
        found = rows.all(MEMBERS, MEMBERS.c.user_key.in_([each.name for each in batch]), erased=None)
        before = {each["user_key"]: each for each in found}
        self.ids |= {name: row["id"] for name, row in before.items()}
        told = {user_key(each["user_name"]): each for each in _told(rows, found)}
        batch = self._led(rows, batch)
        acts = {each.name: _act(each, told.get(each.name)) for each in batch}
        self.counts.update(acts.values())
        if not self.dry_run:
            self._write(rows, [each for each in batch if acts[each.name] != "unchanged"], before)

    def lead(self, rows: Rows, managers: dict[str, str]) -> None:
        """Say who leads whom, by user names, where that could not be said before."""
        rows.wait()
        for row in rows.all(MEMBERS, MEMBERS.c.user_key.in_(list(managers)), erased=None):
            self.members.alter(rows, row, {"manager": self.ids.get(managers[row["user_key"]])})

    def _led(self, rows: Rows, batch: Sequence[Said]) -> list[Said]:
        """Return the rows but those whose manager was erased since the import began, who are refused."""
        managers = {self.ids[each.manager] for each in batch if each.manager in self.ids}
        gone = managers - members.here(rows, managers).keys()
        for each in batch:
            if self.ids.get(each.manager) in gone:
                each.blame("manager", each.values["manager"], "is no member's user name")
        return [each for each in batch if not each.faults]

    def _write(self, rows: Rows, batch: Sequence[Said], before: Mapping[str, Row]) -> None:
        self.ids |= {each.name: new_id() for each in batch if each.name not in before}
        self.members.add(
            rows, ({**self._values(each), "id": self.ids[each.name]} for each in batch if each.name not in before)
        )
        for each in batch:
            if each.name in before:
                self.members.alter(rows, before[each.name], self._values(each))
        groups.settle(rows, {self.ids[each.name]: each.values["groups"] for each in batch if "groups" in each.values})
        self.touched += [self.ids[each.name] for each in batch]

    def _values(self, said: Said) -> Row:
        values = {name: said.values[name] for name in NAMES if name in said.values}
        if said.manager and said.manager not in self.ids:
            self.unled.append((said.name, said.manager))
        elif "manager" in said.values:
            values["manager"] = self.ids.get(said.manager)
        return values


def _told(rows: Rows, found: Sequence[Row]) -> Iterator[Row]:
    """Yield members as a table tells them."""
    inside = groups.names(rows, [each["id"] for each in found])
    managers = members.here(rows, {each["manager"] for each in found})
    for each in found:
        values = {"manager": managers.get(each["manager"]), "groups": sorted(inside[each["id"]])}
        yield {name: values[name] if name in values else each[name] for name in COLUMNS}


def _act(said: Said, told: Row | None) -> str:
    if told is None:
        return "created"
    same = all(told[name] == value for name, value in said.values.items() if name != "manager")
    led = "manager" not in said.values or user_key(told["manager"] or "") == said.manager
    return "unchanged" if same and led else "changed"


def _name_once(said: Iterable[Said]) -> None:
    """Refuse the rows that speak of who has a good row already."""
    lines: dict[str, int] = {}
    for each in said:
        if each.name in lines:
            each.blame("user_name", each.values["user_name"], f"is in line {lines[each.name]} already")
        elif not each.faults:
            lines[each.name] = each.line


def _find_managers(said: Sequence[Said], ids: dict[str, str]) -> None:
    """Refuse the rows whose manager neither is here nor comes by a good row, nor by one that is refused for that."""
    good = [each for each in said if not each.faults]
    coming = {each.name for each in good} | ids.keys()
    lines = {each.name: each.line for each in said if each.faults and each.name not in coming}
    led: defaultdict[str, list[Said]] = defaultdict(list)
    for each in good:
        if each.manager == each.name:
            each.blame("manager", each.values["manager"], "nobody is his own manager")
            lines[each.name] = each.line
        elif each.manager and each.manager not in ids:
            led[each.manager].append(each)
    missing = [name for name in led if name not in coming or name in lines]
    while missing:
        manager = missing.pop()
        because = f"is in line {lines[manager]}, which is refused" if manager in lines else "is no member's user name"
        for each in led.pop(manager, ()):
            each.blame("manager", each.values["manager"], because)
            lines[each.name] = each.line
            if each.name not in ids:
                missing.append(each.name)


def _managers_first(said: Sequence[Said]) -> list[Said]:
    """Return rows in an order in which managers come before whom they lead, as far as there is one."""
    named = {each.name: each for each in said}
    ordered: list[Said] = []
    seen: set[str] = set()
    for each in said:
        chain: list[Said] = []
        above: Said | None = each
        while above is not None and above.name not in seen:
            seen.add(above.name)
            chain.append(above)
            above = named.get(above.manager)
        ordered += reversed(chain)
    return ordered


def _batches(things: Sequence[T]) -> Iterator[Sequence[T]]:
    for first in range(0, len(things), TOGETHER):
        yield things[first : first + TOGETHER]
