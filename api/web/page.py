"""A page: its language, its twin in the other one, and the part of it that a script asks for."""

from functools import cache
from pathlib import Path
from typing import Any

import xxhash
from flask import Blueprint, Response, make_response, render_template, request, url_for

from api.blueprint import engine
from api.identity import asking
from api.messages import LANGUAGES, translator

STATIC = Path(__file__).parents[1] / "static"

blueprint = Blueprint("pages", __name__)
"""All pages; each module adds its own."""


def page(template: str, lang: str, *, part: str | None = None, status: int = 200, **values: Any) -> Response:
    """Return a page in ``lang``, or only its ``part`` (a template that it includes) where htmx asks for that."""
    asked = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    shown = part if part and asked else template
    text = render_template(shown, catalog=engine().catalog, **_frame(lang), **translator(lang), **values)
    answer = make_response(text, 200 if asked else status)  # htmx shows no part whose status is an error
    answer.headers["Vary"] = "HX-Request"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _frame(lang: str) -> dict[str, Any]:
    """Return what the frame of a page needs: its address in each language, and addresses of files."""
    query = f"?{request.query_string.decode(errors='replace')}" if request.query_string else ""
    addresses = {each: _here(each) + query for each in LANGUAGES}
    other = "fr" if lang == "en" else "en"
    return {
        "addresses": addresses,
        "switch": url_for("pages.language", chosen=other, to=addresses[other]),
        "file": file,
        "who": asking(),
    }


def _here(lang: str) -> str:
    """Return the address of this page in ``lang``; the first one's where this is the page of an error at no page."""
    arguments = request.view_args or {}
    if request.endpoint is None or "lang" not in arguments:
        return url_for("pages.start", lang=lang)
    return url_for(request.endpoint, **{**arguments, "lang": lang})


def file(name: str) -> str:
    """Return the address of a static file, which changes with its content: it can be kept for ever."""
    return url_for("static", filename=name, v=_digest(name))


@cache
def _digest(name: str) -> str:
    return xxhash.xxh3_64_hexdigest((STATIC / name).read_bytes())
