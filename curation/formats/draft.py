"""What a file says of a resource, as it says it, and what is wrong where it cannot be read."""

import reprlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

FIELDS = (
    "id", "title", "url", "creators", "publisher", "summary", "language", "type", "duration", "effort", "cost",
    "level", "audience", "year", "published", "edition", "isbn", "doi", "issn", "identifiers", "tags", "teaches",
    "requires", "part_of", "links", "other",
)  # fmt: skip
"""The names of what a draft can say.

``creators``, ``tags``, ``teaches`` and ``requires`` are lists of texts, ``links`` lists ``{"title", "url"}`` of what
stands beside, ``part_of`` names the feed or the item that holds it, ``other`` maps what has no name here. The rest
are texts as found; ``title`` and ``summary`` map languages to texts where the file has several, "" where it names none.
"""

LISTS = frozenset({"creators", "tags", "teaches", "requires"})


@dataclass(frozen=True, slots=True)
class Draft:
    """What a file says of one resource; ``line`` is where, ``places`` the column or path of fields."""

    line: int
    fields: dict[str, Any]
    places: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a line and column (or path) of a file."""

    line: int
    column: str
    value: str
    message: str


Row = Draft | Fault
"""What becomes of each row of a file."""


def drafted(line: int, fields: Mapping[str, Any], places: Mapping[str, str] | None = None) -> Row:
    """Return the draft that these fields make, without what is empty; a fault where nothing names the resource."""
    kept = {name: value for name, value in fields.items() if value not in (None, "", [], {})}
    if "title" in kept or "url" in kept:
        return Draft(line, kept, {name: place for name, place in (places or {}).items() if name in kept})
    return Fault(line, "title", shown(kept), "There is neither a title nor a url: give at least one of them.")


def shown(value: Any) -> str:
    """Return a value as a fault shows it: as text, not too long."""
    return value[:200] if isinstance(value, str) else reprlib.repr(value)[:200] if value else ""


def several(values: Iterable[str]) -> list[str]:
    """Return texts once each, without the empty ones."""
    return list(dict.fromkeys(filter(None, values)))
