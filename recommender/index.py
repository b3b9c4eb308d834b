"""The inverted index of a snapshot: which records have a feature, and the best of them."""

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from recommender import kernel
from recommender.facets import Bits
from recommender.postings import FULL
from recommender.snapshot import Arrays

Rows = NDArray[np.int64]
Terms = NDArray[np.int64]
"""The terms of a query, one a row, in the columns of `recommender.kernel`."""

SCALE = 4096
"""Weights are whole numbers of this part of one."""

REMEMBERED = 1 << 14
"""Features of which it is remembered where they are."""

_NOTHING, _NO_ROWS = np.zeros(0, np.uint64), np.zeros(0, np.int64)
UNKNOWN = -1
"""The place of a feature that no record has."""


class Index:
    """Answers which records have a feature and which have the highest scores; made of a snapshot's arrays.

    A score is Σ boost · idf · tf / (tf + k1 · (1 - b + b · length / mean length)) over the query's features: BM25
    with weighted frequencies (Robertson and Zaragoza, *The Probabilistic Relevance Framework: BM25 and Beyond*, 2009).
    """

    def __init__(self, arrays: Arrays) -> None:
        self.size = int(arrays["size"][0])
        self._hashes, self._offsets, self._idf = arrays["hashes"], arrays["offsets"], arrays["idf"]
        self._table_of, self._bitmap_of = arrays["table_of"], arrays["bitmap_of"]
        self._docs, self._impacts, self._bitmaps = arrays["docs"], arrays["impacts"], arrays["bitmaps"]
        self._tables = arrays["table_starts"], arrays["table_maxima"]
        self._windows, self._words = max(1, -(-self.size // kernel.WINDOW)), -(-self.size // 64)
        self._members = arrays["member_offsets"], arrays["member_words"]
        self._known: dict[int, int] = {}
        self._rows: dict[int, tuple[int, int, float, int, int]] = {}

    def place(self, feature: int) -> int:
        """Return where in the arrays a feature is, by its digest; -1 for one that no record has."""
        at = self._known.get(feature)
        if at is None:
            key = np.uint64(feature)
            found = int(self._hashes.searchsorted(key))
            at = found if found < self._hashes.size and self._hashes[found] == key else UNKNOWN
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[feature] = at
        return at

    def terms(self, boosts: Mapping[int, float]) -> Terms:
        """Return the terms of a query for features, each with its boost; unknown features are left out."""
        known, place = self._known, self.place
        placed = [(known[each] if each in known else place(each), boost) for each, boost in boosts.items()]
        return self.weighted([each for each in placed if each[0] != UNKNOWN])

    def weighted(self, places: Iterable[tuple[int, float]]) -> Terms:
        """Return the terms of a query for the features at places, each with its boost."""
        rows: list[int] = []
        for at, boost in places:
            lo, hi, idf, table, bitmap = self._rows.get(at) or self._row(at)
            rows += lo, hi, round(boost * idf * SCALE) or 1, table, bitmap
        return np.array(rows, np.int64).reshape(-1, 5)

    def words(self, at: int) -> NDArray[np.int32]:
        """Return the places in the vocabulary of the words that have the feature at a place."""
        offsets, words = self._members
        found: NDArray[np.int32] = words[offsets[at] : offsets[at + 1]]
        return found

    def matching(self, terms: Terms) -> Bits:
        """Return the set of records that have one of ``terms``."""
        found: Bits = kernel.union(terms, self._docs, self._bitmaps, self._words)
        return found

    def best(self, terms: Terms, count: int, allowed: Bits | None = None) -> tuple[Rows, Rows]:
        """Return the ``count`` best records, of the set ``allowed`` where given, and their scores; ties by row."""
        if count <= 0 or not self.size:
            return _NO_ROWS, _NO_ROWS
        bits, filtered = (_NOTHING, False) if allowed is None else (allowed, True)
        found: tuple[Rows, Rows] = kernel.top(
            terms, self._docs, self._impacts, *self._tables, bits, filtered, self._windows, min(count, self.size)
        )
        return found

    def scores(self, terms: Terms, rows: Rows) -> Rows:
        """Return the scores of ``rows``."""
        found: Rows = self.impacts(terms, rows) @ terms[:, kernel.WEIGHT]
        return found

    def impacts(self, terms: Terms, rows: Rows) -> NDArray[np.int64]:
        """Return how much each of ``rows`` has of each of ``terms``, as part of `FULL` (shape: rows × terms)."""
        found: NDArray[np.int64] = kernel.impacts_of(terms, self._docs, self._impacts, rows)
        return found

    def _row(self, at: int) -> tuple[int, int, float, int, int]:
        lo, hi = int(self._offsets[at]), int(self._offsets[at + 1])
        row = lo, hi, float(self._idf[at]), int(self._table_of[at]), int(self._bitmap_of[at])
        if len(self._rows) >= REMEMBERED:
            self._rows.clear()
        self._rows[at] = row
        return row


def as_score(units: float) -> float:
    """Return a score as people see it, from the whole number that the kernel adds up."""
    return units / (SCALE * FULL)
