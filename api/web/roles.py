"""The roles: each with what it needs, and side by side."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations, groupby, permutations
from typing import NamedTuple

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from api.blueprint import engine
from api.web.page import blueprint, page
from api.web.profile import query
from api.web.revision import per_revision
from catalog import Need, Role
from catalog.thinness import Thin, thin
from recommender import Engine, Path, Profile, UnknownRole
from recommender.candidate import Goal, coverage
from recommender.comparison import Compared, nearest, nearness, side_by_side

MOST = 3
"""Roles that fit side by side."""

ASKED = 10
"""Names that are looked up, at most."""

SHOWN = 3
"""How many of the best covered and least covered needs, and of the nearest roles, are told."""


class Chosen(NamedTuple):
    """The roles that an address names: those compared, those for which there is no room, and what is no role."""

    roles: list[Role]
    left_out: list[Role]
    unknown: list[UnknownRole]


class Change(NamedTuple):
    """From one role to another one: what is missing, and the path for who has all that the first one needs.

    ``already`` is the coverage that those needs are, ``weeks`` the fewest that reach all, where that is known.
    """

    one: Role
    other: Role
    missing: int
    already: float
    path: Path
    weeks: object
    address: str


class Row(NamedTuple):
    """A need of a role, its share of all weight, and how many resources teach it."""

    skill: str
    need: Need
    share: float
    taught: Thin


@blueprint.get("/<any(en, fr):lang>/roles")
def roles(lang: str) -> ResponseReturnValue:
    """List the roles, and set those that the address names side by side."""
    chosen = _chosen(_names())
    compared = chosen.roles if len(chosen.roles) > 1 else []
    return page(
        "roles.html", lang, status=404 if chosen.unknown else 200,
        chosen=chosen, compared=compared, groups=_groups(compared), glances=_glances(),
        near=[(one, other, nearness(one, other)) for one, other in combinations(compared, 2)],
        changes=[_change(one, other, lang) for one, other in permutations(compared, 2)] if len(compared) == 2 else [],
    )  # fmt: skip


@blueprint.get("/<any(en, fr):lang>/roles/<role_id>")
def role(lang: str, role_id: str) -> ResponseReturnValue:
    """Show a role; another name for it leads to its page; raises `UnknownRole`."""
    found = engine().role(role_id[:200]).role
    if found.id != role_id:
        return redirect(url_for("pages.role", lang=lang, role_id=found.id))
    rows = _rows(found)
    path = engine().path(Profile(start=date.today(), role=found.id))
    near = nearest(found, engine().catalog.roles.values())[:SHOWN]
    least = sorted(rows, key=lambda row: (row.taught.total, row.taught.french, row.taught.free))
    most = sorted(rows, key=lambda row: -row.taught.total)
    return page(
        "role.html", lang, role=found, rows=rows, path=path, near=near, least=least[:SHOWN], most=most[:SHOWN]
    )  # fmt: skip


def _names() -> list[str]:
    """Return the names in the address: the parameter repeated, as a form does, or separated by commas."""
    given = (name.strip()[:200] for each in request.args.getlist("compare") for name in each.split(","))
    return list(dict.fromkeys(filter(None, given)))[:ASKED]


def _chosen(names: Iterable[str]) -> Chosen:
    found: dict[str, Role] = {}
    unknown = []
    for name in names:
        try:
            meant = engine().role(name).role
        except UnknownRole as error:
            unknown.append(error)
        else:
            found[meant.id] = meant
    return Chosen([*found.values()][:MOST], [*found.values()][MOST:], unknown)


def _groups(compared: Sequence[Role]) -> list[tuple[list[Role], list[Compared]]]:
    """Return the skills that roles need, by the roles that need them: what all of them need first."""
    rows = side_by_side(compared)
    return [
        ([role for role, needs in zip(compared, needed_by, strict=True) if needs], list(group))
        for needed_by, group in groupby(rows, key=lambda row: row.needed_by)
    ]


def _change(one: Role, other: Role, lang: str) -> Change:
    have = {skill: need.level for skill, need in one.needs.items()}
    path = engine().path(Profile(start=date.today(), role=other.id, known=have))
    goals = [Goal(skill, need.level, need.weight) for skill, need in other.needs.items()]
    whole = (each.change["weeks"] for each in path.relaxations if [*each.change] == ["weeks"] and each.coverage >= 1)
    known = ",".join(f"{skill}:{level}" for skill, level in have.items())
    return Change(
        one, other,
        missing=sum(need.level > have.get(skill, 0) for skill, need in other.needs.items()),
        already=coverage(goals, have),
        path=path,
        weeks=next(whole, None),
        address=url_for("pages.path", lang=lang) + query({"role": other.id, "known": known}),
    )  # fmt: skip


def _rows(found: Role) -> list[Row]:
    """Return what a role needs, what weighs most first."""
    weight = sum(need.weight for need in found.needs.values())
    rows = [Row(s, need, need.weight / weight, _taught()[found.id, s]) for s, need in found.needs.items()]
    return sorted(rows, key=lambda row: -row.need.weight)


@per_revision
def _taught(asked: Engine) -> dict[tuple[str, str], Thin]:
    """How many resources teach each need of each role."""
    return {(each.role, each.skill): each for each in thin(asked.catalog)}


@per_revision
def _glances(asked: Engine) -> dict[str, tuple[float, float]]:
    """Hours and coverage of the path to each role for who says nothing of themselves; no day changes them."""
    paths = {role: asked.path(Profile(start=date.today(), role=role)) for role in asked.catalog.roles}
    return {role: (path.hours, path.coverage) for role, path in paths.items()}
