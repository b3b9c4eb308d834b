"""The way in: the pages in the language that was chosen, or that the browser prefers."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from api.messages import LANGUAGES
from api.web.page import blueprint

REMEMBERED = "lang"
"""The cookie that holds the language that was chosen; who signs in has one more."""

YEAR = 31_536_000


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Go to the first page."""
    answer = redirect(url_for("pages.start", lang=preferred()))
    answer.headers["Vary"] = "Accept-Language, Cookie"
    return answer


@blueprint.get("/language/<any(en, fr):chosen>")
def language(chosen: str) -> ResponseReturnValue:
    """Remember a language and go to a page in it."""
    to = request.args.get("to", f"/{chosen}/")
    if not to.startswith(f"/{chosen}/"):
        raise BadRequest(f"to: {to!r} is no page in this language; it must begin with /{chosen}/.")
    answer = redirect(to)
    answer.set_cookie(REMEMBERED, chosen, max_age=YEAR, samesite="Lax", httponly=True)
    return answer


def preferred() -> str:
    """Return the language that was chosen before, else the one that the browser prefers."""
    chosen = request.cookies.get(REMEMBERED)
    return chosen if chosen in LANGUAGES else request.accept_languages.best_match(LANGUAGES, default="en")
