"""Lists that come in pages."""

from collections.abc import Iterable
from typing import Any

from flask import Response, jsonify
from marshmallow import fields, validate

from api.schemas import Strict


class PageQuery(Strict):
    """A page of a list."""

    page = fields.Integer(load_default=1, validate=validate.Range(1, 100_000))
    per_page = fields.Integer(load_default=20, validate=validate.Range(1, 100))


def span(args: dict[str, Any]) -> tuple[int, int]:
    """Return where a page begins and how many it holds at most."""
    return (args["page"] - 1) * args["per_page"], args["per_page"]


def listed(items: Iterable[Any], total: int, args: dict[str, Any]) -> Response:
    """Return a page of a list."""
    return jsonify(items=list(items), total=total, page=args["page"], per_page=args["per_page"])
