"""A layered graph: from what comes first, on the left, to what it leads to, on the right."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from itertools import pairwise

from igraph import Graph  # type: ignore[import-untyped]

WIDTH, HEIGHT = 188.0, 62.0
"""Of a box, in pixels."""

ACROSS, DOWN = 56.0, 12.0
"""Between two boxes: from layer to layer, and within one."""

TIP = 8.0
"""The last part of an edge, which is level, so that its arrow looks where it goes."""

MARGIN = 6.0
"""Around the drawing, for the outline of what has the focus."""

Edge = tuple[str, str]
Passing = tuple[str, str, int]
"""An edge where it passes a layer."""

Place = str | Passing


@dataclass(frozen=True, slots=True)
class Box:
    """Where a node is drawn; ``layer`` counts from 0."""

    x: float
    y: float
    layer: int
    width: float = WIDTH

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + HEIGHT

    @property
    def middle(self) -> float:
        """Half its height."""
        return self.y + HEIGHT / 2


@dataclass(frozen=True, slots=True)
class Layered:
    """The boxes by name, the curve of each edge as SVG path data, and the size of it all."""

    boxes: Mapping[str, Box]
    curves: Mapping[Edge, str]
    width: float
    height: float


def simplified(edges: Iterable[Edge]) -> list[Edge]:
    """Return the edges that close no circle with those before them, without what a longer way says already."""
    kept: list[Edge] = []
    above: dict[str, set[str]] = {}
    for source, target in edges:
        before = above.setdefault(source, set())
        if source == target or target in before or (source, target) in kept:
            continue
        kept.append((source, target))
        above.setdefault(target, set())
        for name, others in above.items():
            if name == target or target in others:
                others |= before | {source}
    return [(a, b) for a, b in kept if not any(a in above[other] for other, end in kept if end == b)]


def depths(edges: Sequence[Edge]) -> dict[str, int]:
    """Return the layer of each node of edges without a circle: the length of the longest way to it."""
    before: dict[str, list[str]] = {}
    for source, target in edges:
        before.setdefault(source, [])
        before.setdefault(target, []).append(source)
    found: dict[str, int] = {}
    for name in TopologicalSorter(before).static_order():
        found[name] = max((found[each] + 1 for each in before[name]), default=0)
    return found


def layered(edges: Sequence[Edge], layers: Mapping[str, int]) -> Layered:
    """Place the nodes of ``layers`` so that few edges cross; none passes through a box.

    Where an edge crosses layers, it keeps a place of its own in each, as a box would.
    """
    ways: dict[Edge, list[Place]] = {
        (a, b): [a, *((a, b, layer) for layer in range(layers[a] + 1, layers[b])), b] for a, b in edges
    }
    level: dict[Place, int] = dict(layers.items())
    level |= {passing: passing[2] for way in ways.values() for passing in way if not isinstance(passing, str)}
    places = _placed([pair for way in ways.values() for pair in pairwise(way)], level)
    boxes = {name: places[name] for name in layers}
    curves = {edge: curve(*(places[each] for each in way)) for edge, way in ways.items()}
    right = max((each.right for each in places.values()), default=-MARGIN)
    bottom = max((each.bottom for each in places.values()), default=-MARGIN)
    return Layered(boxes, curves, right + MARGIN, bottom + MARGIN)


def _placed(edges: Sequence[tuple[Place, Place]], level: Mapping[Place, int]) -> dict[Place, Box]:
    """Return the boxes of nodes and of edges that pass, all edges being from one layer to the next."""
    row = {name: i for i, name in enumerate(level)}
    graph = Graph(n=len(row), edges=[(row[a], row[b]) for a, b in edges], directed=True)
    laid = graph.layout_sugiyama(layers=list(level.values()), hgap=HEIGHT + DOWN, vgap=WIDTH + ACROSS).coords
    highest = min((y for y, _ in laid), default=0.0)
    return {
        name: Box(round(x + MARGIN, 1), round(y - highest + MARGIN, 1), level[name])
        for name, (y, x) in zip(level, laid, strict=True)
    }


def grid(names: Iterable[str], columns: int, top: float) -> dict[str, Box]:
    """Place names side by side, row by row from ``top``, in the columns of the layers."""
    places = ((name, divmod(at, columns)) for at, name in enumerate(names))
    return {
        name: Box(MARGIN + column * (WIDTH + ACROSS), top + MARGIN + row * (HEIGHT + DOWN), column)
        for name, (row, column) in places
    }


def curve(source: Box, *places: Box) -> str:
    """Return a smooth line from the right of a box to the left of the last one, level across those it passes."""
    x, y = source.right, source.middle
    drawn = [f"M{x:g} {y:g}"]
    for place in places:
        end, middle = place.x - TIP, place.middle
        drawn.append(f"C{(x + end) / 2:g} {y:g} {(x + end) / 2:g} {middle:g} {end:g} {middle:g}")
        x, y = place.right, middle
        drawn.append(f"H{place.x:g}" if place is places[-1] else f"H{x:g}")
    return "".join(drawn) + "m-6-4l6 4l-6 4"
