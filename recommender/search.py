"""Ranked search with filters, facet counts, corrections and highlights."""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from catalog import Catalog, Resource
from recommender.facets import Columns, Mask
from recommender.index import Field, Index
from recommender.spelling import Speller
from recommender.text import STOP_WORDS, Concepts, fold, stems, words

FIELD_WEIGHTS = {"title": 4.0, "alternate_names": 4.0, "creators": 3.0, "skills": 1.5, "publisher": 1.0,
                 "summary": 1.0, "tags": 0.5, "note": 0.3}  # fmt: skip
CONCEPT_WEIGHT = 2.0
"""How much a recognised concept counts, for each word of its name, beside the words themselves."""

EXACT_NAME = 100.0
"""What a record gains when the query is its whole name: more than words can add up to."""

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
            | {f"role:{r.id}": (r.id, *r.names) for r in catalog.roles.values()}
        )
        self.index = Index([list(_fields(each, catalog)) for each in self._resources], self.concepts)
        self.columns = Columns(catalog)
        self._named: dict[tuple[str, ...], list[int]] = {}
        for row, each in enumerate(self._resources):
            for name in (*each.title.values(), *each.alternate_names):
                self._named.setdefault(tuple(words(name)), []).append(row)
        names = [name for skill in catalog.skills.values() for name in skill.names]
        names += [name for role in catalog.roles.values() for name in role.names]
        known = dict.fromkeys((word for name in names for word in words(name)), 1)
        self.speller = Speller({**known, **self.index.frequencies})

    def find(self, query: Query, *, facets: tuple[str, ...] = ()) -> Found:
        """Return the page of resources that ``query`` asks for; equal scores keep the catalogue's order."""
        typed = words(query.text)
        corrections = [] if query.exact else self._corrections(typed)
        used = [dict(corrections).get(word, word) for word in typed]
        scores, matched = self._match(used, everything=not query.text.strip())
        masks = self._masks(query)
        kept = matched & _all(masks.values(), len(self._resources))
        order = self._order(scores, kept, query)
        features = {each for word in used if word not in STOP_WORDS for each in stems(word)}
        page = order[query.offset : query.offset + query.limit]
        hits = [Hit(self._resources[i], float(scores[i]), _highlights(self._resources[i], features)) for i in page]
        counts = {facet: self._counts(facet, masks, matched) for facet in facets}
        return Found(hits, len(order), counts, corrections)

    def named_concepts(self, text: str) -> list[str]:
        """Return the features of the skills and roles that ``text`` names, spelling corrected."""
        typed = words(text)
        corrected = dict(self._corrections(typed))
        found = self.concepts.find([corrected.get(word, word) for word in typed])
        return list(dict.fromkeys(feature for feature, _ in found))

    def _corrections(self, typed: list[str]) -> list[tuple[str, str]]:
        pairs = ((word, self.speller.correct(word)) for word in dict.fromkeys(typed))
        return [(word, better) for word, better in pairs if better is not None]

    def _match(self, used: list[str], *, everything: bool) -> tuple[NDArray[np.float64], Mask]:
        asked = [word for word in used if word not in STOP_WORDS] or used
        size = len(self._resources)
        if not asked:
            return np.zeros(size), np.full(size, everything)
        scores = np.zeros(size)
        for word in asked:
            scores += self.index.score(stems(word))
        for row in self._named.get(tuple(used), ()):
            scores[row] += EXACT_NAME
        for feature, length in self.concepts.find(used):
            scores += CONCEPT_WEIGHT * length * self.index.score([feature])
        return scores, scores > 0

    def _masks(self, query: Query) -> dict[str, Mask]:
        masks = {facet: self.columns.mask(facet, values) for facet, values in query.filters.items() if values}
        masks.setdefault("status", self.columns.listed)
        if query.min_hours is not None:
            masks["min_hours"] = self.columns.hours >= query.min_hours
        if query.max_hours is not None:
            masks["max_hours"] = self.columns.hours <= query.max_hours
        if query.year_from is not None:
            masks["year_from"] = self.columns.years >= query.year_from
        return masks

    def _counts(self, facet: str, masks: dict[str, Mask], matched: Mask) -> list[tuple[str, int]]:
        others = [mask for name, mask in masks.items() if name != facet]
        return self.columns.counts(facet, matched & _all(others, len(matched)))

    def _order(self, scores: NDArray[np.float64], kept: Mask, query: Query) -> list[int]:
        rows = np.flatnonzero(kept)
        if query.sort == "relevance":
            return [int(i) for i in rows[np.argsort(-scores[rows], kind="stable")]]
        if query.sort == "title":
            return sorted(map(int, rows), key=lambda i: fold(self._resources[i].name("en")))
        name = query.sort.lstrip("-")
        values = self.columns.hours if name == "hours" else np.where(self.columns.years > 0, self.columns.years, np.nan)
        signed = -values[rows] if query.sort.startswith("-") else values[rows]
        return [int(i) for i in rows[np.argsort(signed, kind="stable")]]


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


def _all(masks: Iterable[Mask], size: int) -> Mask:
    kept = np.ones(size, dtype=bool)
    for mask in masks:
        kept &= mask
    return kept


def _highlights(resource: Resource, features: set[str]) -> dict[str, str]:
    texts = {"title": resource.name("en"), **{f"summary.{k}": text for k, text in resource.summary.items()}}
    marked = {name: _mark(text, features) for name, text in texts.items()} if features else {}
    return {name: text for name, text in marked.items() if "<mark>" in text}


def _mark(text: str, features: set[str]) -> str:
    """Return ``text`` as HTML, with the words that have one of ``features`` in ``<mark>``."""
    out, end = [], 0
    for match in _TOKEN.finditer(text):
        if features.intersection(stems(fold(match.group()))):
            out += [html.escape(text[end : match.start()]), f"<mark>{html.escape(match.group())}</mark>"]
            end = match.end()
    return "".join([*out, html.escape(text[end:])])
