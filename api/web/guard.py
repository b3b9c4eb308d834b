"""Forms of our own pages only: a page of another site can make a browser send one, but not say that it is ours."""

from flask import abort, current_app, request

from api.web.page import blueprint

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@blueprint.before_request
def guard() -> None:
    """Refuse what changes something unless the browser says that it comes from one of our pages."""
    if request.method not in SAFE and not _ours():
        abort(403, "This form was not sent by a page of this site.")


def here() -> str:
    """Return where people reach the pages, as a browser writes an origin."""
    said: str = current_app.config["ADDRESS"]
    return said or f"{request.scheme}://{request.host}"


def _ours() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    return site == "same-origin" if site else request.headers.get("Origin") == here()
