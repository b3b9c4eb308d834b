"""Paths and recommendations."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue

from api import documents, formats, path_forms
from api.blueprint import StrictBlueprint, engine
from api.messages import LANGUAGES, translator
from api.schemas import LimitQuery, PathQuery, ProfileBody, WhatIfBody, WhyNotBody
from recommender import BadProfile, Path, Profile
from recommender.profile import LONGEST

blueprint = StrictBlueprint("paths", __name__, url_prefix="/api/v1", description="What to learn next")


def path_of(role: str, args: dict[str, Any]) -> Path:
    """Return the path that parsed parameters ask for; it starts today unless they say when."""
    start, weeks = _span(args)
    profile = Profile(
        start=start,
        role=role,
        level=args["level"],
        known=args["known"],
        completed=args.get("completed", ()),
        languages=args.get("language", ()),
        cost=args["cost"],
        types=args.get("type", ()),
        excluded_types=args.get("excluded_type", ()),
        holidays=args.get("holidays", ()),
        hours_per_week=args["hours_per_week"],
        weeks=weeks,
    )
    return engine().path(profile)


def profile_of(body: dict[str, Any]) -> Profile:
    """Return the profile of a parsed body; it starts today unless that says when."""
    start, weeks = _span(body)
    given = {name: value for name, value in body.items() if name != "deadline"}
    return Profile(**{**given, "start": start, "weeks": weeks})


def _span(given: dict[str, Any]) -> tuple[date, int]:
    """Return the first day and the weeks; a deadline stands for the whole weeks before it."""
    start = given.get("start") or date.today()
    if "deadline" not in given:
        return start, given["weeks"]
    weeks = (given["deadline"] - start).days // 7
    if not 1 <= weeks <= LONGEST:
        raise BadProfile(
            {"deadline": [f"{given['deadline']} is {weeks} weeks after {start}; 1 to {LONGEST} are allowed."]}
        )
    return start, weeks


@blueprint.get("/roles/<role>/path")
@blueprint.arguments(PathQuery, location="query")
def role_path(args: dict[str, Any], role: str) -> ResponseReturnValue:
    """The best path to a role, by query string."""
    found = path_of(role, args)
    forms: dict[str, Callable[[], ResponseReturnValue]] = {
        "json": lambda: jsonify(documents.path(found, engine().catalog.revision)),
        "csv": lambda: path_forms.csv(found, _lang(found)),
        "ics": lambda: path_forms.calendar(found, _lang(found)),
        "html": lambda: _printable(found),
        "jsonld": lambda: formats.jsonld(path_forms.jsonld(found, engine().catalog)),
    }
    return forms[formats.wanted(args.get("format"), forms)]()


@blueprint.post("/paths")
@blueprint.arguments(ProfileBody)
def path(body: dict[str, Any]) -> ResponseReturnValue:
    """The best path for a whole profile. Nothing is stored."""
    return jsonify(documents.path(engine().path(profile_of(body)), engine().catalog.revision))


@blueprint.post("/paths/what-if")
@blueprint.arguments(WhatIfBody)
def what_if(body: dict[str, Any]) -> ResponseReturnValue:
    """The same profile under several changes: coverage, hours, end, and what is swapped."""
    base, outcomes = engine().what_if(profile_of(body["profile"]), body["changes"])
    items = [documents.outcome(each) for each in outcomes]
    return jsonify(base=documents.glance(base), items=items, revision=engine().catalog.revision)


@blueprint.post("/paths/why-not")
@blueprint.arguments(WhyNotBody)
def why_not(body: dict[str, Any]) -> ResponseReturnValue:
    """Why a resource is not in the path, and the smallest change that brings it in."""
    found = engine().why_not(profile_of(body["profile"]), body["resource"])
    return jsonify({**documents.why_not(found), "revision": engine().catalog.revision})


@blueprint.post("/recommendations")
@blueprint.arguments(ProfileBody)
@blueprint.arguments(LimitQuery, location="query")
def recommendations(body: dict[str, Any], args: dict[str, Any]) -> ResponseReturnValue:
    """Ranked resources for a profile, each with its reasons."""
    found = engine().recommend(profile_of(body), limit=args["limit"])
    return jsonify(items=[documents.recommendation(each) for each in found], revision=engine().catalog.revision)


def _printable(found: Path) -> str:
    return render_template("print.html", path=found, catalog=engine().catalog, **translator(_lang(found)))


def _lang(found: Path) -> str:
    """The language of a form for people: the learner's first one, else the one asked for by the client."""
    preferred = found.profile.languages[:1] or (request.accept_languages.best_match(LANGUAGES),)
    return preferred[0] or "en"
