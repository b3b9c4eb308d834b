"""Links between the pages of a list (RFC 8288)."""

from math import ceil
from urllib.parse import urlencode

from flask import request


def links(total: int, page: int, per_page: int) -> str:
    """Return the ``Link`` header of a page: first, prev, next, last."""
    last = max(1, ceil(total / per_page))
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "page"]
    address = f"{request.path}?{urlencode(kept)}{'&' if kept else ''}page="
    pages = {"first": 1, "prev": page - 1, "next": page + 1, "last": last}
    return ", ".join(f'<{address}{number}>; rel="{rel}"' for rel, number in pages.items() if 1 <= number <= last)
