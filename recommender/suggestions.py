"""Building suggestions: from a stream of resources to the arrays of all names, sorted from each of their words on."""

from array import array
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from catalog import Resource, Role, Skill
from recommender import completion
from recommender.letters import packed, prefix_deletions
from recommender.snapshot import Arrays, frozen
from recommender.suggest import KINDS
from recommender.vocabulary import Vocabulary

BATCH = 100_000
"""Names that are read at a time."""


class SuggestionsBuilder:
    """Takes resources one by one, in the catalogue's order, and makes the arrays of all names."""

    def __init__(self, skills: Iterable[Skill], roles: Iterable[Role]) -> None:
        self._texts, self._ends, self._owners = bytearray(), array("q", [0]), array("i")
        self._kinds, self._ids, self._id_ends = bytearray(), bytearray(), array("q", [0])
        self._creators: set[str] = set()
        for role in roles:
            self._thing("role", role.id, role.names)
        for skill in skills:
            self._thing("skill", skill.id, skill.names)

    def add(self, resource: Resource) -> None:
        """Take the next resource; one that is not listed is not offered."""
        if resource.listed:
            self._thing("resource", resource.id, (*resource.title.values(), *resource.alternate_names))
            for creator in resource.creators:
                if creator not in self._creators:
                    self._creators.add(creator)
                    self._thing("creator", "", (creator,))

    def arrays(self) -> Arrays:
        """Return the arrays of all names taken."""
        tokens, vocabulary = _tokens(bytes(self._texts), self._ends)
        text, offsets = packed(vocabulary)
        kinds, things = np.frombuffer(bytes(self._kinds), np.uint8), np.array(self._owners, np.int32)
        ranked = np.lexsort((_lengths(tokens, vocabulary), kinds[things])).astype(np.int32)
        starts = np.flatnonzero(tokens >= 0).astype(np.uint32)
        completion.sort(starts, tokens)
        keys = _keys(tokens, ranked)[starts]
        return frozen({
            "suggest_word_bytes": text,
            "suggest_word_offsets": offsets,
            "suggest_deletions": np.sort(prefix_deletions(text, offsets, completion.HEAD + 1)),
            "suggest_tokens": tokens,
            "suggest_starts": starts,
            "suggest_keys": keys,
            "suggest_least": completion.minima(keys),
            "suggest_ranked": ranked,
            "suggest_things": things[ranked],
            "suggest_kinds": kinds,
            "suggest_texts": np.frombuffer(bytes(self._texts), np.uint8),
            "suggest_text_offsets": np.array(self._ends, np.int64),
            "suggest_ids": np.frombuffer(bytes(self._ids), np.uint8),
            "suggest_id_offsets": np.array(self._id_ends, np.int64),
        })  # fmt: skip

    def _thing(self, kind: str, thing_id: str, names: Iterable[str]) -> None:
        for name in dict.fromkeys(names):
            self._texts += name.encode("utf-8", "replace")
            self._ends.append(len(self._texts))
            self._owners.append(len(self._kinds))
        self._kinds.append(KINDS.index(kind))
        self._ids += thing_id.encode()
        self._id_ends.append(len(self._ids))


def arrays(resources: Iterable[Resource], skills: Iterable[Skill], roles: Iterable[Role]) -> Arrays:
    """Return the arrays of all names of a catalogue."""
    builder = SuggestionsBuilder(skills, roles)
    for resource in resources:
        builder.add(resource)
    return builder.arrays()


def _tokens(texts: bytes, ends: Sequence[int]) -> tuple[NDArray[np.int32], list[str]]:
    """Return the words of texts as places in their vocabulary, each text ended by -1, and the vocabulary in order."""
    numbers, parts = Vocabulary(), [np.empty(0, np.int32)]
    for first in range(0, len(ends) - 1, BATCH):
        batch = pairwise(ends[first : first + BATCH + 1])
        tokens, lens, _ = numbers.read([texts[start:end] for start, end in batch])
        parts.append(np.insert(tokens, np.cumsum(lens), -1))
    order = sorted(range(len(numbers.spelt)), key=numbers.spelt.__getitem__)
    places = np.full(len(order) + 1, -1, np.int32)
    places[order] = np.arange(len(order))
    return places[np.concatenate(parts)], [numbers.spelt[number] for number in order]


def _lengths(tokens: NDArray[np.int32], vocabulary: list[str]) -> NDArray[np.int64]:
    """Return how many letters each text has with its words folded and a space after each."""
    sizes = np.fromiter((len(word) + 1 for word in (*vocabulary, "")), np.int64, len(vocabulary) + 1)
    sizes[-1] = 0
    ends = np.cumsum(sizes[tokens])[tokens < 0]
    return np.diff(ends, prepend=0)


def _keys(tokens: NDArray[np.int32], ranked: NDArray[np.int32]) -> NDArray[np.uint32]:
    """Return, for each token, its name's rank, with the bit for an inner word."""
    rank = np.empty(ranked.size, np.uint32)
    rank[ranked] = np.arange(ranked.size, dtype=np.uint32)
    ends = tokens < 0
    keys = np.repeat(rank, np.diff(np.flatnonzero(ends), prepend=-1))
    keys[1:][~ends[:-1]] |= completion.INNER
    return keys
