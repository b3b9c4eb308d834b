"""Golden queries: what a search must find, and how high."""

import json
from dataclasses import dataclass
from pathlib import Path

import marshmallow as ma
from marshmallow import fields, validate

from catalog.errors import BadCatalogFile
from catalog.files import default_folder


@dataclass(frozen=True, slots=True)
class Golden:
    """A query, the resource that it must find, and the lowest rank that will do."""

    query: str
    best: str
    within: int


class GoldenSchema(ma.Schema):
    """One golden query."""

    query = fields.String(required=True, validate=validate.Length(1, 300))
    best = fields.String(required=True)
    within = fields.Integer(required=True, validate=validate.Range(1, 20))

    @ma.post_load
    def _make(self, data: dict[str, str | int], **_: object) -> Golden:
        return Golden(**data)  # type: ignore[arg-type]


def golden(folder: Path | None = None) -> list[Golden]:
    """Read ``queries.json``; a folder without one has none. Raises `BadCatalogFile`."""
    path = (folder or default_folder()) / "queries.json"
    if not path.exists():
        return []
    try:
        found: list[Golden] = GoldenSchema(many=True).load(json.loads(path.read_text(encoding="utf-8")))
    except ma.ValidationError as error:
        raise BadCatalogFile(path.name, {f"record {at}": told for at, told in error.messages_dict.items()}) from error
    except ValueError as error:
        raise BadCatalogFile(path.name, {"file": {"JSON": str(error)}}) from error
    return found
