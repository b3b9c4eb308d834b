"""Relevance on judged collections, beside bm25s with stemming and scikit-learn's plain TF-IDF in the same run.

python -m benchmarks.relevance --data DIR

DIR holds a folder for each collection, in BEIR's form (corpus.jsonl, queries.jsonl, qrels.tsv), its name ending in the
language (``cranfield_en``). Of more than a thousand judged queries every second one is asked. All collections are asked
with the one setting that the program has.
"""

import argparse
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table
from sklearn.feature_extraction.text import TfidfVectorizer

from recommender.analysis import Analyzer
from recommender.building import Field, build
from recommender.index import Index
from recommender.indexing import FIELD_WEIGHTS
from recommender.text import Concepts

DEPTH = 100
MANY = 1000
Rank = Callable[[str], list[int]]
"""From the text of a query to the rows of the best `DEPTH` records, best first."""


class Collection:
    """Records, queries, and how relevant people judged which to which."""

    def __init__(self, folder: Path) -> None:
        self.name, self.language = folder.name, folder.name.rpartition("_")[2]
        corpus = list(_lines(folder / "corpus.jsonl"))
        row = {each["_id"]: i for i, each in enumerate(corpus)}
        self.records = [(each["title"], each["text"]) for each in corpus]
        self.texts = [f"{title} {text}" for title, text in self.records]
        grades: dict[str, dict[int, int]] = {}
        for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
            query, record, grade = line.split("\t")
            if int(grade) > 0:
                grades.setdefault(query, {})[row[record]] = int(grade)
        judged = [(q["text"], grades[q["_id"]]) for q in _lines(folder / "queries.jsonl") if q["_id"] in grades]
        self.queries = judged[::2] if len(judged) > MANY else judged


def ours(collection: Collection) -> Rank:
    """Rank as Parcours does: the builder and index that serve the catalogue, which knows no concept here."""
    lang = (collection.language,)
    weight = FIELD_WEIGHTS["title"], FIELD_WEIGHTS["summary"]
    records = ([Field(t, w, lang) for t, w in zip(record, weight, strict=True)] for record in collection.records)
    arrays = build(records, Concepts({}))
    index = Index(arrays)
    analyzer = Analyzer(arrays, index)

    def rank(text: str) -> list[int]:
        places, boosts, _ = analyzer.asked(text, exact=True)
        return index.best(index.weighted(places, boosts), DEPTH)[0].tolist()

    return rank


def by_bm25s(collection: Collection) -> Rank:
    """Rank by bm25s, with its stop words and the Snowball stemmer of the collection's language."""
    stemmer = Stemmer.Stemmer({"en": "english", "fr": "french"}[collection.language])
    options = {"stopwords": collection.language, "stemmer": stemmer, "show_progress": False}
    peer = bm25s.BM25()
    peer.index(bm25s.tokenize(collection.texts, **options), show_progress=False)

    def rank(text: str) -> list[int]:
        tokens = bm25s.tokenize(text, return_ids=False, **options)[0]
        return _best(peer.get_scores(tokens)) if tokens else []

    return rank


def by_tfidf(collection: Collection) -> Rank:
    """Rank by the cosine of scikit-learn's TF-IDF vectors, as they come."""
    vectorizer = TfidfVectorizer()
    matrix = vectorizer.fit_transform(collection.texts)
    return lambda text: _best((matrix @ vectorizer.transform([text]).T).toarray().ravel())


def judge(rank: Rank, collection: Collection) -> tuple[float, float]:
    """Return nDCG@10 (Järvelin and Kekäläinen 2002, linear gain) and Recall@100, means over the queries."""
    gains, recalls = [], []
    for text, grades in track(collection.queries, collection.name, transient=True, console=Console(stderr=True)):
        ranked = rank(text)
        ideal = _dcg(sorted(grades.values(), reverse=True)[:10])
        gains.append(_dcg([grades.get(row, 0) for row in ranked[:10]]) / ideal)
        recalls.append(len(grades.keys() & set(ranked)) / len(grades))
    return float(np.mean(gains)), float(np.mean(recalls))


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the collections")
    folders = [path.parent for path in sorted(parser.parse_args().data.glob("*/corpus.jsonl"))]
    table = Table("collection", "records", "queries", "system", "nDCG@10", "Recall@100")
    for collection in map(Collection, folders):
        shape = [collection.name, str(len(collection.texts)), str(len(collection.queries))]
        for name, make in (("Parcours", ours), ("bm25s, stems", by_bm25s), ("TF-IDF", by_tfidf)):
            table.add_row(*shape, name, *(f"{figure:.4f}" for figure in judge(make(collection), collection)))
            shape = ["", "", ""]
    Console().print(table)


def _best(scores: NDArray[np.floating]) -> list[int]:
    order = np.argsort(-scores, kind="stable")[:DEPTH]
    return [int(row) for row in order if scores[row] > 0]


def _dcg(grades: list[int]) -> float:
    return float(sum(grade / np.log2(place + 2) for place, grade in enumerate(grades)))


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


if __name__ == "__main__":
    main()
