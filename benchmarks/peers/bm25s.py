"""bm25s with its stop words and the Snowball stemmer of English; filters and facets by numpy over its scores."""

import re
from collections.abc import Iterable
from pathlib import Path

import bm25s
import numpy as np
import Stemmer
from bm25s.tokenization import Tokenizer

from benchmarks.peers.columns import Codes, Columns
from benchmarks.peers.system import LIMIT, Answer, Question, Stored
from catalog import Resource

WORD = re.compile(r"(?u)\b\w\w+\b")


class System(Stored):
    """Its numba backend finds the best; all scores are brought out only to count facets.

    It corrects nothing, so that mistyped words are asked as they are. It keeps no records.
    """

    @staticmethod
    def build(folder: Path, resources: Iterable[Resource]) -> int:
        codes, tokenizer = Codes(), Tokenizer(stopwords="en", stemmer=Stemmer.Stemmer("english"))
        ids = list(tokenizer.streaming_tokenize(codes.texts(resources)))
        peer = bm25s.BM25(backend="numba")
        peer.index((ids, tokenizer.get_vocab_dict()), show_progress=False)
        peer.save(folder, show_progress=False)
        codes.write(folder)
        return 0

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._peer = bm25s.BM25.load(folder)
        self._peer.activate_numba_scorer()
        self._stem, self._stops = Stemmer.Stemmer("english").stemWords, set(Tokenizer().stopwords)
        self._columns = Columns(folder)

    def ask(self, question: Question) -> Answer:
        words = [word for word in WORD.findall(question.text.lower()) if word not in self._stops]
        terms = self._peer.get_tokens_ids(self._stem(words))
        if not terms:
            return Answer([])
        mask = self._columns.having(question.level) if question.level else None
        found = self._peer.retrieve([terms], k=LIMIT, show_progress=False, weight_mask=mask)
        rows = found.documents[0][found.scores[0] > 0].tolist()
        if not question.facets:
            return Answer(rows)
        matched = np.flatnonzero(self._peer.get_scores_from_ids(terms) > 0)
        return Answer(rows, int(matched.size), self._columns.counts(matched))
