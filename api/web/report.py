"""A report that something in a record is wrong: a text that names the record, the field and the revision, to send on.

Nothing is stored: what is wrong stands in the address of the page, and goes to the curator by mail, where the
deployment names one, or however the reader likes.
"""

from typing import Any
from urllib.parse import quote

from flask import current_app, request

from api.blueprint import engine
from api.messages import translate
from catalog import Resource

FIELDS = ("title", "creators", "url", "level", "hours", "cost", "languages", "teaches", "requires", "status", "summary",
          "other")  # fmt: skip
LONGEST = 2000
"""Characters of a report."""


def values(resource: Resource, lang: str) -> dict[str, Any]:
    """Return what the form needs: the fields, what was filled in, and the text and mail that come of it."""
    field = request.args.get("field", "")
    wrong = request.args.get("wrong", "").strip()[:LONGEST]
    text = written(resource, field, wrong, lang) if field in FIELDS and wrong else ""
    return {"fields": FIELDS, "field": field, "wrong": wrong, "report": text, "mail": _mail(resource, text, lang)}


def written(resource: Resource, field: str, wrong: str, lang: str) -> str:
    """Return a report as text."""
    revision = engine().catalog.revision
    head = translate(lang, "resource_report_head", id=resource.id, revision=revision)
    here = resource.document().get(field)
    now = [] if here is None else [translate(lang, "resource_report_now", value=_plain(here))]
    named = translate(lang, f"resource_report_{field}")
    return "\n".join([head, translate(lang, "resource_report_about", field=named), *now, wrong])


def _plain(value: Any) -> str:
    """Return a field's value as text."""
    if isinstance(value, dict):
        return "; ".join(f"{name}: {each}" for name, each in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _mail(resource: Resource, text: str, lang: str) -> str:
    contact = current_app.config["CONTACT"]
    subject = translate(lang, "resource_report_subject", id=resource.id)
    return f"mailto:{contact}?subject={quote(subject)}&body={quote(text)}" if contact and text else ""
