"""Completions as a list of options, for fields that complete what is typed."""

from flask import request
from flask.typing import ResponseReturnValue

from api.blueprint import engine
from api.web.page import blueprint, page

KINDS = {"role": ("role",), "resource": ("resource",), "all": ("resource", "creator", "skill", "role")}
"""What each field completes, as the suggester calls it."""

SHOWN = 8


@blueprint.get("/<any(en, fr):lang>/suggest/<any(role, resource, all):kind>")
def suggest(lang: str, kind: str) -> ResponseReturnValue:
    """List what the text of a field may become."""
    found = engine().suggest(request.args.get("q", "")[:200], limit=20)
    return page("suggest.html", lang, items=[each for each in found if each.kind in KINDS[kind]][:SHOWN])
