"""Ranked search with filters, facet counts, corrections and highlights, over a snapshot's arrays alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from recommender import kernel
from recommender.analysis import Analyzer
from recommender.facets import Bits, Columns, packed
from recommender.index import AS_SHOWN, Index, Rows
from recommender.orders import SORTS
from recommender.page import Pages
from recommender.records import Records, id_of
from recommender.snapshot import Arrays


class Query(NamedTuple):
    """What is searched: words, and filters by facet (any of a facet's values, all facets)."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    min_hours: float | None = None
    max_hours: float | None = None
    year_from: int | None = None
    sort: str = "relevance"
    exact: bool = False
    offset: int = 0
    limit: int = 20


@dataclass(frozen=True)
class Hit:
    """A record that was found: its score, its JSON, and a JSON object of its texts with matches marked."""

    score: float
    record: memoryview
    marked: bytes

    @property
    def id(self) -> str:
        """The id of the record."""
        return id_of(self.record)

    @cached_property
    def document(self) -> dict[str, Any]:
        """The record."""
        return dict(orjson.loads(self.record))

    @cached_property
    def highlights(self) -> dict[str, str]:
        """The texts in which something matched, as HTML with the matches in ``<mark>``."""
        return dict(orjson.loads(self.marked))


class Ranked(NamedTuple):
    """A page of rows with their scores, how many match in all, facet counts, corrections, and which features count."""

    rows: Rows
    scores: Rows
    total: int
    facets: dict[str, list[tuple[str, int]]]
    corrections: list[tuple[str, str]]
    asked: NDArray[np.int64]


class Found(NamedTuple):
    """A page of hits as JSON, with its ranking, and where each hit has its own fields, its marks and its end."""

    ranked: Ranked
    source: Records
    items: bytes
    cuts: NDArray[np.int64]

    @property
    def total(self) -> int:
        """How many hits there are on all pages."""
        return self.ranked.total

    @property
    def facets(self) -> dict[str, list[tuple[str, int]]]:
        """How many hits each value of the facets would leave."""
        return self.ranked.facets

    @property
    def corrections(self) -> list[tuple[str, str]]:
        """What was typed, and what was searched instead."""
        return self.ranked.corrections

    @property
    def hits(self) -> list[Hit]:
        """The hits, one by one."""
        marked = [self.items[marks : end - 1] for _, marks, end in self.cuts.tolist()]
        scores = (self.ranked.scores / AS_SHOWN).tolist()
        return list(map(Hit, scores, self.source.of(self.ranked.rows), marked))

    @property
    def pieces(self) -> list[bytes | memoryview]:
        """The items in parts, of which the records are not copied: an answer that is kept holds the rest alone."""
        pieces: list[bytes | memoryview] = []
        for record, (own, _, end) in zip(self.source.of(self.ranked.rows), self.cuts.tolist(), strict=True):
            pieces += record[:-1], self.items[own : end + 1]
        return pieces


class Search:
    """Searches the records of one snapshot; opened once, asked often."""

    def __init__(self, arrays: Arrays) -> None:
        self.records = Records(arrays)
        self.index = Index(arrays)
        self.columns = Columns(arrays)
        self._analyzer = Analyzer(arrays, self.index)
        self._pages = Pages(arrays, AS_SHOWN)
        self._frequencies = arrays["word_counts"]
        self._spelt, self._ends = arrays["word_bytes"], arrays["word_offsets"]
        self._all = packed(np.ones(len(self.records), dtype=bool))
        self._unsorted = np.arange(len(self.records), dtype=np.int32)
        self._unsorted.flags.writeable = False  # as the stored orders are: compiled code has one form of each argument
        self._orders = {sort: arrays[f"order_{sort}"] for sort in SORTS if sort != "relevance"}

    def find(self, query: Query, *, facets: Iterable[str] = ()) -> Found:
        """Return the page of records that ``query`` asks for; equal scores keep the catalogue's order."""
        ranked = self.rank(query, facets=facets)
        items, cuts = self._pages.write(ranked.rows, ranked.scores, ranked.asked)
        return Found(ranked, self.records, items, cuts)

    def rank(self, query: Query, *, facets: Iterable[str] = ()) -> Ranked:
        """Return the rows that ``query`` asks for, in order, without their records."""
        places, boosts, corrections = self._analyzer.asked(query.text, exact=query.exact)
        terms = self.index.weighted(places, boosts)
        sets = self._sets(query)
        allowed = _all_of(list(sets.values()))
        if query.text.strip():
            matched, kept, total, rows, scores = self.index.found(
                terms, allowed, query.offset, query.limit if query.sort == "relevance" else 0,
                listed=allowed is self.columns.listed_bits,
            )  # fmt: skip
        else:
            matched = self._all
            kept, total = kernel.both(matched, allowed)
        if query.sort != "relevance" or not query.text.strip():
            rows = kernel.walk(self._orders.get(query.sort, self._unsorted), kept, query.offset, query.limit)
            scores = self.index.scores(terms, rows)
        counted = list(facets)
        counts = self._counts(counted, sets, matched, kept) if counted else {}
        return Ranked(rows, scores, total, counts, corrections, places)

    def named_concepts(self, text: str) -> list[str]:
        """Return the features of the skills and roles that ``text`` names, spelling corrected."""
        return self._analyzer.concepts(text)

    def word(self, at: int) -> str | None:
        """Return the commonest word that has the feature at a place of the index, if any has."""
        members = self.index.words(at)
        if not members.size:
            return None
        word = members[self._frequencies[members].argmax()]
        return self._spelt[self._ends[word] : self._ends[word + 1]].tobytes().decode()

    def _sets(self, query: Query) -> dict[str, Bits]:
        """Return, for each filter, the records that pass it."""
        sets = {facet: self.columns.having(facet, values) for facet, values in query.filters.items() if values}
        sets.setdefault("status", self.columns.listed_bits)
        if query.min_hours is not None or query.max_hours is not None:
            sets["hours"] = self._between(self.columns.hours, query.min_hours, query.max_hours)
        if query.year_from is not None:
            sets["years"] = self._between(self.columns.years, query.year_from, None)
        return sets

    def _between(self, values: NDArray[np.float64], low: float | None, high: float | None) -> Bits:
        found = self._all.copy()
        kernel.between(values, -np.inf if low is None else float(low), np.inf if high is None else float(high), found)
        return found

    def _counts(
        self, facets: list[str], sets: Mapping[str, Bits], matched: Bits, kept: Bits
    ) -> dict[str, list[tuple[str, int]]]:
        """Return how many records each value of ``facets`` would leave; a facet's own filter does not count.

        Facets without a filter of their own are counted together, among the records ``kept``.
        """
        alone = [facet for facet in facets if facet in sets]
        together = [facet for facet in facets if facet not in sets]
        counted = self._counted(together, kept)
        for facet in alone:
            others = [each for name, each in sets.items() if name != facet]
            counted |= self._counted([facet], _all_of([matched, *others]))
        return {facet: counted[facet] for facet in facets}

    def _counted(self, facets: list[str], among: Bits) -> dict[str, list[tuple[str, int]]]:
        if not facets:
            return {}
        rows, values = self.columns.rows, self.columns.values
        chosen = np.concatenate([rows[facet] for facet in facets])
        counts = iter(kernel.count_each(among, self.columns.bits, chosen).tolist())
        return {facet: [(value, n) for value in values[facet] if (n := next(counts))] for facet in facets}


def _all_of(sets: Sequence[Bits]) -> Bits:
    """Return what is in all of ``sets``, of which there is at least one."""
    found = sets[0]
    for each in sets[1:]:
        found = found & each
    return found
