"""One's own assigned paths: where one stands, and what one has done since."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from api.blueprint import engine
from api.identity import scope
from api.jobs import jobs
from api.web.page import blueprint, page
from api.web.safe import web_address
from api.web.signing import signed
from learners.plans import plans
from learners.progress import Event, Progress
from learners.rows import Row, new_id
from learners.standing import NOTHING, Standing, place

NEXT: Mapping[str, tuple[str, ...]] = {
    "none": ("started", "completed", "skipped"), "started": ("completed", "skipped"),
    "skipped": ("started", "completed"), "completed": (),
}  # fmt: skip
"""What one can say of a step, by where one stands with it."""

SAID = frozenset(each for kinds in NEXT.values() for each in kinds)
LONGEST = 64
"""Letters of a form's own name, by which it is known when it is sent again."""


@blueprint.get("/<any(en, fr):lang>/mine")
def mine(lang: str) -> ResponseReturnValue:
    """Show the paths that one was assigned."""
    asked = signed()
    standings = Progress(scope()).of(asked.member) if asked.member else {}
    paths = [_path(each, standings) for each in _assigned(asked.member)]
    return page("mine.html", lang, asked=asked, paths=paths, new_id=new_id)


@blueprint.post("/<any(en, fr):lang>/mine")
def note(lang: str) -> ResponseReturnValue:
    """Record what one says of a step; the same form sent again adds nothing."""
    member = signed().member
    resource, kind, form = (request.form.get(name, "") for name in ("resource", "kind", "form"))
    titles = {step["resource"]: step["title"] for each in _assigned(member) for step in each["steps"]}
    if member is None or resource not in titles or kind not in SAID or not 0 < len(form) <= LONGEST:
        abort(422, "This says nothing of a step of yours.")
    event = Event(f"page:{member[:8]}:{form}:{kind}"[:100], member, resource, kind, datetime.now(UTC), None, "page")
    title = titles[resource]
    if Progress(scope()).record([event], {resource: title.get("en") or next(iter(title.values()))}).added:
        jobs().deliver()
    return redirect(url_for("pages.mine", lang=lang, _anchor=f"step-{resource}"), 303)


def _assigned(member: str | None) -> list[Row]:
    """Return the active paths of a member, oldest first."""
    with scope().reading() as rows:
        return plans(rows, member=member, state="active") if member else []


def _path(assigned: Row, standings: Mapping[str, Standing]) -> dict[str, Any]:
    """Return a path as the page shows it."""
    return {
        "role": engine().catalog.roles.get(assigned["role"] or ""),
        "goal": assigned["goal"],
        "deadline": assigned["deadline"],
        "place": place(assigned["steps"], standings, date.today(), assigned["deadline"]),
        "steps": [_step(*each, standings) for each in enumerate(assigned["steps"], start=1)],
    }


def _step(position: int, step: Row, standings: Mapping[str, Standing]) -> dict[str, Any]:
    state = standings.get(step["resource"], NOTHING).state
    return {
        **step,
        "position": position,
        "known": step["resource"] in engine().catalog.resources,
        "link": web_address(step["url"]),
        "starts": date.fromisoformat(step["starts"]),
        "ends": date.fromisoformat(step["ends"]),
        "state": state,
        "kinds": NEXT[state],
    }
