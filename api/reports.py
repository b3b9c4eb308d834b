"""Reports for those who lead: who is where, how groups do, which steps people drop."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue
from marshmallow import fields

from api import formats
from api.blueprint import StrictBlueprint
from api.fields import choice
from api.identity import needs, scope
from api.members import NAME, SHORT
from api.schemas import Strict
from learners import reports
from learners.standing import STATES

blueprint = StrictBlueprint("reports", __name__, url_prefix="/api/v1", description="Reports")

FORMS = ("json", "csv", "xlsx")


class FormQuery(Strict):
    """The form of a report."""

    format = fields.String(validate=choice(FORMS))


class ProgressQuery(FormQuery):
    """Whose progress."""

    group = fields.String(validate=SHORT)
    manager = fields.String(validate=SHORT)
    role = fields.String(validate=NAME)
    member = fields.String(validate=SHORT)
    state = fields.String(validate=choice(STATES))
    active = fields.Boolean()


class StepsQuery(FormQuery):
    """Whose steps."""

    group = fields.String(validate=SHORT)


@blueprint.get("/reports/progress")
@blueprint.arguments(ProgressQuery, location="query")
@needs("reports:read")
def progress(args: dict[str, Any]) -> ResponseReturnValue:
    """A line for each active path: who is late comes first; those who left are there unless ``active`` is asked."""
    form = args.pop("format", None)
    return given([asdict(each) for each in reports.progress(scope(), date.today(), **args)], form, "progress")


@blueprint.get("/reports/groups")
@blueprint.arguments(FormQuery, location="query")
@needs("reports:read")
def groups(args: dict[str, Any]) -> ResponseReturnValue:
    """How each group does, and all together."""
    return given(reports.groups(scope(), date.today()), args.get("format"), "groups")


@blueprint.get("/reports/steps")
@blueprint.arguments(StepsQuery, location="query")
@needs("reports:read")
def steps(args: dict[str, Any]) -> ResponseReturnValue:
    """Which steps people drop."""
    return given(reports.steps(scope(), group=args.get("group")), args.get("format"), "steps")


def given(lines: Iterable[Mapping[str, Any]], chosen: str | None, name: str, lang: str = "en") -> ResponseReturnValue:
    """Return a report in the form that is chosen, else in the one that a request wants; a table has one language."""
    form, listed = formats.wanted(chosen, FORMS), list(lines)
    if form == "json":
        return jsonify(items=listed, total=len(listed))
    flat = ({column: _said(value, lang) for column, value in each.items()} for each in listed)
    return formats.TABLES[form](flat, COLUMNS[name], name=f"{name}.{form}")


def _said(value: Any, lang: str) -> Any:
    """Return one title of a value that holds titles by language."""
    return value.get(lang) or next(iter(value.values()), "") if isinstance(value, Mapping) else value


COLUMNS: Mapping[str, tuple[str, ...]] = {
    "progress": tuple(reports.Line.__slots__),
    "groups": ("id", "name", "members", "paths", *STATES, "share", "hours", "hours_over"),
    "steps": ("resource", "title", *reports.COUNTS, "rating"),
}
"""The columns of each report as a table."""
