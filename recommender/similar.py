"""Resources like another: by text and by what they teach."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

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

TERMS = 5
"""The most words that are told as a reason."""

EDITION = frozenset("edition ed second third fourth deuxieme troisieme quatrieme".split())
"""Words by which the titles of editions differ, beside those that begin with a digit."""


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
        seen = [self._work(row)]
        for i in np.lexsort((rows, -like)):
            if len(found) == limit or like[i] <= 0:
                break
            work = self._work(int(rows[i]))
            if not any(work.is_that_of(each) for each in seen):
                seen.append(work)
                found.append(self._neighbour(row, int(rows[i]), float(like[i]), features, terms))
        return found

    def _candidates(self, row: int, features: NDArray[np.int32]) -> tuple[Terms, Rows, NDArray[np.float64]]:
        """Return the terms that a record is known by, the rows that may be like it, and how like they are."""
        itself = np.array([row])
        places = features.astype(np.int64)
        mine = self._index.impacts(self._index.weighted(places, np.ones(places.size)), itself)[0] / FULL
        terms = self._index.weighted(places, mine * self._idf[features])
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

    def _work(self, row: int) -> "_Work":
        record = orjson.loads(self._search.records[row])
        title = words(next(iter(record["title"].values())))
        named = tuple(word for word in title if word not in EDITION and not word[0].isdigit())
        return _Work(record["id"], record.get("successor"), named, frozenset(record.get("creators", ())))

    def _taught_alike(self, row: int, rows: Rows) -> NDArray[np.float64]:
        """Return the cosine of what ``rows`` teach, by level, with what a record teaches."""
        mine = np.zeros(len(self._search.columns.values["skill"]))
        mine[self._skills[self._span(row)]] = self._levels[self._span(row)]
        found: NDArray[np.float64] = _cosines(self._offsets, self._skills, self._levels, mine, rows)
        return found

    def _span(self, row: int) -> slice:
        return slice(int(self._offsets[row]), int(self._offsets[row + 1]))


class _Work(NamedTuple):
    """What tells editions of one work: who follows whom, or the same title, apart from the edition, and a creator."""

    id: str
    successor: str | None
    title: tuple[str, ...]
    creators: frozenset[str]

    def is_that_of(self, other: "_Work") -> bool:
        alike = self.creators == other.creators or not self.creators.isdisjoint(other.creators)
        return self.successor == other.id or other.successor == self.id or (alike and self.title == other.title)


@outer
def _cosines(offsets, skills, levels, mine, rows):  # type: ignore[no-untyped-def]
    found = np.zeros(rows.size)
    for i in range(rows.size):
        both = squares = 0.0
        for p in range(offsets[rows[i]], offsets[rows[i] + 1]):
            both += mine[skills[p]] * levels[p]
            squares += float(levels[p]) * levels[p]
        if both:
            found[i] = both / np.sqrt(squares * (mine * mine).sum())
    return found


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
