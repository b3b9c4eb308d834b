"""Other forms of an answer than JSON, and which form a request wants."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import xlsxwriter
from flask import Response, jsonify, request

from catalog import Catalog, Resource

MEDIA = {
    "json": "application/json",
    "csv": "text/csv",
    "ics": "text/calendar",
    "html": "text/html",
    "jsonld": "application/ld+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""How texts begin that a spreadsheet takes for a formula, or that begin as one that was quoted."""

SCHEMA_ORG = {"book": "Book", "course": "Course", "podcast": "PodcastSeries", "paper": "ScholarlyArticle"}


def wanted(chosen: str | None, offered: Iterable[str]) -> str:
    """Return the form that ``?format=`` chose, else the best that Accept allows; the first offered by default."""
    forms = list(offered)
    if chosen:
        return chosen
    if request.environ.get("HTTP_ACCEPT", "*/*") == "*/*":
        return forms[0]
    best = request.accept_mimetypes.best_match([MEDIA[form] for form in forms], default=MEDIA[forms[0]])
    return next(form for form in forms if MEDIA[form] == best)


def table(rows: Iterable[Mapping[str, Any]], columns: Iterable[str], *, name: str) -> Response:
    """Return rows as a CSV file (UTF-8), with a first line of names."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    return file(text.getvalue(), "csv", name)


def workbook(rows: Iterable[Mapping[str, Any]], columns: Iterable[str], *, name: str) -> Response:
    """Return rows as a workbook of one sheet (XLSX), with a first line of names; no text in it is a formula."""
    names, content = list(columns), io.BytesIO()
    as_it_is = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, as_it_is) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, names, book.add_format({"bold": True}))
        for line, row in enumerate(rows, start=1):
            sheet.write_row(line, 0, [_plain(row.get(column)) for column in names])
    answer = Response(content.getvalue(), content_type=MEDIA["xlsx"])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def resources_csv(resources: Iterable[Resource]) -> Response:
    """Return resources as a table."""
    columns = ("id", "title", "type", "level", "languages", "cost", "hours", "creators", "publisher", "year", "url",
               "status")  # fmt: skip
    rows = ({**{c: getattr(r, c) for c in columns}, "title": r.name("en")} for r in resources)
    return table(rows, columns, name="resources.csv")


def jsonld(document: Mapping[str, Any]) -> Response:
    """Return a JSON-LD document."""
    answer = jsonify(document)
    answer.content_type = MEDIA["jsonld"]
    return answer


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


def _plain(value: Any) -> Any:
    """Return what a sheet holds of a value: numbers and truths as they are, all else as text."""
    return value if isinstance(value, int | float | None) else _text(value)


def _text(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def _cell(value: Any) -> Any:
    """Text for a cell; what a spreadsheet would take for a formula is quoted, and so that it can be told again."""
    text = _text(value) if isinstance(value, tuple | list) else value
    return f"'{text}" if isinstance(text, str) and FORMULA.match(text) else text


def unquoted(text: str) -> str:
    """Return the text of a cell that was written as a table's."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def file(text: str, form: str, name: str) -> Response:
    """Return ``text`` as a file of this form and name, shown rather than saved where a browser can."""
    answer = Response(text, content_type=f"{MEDIA[form]}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


TABLES: Mapping[str, Callable[..., Response]] = {"csv": table, "xlsx": workbook}
"""What writes rows as a table, by form."""
