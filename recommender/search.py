"""Ranked search with filters, facet counts, corrections and highlights."""

import html
import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from catalog import Catalog, Resource
from recommender import kernel
from recommender.building import Field, Record, build
from recommender.facets import Columns
from recommender.features import asked
from recommender.index import Bits, Index, as_score, everything, packed
from recommender.spelling import Speller
from recommender.text import Concepts, fold, stems, words

FIELD_WEIGHTS = {"title": 4.0, "alternate_names": 4.0, "creators": 3.0, "skills": 1.5, "publisher": 1.0,
                 "summary": 1.0, "tags": 0.5, "note": 0.3}  # fmt: skip
SORTS = ("relevance", "title", "hours", "-hours", "year", "-year")
_TOKEN = re.compile(r"[^\W_]+(?:\+\+|#)?")


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched: words, and filters by facet (any of a facet's values, all facets)."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    min_hours: float | None = None
    max_hours: float | None = None
    year_from: int | None = None
    sort: str = "relevance"
    exact: bool = False
    offset: int = 0
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """A resource that was found, its score and the texts with what matched marked."""

    resource: Resource
    score: float
    highlights: dict[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits, how many there are in all, facet counts, and what was corrected."""

    hits: list[Hit]
    total: int
    facets: dict[str, list[tuple[str, int]]]
    corrections: list[tuple[str, str]]


class Search:
    """Searches one catalogue; built once, asked often."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._resources = list(catalog.resources.values())
        self.concepts = Concepts(
            {f"skill:{s.id}": (s.id, *s.names) for s in catalog.skills.values()}
            | {f"role:{r.id}": (r.id, *r.names) for r in catalog.roles.values()},
            labels={f"skill:{s.id}": s.label for s in catalog.skills.values()},
        )
        arrays = build((_record(each, catalog) for each in self._resources), self.concepts)
        self.index = Index(arrays)
        self.columns = Columns(catalog)
        self._bits = {facet: packed(np.array(list(each.values()))) for facet, each in self.columns.columns.items()}
        self._listed, self._all = packed(self.columns.listed), everything(len(self._resources))
        self._unsorted = np.arange(len(self._resources))
        self._orders = {sort: np.array(self._sorted(sort)) for sort in SORTS if sort != "relevance"}
        self.speller = Speller(arrays)

    def find(self, query: Query, *, facets: tuple[str, ...] = ()) -> Found:
        """Return the page of resources that ``query`` asks for; equal scores keep the catalogue's order."""
        typed = words(query.text)
        corrections = [] if query.exact else self._corrections(typed)
        used = _corrected(typed, corrections)
        boosts = asked(used, self.concepts) if used else {}
        terms = self.index.terms(boosts)
        matched = self.index.matching(terms) if query.text.strip() else self._all
        sets = self._sets(query)
        kept = _both(matched, sets.values())
        if query.sort == "relevance" and query.text.strip():
            allowed = _both(self._all, sets.values())
            rows, scores = self.index.best(terms, query.offset + query.limit, allowed)
            rows, scores = rows[query.offset :], scores[query.offset :]
        else:
            order = self._orders.get(query.sort, self._unsorted)
            rows = kernel.walk(order, kept, query.offset, query.limit)
            scores = self.index.scores(terms, rows)
        hits = [
            Hit(self._resources[row], as_score(score), _highlights(self._resources[row], boosts.keys()))
            for row, score in zip(rows.tolist(), scores.tolist(), strict=True)
        ]
        counts = {facet: self._counts(facet, sets, matched) for facet in facets}
        return Found(hits, int(kernel.count(kept)), counts, corrections)

    def named_concepts(self, text: str) -> list[str]:
        """Return the features of the skills and roles that ``text`` names, spelling corrected."""
        typed = words(text)
        found = self.concepts.find(_corrected(typed, self._corrections(typed)))
        return list(dict.fromkeys(feature for feature, _ in found))

    def _corrections(self, typed: list[str]) -> list[tuple[str, str]]:
        pairs = ((word, self.speller.correct(word)) for word in dict.fromkeys(typed))
        return [(word, better) for word, better in pairs if better is not None]

    def _sets(self, query: Query) -> dict[str, Bits]:
        """Return, for each filter, the records that pass it."""
        sets = {facet: self._having(facet, values) for facet, values in query.filters.items() if values}
        sets.setdefault("status", self._listed)
        ranges = {
            "hours": (self.columns.hours, query.min_hours, query.max_hours),
            "years": (self.columns.years, query.year_from, None),
        }
        for name, (values, low, high) in ranges.items():
            if low is not None or high is not None:
                sets[name] = self._all.copy()
                kernel.between(values, -np.inf if low is None else low, np.inf if high is None else high, sets[name])
        return sets

    def _having(self, facet: str, values: Iterable[str]) -> Bits:
        places = list(self.columns.columns[facet])
        rows = [places.index(value) for value in values if value in places]
        found: Bits = np.bitwise_or.reduce(self._bits[facet][rows], axis=0)
        return found

    def _counts(self, facet: str, sets: Mapping[str, Bits], matched: Bits) -> list[tuple[str, int]]:
        """Return how many records each value of ``facet`` would leave; the facet's own filter does not count."""
        among = _both(matched, (each for name, each in sets.items() if name != facet))
        counts = kernel.count_each(among, self._bits[facet]).tolist()
        return [(value, n) for value, n in zip(self.columns.columns[facet], counts, strict=True) if n]

    def _sorted(self, sort: str) -> list[int]:
        rows = range(len(self._resources))
        if sort == "title":
            return sorted(rows, key=lambda row: fold(self._resources[row].name("en")))
        values: NDArray[np.float64] = getattr(self.columns, {"hours": "hours", "year": "years"}[sort.lstrip("-")])
        return [int(row) for row in np.argsort(-values if sort.startswith("-") else values, kind="stable")]


def _corrected(typed: list[str], corrections: list[tuple[str, str]]) -> list[str]:
    """Return the words in the place of those typed; a joined word becomes two."""
    better = dict(corrections)
    return [each for word in typed for each in better.get(word, word).split()]


def _record(resource: Resource, catalog: Catalog) -> Record:
    return Record(_fields(resource, catalog), (*resource.title.values(), *resource.alternate_names))


def _fields(resource: Resource, catalog: Catalog) -> list[Field]:
    weight = FIELD_WEIGHTS
    fields = [Field(text, weight["title"], (lang,)) for lang, text in resource.title.items()]
    fields += [Field(text, weight["alternate_names"]) for text in resource.alternate_names]
    fields += [Field(text, weight["creators"]) for text in resource.creators]
    fields += [Field(text, weight["summary"], (lang,)) for lang, text in resource.summary.items()]
    fields += [Field(text, weight["note"], (lang,)) for lang, text in resource.verified.get("note", {}).items()]
    fields += [Field(catalog.skills[s].label["en"], weight["skills"] * level) for s, level in resource.teaches.items()]
    fields += [Field(text, weight["tags"]) for text in resource.tags]
    if resource.publisher:
        fields.append(Field(resource.publisher, weight["publisher"]))
    return fields


def _both(bits: Bits, sets: Iterable[Bits]) -> Bits:
    """Return what is in ``bits`` and in all of ``sets``."""
    kept = bits.copy()
    for each in sets:
        kept &= each
    return kept


def _highlights(resource: Resource, features: Set[str]) -> dict[str, str]:
    texts = {"title": resource.name("en"), **{f"summary.{k}": text for k, text in resource.summary.items()}}
    marked = {name: _mark(text, features) for name, text in texts.items()} if features else {}
    return {name: text for name, text in marked.items() if "<mark>" in text}


def _mark(text: str, features: Set[str]) -> str:
    """Return ``text`` as HTML, with the words that have one of ``features`` in ``<mark>``."""
    out, end = [], 0
    for match in _TOKEN.finditer(text):
        if not features.isdisjoint(stems(fold(match.group()))):
            out += [html.escape(text[end : match.start()]), f"<mark>{html.escape(match.group())}</mark>"]
            end = match.end()
    return "".join([*out, html.escape(text[end:])])
