"""The public catalogue mixed with what one organisation adds to it and hides of it; plain values, no database."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from catalog import BadCatalogFile, Catalog, Resource, Role, Skill
from catalog.files import SCHEMAS, parse
from catalog.rules import references

KINDS = ("resources", "skills", "roles")
Record = Resource | Skill | Role
R = TypeVar("R", Resource, Skill, Role)
Known = Mapping[str, Container[str]]
"""The ids that a record may refer to, by noun."""


@dataclass(frozen=True, slots=True)
class Own:
    """What an organisation adds, in its order, and the public resources that it hides.

    ``outdated`` says of the records that do not have the shape of today what is wrong; they are left out.
    """

    resources: Mapping[str, Resource]
    skills: Mapping[str, Skill]
    roles: Mapping[str, Role]
    hidden: frozenset[str] = frozenset()
    outdated: tuple[str, ...] = ()

    @classmethod
    def of(cls, documents: Mapping[str, Iterable[Mapping[str, Any]]], hidden: Iterable[str] = ()) -> "Own":
        """Return what is kept as JSON data, by kind."""
        outdated: list[str] = []
        parsed = {kind: {each.id: each for each in _parsed(kind, documents.get(kind, ()), outdated)} for kind in KINDS}
        return cls(**parsed, hidden=frozenset(hidden), outdated=tuple(outdated))

    def records(self) -> Iterator[tuple[str, Record]]:
        """Yield each own record with its noun."""
        for noun, items in (("resource", self.resources), ("skill", self.skills), ("role", self.roles)):
            for each in items.values():
                yield noun, each


def mix(public: Catalog, own: Own) -> Catalog:
    """Return the catalogue that an organisation has: the public one without what is hidden, then its own records.

    An own record stands for the public one with its id. References that lead nowhere are left out, and so is an own
    role that needs nothing then.
    """
    shown = {each: item for each, item in public.resources.items() if each not in own.hidden}
    resources = {**shown, **own.resources}
    skills = {**public.skills, **own.skills}
    known: Known = {"resource": resources, "skill": skills}
    roles = {each: item for each, role in own.roles.items() if (item := _kept(role, known)).needs}
    return Catalog(
        [_kept(each, known) for each in resources.values()],
        [_kept(each, known) for each in skills.values()],
        [_kept(each, known) for each in {**public.roles, **roles}.values()],
    )


def faults(public: Catalog, own: Own) -> list[str]:
    """Return a sentence for each thing in ``own`` that the public catalogue has overtaken."""
    known: Known = {"resource": {**public.resources, **own.resources}, "skill": {**public.skills, **own.skills}}
    dangling = [
        f"{noun} {each.id}: {field} names {target!r}, which is no {wanted}; it is left out."
        for noun, each in own.records()
        for field, target, wanted in references(each)
        if target not in known[wanted]
    ]
    taken = [f"{noun} {each.id}: a public {noun} has this id by now; yours stands for it."
             for noun, each in own.records() if noun != "role" and each.id in getattr(public, f"{noun}s")]  # fmt: skip
    gone = [f"hidden: {each!r} is no public resource." for each in sorted(own.hidden - public.resources.keys())]
    return [*own.outdated, *dangling, *taken, *gone]


def _parsed(kind: str, documents: Iterable[Mapping[str, Any]], outdated: list[str]) -> list[Any]:
    """Return the records that have the shape of today, and note the others."""
    waiting = [dict(each) for each in documents]
    try:
        return parse(kind, waiting)
    except BadCatalogFile as error:
        outdated += [f"{line}; it is left out." for line in str(error).splitlines()]
    return [found for each in waiting if not SCHEMAS[kind]().validate(each) for found in parse(kind, [each])]


def _kept(item: R, known: Known) -> R:
    """Return a record without the references that lead nowhere."""
    if all(target in known[noun] for _, target, noun in references(item)):
        return item
    return replace(item, **LESS[type(item)](item, known))


def _only(named: Mapping[str, Any], known: Container[str]) -> dict[str, Any]:
    return {each: value for each, value in named.items() if each in known}


def _or_none(named: str | None, known: Container[str]) -> str | None:
    return named if named in known else None


LESS: Mapping[type, Callable[[Any, Known], dict[str, Any]]] = {
    Resource: lambda each, known: {
        "teaches": _only(each.teaches, known["skill"]),
        "requires": _only(each.requires, known["skill"]),
        "successor": _or_none(each.successor, known["resource"]),
    },
    Skill: lambda each, known: {
        "requires": _only(each.requires, known["skill"]),
        "broader": _or_none(each.broader, known["skill"]),
    },
    Role: lambda each, known: {"needs": _only(each.needs, known["skill"])},
}
