"""The names of concepts (skills, roles) as a trie in arrays: compiled code finds the longest that begins at a word."""

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import inner
from recommender.features import KEY
from recommender.text import Concepts

Trie = tuple[NDArray[np.int64], NDArray[np.int32]]


def trie(concepts: Concepts) -> Trie:
    """Return the edges (node and key) in order, each of which leads to the node after its place, and the nodes' ends.

    An end is the number of the concept that the way there names, or -1.
    """
    ways = {name[:length] for name in concepts.features for length in range(1, len(name) + 1)}
    nodes = {way: node for node, way in enumerate([(), *sorted(ways, key=lambda way: (len(way), way))])}
    edges = [nodes[way[:-1]] << 32 | concepts.keys[way[-1]] for way in nodes if way]
    ends = np.full(len(nodes), -1, np.int32)
    for name, feature in concepts.features.items():
        ends[nodes[name]] = concepts.numbers[feature]
    return np.array(edges, np.int64), ends


@inner
def longest_name(tokens, at, end, forms, edges, ends):  # type: ignore[no-untyped-def]
    """Return the concept of the longest name that begins at a token, or -1, and the end of it, or the next token."""
    concept, stop, node = np.int64(-1), at + 1, np.int64(0)
    for i in range(at, end):
        key = np.int64(forms[tokens[i], KEY])
        edge = np.searchsorted(edges, node << 32 | key)
        if key < 0 or edge == edges.size or edges[edge] != node << 32 | key:
            break
        node = edge + 1
        if ends[node] >= 0:
            concept, stop = np.int64(ends[node]), i + 1
    return concept, stop
