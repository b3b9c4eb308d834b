"""Read the three curated files; every fault of every record is reported at once."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import marshmallow as ma

from catalog.catalog import Catalog
from catalog.errors import BadCatalogFile, BrokenRules
from catalog.rules import broken_references
from catalog.schema import ResourceSchema, RoleSchema, SkillSchema

SCHEMAS: dict[str, type[ma.Schema]] = {
    "resources": ResourceSchema,
    "skills": SkillSchema,
    "roles": RoleSchema,
}


def default_folder() -> Path:
    """Return the folder of the curated files: inside an installed package, else the checkout's ``data``."""
    packaged = Path(__file__).parent / "data"
    return packaged if packaged.is_dir() else Path(__file__).parents[1] / "data"


def load(folder: Path | None = None) -> Catalog:
    """Read the catalogue from ``folder``.

    Raises `BadCatalogFile` when a file is not well formed, `BrokenRules` when an id occurs twice or a reference
    leads nowhere.
    """
    folder = folder or default_folder()
    return build({name: _read(folder / f"{name}.json") for name in SCHEMAS})


def build(records: Mapping[str, list[dict[str, Any]]]) -> Catalog:
    """Make a catalogue of raw records, checked; raises as `load` does."""
    parsed = {name: parse(name, records[name]) for name in SCHEMAS}
    twice = [f"{name}: the id {each!r} occurs twice." for name in parsed for each in _repeated(parsed[name])]
    if twice:
        raise BrokenRules(twice)
    catalog = Catalog(**parsed)
    broken = broken_references(catalog)
    if broken:
        raise BrokenRules(broken)
    return catalog


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        records = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BadCatalogFile(path.name, {"file": {"path": f"{path} does not exist."}}) from error
    except ValueError as error:
        raise BadCatalogFile(path.name, {"file": {"JSON": str(error)}}) from error
    if not isinstance(records, list):
        raise BadCatalogFile(path.name, {"file": {"JSON": "A list of records is expected."}})
    return records


def parse(name: str, records: list[dict[str, Any]]) -> list[Any]:
    """Return the items of raw records of one kind; raises `BadCatalogFile`."""
    try:
        return cast(list[Any], SCHEMAS[name](many=True).load(records))
    except ma.ValidationError as error:
        faults = cast(dict[int | str, Any], error.messages_dict)
        named = {_name(records, position): messages for position, messages in faults.items()}
        raise BadCatalogFile(f"{name}.json", named) from error


def _name(records: list[dict[str, Any]], position: int | str) -> str:
    record = records[position] if isinstance(position, int) else None
    known = record.get("id") if isinstance(record, dict) else None
    return f"record {position} ({known})" if known else f"record {position}"


def _repeated(items: list[Any]) -> list[str]:
    ids = [each.id for each in items]
    return sorted({each for each in ids if ids.count(each) > 1})
