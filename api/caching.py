"""ETag, 304 and Cache-Control for everything that is read."""

from flask import Flask, Response, request

CACHE_CONTROL = "public, max-age=60"


def register(app: Flask) -> None:
    """Tag every readable answer, and say 304 to those who have it."""
    app.after_request(_tag)


def _tag(response: Response) -> Response:
    if request.method not in {"GET", "HEAD"} or response.status_code != 200 or response.direct_passthrough:
        return response
    if request.blueprint not in {"resources", "vocabularies", "paths", "stored paths", "catalog", "api-docs"}:
        return response
    response.headers.setdefault("Cache-Control", CACHE_CONTROL)
    response.vary.update(("Accept", "Accept-Language"))
    response.add_etag()
    response.make_conditional(request)
    return response
