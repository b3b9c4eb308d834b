"""Correct words that the catalogue does not know."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from rapidfuzz.distance import OSA

from recommender.features import digest
from recommender.snapshot import Arrays

SHORTEST = 4
"""Words shorter than this are left alone: most are acronyms."""

LONG = 8
"""Words from this length on may be two edits away."""

SHORTEST_PART = 3
"""The fewest letters of what a word is corrected to, and of each word that a joined one is split into."""


def arrays(counts: Mapping[str, int]) -> Arrays:
    """Return the arrays of a vocabulary: words in order, how often each occurs, and what is left without one letter."""
    vocabulary = sorted(counts)
    encoded = [word.encode() for word in vocabulary]
    left = [(digest(each), i) for i, word in enumerate(vocabulary) if _correctable(word) for each in _shorter(word)]
    hashes = np.array([each for each, _ in left], np.uint64)
    order = np.argsort(hashes, kind="stable")
    return {
        "word_bytes": np.frombuffer(b"".join(encoded), np.uint8),
        "word_offsets": np.cumsum([0, *map(len, encoded)]),
        "word_counts": np.array([counts[word] for word in vocabulary], np.int64),
        "deletion_hashes": hashes[order],
        "deletion_words": np.array([i for _, i in left], np.int32)[order],
    }


class Speller:
    """Knows the catalogue's words, folded, and how often each occurs.

    One edit away is found by deletions (as SymSpell does: Garbe 2012), two edits among words of the same first letter
    and like length.
    """

    def __init__(self, snapshot: Arrays) -> None:
        text, offsets = snapshot["word_bytes"].tobytes(), snapshot["word_offsets"].tolist()
        self._words = [text[start:end].decode() for start, end in zip(offsets, offsets[1:], strict=False)]
        self._counts = snapshot["word_counts"]
        self._hashes, self._left = snapshot["deletion_hashes"], snapshot["deletion_words"]
        self._alike: dict[tuple[str, int], list[int]] = defaultdict(list)
        for i, word in enumerate(self._words):
            if _correctable(word):
                self._alike[word[0], len(word)].append(i)

    def __contains__(self, word: str) -> bool:
        return self._place(word) is not None

    def correct(self, word: str) -> str | None:
        """Return what a word was meant to be, or None for a word that is known, short or like no other.

        In this order: a known word one edit away (optimal string alignment); two known words written as one; the
        commonest word that it begins; from eight letters on, a known word two edits away. Of equally near words that
        with the same first letter is taken, then the commonest.
        """
        if word in self or len(word) < SHORTEST or not word.isalpha():
            return None
        return (
            self._nearest(word, self._one_edit(word), 1)
            or self._split(word)
            or self._completed(word)
            or (self._nearest(word, self._two_edits(word), 2) if len(word) >= LONG else None)
        )

    def _place(self, word: str) -> int | None:
        at = bisect_left(self._words, word)
        return at if at < len(self._words) and self._words[at] == word else None

    def _nearest(self, word: str, places: Iterable[int], allowed: int) -> str | None:
        near = (
            (distance, word[0] != self._words[i][0], -int(self._counts[i]), self._words[i])
            for i in set(places)
            if (distance := OSA.distance(word, self._words[i], score_cutoff=allowed)) <= allowed
        )
        return min(near, default=(None,))[-1]

    def _one_edit(self, word: str) -> Iterator[int]:
        for each in (word, *_shorter(word)):
            place = self._place(each)
            if place is not None and _correctable(each):
                yield place
            first, end = np.searchsorted(self._hashes, np.uint64(digest(each)) + np.array([0, 1], np.uint64))
            yield from self._left[first:end].tolist()

    def _two_edits(self, word: str) -> Iterator[int]:
        for length in range(len(word) - 2, len(word) + 3):
            yield from self._alike.get((word[0], length), ())

    def _split(self, word: str) -> str | None:
        parts = ((word[:at], word[at:]) for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1))
        known = ((self._place(one), self._place(other), f"{one} {other}") for one, other in parts)
        joined = ((min(self._counts[i], self._counts[j]), pair) for i, j, pair in known
                  if i is not None and j is not None)  # fmt: skip
        return max(joined, default=(0, None))[1]

    def _completed(self, word: str) -> str | None:
        begun = []
        for i in range(bisect_left(self._words, word), len(self._words)):
            if not self._words[i].startswith(word):
                break
            begun.append((-int(self._counts[i]), self._words[i]))
        return min(begun, default=(0, None))[1]


def _correctable(word: str) -> bool:
    return len(word) >= SHORTEST_PART and word.isalpha()


def _shorter(word: str) -> set[str]:
    """Return what is left of a word without one of its letters."""
    return {word[:i] + word[i + 1 :] for i in range(len(word))}
