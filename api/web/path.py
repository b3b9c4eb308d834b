"""The path to a role or goal: at a glance, drawn, step by step, and what another choice would change."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from api import path_forms
from api.blueprint import engine
from api.web.answer import Answer, answer
from api.web.page import blueprint, file, page
from api.web.profile import given, query
from api.web.progress import ticked
from api.web.start import form
from recommender import BadProfile, UnknownRole

FILES = {"ics": path_forms.calendar, "csv": path_forms.csv}

NOTHING = {"role": ["Name a role, or say a goal."]}

blueprint.add_app_template_global(file, "file")  # the print view is an answer of the API too


@blueprint.get("/<any(en, fr):lang>/path")
def path(lang: str) -> ResponseReturnValue:
    """Show the best path for the profile that the address holds."""
    return _answered(lang, lambda found: page("path.html", lang, part="path/fragment.html", **_shown(found, lang)))


@blueprint.get("/<any(en, fr):lang>/path.<any(ics, csv):form_name>")
def path_file(lang: str, form_name: str) -> ResponseReturnValue:
    """Give the path as a calendar or a table."""
    return _answered(lang, lambda found: FILES[form_name](found.path, lang))


@blueprint.get("/<any(en, fr):lang>/path/print")
def printed(lang: str) -> ResponseReturnValue:
    """Show the path on one page, to print and hand over."""
    return _answered(lang, lambda found: page("print.html", lang, **_shown(found, lang)))


def _answered(lang: str, show: Callable[[Answer], Response]) -> ResponseReturnValue:
    """Show the answer, or the form again with what is wrong."""
    parameters = given()
    if not parameters.keys() & {"role", "goal"}:
        return _refused(lang, parameters, NOTHING)
    try:
        found = answer(parameters, ticked())
    except UnknownRole as error:
        return form(lang, parameters, status=404, unknown=error)
    except ValidationError as error:
        return _refused(lang, parameters, error.messages_dict)
    except BadProfile as error:
        return _refused(lang, parameters, error.errors)
    return show(found)


def _refused(lang: str, parameters: Mapping[str, str], errors: Mapping[str, Any]) -> Response:
    """Show the form with the refused values marked; where only the answer is exchanged, name them beside it."""
    if "HX-Request" not in request.headers:
        return form(lang, parameters, status=422, errors=errors)
    said = page("path/refused.html", lang, given=parameters, refused=list(errors))
    said.headers.update({"HX-Retarget": "#refused", "HX-Reswap": "innerHTML", "HX-Replace-Url": "false"})
    return said


def _shown(found: Answer, lang: str) -> dict[str, Any]:
    address = url_for("pages.path", lang=lang, _external=True) + query(found.given, why_not=None)
    return {
        "answer": found,
        "path": found.path,
        "given": found.given,
        "query": query,
        "address": address,
        "root": request.url_root,
        "types": engine().values("type"),
    }
