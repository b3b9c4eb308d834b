"""What differs between two revisions of a catalogue, and for whom paths change."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalog import Catalog
from recommender.engine import Engine
from recommender.path import Path
from recommender.quality import grid


@dataclass(frozen=True, slots=True)
class Difference:
    """The ids of records that are new, that are gone, and that are not as they were, these with their fields."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class PathChange:
    """How a path differs: ``audience`` is a name of `recommender.quality.FILTERS`, coverages are 0 to 1."""

    role: str
    level: str
    audience: str
    coverage: tuple[float, float]
    hours: tuple[float, float]
    added: tuple[str, ...]
    removed: tuple[str, ...]


def differences(before: Catalog, after: Catalog) -> dict[str, Difference]:
    """Return what differs, by kind of record."""
    old, new = before.documents(), after.documents()
    return {kind: _difference(_by_id(old[kind]), _by_id(new[kind])) for kind in new}


def path_changes(
    before: Engine, after: Engine, *, start: date, each: Callable[[], None] = lambda: None
) -> Iterator[PathChange]:
    """Yield the paths that are not as they were, of every role in both, every level and every audience.

    ``each`` is called after every path that was compared.
    """
    for audience, profile in grid(after, start):
        if profile.role in before.catalog.roles:
            change = _path_change(audience, before.path(profile), after.path(profile))
            if change.added or change.removed or change.coverage[0] != change.coverage[1]:
                yield change
        each()


def _difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> Difference:
    changed = {name: _fields(old[name], new[name]) for name in new if name in old and old[name] != new[name]}
    return Difference(
        added=tuple(each for each in new if each not in old),
        removed=tuple(each for each in old if each not in new),
        changed=changed,
    )


def _by_id(documents: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {each["id"]: each for each in documents}


def _fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(name for name in {**old, **new} if old.get(name) != new.get(name))


def _path_change(audience: str, old: Path, new: Path) -> PathChange:
    before, after = _steps(old), _steps(new)
    return PathChange(
        role=new.profile.role or "",
        level=new.profile.level,
        audience=audience,
        coverage=(round(old.coverage, 6), round(new.coverage, 6)),
        hours=(old.hours, new.hours),
        added=tuple(each for each in after if each not in before),
        removed=tuple(each for each in before if each not in after),
    )


def _steps(path: Path) -> list[str]:
    return [step.placed.resource.id for step in path.steps]
