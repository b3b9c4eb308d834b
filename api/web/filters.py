"""What a search may be narrowed by, for a page: facets with counts, the filters that are on, and ways out of nothing.

Every choice is a link: the address of the same search with one thing changed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.messages import translate
from api.schemas import LANGUAGES
from api.web.profile import query as address
from catalog import Catalog
from catalog.level import LEVELS
from catalog.resource import COSTS, MODES, STATUSES, TYPES
from recommender import Engine, Query
from recommender.orders import SORTS

SHOWN = ("level", "type", "language", "cost", "role", "skill", "status")
"""The facets that are offered, in this order; hours come after the cost."""

AS_THEY_ARE = frozenset({"level", "language", "cost", "status"})
"""The facets whose values have an order of their own; the others begin with the most frequent."""

HOURS: tuple[tuple[float | None, float | None], ...] = ((None, 2), (2, 10), (10, 40), (40, None))
"""Ranges of hours, both ends within."""

CLOSED: dict[str, Iterable[str]] = {
    "level": LEVELS, "type": TYPES, "language": LANGUAGES, "cost": COSTS, "mode": MODES, "status": STATUSES,
    "sort": SORTS,
}  # fmt: skip
"""The parameters that have few values."""

KEYS: dict[str, Callable[[str], str]] = {
    "mode": lambda value: f"explore_mode_{value}",
    "status": lambda value: f"explore_status_{value}",
    "sort": lambda value: f"explore_sort_{value.replace('-', 'most_')}",
}
"""The messages for values of a parameter that are not called as the values are."""

NAMES: dict[str, Callable[[Catalog, str, str], str]] = {
    "role": lambda catalog, value, lang: catalog.roles[value].label[lang],
    "skill": lambda catalog, value, lang: catalog.skills[value].label[lang],
}
"""What the catalogue itself names."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet: how many it would leave, whether it is on, and the address that turns it."""

    value: str
    name: str
    count: int
    on: bool
    address: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on: its field, its name, the search without it, and the address of that."""

    field: str
    name: str
    without: Query
    address: str


@dataclass(frozen=True, slots=True)
class Way:
    """A search with one filter less: the field and name of that, how many it finds, its address."""

    field: str
    name: str
    count: int
    address: str


def parameters(asked: Query) -> dict[str, str]:
    """Return what the address of a search says, its page apart; what is not said is not there."""
    values: dict[str, Any] = {"q": asked.text.strip()}
    values |= {facet: ",".join(chosen) for facet, chosen in asked.filters.items()}
    values |= {name: f"{value:g}" for name in ("min_hours", "max_hours") if (value := getattr(asked, name)) is not None}
    values |= {"year_from": asked.year_from, "exact": "true" if asked.exact else None}
    values |= {"sort": asked.sort if asked.sort != "relevance" else None}
    return {name: str(value) for name, value in values.items() if value not in (None, "")}


def facets(
    asked: Query, counts: Mapping[str, Sequence[tuple[str, int]]], lang: str, engine: Engine
) -> dict[str, list[Choice]]:
    """Return the choices of each facet that is offered, with hours among them."""
    found: dict[str, list[Choice]] = {}
    for facet in SHOWN:
        found[facet] = _choices(facet, asked, dict(counts[facet]), lang, engine)
        if facet == "cost":
            ranges = [_range(asked, low, high, lang, engine) for low, high in HOURS]
            found["hours"] = [each for each in ranges if each.count or each.on]
    return found


def chips(asked: Query, lang: str, engine: Engine) -> list[Chip]:
    """Return the filters that are on."""
    found = [
        Chip(facet, name(facet, value, lang, engine.catalog), without, address(parameters(without)))
        for facet, values in asked.filters.items()
        for value in values
        for without in [_turned(asked, facet, value)]
    ]
    if (asked.min_hours, asked.max_hours) != (None, None):
        said = _hours(asked.min_hours, asked.max_hours, lang)
        found.append(_chip("hours", said, asked, min_hours=None, max_hours=None))
    if asked.year_from is not None:
        found.append(_chip("year_from", str(asked.year_from), asked, year_from=None))
    if asked.exact:
        found.append(_chip("exact", translate(lang, "explore_yes"), asked, exact=False))
    return found


def ways_out(asked: Query, on: Sequence[Chip], engine: Engine) -> list[Way]:
    """Return what would be found without one of the filters, or without the words; the most first."""
    ways = [Way(each.field, each.name, _total(each.without, engine), each.address) for each in on]
    if asked.text.strip() and on:
        without = asked._replace(text="", exact=False)
        ways.append(Way("q", asked.text, _total(without, engine), address(parameters(without))))
    return sorted((way for way in ways if way.count), key=lambda way: -way.count)


def nearest(text: str, engine: Engine) -> list[str]:
    """Return names in the catalogue that come near to what was typed."""
    names = dict.fromkeys(each.text for each in engine.suggest(text[:100], limit=5))
    return [each for each in names if each.casefold() != text.strip().casefold()]


def allowed(field: str, near: Sequence[str], lang: str, catalog: Catalog) -> str:
    """Say what a parameter may be; ``near`` holds the values that come nearest to what was asked for."""
    names = ", ".join(name(field, value, lang, catalog) for value in CLOSED.get(field, near))
    return names if field in CLOSED else translate(lang, f"explore_allowed_{field}", nearest=names or "–")


def name(facet: str, value: str, lang: str, catalog: Catalog) -> str:
    """Return what a value of a facet is called."""
    return NAMES[facet](catalog, value, lang) if facet in NAMES else translate(lang, _key(facet, value))


def _key(field: str, value: str) -> str:
    return KEYS[field](value) if field in KEYS else value


def _choices(facet: str, asked: Query, counts: Mapping[str, int], lang: str, engine: Engine) -> list[Choice]:
    on = asked.filters.get(facet, ())
    values = [value for value in engine.values(facet) if counts.get(value) or value in on]
    made = [
        Choice(
            value,
            name(facet, value, lang, engine.catalog),
            counts.get(value, 0),
            value in on,
            address(parameters(_turned(asked, facet, value))),
        )
        for value in values
        if value in CLOSED.get(facet, values)
    ]
    return made if facet in AS_THEY_ARE else sorted(made, key=lambda each: (not each.on, -each.count))


def _range(asked: Query, low: float | None, high: float | None, lang: str, engine: Engine) -> Choice:
    on = (asked.min_hours, asked.max_hours) == (low, high)
    within = asked._replace(min_hours=low, max_hours=high)
    turned = asked._replace(min_hours=None, max_hours=None) if on else within
    value = f"{low or 0:g}-{high or ''}"
    return Choice(value, _hours(low, high, lang), _total(within, engine), on, address(parameters(turned)))


def _hours(low: float | None, high: float | None, lang: str) -> str:
    if low is None:
        return translate(lang, "explore_hours_to", high=high)
    return translate(lang, "explore_hours_from" if high is None else "explore_hours_between", low=low, high=high)


def _turned(asked: Query, facet: str, value: str) -> Query:
    """Return a search with one value of a facet on instead of off, or off instead of on."""
    on = asked.filters.get(facet, ())
    values = tuple(each for each in on if each != value) if value in on else (*on, value)
    return asked._replace(filters={**asked.filters, facet: values})


def _chip(field: str, said: str, asked: Query, **off: Any) -> Chip:
    without = asked._replace(**off)
    return Chip(field, said, without, address(parameters(without)))


def _total(asked: Query, engine: Engine) -> int:
    return engine.search(asked._replace(limit=0, offset=0)).total
