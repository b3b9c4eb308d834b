"""The rules of curation: what a catalogue must hold to give good paths."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from catalog.catalog import Catalog
from catalog.level import NAMES
from catalog.resource import Resource
from catalog.role import Role
from catalog.skill import Skill

SHORTEST_STEP = 1.0
"""Hours; a shorter talk or article whets the appetite, it does not give a level."""


class Reference(NamedTuple):
    """What a field of a record names: a ``skill`` or a ``resource``."""

    field: str
    target: str
    noun: str


def references(item: Resource | Skill | Role) -> Iterator[Reference]:
    """Yield what a record refers to."""
    for field, noun in REFERENCES[type(item)].items():
        named = getattr(item, field)
        for target in [named] if isinstance(named, str) else named or ():
            yield Reference(field, target, noun)


REFERENCES: dict[type, dict[str, str]] = {
    Resource: {"teaches": "skill", "requires": "skill", "successor": "resource"},
    Skill: {"requires": "skill", "broader": "skill"},
    Role: {"needs": "skill"},
}


def broken_references(catalog: Catalog) -> list[str]:
    """Return a sentence for each reference that leads nowhere; a catalogue with any is not loaded."""
    items: dict[str, Mapping[str, Resource | Skill | Role]] = {
        "resource": catalog.resources,
        "skill": catalog.skills,
        "role": catalog.roles,
    }
    return [
        f"{kind} {item.id}: {field} names {target!r}, which is no {noun}."
        for kind in items
        for item in items[kind].values()
        for field, target, noun in references(item)
        if target not in items[noun]
    ]


def broken_rules(catalog: Catalog) -> list[str]:
    """Return a sentence for each rule of curation that the catalogue breaks."""
    rules = (_cycles, _ambiguous_names, _no_hours, _teaches_what_it_requires, _doubtful_without_successor,
             _needs_without_teachers, _dead_ends)  # fmt: skip
    return [sentence for rule in rules for sentence in rule(catalog)]


def usable(catalog: Catalog) -> list[Resource]:
    """Return the resources that a path may hold as steps."""
    return [
        each
        for each in catalog.resources.values()
        if each.listed and each.mode == "study" and each.teaches and (each.hours or 0) >= SHORTEST_STEP
    ]


def reachable(catalog: Catalog, resources: Iterable[Resource], known: dict[str, int]) -> dict[str, int]:
    """Return the level reachable in each skill from ``known`` with ``resources``, taken in any order."""
    reached = dict(known)
    waiting = [(each, catalog.requirements(each)) for each in resources]
    while True:
        ready = [each for each, needed in waiting if _meets(needed, reached)]
        if not ready:
            return reached
        waiting = [(each, needed) for each, needed in waiting if not _meets(needed, reached)]
        for each in ready:
            for skill, level in each.teaches.items():
                reached[skill] = max(level, reached.get(skill, 0))


def _meets(needed: dict[str, int], reached: dict[str, int]) -> bool:
    return all(reached.get(skill, 0) >= level for skill, level in needed.items())


def _cycles(catalog: Catalog) -> Iterator[str]:
    for field, skills in circles(catalog.skills.values()):
        yield f"skills: {field} goes in a circle through {', '.join(skills)}."


def circles(skills: Collection[Skill]) -> Iterator[tuple[str, list[str]]]:
    """Yield each field by which skills come after themselves, and the skills that cannot be reached for that."""
    for field in ("requires", "broader"):
        after: dict[str, set[str]] = {
            each.id: set(each.requires) if field == "requires" else {*filter(None, [each.broader])} for each in skills
        }
        while free := [skill for skill, before in after.items() if not before & after.keys()]:
            for skill in free:
                del after[skill]
        if after:
            yield field, sorted(after)


def _ambiguous_names(catalog: Catalog) -> Iterator[str]:
    for noun, items in (("skill", catalog.skills.values()), ("role", catalog.roles.values())):
        owner: dict[str, str] = {}
        for each in items:
            for name in each.names:
                other = owner.setdefault(name.casefold(), each.id)
                if other != each.id:
                    yield f"{noun} {each.id}: {name!r} already names {other}."


def _no_hours(catalog: Catalog) -> Iterator[str]:
    for each in catalog.resources.values():
        if each.mode == "study" and each.listed and each.hours is None:
            yield f"resource {each.id}: a resource to study needs hours."


def _teaches_what_it_requires(catalog: Catalog) -> Iterator[str]:
    for each in catalog.resources.values():
        for skill, level in each.teaches.items():
            if each.requires.get(skill, 0) >= level:
                yield f"resource {each.id}: teaches {skill} {level} and requires it at {each.requires[skill]}."


def _doubtful_without_successor(catalog: Catalog) -> Iterator[str]:
    for each in catalog.resources.values():
        if each.status == "unverified" and each.successor is None:
            yield f"resource {each.id}: unverified, and names no successor that serves instead."


def _needs_without_teachers(catalog: Catalog) -> Iterator[str]:
    for role in catalog.roles.values():
        for skill, need in role.needs.items():
            teachers = [r for r in usable(catalog) if r.status == "active" and r.teaches.get(skill, 0) >= need.level]
            if len(teachers) < 2:
                yield f"role {role.id}: {len(teachers)} active resource teaches {skill} to {need.level}, not two."
            if not any(each.cost == "free" for each in teachers):
                yield f"role {role.id}: no free resource teaches {skill} to {NAMES[need.level]}."


def _dead_ends(catalog: Catalog) -> Iterator[str]:
    reached = reachable(catalog, usable(catalog), {})
    for each in usable(catalog):
        for skill, level in catalog.requirements(each).items():
            if reached.get(skill, 0) < level:
                yield f"resource {each.id}: requires {skill} {level}, which nothing reachable teaches."
