"""What the element on another server's page shows of a member's assigned path, with what is done."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import Response, jsonify

from api.embed_tokens import Shown, shown
from api.errors import problem
from api.messages import days, percent, translate
from learners.errors import BadKey
from learners.plans import plans
from learners.progress import of
from learners.rows import Row
from learners.standing import NOTHING, OVER, Place, Standing, place

Stood = tuple[Row, str]
"""A step, and where one stands with it."""


def embedded(lang: str, authorization: str) -> Response:
    """Return the first active path of the member whom a token names; 401 where it opens nothing."""
    kind, _, token = authorization.partition(" ")
    try:
        answer = _first(lang, shown(token.strip() if kind.lower() == "bearer" else ""))
    except BadKey:
        answer = problem(401, "This token is not ours or has expired.", message=translate(lang, "embed_mine_token"))
        answer.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    answer.headers["Cache-Control"] = "private, no-store"
    answer.vary.add("Authorization")
    return answer


def _first(lang: str, asked: Shown) -> Response:
    with asked.scope.reading() as rows:
        found = next(iter(plans(rows, member=asked.member, state="active")), None)
        standings = of(rows, asked.member)
    if found is None:
        return problem(404, "No path is assigned.", message=translate(lang, "embed_mine_none"))
    return jsonify(_document(lang, found, standings))


def _document(lang: str, found: Row, standings: Mapping[str, Standing]) -> dict[str, Any]:
    """Return a path as the element shows it: what is still to do, in its order, then what is over."""
    where = place(found["steps"], standings, date.today(), found["deadline"])
    stood = [(each, standings.get(each["resource"], NOTHING).state) for each in found["steps"]]
    left = [each for each in stood if each[1] not in OVER]
    over = [each for each in stood if each[1] in OVER]
    return {
        "id": found["id"],
        "coverage": round(where.share, 4),
        "title": translate(lang, "mine"),
        "glance": _glance(lang, where),
        "gains": translate(lang, "gains"),
        "stages": [*_stage(lang, "embed_mine_left", left, 1), *_stage(lang, "embed_mine_over", over, 1 + len(left))],
        "empty": None,
        "all": translate(lang, "embed_all", count=len(stood)),
        "open": translate(lang, "embed_open"),
    }


def _glance(lang: str, where: Place) -> list[dict[str, str]]:
    left = where.steps - where.over
    figures = [(percent(lang, where.share), translate(lang, "embed_mine_share")),
               (str(left), translate(lang, "embed_mine_steps", count=left))]  # fmt: skip
    return [{"value": value, "means": means} for value, means in figures]


def _stage(lang: str, title: str, steps: Sequence[Stood], first: int) -> list[dict[str, Any]]:
    """Return the steps under a title, numbered from ``first``; nothing where there are none."""
    said = [_step(lang, position, *each) for position, each in enumerate(steps, start=first)]
    return [{"title": translate(lang, title), "steps": said}] if said else []


def _step(lang: str, position: int, step: Row, state: str) -> dict[str, Any]:
    own = lang if lang in step["title"] else next(iter(step["title"]))
    facts = [days(lang, date.fromisoformat(step["starts"]), date.fromisoformat(step["ends"])),
             translate(lang, "hours", hours=step["hours"])]  # fmt: skip
    facts += [translate(lang, "mine_mandatory")] if step["mandatory"] else []
    facts += [translate(lang, f"mine_{state}")] if state != "none" else []
    return {
        "position": position,
        "title": step["title"][own],
        "lang": own,
        "url": step["url"],
        "facts": "\u00a0· ".join(facts),
        "gains": [],
    }
