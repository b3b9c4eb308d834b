"""The browsable documentation of the API, made from the OpenAPI document; no file from another server."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from api.blueprint import engine
from api.identity import READS
from api.web.home import preferred
from api.web.page import page

blueprint = Blueprint("documentation", __name__)

TYPED = {"/api/v1/suggest": "?q=data"}
"""What an example must ask, where something must be asked."""


@blueprint.get("/docs")
def docs() -> ResponseReturnValue:
    """Go to the documentation in the reader's language."""
    answer = redirect(url_for("documentation.documentation", lang=preferred()))
    answer.headers["Vary"] = "Accept-Language, Cookie"
    return answer


@blueprint.get("/<any(en, fr):lang>/docs")
def documentation(lang: str) -> ResponseReturnValue:
    """Every call of the API, with its parameters."""
    spec = current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict()
    return page("docs.html", lang, groups=_groups(spec), bodies=_bodies(spec))


def _groups(spec: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the calls by their tag, each with its parameters and the name of its body."""
    groups: dict[str, list[dict[str, Any]]] = {each["name"]: [] for each in spec["tags"]}
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            if isinstance(operation, dict):
                groups[operation["tags"][0]].append(_call(path, method, operations.get("parameters", []), operation))
    return groups


def _call(path: str, method: str, of_path: list[Any], operation: Mapping[str, Any]) -> dict[str, Any]:
    parameters = [each for each in [*of_path, *operation.get("parameters", ())] if "name" in each]
    content = operation.get("requestBody", {}).get("content", {})
    return {
        "method": method.upper(),
        "path": path,
        "id": f"{method}{path.replace('/', '-')}".translate(str.maketrans("", "", "{}")),
        "summary": operation.get("summary", ""),
        "parameters": parameters,
        "body": next((_name(each["schema"]) for each in content.values()), None),
        "example": _example(path) if method == "get" and operation["tags"][0] in READS else None,
    }


def _bodies(spec: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return what the bodies of requests hold, by name."""
    schemas = spec["components"]["schemas"]
    return {name: schema for name, schema in schemas.items() if name.endswith(("Body", "Change", "Profile", "Path"))}


def _name(schema: Mapping[str, str]) -> str:
    return schema.get("$ref", "").rsplit("/", 1)[-1]


def _example(path: str) -> str | None:
    """Return the address of an example over the running catalogue, if it has what the path asks for."""
    content = engine().catalog
    names = dict(zip(("resource_id", "other_id"), content.resources, strict=False))
    names |= {name: next(iter(each), "") for name, each in (("skill_id", content.skills), ("role", content.roles))}
    try:
        return path.format(**names) + TYPED.get(path, "")
    except KeyError:
        return None
