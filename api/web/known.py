"""The skills that one is asked about, each as something to tap."""

from collections.abc import Mapping
from dataclasses import dataclass

from marshmallow import ValidationError

from api.blueprint import engine
from api.fields import Known
from catalog import Need
from recommender import UnknownRole

TYPICAL = 8
"""The skills of a role that one is asked about."""


@dataclass(frozen=True, slots=True)
class Tap:
    """A skill to say that one has, at the level that is needed; ``on`` where that was said."""

    skill: str
    level: int
    on: bool


def taps(needs: Mapping[str, Need], known: Mapping[str, int]) -> list[Tap]:
    """Return the weightiest of ``needs``; what is ``known`` of them at another level keeps that level."""
    heaviest = sorted(needs, key=lambda skill: -needs[skill].weight)[:TYPICAL]
    return [Tap(skill, known.get(skill) or needs[skill].level, bool(known.get(skill))) for skill in heaviest]


def besides(tapped: list[Tap], known: Mapping[str, int]) -> str:
    """Return what is ``known`` and stands on no tap, as an address says it."""
    shown = {each.skill for each in tapped}
    return ",".join(f"{skill}:{level}" for skill, level in known.items() if skill not in shown)


def needs_of(role: str) -> Mapping[str, Need]:
    """Return what a role needs; nothing where no role is meant."""
    try:
        return engine().role(role).role.needs if role.strip() else {}
    except UnknownRole:
        return {}


def read(said: str) -> dict[str, int]:
    """Return the known skills of an address; none where it is not understood, which is told elsewhere."""
    try:
        levels: dict[str, int] = Known().deserialize(said)
    except ValidationError:
        return {}
    return levels
