"""Other forms of an answer: CSV, calendar, JSON-LD; and which form a request wants."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from flask import Response, request
from icalendar import Calendar, Event

from catalog import Catalog, Resource
from recommender import Path

MEDIA = {
    "json": "application/json",
    "csv": "text/csv",
    "ics": "text/calendar",
    "html": "text/html",
    "jsonld": "application/ld+json",
}
SCHEMA_ORG = {"book": "Book", "course": "Course", "podcast": "PodcastSeries", "paper": "ScholarlyArticle"}


def wanted(chosen: str | None, offered: Iterable[str]) -> str:
    """Return the form that ``?format=`` chose, else the best that Accept allows; the first offered by default."""
    forms = list(offered)
    if chosen:
        return chosen
    best = request.accept_mimetypes.best_match([MEDIA[form] for form in forms], default=MEDIA[forms[0]])
    return next(form for form in forms if MEDIA[form] == best)


def table(rows: Iterable[Mapping[str, Any]], columns: Iterable[str], *, name: str) -> Response:
    """Return rows as a CSV file (UTF-8), with a first line of names."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    return _file(text.getvalue(), "csv", name)


def resources_csv(resources: Iterable[Resource]) -> Response:
    """Return resources as a table."""
    columns = ("id", "title", "type", "level", "languages", "cost", "hours", "creators", "publisher", "year", "url",
               "status")  # fmt: skip
    rows = ({**{c: getattr(r, c) for c in columns}, "title": r.name("en")} for r in resources)
    return table(rows, columns, name="resources.csv")


def path_csv(path: Path) -> Response:
    """Return the steps of a path as a table."""
    columns = (
        "position",
        "stage",
        "starts",
        "ends",
        "hours",
        "id",
        "title",
        "type",
        "languages",
        "cost",
        "url",
        "gains",
    )
    rows = (
        {
            "position": position,
            "stage": step.placed.stage,
            "starts": step.placed.starts,
            "ends": step.placed.ends,
            "hours": step.placed.resource.hours,
            "id": step.placed.resource.id,
            "title": step.placed.resource.name("en"),
            "type": step.placed.resource.type,
            "languages": step.placed.resource.languages,
            "cost": step.placed.resource.cost,
            "url": step.placed.resource.url,
            "gains": tuple(f"{gain.skill} {gain.after}" for gain in step.placed.gains),
        }
        for position, step in enumerate(path.steps, start=1)
    )
    return table(rows, columns, name="path.csv")


def path_calendar(path: Path) -> Response:
    """Return the steps of a path as all-day events."""
    calendar = Calendar()
    calendar.add("prodid", "-//Parcours//Learning path//EN")
    calendar.add("version", "2.0")
    for position, step in enumerate(path.steps, start=1):
        event = Event()
        event.add("uid", f"{path.id}-{position}@parcours")
        event.add("dtstamp", path.profile.start)
        event.add("summary", f"{position}. {step.placed.resource.name('en')} ({step.placed.resource.hours:g} h)")
        event.add("dtstart", step.placed.starts)
        event.add("dtend", step.placed.ends + timedelta(days=1))
        if step.placed.resource.url:
            event.add("url", step.placed.resource.url)
        calendar.add_component(event)
    return _file(calendar.to_ical().decode(), "ics", "path.ics")


def resource_jsonld(resource: Resource, catalog: Catalog) -> dict[str, Any]:
    """Return a resource as a schema.org LearningResource."""
    kind = SCHEMA_ORG.get(resource.type)
    values = {
        "@context": "https://schema.org",
        "@type": ["LearningResource", kind] if kind else "LearningResource",
        "identifier": resource.id,
        "name": resource.name("en"),
        "alternateName": list(resource.alternate_names),
        "description": resource.summary["en"],
        "url": resource.url,
        "inLanguage": list(resource.languages),
        "author": [{"@type": "Person", "name": each} for each in resource.creators],
        "publisher": {"@type": "Organization", "name": resource.publisher} if resource.publisher else None,
        "datePublished": str(resource.year) if resource.year else None,
        "isbn": resource.identifiers.get("isbn13"),
        "educationalLevel": resource.level,
        "isAccessibleForFree": resource.cost == "free",
        "timeRequired": f"PT{round((resource.hours or 0) * 60)}M" if resource.hours else None,
        "teaches": [catalog.skills[skill].label["en"] for skill in resource.teaches],
        "competencyRequired": [catalog.skills[skill].label["en"] for skill in resource.requires],
    }
    return {name: value for name, value in values.items() if value not in (None, [])}


def _cell(value: Any) -> Any:
    """Text for a cell; what a spreadsheet would take for a formula is quoted."""
    text = "; ".join(map(str, value)) if isinstance(value, tuple | list) else value
    return f"'{text}" if isinstance(text, str) and text[:1] in "=+-@\t\r" and text else text


def _file(text: str, form: str, name: str) -> Response:
    answer = Response(text, content_type=f"{MEDIA[form]}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
