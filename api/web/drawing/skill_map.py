"""The skills that count for a path: what leads to what, and what is reached."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.web.drawing.layers import MARGIN, Box, Edge, depths, grid, layered, simplified
from api.web.drawing.level import levels, state
from catalog import Catalog
from recommender.path import Path

HEADING = 40.0
"""The height of the line above the skills that stand alone."""

COLUMNS = 4
"""How many skills stand beside each other that nothing leads to or from, where the map is no wider."""


@dataclass(frozen=True, slots=True)
class Node:
    """A skill: where it is, how it stands, and what leads to it.

    ``wanted`` is the level that the role, the goal or another skill needs; ``needed`` says that the role or goal
    does; ``steps`` are the positions from 1 of those that raise it.
    """

    skill: str
    box: Box
    state: str
    have: int
    reached: int
    wanted: int
    needed: bool
    steps: tuple[int, ...]
    after: tuple[str, ...]

    @property
    def levels(self) -> tuple[str, ...]:
        """The state of each of its levels."""
        return levels(self.have, self.reached, self.wanted)


@dataclass(frozen=True, slots=True)
class Line:
    """An edge: its ends, its curve, and whether the skill itself requires it (else a step does)."""

    source: str
    target: str
    curve: str
    always: bool


@dataclass(frozen=True, slots=True)
class SkillMap:
    """A drawing of skills; from ``alone`` (a height) on stand those that no edge touches."""

    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    width: float
    height: float
    alone: float | None


def skill_map(path: Path, catalog: Catalog) -> SkillMap:
    """Draw the skills that ``path`` needs, gains or would have to gain."""
    wanted = _wanted(path, catalog)
    required = [(a, b) for b in wanted for a in catalog.skills[b].requires if a in wanted]
    edges = simplified([*required, *_by_steps(path, wanted, catalog)])
    laid = layered(edges, depths(edges))
    alone = [skill for skill in wanted if skill not in laid.boxes]
    top = laid.height + (HEADING if laid.boxes else 0.0)
    columns = max(COLUMNS, *(each.layer + 1 for each in laid.boxes.values())) if laid.boxes else COLUMNS
    boxes = {**laid.boxes, **grid(alone, columns, top)}
    nodes = [_node(path, skill, wanted[skill], boxes[skill], edges) for skill in boxes]
    return SkillMap(
        nodes=tuple(sorted(nodes, key=lambda each: (each.skill in alone, each.box.layer, each.box.y))),
        lines=tuple(Line(a, b, curve, (a, b) in required) for (a, b), curve in laid.curves.items()),
        width=max((each.right + MARGIN for each in boxes.values()), default=0.0),
        height=max([laid.height, *(each.bottom + MARGIN for each in boxes.values())]),
        alone=top if alone and laid.boxes else None,
    )


def _wanted(path: Path, catalog: Catalog) -> dict[str, int]:
    """Return the skills to draw with the levels wanted of them: the needs, what leads to them, what comes besides."""
    wanted = {skill: need.level for skill, need in path.needs.items()}
    waiting = [skill for skill, level in wanted.items() if path.have.get(skill, 0) < level]
    while waiting:
        for skill, level in catalog.skills[waiting.pop()].requires.items():
            if skill not in path.needs and wanted.get(skill, 0) < level:
                waiting += [skill] if skill not in wanted and path.have.get(skill, 0) < level else []
                wanted[skill] = level
    for step in path.steps:
        for needed in step.placed.requires:
            wanted[needed.skill] = max(needed.level, wanted.get(needed.skill, 0))
        for gain in step.placed.gains:
            wanted.setdefault(gain.skill, gain.after)
    return wanted


def _by_steps(path: Path, wanted: Mapping[str, int], catalog: Catalog) -> Iterator[Edge]:
    """Yield what leads to what by the steps taken alone.

    That is, to each skill that has no requirements here and that a step is the first to give: the one of the step's
    own requirements that was met last.
    """
    met = {step.placed.resource.id: at for at, step in enumerate(path.steps)}
    for step in path.steps:
        last = max(step.placed.requires, key=lambda each: met.get(each.met_by, -1), default=None)
        for gain in step.placed.gains:
            if last and not gain.before and wanted.keys().isdisjoint(catalog.skills[gain.skill].requires):
                yield last.skill, gain.skill


def _node(path: Path, skill: str, wanted: int, box: Box, edges: Sequence[Edge]) -> Node:
    have, reached = path.have.get(skill, 0), path.reached.get(skill, 0)
    return Node(
        skill=skill,
        box=box,
        state=state(have, reached, wanted),
        have=have,
        reached=reached,
        wanted=wanted,
        needed=skill in path.needs,
        steps=tuple(
            at for at, step in enumerate(path.steps, start=1) if any(g.skill == skill for g in step.placed.gains)
        ),
        after=tuple(source for source, target in edges if target == skill),
    )
