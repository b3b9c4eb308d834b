"""Resources like another: by text and by what they teach."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray
from rapidfuzz import fuzz

from recommender.compiled import outer
from recommender.index import Rows, Terms
from recommender.postings import FULL
from recommender.records import id_of
from recommender.search import Search
from recommender.snapshot import Arrays
from recommender.text import STOP_WORDS, words

TEXT, SKILLS = 0.5, 0.5
"""What the likeness of texts and that of what is taught count."""

KEPT = 16
"""The features that a record's text is known by: those of greatest weight."""

CANDIDATES = 200
"""The records most like a text among which the likest are looked for."""


SAME_WORK = 90.0
"""The similarity of titles (0 to 100) from which on two records by one creator are editions of one work."""


TERMS = 5
"""The most words that are told as a reason."""

Titled = tuple[str, frozenset[str]]
"""The words of a title and the creators: what editions of one work have in common."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A record like another one, how like it is (0 to 1), and why: the skills and the words that both have."""

    score: float
    skills: tuple[str, ...]
    terms: tuple[str, ...]
    record: memoryview

    @property
    def id(self) -> str:
        """The id of the record."""
        return id_of(self.record)


class Neighbours:
    """Finds the records most like one: candidates by their texts' weightiest features, ranked by texts and skills."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], search: Search) -> None:
        self._search, self._index, self._idf = search, search.index, arrays["idf"]
        self._features = arrays["top_features"]
        self._offsets, self._skills, self._levels = (
            arrays[f"taught_{name}"] for name in ("offsets", "skills", "levels")
        )

    def of(self, row: int, *, limit: int = 10) -> list[Neighbour]:
        """Return the listed records most like a record, best first; of one work no more than one edition."""
        features = self._features[row][self._features[row] >= 0]
        terms, rows, like = self._candidates(row, features)
        found: list[Neighbour] = []
        seen = [self._title(row)]
        for i in np.lexsort((rows, -like)):
            if len(found) == limit or like[i] <= 0:
                break
            title = self._title(int(rows[i]))
            if not any(_same_work(title, each) for each in seen):
                seen.append(title)
                found.append(self._neighbour(row, int(rows[i]), float(like[i]), features, terms))
        return found

    def _candidates(self, row: int, features: NDArray[np.int32]) -> tuple[Terms, Rows, NDArray[np.float64]]:
        """Return the terms that a record is known by, the rows that may be like it, and how like they are."""
        itself = np.array([row])
        mine = self._index.impacts(self._index.weighted((at, 1.0) for at in features.tolist()), itself)[0] / FULL
        terms = self._index.weighted(zip(features.tolist(), mine * self._idf[features], strict=True))
        rows, scores = self._index.best(terms, CANDIDATES, self._search.columns.listed_bits)
        rows, scores = rows[rows != row], scores[rows != row]
        most = max(int(self._index.scores(terms, itself)[0]), 1)
        return terms, rows, TEXT * np.minimum(1.0, scores / most) + SKILLS * self._taught_alike(row, rows)

    def _neighbour(self, row: int, other: int, like: float, features: NDArray[np.int32], terms: Terms) -> Neighbour:
        both = features[self._index.impacts(terms, np.array([other]))[0] > 0]
        spelt = dict.fromkeys(map(self._search.word, both.tolist()))
        told = tuple(word for word in spelt if word and word not in STOP_WORDS)[:TERMS]
        taught = set(self._skills[self._span(other)].tolist())
        names = self._search.columns.values["skill"]
        shared = tuple(names[code] for code in self._skills[self._span(row)].tolist() if code in taught)
        return Neighbour(round(like, 4), shared, told, self._search.records[other])

    def _title(self, row: int) -> Titled:
        record = orjson.loads(self._search.records[row])
        title = " ".join(word for word in words(next(iter(record["title"].values()))) if not word.isdigit())
        return title, frozenset(record.get("creators", ()))

    def _taught_alike(self, row: int, rows: Rows) -> NDArray[np.float64]:
        """Return the cosine of what ``rows`` teach, by level, with what a record teaches."""
        mine = np.zeros(int(self._skills.max(initial=0)) + 1)
        mine[self._skills[self._span(row)]] = self._levels[self._span(row)]
        found = np.zeros(rows.size)
        for i, each in enumerate(rows):
            levels = self._levels[self._span(each)].astype(np.float64)
            norm = np.sqrt((levels * levels).sum() * (mine * mine).sum())
            found[i] = mine[self._skills[self._span(each)]] @ levels / norm if norm else 0.0
        return found

    def _span(self, row: int) -> slice:
        return slice(int(self._offsets[row]), int(self._offsets[row + 1]))


def _same_work(one: Titled, other: Titled) -> bool:
    alike = fuzz.token_set_ratio(one[0], other[0]) >= SAME_WORK
    return alike and (one[1] == other[1] or not one[1].isdisjoint(other[1]))


def top_features(arrays: Mapping[str, NDArray[Any]]) -> Arrays:
    """Return the places of each record's `KEPT` features of greatest weight (shape: records × `KEPT`; -1 for none)."""
    postings = (arrays[name] for name in ("offsets", "docs", "impacts", "idf"))
    return {"top_features": _heaviest(*postings, int(arrays["size"][0]), KEPT)}


@outer
def _heaviest(offsets, docs, impacts, idf, size, kept):  # type: ignore[no-untyped-def]
    best = np.full((size, kept), -1, np.int32)
    weights = np.zeros((size, kept), np.float32)
    for feature in range(idf.size):
        if offsets[feature + 1] - offsets[feature] < 2:
            continue
        for p in range(offsets[feature], offsets[feature + 1]):
            row, weight = docs[p], impacts[p] * idf[feature]
            if weight > weights[row, kept - 1]:
                i = kept - 1
                while i > 0 and weights[row, i - 1] < weight:
                    weights[row, i], best[row, i] = weights[row, i - 1], best[row, i - 1]
                    i -= 1
                weights[row, i], best[row, i] = weight, feature
    return best
