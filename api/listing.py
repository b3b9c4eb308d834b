"""A list of resources: what a query string asks for once it is parsed, its JSON, and the links to its other pages."""

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple
from urllib.parse import quote

import orjson

from api.ready import Pieces
from recommender import Engine, Query
from recommender.search import Found

LONGEST_QUERY = 300
"""Characters."""

_WHOLE = "%!$&'()*+,/:;=?@[]~"
"""What an address in a ``Link`` header may hold besides letters, digits and ``-._``."""


class Listing(NamedTuple):
    """A page of the resources that ``query`` finds, with the counts of ``facets``."""

    query: Query
    facets: Sequence[str]
    page: int
    per_page: int


class Listed(NamedTuple):
    """The JSON of a page."""

    found: Found
    rest: bytes

    @property
    def whole(self) -> bytes:
        """All of it."""
        return b'{"items":[%b%b' % (self.found.items, self.rest)

    @property
    def pieces(self) -> Pieces:
        """All of it in parts, of which those that the snapshot has are not copied."""
        return [b'{"items":[', *self.found.pieces, self.rest]


def listed(asked: Listing, engine: Engine) -> Listed:
    """Return a page of resources."""
    found = engine.search(asked.query, facets=asked.facets)
    rest = {
        "total": found.total,
        "page": asked.page,
        "per_page": asked.per_page,
        "facets": {name: [{"value": v, "count": n} for v, n in counts] for name, counts in found.facets.items()},
        "corrections": [{"typed": typed, "used": used} for typed, used in found.corrections],
        "revision": engine.catalog.revision,
    }
    return Listed(found, b"],%b" % orjson.dumps(rest)[1:])


def links(path: str, query_string: str, asked: Listing, total: int) -> str:
    """Return the ``Link`` header of a page (RFC 8288): first, prev, next, last."""
    last = max(1, ceil(total / asked.per_page))
    kept = "".join(f"{each}&" for each in query_string.split("&") if each and not each.startswith("page="))
    address = quote(f"{path}?{kept}page=", _WHOLE, "latin-1")
    pages = {"first": 1, "prev": asked.page - 1, "next": asked.page + 1, "last": last}
    return ", ".join(f'<{address}{number}>; rel="{rel}"' for rel, number in pages.items() if 1 <= number <= last)
