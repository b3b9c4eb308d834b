"""Domain objects as JSON data."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from catalog import Resource
from learners.diff import Diff
from recommender.engine import Recommendation
from recommender.fit import Reason
from recommender.gaps import Addition, Gap
from recommender.overlap import Overlap
from recommender.path import Alternative, Beside, Path, Step
from recommender.schedule import Week
from recommender.what_if import Outcome
from recommender.why_not import WhyNot

BRIEF = ("id", "title", "url", "type", "hours", "cost", "languages")
"""The fields that name a resource."""


def reason(each: Reason) -> dict[str, Any]:
    """Return one contribution to a score."""
    return {"kind": each.kind, "text": each.text, "contribution": each.contribution}


def recommendation(each: Recommendation) -> dict[str, Any]:
    """Return a ranked resource with its reasons."""
    return {**each.resource.document(), "score": each.score, "reasons": [reason(r) for r in each.reasons]}


def brief(resource: Resource) -> dict[str, Any]:
    """Return what names a resource where the whole record would be too much."""
    return _named(resource.document())


def _named(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: document[name] for name in BRIEF if name in document}


def beside(each: Beside) -> dict[str, Any]:
    """Return what stands beside the steps, with its weekly slot."""
    slot = {"hours_per_week": each.hours, "from": each.since.isoformat(), "until": each.until.isoformat()}
    return {**brief(each.resource), "slot": slot}


def alternative(each: Alternative) -> dict[str, Any]:
    """Return what could stand in a step's place, and what that would change."""
    change = {"hours": each.hours, "coverage": round(each.coverage, 4), "score": round(each.fit, 6),
              "ends": each.ends.isoformat()}  # fmt: skip
    return {**brief(each.resource), "change": change}


def overlap(found: Overlap) -> dict[str, Any]:
    """Return what two resources have in common; ``repeats`` is the share of one that the other gives."""
    return {
        "items": [
            {**brief(found.one), "repeats": round(found.of_one, 4)},
            {**brief(found.other), "repeats": round(found.of_other, 4)},
        ],
        "shared": [{"skill": skill, "level": level} for skill, level in found.shared.items()],
    }


def diff(before: Mapping[str, Any], after: Mapping[str, Any], found: Diff) -> dict[str, Any]:
    """Return what differs between two answers to the same profile."""
    added, removed = ([_named(each) for each in some] for some in (found.added, found.removed))
    return {
        "id": before["id"],
        "revision": {"from": before["revision"], "to": after["revision"]},
        "coverage": {"from": before["coverage"]["ratio"], "to": after["coverage"]["ratio"]},
        "hours": {"from": before["effort"]["hours"], "to": after["effort"]["hours"]},
        "ends": {"from": before["effort"]["ends"], "to": after["effort"]["ends"]},
        "added": added,
        "removed": removed,
        "moved": [{"id": each, "from": old, "to": new} for each, old, new in found.moved],
        "changed": [{"id": each, "fields": list(fields)} for each, fields in found.changed.items()],
        "unchanged": found.unchanged,
    }


def glance(found: Path) -> dict[str, Any]:
    """Return a path at a glance."""
    return {
        "id": found.id,
        "role": found.role.id if found.role else None,
        "coverage": round(found.coverage, 4),
        "hours": found.hours,
        "weeks": found.weeks,
        "ends": found.ends.isoformat() if found.ends else None,
    }


def outcome(found: Outcome) -> dict[str, Any]:
    """Return what a change of the profile leads to."""
    change = {name: value.isoformat() if isinstance(value, date) else value for name, value in found.change.items()}
    return {
        "change": change,
        **glance(found.path),
        "already": round(found.already, 4),
        "added": [brief(each) for each in found.added],
        "removed": [brief(each) for each in found.removed],
    }


def lacking(each: Gap | Addition) -> dict[str, Any]:
    """Return what is lacking, and to whom."""
    audience = {"language": each.audience.language or "any", "cost": each.audience.cost or "any"}
    return {"skill": each.skill, "level": each.level, **audience}


def gap(each: Gap) -> dict[str, Any]:
    """Return the JSON of what a role needs."""
    found = {"resources": each.resources, "lost": round(each.lost, 4), "because": each.because}
    return {"role": each.role, **lacking(each), **found}


def addition(each: Addition) -> dict[str, Any]:
    """Return the JSON of what would help, the roles that gain most first."""
    roles = {role: round(gain, 4) for role, gain in sorted(each.roles.items(), key=lambda pair: -pair[1])}
    return {**lacking(each), "gain": round(each.gain, 4), "roles": roles}


def why_not(found: WhyNot) -> dict[str, Any]:
    """Return why a resource is not in a path."""
    return {
        "resource": brief(found.resource),
        "included": found.included,
        "reasons": [{"kind": kind, "text": text} for kind, text in found.reasons],
        "path": glance(found.path),
        "coverage": None if found.coverage is None else round(found.coverage, 4),
        "change": found.change,
    }


def path(found: Path, revision: str) -> dict[str, Any]:
    """Return a path in the shape that the API promises."""
    stages: list[dict[str, Any]] = []
    for position, each in enumerate(found.steps, start=1):
        if not stages or stages[-1]["level"] != each.placed.stage:
            stages.append({"level": each.placed.stage, "steps": []})
        stages[-1]["steps"].append(_step(position, each))
    return {
        "id": found.id,
        "revision": revision,
        "profile": found.profile.document(),
        "role": {"id": found.role.id, "label": found.role.label} if found.role else None,
        "understood": _understood(found),
        "stages": stages,
        "weeks": [_week(each) for each in found.weekly()],
        "practice": [beside(each) for each in found.practice],
        "follow": [beside(each) for each in found.follow],
        "coverage": {"ratio": round(found.coverage, 4), "skills": _skills(found)},
        "effort": {
            "hours": found.hours,
            "hours_per_week": found.profile.hours_per_week,
            "weeks": found.weeks,
            "ends": found.ends.isoformat() if found.ends else None,
        },
        "certificate": {
            "objective": round(found.coverage, 6),
            "bound": round(found.bound, 6),
            "gap": round(max(0.0, found.bound - found.coverage), 6),
            "lightest": found.lightest,
            "prerequisites": sum(len(each.placed.requires) for each in found.steps),
            "violations": found.violations,
        },
        "missing": [
            {"skill": m.skill, "level": m.level, "because": m.because, "nearest": [brief(r) for r in m.nearest]}
            for m in found.missing
        ],
        "relaxations": [{"change": r.change, "coverage": round(r.coverage, 4)} for r in found.relaxations],
    }


def _step(position: int, step: Step) -> dict[str, Any]:
    placed = step.placed
    return {
        "position": position,
        "resource": placed.resource.document(),
        "hours": placed.resource.hours,
        "starts": placed.starts.isoformat(),
        "ends": placed.ends.isoformat(),
        "gains": [{"skill": g.skill, "from": g.before, "to": g.after} for g in placed.gains],
        "requires": [{"skill": r.skill, "level": r.level, "met_by": r.met_by} for r in placed.requires],
        "closes": step.closes,
        "repeats": round(step.repeats, 4),
        "skip": [{"skill": s, "level": n} for s, n in step.skip.items()],
        "reasons": [reason(each) for each in step.reasons],
        "score": step.score,
        "alternatives": [alternative(each) for each in step.alternatives],
    }


def _week(each: Week) -> dict[str, Any]:
    work = [{"position": position, "hours": hours} for position, hours in each.work]
    return {"week": each.number, "starts": each.starts.isoformat(), "ends": each.ends.isoformat(), "steps": work}


def _skills(found: Path) -> list[dict[str, Any]]:
    return [
        {
            "skill": skill,
            "have": min(found.have.get(skill, 0), need.level),
            "target": need.level,
            "reached": min(found.reached.get(skill, 0), need.level),
            "weight": need.weight,
        }
        for skill, need in found.needs.items()
    ]


def _understood(found: Path) -> dict[str, Any] | None:
    if found.understood is None:
        return None
    said = found.understood
    runners = [{"id": role, "similarity": similarity} for role, similarity in said.runners_up]
    return {"asked": said.asked, "matched": said.matched, "similarity": said.similarity, "runners_up": runners}
