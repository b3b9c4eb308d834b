"""A path in other forms: table, calendar, JSON-LD."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from flask import Response
from icalendar import Calendar, Event

from api.formats import file, resource_jsonld, table
from api.messages import number, translate
from catalog import Catalog
from recommender import Path
from recommender.path import Step
from recommender.schedule import Week

COLUMNS = ("position", "stage", "starts", "ends", "hours", "id", "title", "type", "languages", "cost", "url", "gains")


def csv(path: Path, lang: str) -> Response:
    """Return the steps of a path as a table."""
    rows = (_row(position, step, lang) for position, step in enumerate(path.steps, start=1))
    return table(rows, COLUMNS, name="path.csv")


def _row(position: int, step: Step, lang: str) -> dict[str, Any]:
    placed, resource = step.placed, step.placed.resource
    return {
        "position": position,
        "stage": placed.stage,
        "starts": placed.starts,
        "ends": placed.ends,
        "title": resource.name(lang),
        "gains": tuple(f"{gain.skill} {gain.after}" for gain in placed.gains),
        **{name: getattr(resource, name) for name in ("hours", "id", "type", "languages", "cost", "url")},
    }


def calendar(path: Path, lang: str) -> Response:
    """Return a path as all-day events, one a week, in ``lang``."""
    made = Calendar()
    made.add("prodid", "-//Parcours//Learning path//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", "Parcours")
    for week in path.weekly():
        made.add_component(_event(path, week, lang))
    return file(made.to_ical().decode(), "ics", "path.ics")


def _event(path: Path, week: Week, lang: str) -> Event:
    steps = [(path.steps[position - 1].placed.resource, hours) for position, hours in week.work]
    lines = [f"{resource.name(lang)} ({number(lang, hours)} h) {resource.url or ''}".rstrip()
             for resource, hours in steps]  # fmt: skip
    slots = [each for each in (*path.practice, *path.follow) if each.since <= week.ends and each.until >= week.starts]
    lines += [f"+ {each.resource.name(lang)} ({number(lang, each.hours)} h)" for each in slots]
    event = Event()
    event.add("uid", f"{path.id}-{week.number}@parcours")
    event.add("dtstamp", datetime.combine(path.profile.start, time(), UTC))
    titles = ", ".join(resource.name(lang) for resource, _ in steps)
    event.add("summary", translate(lang, "week", number=week.number, titles=titles))
    event.add("description", "\n".join(lines))
    event.add("dtstart", week.starts)
    event.add("dtend", week.ends + timedelta(days=1))
    return event


def jsonld(path: Path, catalog: Catalog) -> dict[str, Any]:
    """Return a path as a schema.org Course whose parts are its steps, in order."""
    parts = [
        {key: value for key, value in resource_jsonld(step.placed.resource, catalog).items() if key != "@context"}
        for step in path.steps
    ]
    taught = dict.fromkeys(gain.skill for step in path.steps for gain in step.placed.gains)
    return {
        "@context": "https://schema.org",
        "@type": "Course",
        "identifier": path.id,
        "name": path.role.label["en"] if path.role else path.profile.goal,
        "timeRequired": f"PT{round(path.hours * 60)}M",
        "teaches": [catalog.skills[skill].label["en"] for skill in taught],
        "hasPart": [{**part, "position": position} for position, part in enumerate(parts, start=1)],
        "hasCourseInstance": {
            "@type": "CourseInstance",
            "courseMode": "online",
            "startDate": path.profile.start.isoformat(),
            "endDate": path.ends.isoformat() if path.ends else path.profile.start.isoformat(),
            "courseWorkload": f"PT{round(path.profile.hours_per_week * 60)}M",
        },
    }
