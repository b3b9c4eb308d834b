"""A skill among its neighbours: what it requires, what requires it, and what is broader and narrower."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from api.web.drawing.layers import DOWN, HEIGHT, MARGIN, WIDTH, Box, Edge, curve, depths, layered, simplified
from catalog import Catalog, Skill

INDENT = 24.0
"""How far a narrower skill stands to the right of the one in the middle, which is wider by that."""


@dataclass(frozen=True, slots=True)
class Node:
    """A skill: where it is, and what it is to the one in the middle.

    ``relations`` are ``self``, ``requires`` (also by way of others), ``required_by``, ``broader`` or ``narrower``;
    ``level`` is the one that is required, 0 for the others.
    """

    skill: str
    box: Box
    relations: tuple[str, ...]
    level: int = 0


@dataclass(frozen=True, slots=True)
class Neighbours:
    """A drawing of the skills around one; heights begin at ``top``.

    ``lines`` hold their ends and curves; ``branches`` lead from the broader skill to the one in the middle, and
    from that to narrower ones.
    """

    nodes: tuple[Node, ...]
    lines: tuple[tuple[Edge, str], ...]
    branches: tuple[str, ...]
    width: float
    top: float
    height: float


def neighbours(skill: Skill, catalog: Catalog) -> Neighbours:
    """Draw the neighbours of ``skill``."""
    before = _before(skill, catalog)
    after = {each.id: each.requires[skill.id] for each in catalog.skills.values() if skill.id in each.requires}
    edges = simplified([(a, b) for b in (skill.id, *before) for a in catalog.skills[b].requires if a in before])
    away = depths([(b, a) for a, b in edges]) or {skill.id: 0}
    layers = {name: max(away.values()) - steps for name, steps in away.items()}
    following = [each for each in after if each not in layers]
    edges += [(skill.id, each) for each in following]
    laid = layered(edges, {**layers, **dict.fromkeys(following, layers[skill.id] + 1)})
    middle = replace(laid.boxes[skill.id], width=WIDTH + INDENT)
    kin = _kin(skill, catalog)
    nodes = [
        *(_node(name, laid.boxes[name], "requires", kin, before[name]) for name in layers if name != skill.id),
        *(_node(name, _shifted(laid.boxes[name]), "required_by", kin, after[name]) for name in following),
    ]
    curves = {**laid.curves, **{(skill.id, n.skill): curve(middle, n.box) for n in nodes if n.skill in following}}
    tree = _tree({name: kind for name, kind in kin.items() if name not in laid.boxes}, middle)
    nodes += [Node(skill.id, middle, ("self",)), *tree]
    top = min(node.box.y for node in nodes) - MARGIN
    bottom = max([laid.height - MARGIN, *(node.box.bottom for node in nodes)]) + MARGIN
    return Neighbours(
        nodes=tuple(sorted(nodes, key=lambda node: (node.box.layer, node.box.y))),
        lines=tuple(curves.items()),
        branches=tuple(_branch(middle, each.box) for each in tree),
        width=max(node.box.right for node in nodes) + MARGIN,
        top=top,
        height=bottom - top,
    )


def _before(skill: Skill, catalog: Catalog) -> dict[str, int]:
    """Return all that a skill requires, directly or not, with the highest level required."""
    found: dict[str, int] = {}
    waiting = list(skill.requires.items())
    while waiting:
        name, level = waiting.pop()
        if name != skill.id and found.get(name, 0) < level:
            found[name] = level
            waiting += catalog.skills[name].requires.items()
    return found


def _kin(skill: Skill, catalog: Catalog) -> dict[str, str]:
    """Return the skill that is broader and those that are narrower."""
    found = {each.id: "narrower" for each in catalog.skills.values() if each.broader == skill.id}
    if skill.broader:
        found[skill.broader] = "broader"
    return {name: kind for name, kind in found.items() if name != skill.id}


def _node(name: str, box: Box, relation: str, kin: Mapping[str, str], level: int) -> Node:
    return Node(name, box, (relation, kin[name]) if name in kin else (relation,), level)


def _shifted(box: Box) -> Box:
    """Return a box further to the right, for the one in the middle is wider."""
    return replace(box, x=box.x + INDENT)


def _tree(kin: Mapping[str, str], middle: Box) -> list[Node]:
    """Return the broader skill above the one in the middle, and the narrower ones beneath it."""
    step, below = HEIGHT + DOWN, replace(middle, x=middle.x + INDENT, width=WIDTH)
    above = replace(middle, y=middle.y - step, width=WIDTH)
    narrower = [name for name, kind in kin.items() if kind == "narrower"]
    return [
        *(Node(name, above, (kind,)) for name, kind in kin.items() if kind == "broader"),
        *(
            Node(name, replace(below, y=middle.y + at * step), ("narrower",))
            for at, name in enumerate(narrower, start=1)
        ),
    ]


def _branch(middle: Box, other: Box) -> str:
    """Return the line between a skill and its broader or narrower one."""
    x = middle.x + INDENT / 2
    if other.y < middle.y:
        return f"M{x:g} {other.bottom:g}V{middle.y:g}"
    return f"M{x:g} {middle.bottom:g}V{other.middle:g}H{other.x:g}"
