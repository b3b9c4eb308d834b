"""Why a resource is not in the path: which one is meant, the reasons, and a change that brings it in."""

from dataclasses import dataclass
from typing import Any

from api.blueprint import engine
from catalog import Resource
from recommender import Profile, Query
from recommender.why_not import WhyNot

LONGEST = 300
"""The letters of a name that are read."""


@dataclass(frozen=True, slots=True)
class Change:
    """A part of the change: its field, and what is added to that or taken from it."""

    field: str
    added: tuple[Any, ...]
    removed: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed, and the answer with the parts of its change; none where no resource is meant."""

    typed: str
    answer: WhyNot | None = None
    changes: tuple[Change, ...] = ()


def asked(typed: str, profile: Profile) -> Asked | None:
    """Explain why the resource that ``typed`` means is not in the path for ``profile``; None where nothing is asked."""
    if not typed.strip():
        return None
    resource = _meant(typed.strip()[:LONGEST])
    if resource is None:
        return Asked(typed)
    found = engine().why_not(profile, resource.id)
    parts = (_part(name, value, getattr(profile, name)) for name, value in (found.change or {}).items())
    return Asked(typed, found, tuple(parts))


def _meant(typed: str) -> Resource | None:
    """Return the resource with this id, else the best one that search finds."""
    resources = engine().catalog.resources
    if typed in resources:
        return resources[typed]
    hits = engine().search(Query(typed, limit=1)).hits
    return resources[hits[0].id] if hits else None


def _part(name: str, value: Any, before: Any) -> Change:
    if not isinstance(value, list | tuple):
        return Change(name, (value,), ())
    added = tuple(each for each in value if each not in before)
    return Change(name, added, tuple(each for each in before if each not in value))
