"""The web app: pages in French and English over the same objects as the API, whole without JavaScript."""

from flask import Flask
from flask_compress import Compress

from api.headers import protect
from api.web import (
    about,
    drawing,
    embed,
    explore,
    home,
    mine,
    path,
    resource,
    roles,
    session,
    signing,
    skills,
    start,
    suggest,
    team,
)
from api.web.page import blueprint

PAGES = (home, start, path, explore, resource, roles, skills, about, suggest, embed, signing, mine, team)
"""The modules that hold the pages: each has put its own on the blueprint."""


def register(app: Flask) -> None:
    """Add the pages, their headers and their compression."""
    app.register_blueprint(blueprint)
    session.register(app)
    drawing.register(app)
    app.after_request(protect)
    app.config.update(
        COMPRESS_MIMETYPES=["text/html", "text/css", "text/javascript", "image/svg+xml"],
        COMPRESS_ALGORITHM=["br", "gzip"],
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,
    )
    Compress(app)
