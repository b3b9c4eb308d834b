"""A path on the pages of other servers: the script of the element that shows it, and what it shows, in words.

The element asks for no more than it shows, and is told it as the pages say it: it has no texts, plurals or dates of
its own but those for when nothing can be asked.
"""

from collections.abc import Mapping
from functools import cache
from itertools import groupby
from typing import Any

from flask import Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from api.blueprint import engine
from api.errors import problem
from api.messages import LANGUAGES, day, days, percent, translate
from api.web.embed_mine import embedded
from api.web.page import STATIC, blueprint
from api.web.profile import RENAMED, given, profile
from recommender import BadProfile, Path, UnknownRole
from recommender.path import Step

ALONE = ("loading", "again", "unreachable", "refused")
"""The texts that the element needs before it has an answer."""

NAMED = {field: name for name, field in RENAMED.items()}
GAINS = 3
"""The skills that are named of a step which serves none of the needs directly."""


@blueprint.get("/embed.js")
def script() -> ResponseReturnValue:
    """Return the script that defines ``<parcours-path>``; its address has no version, so it is kept for an hour."""
    answer = Response(_script(), content_type="text/javascript; charset=utf-8")
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return _kept(answer, seconds=3600)


@blueprint.get("/<any(en, fr):lang>/embed")
def embed(lang: str) -> ResponseReturnValue:
    """Return what the element shows of the path for the profile that the address holds, or of a token's member."""
    if "Authorization" in request.headers:
        return embedded(lang, request.headers["Authorization"])
    parameters = given()
    if not parameters.keys() & {"role", "goal"}:
        return problem(422, "Name a role, or say a goal.", message=translate(lang, "embed_aim"))
    try:
        found = engine().path(profile(parameters))
    except UnknownRole as error:
        return _unknown(lang, error)
    except ValidationError as error:
        return _refused(lang, parameters, error.messages_dict)
    except BadProfile as error:
        return _refused(lang, parameters, error.errors)
    return _kept(jsonify(_shown(lang, found)), seconds=60)


def _kept(answer: Response, *, seconds: int) -> Response:
    answer.headers["Cache-Control"] = f"public, max-age={seconds}"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


@cache
def _script() -> str:
    told = {"home": "{home}", "origin": "{origin}"}  # the element knows these two
    texts = {lang: {name: translate(lang, f"embed_{name}", **told) for name in ALONE} for lang in LANGUAGES}
    style = (STATIC / "css" / "embed.css").read_text()
    return _tight(render_template("embed.js", texts=texts, style=_tight(style)))


def _tight(text: str) -> str:
    """Leave out the indentation, which every visitor of every host would load."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _unknown(lang: str, error: UnknownRole) -> Response:
    roles = [{"id": each, "label": engine().catalog.roles[each].label[lang]} for each in error.nearest]
    return problem(404, str(error), message=translate(lang, "unknown_role", role=error.asked), roles=roles)


def _refused(lang: str, parameters: Mapping[str, str], errors: Mapping[str, Any]) -> Response:
    """Name each field that is wrong as the element's attribute, with its value."""
    names = [NAMED.get(field, field) for field in errors]
    said = [translate(lang, "embed_value", name=n.replace("_", "-"), value=parameters.get(n, "")) for n in names]
    detail = "; ".join(f"{field}: {' '.join(map(str, each))}" for field, each in errors.items())
    return problem(422, detail, message=" ".join(said))


def _shown(lang: str, found: Path) -> dict[str, Any]:
    return {
        "id": found.id,
        "coverage": round(found.coverage, 4),
        "title": translate(lang, "embed_title", name=found.role.label[lang] if found.role else found.profile.goal),
        "glance": _glance(lang, found),
        "gains": translate(lang, "gains"),
        "stages": _stages(lang, found),
        "empty": None if found.steps else translate(lang, _nothing(found)),
        "all": translate(lang, "embed_all", count=len(found.steps)),
        "open": translate(lang, "embed_open"),
    }


def _nothing(found: Path) -> str:
    return "nothing_to_do" if found.coverage >= 1 else "embed_nothing"


def _glance(lang: str, found: Path) -> list[dict[str, str]]:
    """Return the figures of a path, each with what it means."""
    covered = "embed_covered" if found.role else "embed_covered_goal"
    figures = [(percent(lang, found.coverage), translate(lang, covered))]
    if found.ends:
        pace = translate(lang, "embed_pace", hours=found.profile.hours_per_week)
        end = translate(lang, "embed_end", date=day(lang, found.ends))
        figures.append((translate(lang, "hours", hours=found.hours), pace))
        figures.append((translate(lang, "embed_length", count=found.weeks), end))
    return [{"value": value, "means": means} for value, means in figures]


def _stages(lang: str, found: Path) -> list[dict[str, Any]]:
    numbered = enumerate(found.steps, start=1)
    return [
        {"title": translate(lang, stage), "steps": [_step(lang, found, *each) for each in steps]}
        for stage, steps in groupby(numbered, key=lambda each: each[1].placed.stage)
    ]


def _step(lang: str, found: Path, position: int, step: Step) -> dict[str, Any]:
    placed, resource = step.placed, step.placed.resource
    facts = [days(lang, placed.starts, placed.ends), translate(lang, "hours", hours=resource.hours or 0),
             translate(lang, resource.type), translate(lang, resource.cost)]  # fmt: skip
    return {
        "position": position,
        "title": resource.name(lang),
        "lang": lang if lang in resource.title else next(iter(resource.title)),
        "url": resource.url,
        "facts": "\u00a0· ".join(facts),
        "gains": _gains(lang, found, step),
    }


def _gains(lang: str, found: Path, step: Step) -> list[dict[str, Any]]:
    """Return the skills that a step raises, those that the role needs if there are any."""
    needed = [each for each in step.placed.gains if each.skill in found.needs] or step.placed.gains[:GAINS]
    skills = engine().catalog.skills
    return [
        {"skill": skills[each.skill].label[lang], "level": each.after,
         "means": translate(lang, "embed_level", level=each.after)}
        for each in needed
    ]  # fmt: skip
