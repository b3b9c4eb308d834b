"""Correct words that the catalogue does not know."""

from collections import defaultdict
from collections.abc import Mapping

from rapidfuzz.distance import OSA

SHORTEST = 4
"""Words shorter than this are left alone: most are acronyms."""


class Speller:
    """Knows the catalogue's words, folded, and how often each occurs."""

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        self._frequencies = dict(frequencies)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in sorted(self._frequencies):
            self._by_length[len(word)].append(word)

    def __contains__(self, word: str) -> bool:
        return word in self._frequencies

    def correct(self, word: str) -> str | None:
        """Return the nearest known word, or None for a word that is known, short or like no other.

        Nearest by optimal string alignment distance (one edit, two from eight letters on), then by frequency.
        """
        if word in self or len(word) < SHORTEST or not word.isalpha():
            return None
        allowed = 1 if len(word) < 8 else 2
        best = min(
            (
                (distance, word[0] != known[0], -self._frequencies[known], known)
                for length in range(len(word) - allowed, len(word) + allowed + 1)
                for known in self._by_length.get(length, ())
                if len(known) >= SHORTEST - 1
                and (distance := OSA.distance(word, known, score_cutoff=allowed)) <= allowed
            ),
            default=None,
        )
        return best[-1] if best else None
