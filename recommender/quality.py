"""Measured quality of one catalogue: what its paths cover, how sure and how fast they are, what search finds."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import fmean, quantiles
from time import perf_counter

from catalog.golden import Golden
from catalog.level import LEVELS
from recommender.engine import Engine
from recommender.path import Path
from recommender.profile import Profile
from recommender.search import Query

FILTERS: dict[str, tuple[tuple[str, ...], str]] = {
    "any": ((), "paid"), "free": ((), "free"), "fr": (("fr",), "paid"), "free+fr": (("fr",), "free"),
}  # fmt: skip
"""By name, the languages and the most a resource may cost."""

DEPTH = 20
"""How far down a golden answer is looked for."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Figures of a catalogue. Coverages are means, 0 to 1; latencies in milliseconds: p50, p90, p99.

    ``within`` is the share of golden queries whose answer is as high as asked, ``mrr`` the mean reciprocal rank
    of the answer, Σ 1 / rank over the number of queries, 0 where it is not found (Voorhees, TREC-8, 1999).
    """

    paths: int
    optimal: float | None
    largest_gap: float
    violations: int
    by_role: dict[str, float]
    by_level: dict[str, float]
    by_filter: dict[str, float]
    planning: tuple[float, float, float] | None
    queries: int
    within: float | None
    mrr: float | None
    searching: tuple[float, float, float] | None


def measure(
    engine: Engine, queries: Sequence[Golden], *, start: date, each: Callable[[], None] = lambda: None
) -> Quality:
    """Plan every role at every level under every filter, with ample weeks, and ask the golden queries.

    ``each`` is called after every path.
    """
    spent, planned = [], []
    for name, profile in grid(engine, start):
        begun = perf_counter()
        path = engine.path(profile)
        spent.append((perf_counter() - begun) * 1e3)
        planned.append((name, path))
        each()
    asked = [_ask(engine, query) for query in queries]
    ranks = [rank for rank, _ in asked]
    return Quality(
        paths=len(planned),
        optimal=_mean([path.bound - path.coverage < 1e-6 for _, path in planned]),
        largest_gap=round(max((path.bound - path.coverage for _, path in planned), default=0.0), 6),
        violations=sum(path.violations for _, path in planned),
        by_role=_means((path.profile.role or "", path) for _, path in planned),
        by_level=_means((path.profile.level, path) for _, path in planned),
        by_filter=_means(planned),
        planning=_percentiles(spent) if spent else None,
        queries=len(queries),
        within=_mean([0 < rank <= query.within for rank, query in zip(ranks, queries, strict=True)]),
        mrr=_mean([1 / rank if rank else 0.0 for rank in ranks]),
        searching=_percentiles([taken for _, taken in asked]) if asked else None,
    )


def size(engine: Engine) -> int:
    """Return how many paths `measure` plans."""
    return len(engine.catalog.roles) * len(LEVELS) * len(FILTERS)


def grid(engine: Engine, start: date) -> Iterable[tuple[str, Profile]]:
    """Yield every role at every level under every filter, with ample weeks, and the filter's name."""
    for role in engine.catalog.roles:
        for level in LEVELS:
            profile = Profile(start=start, role=role, level=level)
            for name, (languages, cost) in FILTERS.items():
                yield name, replace(profile, languages=languages, cost=cost)


def _ask(engine: Engine, query: Golden) -> tuple[int, float]:
    """Return the rank of the answer, 0 where it is not found, and the milliseconds spent."""
    begun = perf_counter()
    ids = [hit.id for hit in engine.search(Query(query.query, limit=DEPTH)).hits]
    spent = (perf_counter() - begun) * 1e3
    return (ids.index(query.best) + 1 if query.best in ids else 0), spent


def _means(paths: Iterable[tuple[str, Path]]) -> dict[str, float]:
    grouped: dict[str, list[float]] = {}
    for name, path in paths:
        grouped.setdefault(name, []).append(path.coverage)
    return {name: round(fmean(values), 4) for name, values in grouped.items()}


def _mean(values: Sequence[float]) -> float | None:
    return round(fmean(values), 4) if values else None


def _percentiles(values: Sequence[float]) -> tuple[float, float, float]:
    if len(values) < 2:
        return (values[0],) * 3
    cuts = quantiles(values, n=100, method="inclusive")
    return round(cuts[49], 2), round(cuts[89], 2), round(cuts[98], 2)
