"""The pages for who leads people: who is on track, late or stuck, and which steps people drop."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, NamedTuple

from flask import request, url_for
from flask.typing import ResponseReturnValue

from api.blueprint import engine
from api.identity import scope
from api.reports import given
from api.web.page import blueprint, page
from api.web.safe import web_address
from api.web.signing import REPORTS, signed
from learners import books, reports
from learners.books import Books
from learners.groups import Groups
from learners.members import Members
from learners.progress import Progress
from learners.reports import Line
from learners.rows import Row, now
from learners.standing import NOTHING, STATES

PER_PAGE = 50
DROPPED = 8
"""Steps that the page shows; the table has all."""

RECENT = 20
"""Events of a member that the page shows."""

FAR = "9999"
ORDERS: Mapping[str, Callable[[Line], Any]] = {
    "name": lambda each: each.name.casefold(),
    "state": lambda each: STATES.index(each.state),
    "share": lambda each: each.share,
    "due": lambda each: each.next_ends or FAR,
    "last": lambda each: each.last.isoformat() if each.last else "",
}
"""What the lines can be ordered by; a hyphen before it turns the order round."""


class Asked(NamedTuple):
    """What an address asks for: whose lines, which of them, in which order, and which page of them."""

    group: str
    state: str
    q: str
    sort: str
    page: int

    def address(self, lang: str, **other: Any) -> str:
        """Return the address of this page with other values; what says nothing is left out."""
        values = {**self._asdict(), "page": 1, **other}
        said = {name: value for name, value in values.items() if value and (name, value) not in DEFAULTS}
        return url_for("pages.team", lang=lang, **said)

    def turned(self, order: str) -> str:
        """Return the order by a column: the other way round where that is the order already."""
        return f"-{order}" if self.sort == order else order


DEFAULTS = {("sort", "state"), ("page", 1)}


@blueprint.get("/<any(en, fr):lang>/team")
def team(lang: str) -> ResponseReturnValue:
    """Show where the members of the organisation, or of a group, stand on their paths."""
    organisation = signed(REPORTS).organisation
    names = books.groups(scope())
    asked = _asked(names)
    found = books.read(scope(), group=asked.group or None, active=True)
    whole = reports.lines(found, date.today())
    lines = _chosen(whole, asked)
    sums, *of_groups = reports.by_group(found, whole)
    begin = (asked.page - 1) * PER_PAGE
    return page(
        "team.html", lang, organisation=organisation.name, asked=asked, names=names, states=STATES, sums=sums,
        lines=lines[begin : begin + PER_PAGE], total=len(lines), pages=-(-len(lines) // PER_PAGE),
        today=date.today(), day_of=date.fromisoformat,
        groups=[each for each in of_groups if each["paths"]],
        dropped=[each for each in reports.by_step(found, now()) if each["dropped"]][:DROPPED],
    )  # fmt: skip


@blueprint.get("/<any(en, fr):lang>/team/<any(progress, groups, steps):report>.<any(csv, xlsx):form>")
def team_table(lang: str, report: str, form: str) -> ResponseReturnValue:
    """Give a table of what the page shows, with all its lines."""
    signed(REPORTS)
    asked = _asked(books.groups(scope()))
    found = books.read(scope(), group=asked.group or None, active=True)
    return given(TABLES[report](found, asked), form, report, lang)


@blueprint.get("/<any(en, fr):lang>/team/members/<member_id>")
def team_member(lang: str, member_id: str) -> ResponseReturnValue:
    """Show where a member stands on each path, step by step; raises `MemberNotFound`."""
    signed(REPORTS)
    members, found = Members(scope()), books.read(scope(), id=member_id)
    member = members.get(member_id)
    return page(
        "team/member.html", lang, member=member, titles=_titles(found), groups=Groups(scope()).of(member_id),
        manager=members.get(member.manager) if member.manager else None, today=date.today(),
        events=Progress(scope()).latest(member_id, RECENT),
        paths=[(line, _steps(found, line)) for line in reports.lines(found, date.today())],
    )  # fmt: skip


def _asked(names: Mapping[str, str]) -> Asked:
    """Read the address; what it cannot mean is as if it were left out."""
    said = {name: request.args.get(name, "").strip()[:200] for name in Asked._fields}
    number = said["page"]
    return Asked(
        said["group"] if said["group"] in names else "",
        said["state"] if said["state"] in STATES else "",
        said["q"],
        said["sort"] if said["sort"].removeprefix("-") in ORDERS else "state",
        max(1, int(number)) if number.isdecimal() and len(number) < 6 else 1,
    )


def _chosen(whole: Sequence[Line], asked: Asked) -> list[Line]:
    """Return the lines that are asked for, in the order that is."""
    wanted = asked.q.casefold()
    kept = [
        each
        for each in whole
        if asked.state in ("", each.state)
        and (wanted in each.name.casefold() or wanted in (each.user_name or "").casefold())
    ]
    return sorted(kept, key=ORDERS[asked.sort.removeprefix("-")], reverse=asked.sort.startswith("-"))


def _lines(found: Books, asked: Asked) -> list[Row]:
    return [asdict(each) for each in _chosen(reports.lines(found, date.today()), asked)]


TABLES: Mapping[str, Callable[[Books, Asked], list[Row]]] = {
    "progress": _lines,
    "groups": lambda found, _: reports.by_group(found, reports.lines(found, date.today())),
    "steps": lambda found, _: reports.by_step(found, now()),
}
"""What is in each table."""


def _steps(found: Books, line: Line) -> list[Row]:
    """Return the steps of a path, each with where its member stands."""
    path = next(each for each in found.paths if each["id"] == line.assignment)
    stands, known = found.standings.get(line.member, {}), engine().catalog.resources
    return [
        {**each, "stands": stands.get(each["resource"], NOTHING), "known": each["resource"] in known,
         "link": web_address(each["url"]), "from": date.fromisoformat(each["starts"]),
         "to": date.fromisoformat(each["ends"])}
        for each in path["steps"]
    ]  # fmt: skip


def _titles(found: Books) -> dict[str, Any]:
    """Return the titles of all that a member can have done, by resource."""
    known = {name: each.title for name, each in engine().catalog.resources.items()}
    return {step["resource"]: step["title"] for path in found.paths for step in path["steps"]} | known
