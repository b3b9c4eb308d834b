"""The inverted index of a snapshot: which records have a feature, and the best of them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from recommender import kernel
from recommender.building import FULL
from recommender.features import digest

Rows = NDArray[np.int64]
Bits = NDArray[np.uint64]
Terms = NDArray[np.int64]
"""The terms of a query, one a row, in the columns of `recommender.kernel`."""

SCALE = 4096
"""Weights are whole numbers of this part of one."""

REMEMBERED = 100_000
_NOTHING = np.zeros(0, np.uint64)


class Index:
    """Answers which records have a feature and which have the highest scores; made of a snapshot's arrays.

    A score is Σ boost · idf · tf / (tf + k1 · (1 - b + b · length / mean length)) over the query's features: BM25
    with weighted frequencies (Robertson and Zaragoza, *The Probabilistic Relevance Framework: BM25 and Beyond*, 2009).
    """

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self.size = int(arrays["size"][0])
        self._hashes, self._offsets, self._idf = arrays["hashes"], arrays["offsets"], arrays["idf"]
        self._table_of, self._bitmap_of = arrays["table_of"], arrays["bitmap_of"]
        self._docs, self._impacts, self._bitmaps = arrays["docs"], arrays["impacts"], arrays["bitmaps"]
        self._tables = arrays["table_starts"], arrays["table_maxima"]
        self._windows, self._words = max(1, -(-self.size // kernel.WINDOW)), -(-self.size // 64)
        self._known: dict[str, tuple[int, int, float, int, int] | None] = {}

    def __contains__(self, feature: str) -> bool:
        return self._find(feature) is not None

    def terms(self, boosts: Mapping[str, float]) -> Terms:
        """Return the terms of a query for features, each with its boost; unknown features are left out."""
        rows = []
        for feature, boost in boosts.items():
            found = self._find(feature)
            if found is not None:
                lo, hi, idf, table, bitmap = found
                rows.append((lo, hi, max(1, round(boost * idf * SCALE)), table, bitmap))
        return np.array(rows, np.int64).reshape(-1, 5)

    def matching(self, terms: Terms) -> Bits:
        """Return the set of records that have one of ``terms``."""
        words = np.zeros(self._words, np.uint64)
        kernel.union(terms, self._docs, self._bitmaps, words)
        return words

    def best(self, terms: Terms, count: int, allowed: Bits | None = None) -> tuple[Rows, Rows]:
        """Return the ``count`` best records, of the set ``allowed`` where given, and their scores; ties by row."""
        bits = _NOTHING if allowed is None else allowed
        filtered, k = allowed is not None, min(count, max(1, self.size))
        found: tuple[Rows, Rows] = kernel.top(
            terms, self._docs, self._impacts, *self._tables, bits, filtered, self._windows, k
        )
        return found

    def scores(self, terms: Terms, rows: Rows) -> Rows:
        """Return the scores of ``rows``."""
        found: Rows = kernel.scores_of(terms, self._docs, self._impacts, rows)
        return found

    def weights(self) -> csr_array:
        """Return every record's weight of every feature (shape: records × features)."""
        data = self._impacts / FULL * np.repeat(self._idf, np.diff(self._offsets))
        return csr_array(csc_array((data, self._docs, self._offsets), shape=(self.size, self._hashes.size)))

    def _find(self, feature: str) -> tuple[int, int, float, int, int] | None:
        if feature in self._known:
            return self._known[feature]
        key = np.uint64(digest(feature))
        at = int(self._hashes.searchsorted(key))
        found = None
        if at < self._hashes.size and self._hashes[at] == key:
            lo, hi = int(self._offsets[at]), int(self._offsets[at + 1])
            found = lo, hi, float(self._idf[at]), int(self._table_of[at]), int(self._bitmap_of[at])
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[feature] = found
        return found


def as_score(units: float) -> float:
    """Return a score as people see it, from the whole number that the kernel adds up."""
    return units / (SCALE * FULL)


def everything(size: int) -> Bits:
    """Return the set of all of ``size`` records."""
    return packed(np.ones(size, dtype=bool))


def packed(mask: NDArray[np.bool_]) -> Bits:
    """Return a mask as a set of bits; several masks (shape: masks × records) as one set a row."""
    size = mask.shape[-1]
    padding = [(0, 0)] * (mask.ndim - 1) + [(0, -size % 64)]
    return np.packbits(np.pad(mask.astype(bool), padding), axis=-1, bitorder="little").view(np.uint64)
