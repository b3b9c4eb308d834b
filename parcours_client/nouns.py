"""What all nouns of the API share."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import quote

from parcours_client.transport import MOST_PER_PAGE, Record, Transport

API = "/api/v1/"


def at(*parts: str) -> str:
    """Return a path of the API; what is not a letter, digit or ``-._~`` in a part is escaped."""
    return API + "/".join(quote(each, safe="") for each in parts)


class Noun:
    """A part of the API."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def _get(self, *parts: str, **params: Any) -> Record:
        return self._transport.ask("GET", at(*parts), params=params)

    def _send(self, method: str, *parts: str, body: Any = None, **options: Any) -> Record:
        return self._transport.ask(method, at(*parts), body, **options)

    def _each(self, *parts: str, **params: Any) -> Iterator[Record]:
        return self._transport.each(at(*parts), params)


class Identified(Noun):
    """Things with an id."""

    PATH: ClassVar[tuple[str, ...]]

    def get(self, thing_id: str) -> Record:
        """Return one by its id; 404 where there is none."""
        return self._get(*self.PATH, thing_id)


class Paged(Identified):
    """Things in a list of pages."""

    def page(self, page: int = 1, per_page: int = MOST_PER_PAGE, **filters: Any) -> Record:
        """Return a page: ``items`` and ``total``."""
        return self._get(*self.PATH, page=page, per_page=per_page, **filters)

    def all(self, **filters: Any) -> Iterator[Record]:
        """Return each of them, asking for page after page."""
        return self._each(*self.PATH, **filters)


class Listed(Identified):
    """Things in a list that comes whole."""

    def all(self) -> list[Record]:
        """Return them."""
        return items(self._get(*self.PATH))


class Changeable(Identified):
    """Things that one adds, changes and removes."""

    def create(self, **values: Any) -> Record:
        """Add one and return it; 409 where there is one already, 422 with errors by field."""
        return self._send("POST", *self.PATH, body=values)

    def change(self, thing_id: str, **values: Any) -> Record:
        """Change what is named, and return the whole."""
        return self._send("PATCH", *self.PATH, thing_id, body=values)

    def remove(self, thing_id: str) -> None:
        """Remove one."""
        self._send("DELETE", *self.PATH, thing_id)


def items(found: Mapping[str, Any]) -> list[Record]:
    """Return the items of a list."""
    listed: list[Record] = found["items"]
    return listed
