"""The page of an error, for whoever reads pages: what went wrong, what is near, and the ways on."""

from flask import Response, request, url_for

from api.blueprint import engine
from api.messages import LANGUAGES, messages
from api.web.home import preferred
from api.web.page import page
from catalog import Resource, ResourceNotFound, Role, RoleNotFound, Skill, SkillNotFound
from recommender import Query, UnknownRole

NEAREST: dict[type[Exception], tuple[str, str, str]] = {
    ResourceNotFound: ("pages.resource", "resource_id", "resources"),
    SkillNotFound: ("pages.skill", "skill_id", "skills"),
    RoleNotFound: ("pages.role", "role_id", "roles"),
    UnknownRole: ("pages.role", "role_id", "roles"),
}
"""The page of what an error is near to: its endpoint, the argument of that, and where the catalogue has it."""

LINKS = 6


def error_page(status: int, error: Exception) -> Response | None:
    """Return the page of an error; None where none is asked for."""
    lang = _lang()
    if lang is None:
        return None
    key = f"error_{status}" if f"error_{status}" in messages() else "error_other"
    answer = page("error.html", lang, said=key, status=status, near=_near(error, lang))
    answer.status_code = status
    return answer


def _lang() -> str | None:
    """Return the language of the page that was asked for, by its address or by a browser."""
    first = request.path.split("/")[1]
    if first in LANGUAGES:
        return first
    browser = "text/html" in request.headers.get("Accept", "") and first not in {"api", "static"}
    return preferred() if browser else None


def _near(error: Exception, lang: str) -> list[tuple[str, str]]:
    """Return the addresses and names of what comes near to what was asked for."""
    if type(error) not in NEAREST:
        return []
    endpoint, argument, kind = NEAREST[type(error)]
    known = getattr(engine().catalog, kind)
    ids = list(getattr(error, "nearest", ()))
    if isinstance(error, ResourceNotFound):
        words = error.asked[:200].replace("-", " ")
        ids += [hit.id for hit in engine().search(Query(words, limit=LINKS)).hits]
    first = list(dict.fromkeys(ids))[:LINKS]
    return [(url_for(endpoint, lang=lang, **{argument: each}), _name(known[each], lang)) for each in first]


def _name(thing: Resource | Skill | Role, lang: str) -> str:
    return thing.name(lang) if isinstance(thing, Resource) else thing.label[lang]
