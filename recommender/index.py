"""The inverted index of a snapshot: which records have a feature, and the best of them."""

from bisect import bisect_left

import numpy as np
from numpy.typing import NDArray

from recommender import kernel
from recommender.facets import Bits, packed
from recommender.postings import FULL
from recommender.snapshot import Arrays

Rows = NDArray[np.int64]
Terms = NDArray[np.int64]
"""The terms of a query, one a row, in the columns of `recommender.kernel`."""

SCALE = 4096
"""Weights are whole numbers of this part of one."""

AS_SHOWN = SCALE * FULL
"""The score that people see as 1, in what the kernel adds up."""


class Index:
    """Answers which records have a feature and which have the highest scores; made of a snapshot's arrays.

    A score is Σ boost · idf · tf / (tf + k1 · (1 - b + b · length / mean length)) over the query's features: BM25
    with weighted frequencies (Robertson and Zaragoza, *The Probabilistic Relevance Framework: BM25 and Beyond*, 2009).
    """

    def __init__(self, arrays: Arrays) -> None:
        self.size = int(arrays["size"][0])
        self._hashes = arrays["hashes"].data
        names = "offsets", "idf", "table_of", "bitmap_of", "floors"
        self._features = tuple(arrays[name] for name in names)
        names = "docs", "impacts", "table_starts", "table_maxima", "bitmaps"
        self._postings = self._docs, self._impacts, *_ = tuple(arrays[name] for name in names)
        self._windows = max(1, -(-self.size // kernel.WINDOW))
        self._members = arrays["member_offsets"], arrays["member_words"]
        self._all = packed(np.ones(self.size, dtype=bool))

    def place(self, feature: int) -> int:
        """Return where in the arrays a feature is, by its digest, or -1."""
        at = bisect_left(self._hashes, feature)
        return at if at < len(self._hashes) and self._hashes[at] == feature else -1

    def weighted(self, places: NDArray[np.int64], boosts: NDArray[np.float64]) -> Terms:
        """Return the terms of a query for the features at places, each with its boost."""
        found: Terms = kernel.terms(places, boosts, SCALE, *self._features)
        return found

    def words(self, at: int) -> NDArray[np.int32]:
        """Return the places in the vocabulary of the words that have the feature at a place."""
        offsets, words = self._members
        found: NDArray[np.int32] = words[offsets[at] : offsets[at + 1]]
        return found

    def found(
        self, terms: Terms, allowed: Bits, offset: int, limit: int, *, listed: bool = False
    ) -> tuple[Bits, Bits, int, Rows, Rows]:
        """Return the records that have one of ``terms``, those of them in ``allowed``, how many these are, and a page.

        The page is the rows with the highest scores, from ``offset`` on, best first, ties by row, and their scores.
        ``listed`` says that all listed records are allowed.
        """
        found: tuple[Bits, Bits, int, Rows, Rows] = kernel.search(
            terms, *self._postings, allowed, self._windows, listed, offset, limit
        )
        return found

    def best(self, terms: Terms, count: int, allowed: Bits | None = None) -> tuple[Rows, Rows]:
        """Return the ``count`` best records, of the set ``allowed`` where given, and their scores; ties by row."""
        bits = self._all if allowed is None else allowed
        found: tuple[Rows, Rows] = kernel.top(terms, *self._postings, bits, self._windows, min(count, self.size), 0)
        return found

    def scores(self, terms: Terms, rows: Rows) -> Rows:
        """Return the scores of ``rows``."""
        found: Rows = self.impacts(terms, rows) @ terms[:, kernel.WEIGHT]
        return found

    def impacts(self, terms: Terms, rows: Rows) -> NDArray[np.int64]:
        """Return how much each of ``rows`` has of each of ``terms``, as part of `FULL` (shape: rows × terms)."""
        found: NDArray[np.int64] = kernel.impacts_of(terms, self._docs, self._impacts, rows)
        return found
