"""The skills: each with its place among the others, and the best resources for it."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from flask.typing import ResponseReturnValue

from api.blueprint import engine
from api.web.page import blueprint, page
from catalog import Resource, Skill
from catalog.level import LEVELS
from catalog.resource import MODES
from recommender import Query

SHOWN = 4
"""The best resources of a level."""

RANKED = 100
"""How many of those that a search finds are ranked."""


class Node(NamedTuple):
    """A skill, how many resources of each level teach it, and the narrower skills under it."""

    skill: Skill
    counts: Mapping[str, int]
    narrower: list["Node"]


class Shelf(NamedTuple):
    """The resources of one level that teach a skill: how many there are, and the best of them."""

    level: str
    total: int
    best: list[Resource]


@blueprint.get("/<any(en, fr):lang>/skills")
def skills(lang: str) -> ResponseReturnValue:
    """List the skills, the narrower under the broader."""
    return page("skills.html", lang, nodes=_nodes(None, _by_broader(), _counts()))


@blueprint.get("/<any(en, fr):lang>/skills/<skill_id>")
def skill(lang: str, skill_id: str) -> ResponseReturnValue:
    """Show a skill; raises `SkillNotFound`."""
    content = engine().catalog
    found = content.skill(skill_id)
    needed = [(role, role.needs[skill_id]) for role in content.roles.values() if skill_id in role.needs]
    return page(
        "skill.html", lang, found=found, skill=skill_id, broader=_broader(found),
        narrower=_by_broader().get(skill_id, []),
        required_by=[(each, each.requires[skill_id]) for each in content.skills.values() if skill_id in each.requires],
        needed_by=sorted(needed, key=lambda each: (-each[1].weight, -each[1].level)),
        shelves=[_shelf(found, level, lang) for level in LEVELS],
        total=engine().search(Query(filters={"skill": (skill_id,)}, limit=0)).total,
    )  # fmt: skip


def _broader(found: Skill) -> list[Skill]:
    """Return the broader skills, the broadest first."""
    above: list[Skill] = []
    while found.broader and found not in above:
        found = engine().catalog.skills[found.broader]
        above.insert(0, found)
    return above


def _by_broader() -> dict[str | None, list[Skill]]:
    found: dict[str | None, list[Skill]] = {}
    for each in engine().catalog.skills.values():
        found.setdefault(each.broader, []).append(each)
    return found


def _nodes(broader: str | None, within: Mapping[str | None, Iterable[Skill]], counts: Mapping[str, Mapping[str, int]]
           ) -> list[Node]:  # fmt: skip
    return [
        Node(each, {level: counts[level].get(each.id, 0) for level in LEVELS}, _nodes(each.id, within, counts))
        for each in within.get(broader, ())
    ]


def _counts() -> dict[str, dict[str, int]]:
    """Return, by level, how many resources teach each skill."""
    asked = {level: Query(filters={"level": (level,)}, limit=0) for level in LEVELS}
    return {level: dict(engine().search(each, facets=("skill",)).facets["skill"]) for level, each in asked.items()}


def _shelf(found: Skill, level: str, lang: str) -> Shelf:
    """Return the best resources of ``level`` for a skill.

    Those come first that lead furthest in it; of these, what one studies, then what is most about it.
    """
    asked = Query(found.label[lang], {"skill": (found.id,), "level": (level,)}, exact=True, limit=RANKED)
    answer = engine().search(asked)
    resources = [engine().catalog.resources[hit.id] for hit in answer.hits]
    ranked = sorted(resources, key=lambda each: (-each.teaches[found.id], MODES.index(each.mode)))
    return Shelf(level, answer.total, ranked[:SHOWN])
