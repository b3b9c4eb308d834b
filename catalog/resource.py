"""A resource: something to learn from."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any

TYPES = (
    "book", "course", "certification", "talk", "podcast", "site",
    "newsletter", "community", "journal", "paper", "tool", "guide",
)  # fmt: skip
COSTS = ("free", "freemium", "paid")
STATUSES = ("active", "archived", "renamed", "ended", "unverified")
MODES = ("study", "practice", "follow")
LISTED = frozenset({"active", "archived", "renamed"})
"""The statuses that lists, search and paths show unless asked otherwise."""

OPEN_ENDED = frozenset({"podcast", "newsletter", "community", "journal"})

DOING = frozenset({"project", "competition", "lab"})
"""The tags of what one does rather than reads or watches."""


@dataclass(frozen=True, slots=True)
class Resource:
    """Something to learn from: a book, a course, a talk, a tool, a podcast.

    ``hours`` is the effort to complete it when its mode is ``study``, and that of one issue or episode when it
    is ``follow``. ``teaches`` gives the level reached (1 to 3) by skill, ``requires`` the level needed on entry.
    """

    id: str
    type: str
    title: dict[str, str]
    summary: dict[str, str]
    languages: tuple[str, ...]
    cost: str
    status: str
    url: str | None = None
    level: str | None = None
    hours: float | None = None
    creators: tuple[str, ...] = ()
    publisher: str | None = None
    year: int | None = None
    edition: str | None = None
    identifiers: dict[str, str] = field(default_factory=dict)
    alternate_names: tuple[str, ...] = ()
    teaches: dict[str, int] = field(default_factory=dict)
    requires: dict[str, int] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    source: dict[str, str] | None = None
    verified: dict[str, Any] = field(default_factory=dict)
    successor: str | None = None

    @property
    def mode(self) -> str:
        """How one uses it: ``study`` (finite, has hours), ``practice`` (a tool) or ``follow`` (open-ended)."""
        if self.type == "tool":
            return "practice"
        if self.type in OPEN_ENDED or (self.type == "site" and self.hours is None):
            return "follow"
        return "study"

    @property
    def doing(self) -> bool:
        """Whether it is something to do: a project, a competition, a lab."""
        return not DOING.isdisjoint(self.tags)

    @property
    def listed(self) -> bool:
        """Whether lists and paths may show it."""
        return self.status in LISTED

    def name(self, lang: str) -> str:
        """Its title, in ``lang`` where it has one."""
        return self.title.get(lang) or next(iter(self.title.values()))

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Resource":
        """Return the resource of a record that was checked before; the inverse of `document`."""
        values: dict[str, Any] = {name: value for name, value in document.items() if name != "mode"}
        values |= {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
        return cls(**values)

    def document(self) -> dict[str, Any]:
        """Return the record as JSON data, without what is empty, in the order of the fields, plus its mode."""
        kept = {name: list(v) if type(v) is tuple else v for name, v in zip(_NAMES, _values(self), strict=True) if v}
        kept["mode"] = self.mode
        return kept


_NAMES = tuple(each.name for each in fields(Resource))
_values = attrgetter(*_NAMES)
