"""One shape for every error: application/problem+json (RFC 9457); a page for whoever reads pages."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, json, request
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException

from catalog import ResourceNotFound, RevisionNotFound, RoleNotFound, SkillNotFound
from learners import errors as learning
from recommender import BadProfile, UnknownRole

STATUS: dict[type[Exception], int] = {
    ResourceNotFound: 404,
    SkillNotFound: 404,
    RoleNotFound: 404,
    RevisionNotFound: 404,
    UnknownRole: 404,
    learning.PathNotFound: 404,
    learning.BadKey: 401,
    learning.Missing: 404,
    learning.Taken: 409,
    learning.OrganisationExists: 409,
    learning.Stale: 412,
    learning.BadRequest: 422,
    learning.BadStatement: 400,
    BadProfile: 422,
}
"""Every error of the domain that a request can meet."""

UNKEPT = "The request holds what no database keeps: the character NUL, or a text or number that is too long."


Page = Callable[[int, Exception], Response | None]
"""Makes the answer to an error with a status; None where the request is not for a page (or for SCIM)."""


def register(app: Flask, *pages: Page) -> None:
    """Answer these exceptions, and all HTTP errors, with the first of ``pages`` that there is or with the one shape."""

    def page(status: int, error: Exception) -> Response | None:
        return next((found for each in pages if (found := each(status, error)) is not None), None)

    def domain(error: Exception) -> Response:
        status = next(STATUS[each] for each in type(error).__mro__ if each in STATUS)
        answer = page(status, error) or _domain(status, error)
        if status == 401:
            answer.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
        return answer

    def http(error: HTTPException) -> Response:
        answer = page(error.code or 500, error) or _http(error)
        for name, value in error.get_headers():
            if name.lower() in {"allow", "retry-after", "www-authenticate"}:
                answer.headers[name] = value
        return answer

    def unkept(error: DataError) -> Response:
        current_app.logger.warning("Refused by the database: %s", type(error.orig).__name__)  # no word of the data
        return page(422, error) or problem(422, UNKEPT)

    for error_class in STATUS:
        app.register_error_handler(error_class, domain)
    app.register_error_handler(DataError, unkept)
    app.register_error_handler(HTTPException, http)


def problem(status: int, detail: str, **more: Any) -> Response:
    """Return the one body of an error; ``more`` holds ``errors`` by field or ``nearest`` ids."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": request.full_path.rstrip("?"),
        **{name: value for name, value in more.items() if value},
    }
    return Response(json.dumps(body), status=status, content_type="application/problem+json")


def _domain(status: int, error: Exception) -> Response:
    nearest = list(getattr(error, "nearest", ()))
    return problem(status, str(error), nearest=nearest, errors=getattr(error, "errors", None))


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    messages = _by_field(getattr(error, "data", {}).get("messages", {}))
    if "_schema" in messages and status == 422:
        messages["body"] = messages.pop("_schema")
    malformed = messages == {"body": ["Invalid input type."]} or "Invalid JSON body." in str(messages)
    if malformed:
        status = 400
    sentences = [
        f"{field}: {' '.join(map(str, said)) if isinstance(said, list) else said}" for field, said in messages.items()
    ]
    return problem(status, "; ".join(sentences) or error.description or "", errors=messages)


def _by_field(messages: Mapping[str, Any]) -> dict[str, Any]:
    """Drop webargs' level of locations: a client cares for the field, not where it was sent."""
    fields: dict[str, Any] = {}
    for location in messages.values():
        fields.update(location if isinstance(location, Mapping) else {"body": location})
    return fields
