"""A generated catalogue: variations on the shipped resources, over the shipped skills and roles."""

from dataclasses import replace

import numpy as np

import catalog
from catalog import Catalog, Resource


def generated(count: int, *, seed: int = 0) -> Catalog:
    """Return a catalogue of ``count`` resources; the same seed gives the same one.

    Each is a shipped resource with other hours (log-normal, σ = ½), most of its skills, one more that a like
    resource teaches, levels that differ by one now and then, and most of its requirements.
    """
    rng = np.random.default_rng(seed)
    base = catalog.load()
    shipped = [each for each in base.resources.values() if each.teaches]
    beside: dict[str, list[str]] = {}
    for each in shipped:
        for skill in each.teaches:
            beside.setdefault(skill, []).extend(other for other in each.teaches if other != skill)
    picked = rng.integers(len(shipped), size=count)
    made = [_varied(shipped[which], number, beside, rng) for number, which in enumerate(picked)]
    return Catalog(made, list(base.skills.values()), list(base.roles.values()))


def _varied(like: Resource, number: int, beside: dict[str, list[str]], rng: np.random.Generator) -> Resource:
    skills = list(like.teaches)
    kept = [skill for skill in skills if rng.random() < 0.8] or skills[:1]
    more = beside[kept[0]]
    if more and rng.random() < 0.3:
        kept.append(more[rng.integers(len(more))])
    taught = {skill: _near(like.teaches.get(skill, 1), rng) for skill in kept}
    required = {skill: level for skill, level in like.requires.items()
                if rng.random() < 0.9 and level < taught.get(skill, 4)}  # fmt: skip
    hours = None if like.hours is None else max(1.0, round(float(like.hours * rng.lognormal(0, 0.5)), 1))
    return replace(like, id=f"generated-{number}", teaches=taught, requires=required, hours=hours, successor=None)


def _near(level: int, rng: np.random.Generator) -> int:
    return int(np.clip(level + rng.choice([-1, 0, 1], p=[0.1, 0.8, 0.1]), 1, 3))
