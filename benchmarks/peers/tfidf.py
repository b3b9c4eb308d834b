"""scikit-learn's plain TF-IDF: the product of the query's vector with the matrix, turned so that a word is a row."""

import pickle
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks.peers.columns import Codes, Columns
from benchmarks.peers.system import LIMIT, Answer, Question, Stored
from catalog import Resource


class System(Stored):
    """It corrects nothing, so that mistyped words are asked as they are. It keeps no records."""

    @staticmethod
    def build(folder: Path, resources: Iterable[Resource]) -> int:
        codes, vectorizer = Codes(), TfidfVectorizer(dtype=np.float32)
        matrix = vectorizer.fit_transform(codes.texts(resources))
        sparse.save_npz(folder / "matrix.npz", matrix.T.tocsr(), compressed=False)
        (folder / "vectorizer.pickle").write_bytes(pickle.dumps(vectorizer))
        codes.write(folder)
        return 0

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._matrix = sparse.load_npz(folder / "matrix.npz")
        self._vectorizer = pickle.loads((folder / "vectorizer.pickle").read_bytes())
        self._columns = Columns(folder)

    def ask(self, question: Question) -> Answer:
        product = self._vectorizer.transform([question.text]) @ self._matrix
        rows, scores = product.indices, product.data
        if question.level:
            kept = self._columns.having(question.level)[rows]
            rows, scores = rows[kept], scores[kept]
        counts = self._columns.counts(rows) if question.facets else {}
        some = np.argpartition(-scores, LIMIT)[:LIMIT] if rows.size > LIMIT else np.arange(rows.size)
        best = some[np.argsort(-scores[some], kind="stable")]
        return Answer(rows[best].tolist(), int(rows.size), counts)
