"""The inverted index: weighted postings of every text feature."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfTransformer

from recommender.text import STOP_WORDS, Concepts, stems, words

SATURATION = 1.2
"""Weighted term frequency at which a term has half of its greatest effect (BM25's k1)."""


@dataclass(frozen=True, slots=True)
class Field:
    """A text of a record: its language, where known, and how much it counts."""

    text: str
    weight: float
    languages: tuple[str, ...] = ()


class Index:
    """Scores records for a bag of features.

    A feature's weight in a record is idf · tf / (tf + k1), with tf the frequency weighted by field and the idf of
    scikit-learn's `TfidfTransformer`; Robertson and Zaragoza, *The Probabilistic Relevance Framework: BM25 and
    Beyond* (2009), for the saturation.
    """

    def __init__(self, records: Sequence[Iterable[Field]], concepts: Concepts) -> None:
        self.frequencies: Counter[str] = Counter()
        bags = [self._bag(record, concepts) for record in records]
        vectorizer = DictVectorizer(dtype=np.float64)
        counts = csr_array(vectorizer.fit_transform(bags))
        counts.data = counts.data / (counts.data + SATURATION)
        idf = TfidfTransformer(norm=None).fit(counts > 0).idf_
        self.weights: csr_array = counts.multiply(idf).tocsr()
        self._postings: csc_array = self.weights.tocsc()
        self._column: dict[str, int] = dict(vectorizer.vocabulary_)
        self.features: list[str] = list(vectorizer.feature_names_)

    @property
    def size(self) -> int:
        """How many records it holds."""
        return int(self.weights.shape[0])

    def __contains__(self, feature: str) -> bool:
        return feature in self._column

    def score(self, alternatives: Iterable[str]) -> NDArray[np.float64]:
        """Return each record's weight of the best of ``alternatives`` (shape: records)."""
        scores = np.zeros(self.size)
        for feature in alternatives:
            if feature in self._column:
                column = self._column[feature]
                span = slice(self._postings.indptr[column], self._postings.indptr[column + 1])
                rows = self._postings.indices[span]
                scores[rows] = np.maximum(scores[rows], self._postings.data[span])
        return scores

    def _bag(self, record: Iterable[Field], concepts: Concepts) -> dict[str, float]:
        bag: Counter[str] = Counter()
        for field in record:
            text_words = words(field.text)
            self.frequencies.update(text_words)
            for feature, _ in concepts.find(text_words):
                bag[feature] += field.weight  # type: ignore[assignment]
            for word in text_words:
                if word not in STOP_WORDS:
                    for each in stems(word, field.languages):
                        bag[each] += field.weight  # type: ignore[assignment]
        return dict(bag)
