"""The web pages, in French and English; they ask the same objects as the API and need no JavaScript."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import EXCLUDE, ValidationError

from api.blueprint import engine
from api.messages import LANGUAGES, translator
from api.paths import path_of
from api.resources import query_of
from api.schemas import PathQuery, ResourceQuery
from recommender import UnknownRole

blueprint = Blueprint("pages", __name__)
FACETS = ("level", "type", "language", "cost")
PER_PAGE = 20


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Go to the pages in the browser's language."""
    best = request.accept_languages.best_match(LANGUAGES, default="en")
    return redirect(url_for("pages.start", lang=best))


@blueprint.get("/<any(en, fr):lang>/")
def start(lang: str) -> ResponseReturnValue:
    """Choose a role; see the path to it."""
    given = {name: value for name, value in request.args.items() if value}
    found, unknown, errors = None, None, {}
    status = 200
    if given.get("role"):
        try:
            args = PathQuery(unknown=EXCLUDE).load(given)
            found = path_of(given["role"], args)
        except UnknownRole as error:
            unknown, status = error, 404
        except ValidationError as error:
            errors, status = error.messages_dict, 422
    kept = {name: given[name] for name in ("level", "hours_per_week", "weeks", "language", "cost") if name in given}
    page = _page("start.html", lang, path=found, given=given, kept=kept, unknown=unknown, errors=errors)
    return page, status


@blueprint.get("/<any(en, fr):lang>/resources")
def explore(lang: str) -> ResponseReturnValue:
    """Search the resources and filter them."""
    given = {name: values for name, each in request.args.lists() if (values := [v for v in each if v])}
    flat = {name: ",".join(v) if name in FACETS else v[0] for name, v in given.items()}
    try:
        args = ResourceQuery(unknown=EXCLUDE).load({**flat, "per_page": PER_PAGE})
        errors: dict[str, Any] = {}
    except ValidationError as error:
        args, errors = ResourceQuery().load({"per_page": PER_PAGE}), error.messages_dict
    found = engine().search(query_of(args), facets=FACETS)

    def address(**changes: str | int | None) -> str:
        merged = {**flat, **changes}
        return f"?{urlencode({name: value for name, value in merged.items() if value})}"

    page = _page(
        "explore.html", lang, found=found, args=args, given=flat, errors=errors, address=address, per_page=PER_PAGE
    )
    return page, 422 if errors else 200


@blueprint.get("/<any(en, fr):lang>/resources/<resource_id>")
def resource(lang: str, resource_id: str) -> ResponseReturnValue:
    """One resource."""
    found = engine().catalog.resources.get(resource_id)
    if found is None:
        abort(404)
    near = engine().similar(resource_id, limit=6)
    successor = engine().catalog.resources.get(found.successor or "")
    return _page("resource.html", lang, resource=found, similar=near, successor=successor)


def _page(template: str, lang: str, **values: Any) -> str:
    """Render a page; it links to itself in the other language."""
    translated = translator(lang)
    view = {**(request.view_args or {}), "lang": translated["other"]}
    twin = url_for(str(request.endpoint), **view) + (
        f"?{request.query_string.decode()}" if request.query_string else ""
    )
    return render_template(template, catalog=engine().catalog, twin=twin, **translated, **values)
