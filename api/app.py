"""The application: a list of what it is made of."""

import os

from flask import Flask

import catalog
from api import caching, catalog_views, docs, errors, health, pages, paths, resources, stored_paths, vocabularies
from api.blueprint import ProblemApi
from api.config import Settings
from catalog import Catalog
from catalog.store import MEMORY, Store
from learners.paths import StoredPaths
from recommender import Engine


def create_app(settings: Settings | None = None, *, content: Catalog | None = None) -> Flask:
    """Make the application over the store that ``settings`` name, or over ``content``, with a store in memory."""
    app = Flask(__name__)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    store = open_store(settings) if content is None else _memory()
    app.extensions["parcours"] = Engine(store.read() if content is None else content)
    app.extensions["store"] = store
    app.extensions["stored_paths"] = StoredPaths(store.engine)
    app.config.update(
        MAX_CONTENT_LENGTH=1_000_000,
        API_TITLE="Parcours",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={"info": {"description": "Learning resources and paths for data and machine learning."}},
    )
    api = ProblemApi(app)
    for module in (resources, vocabularies, paths, stored_paths, catalog_views):
        api.register_blueprint(module.blueprint)
    for plain in (health, docs, pages):
        app.register_blueprint(plain.blueprint)
    errors.register(app)
    caching.register(app)
    return app


def open_store(settings: Settings | None = None) -> Store:
    """Open the store, and bring the curated files into it where they are new."""
    settings = settings or Settings.from_environment(os.environ)
    store = Store(settings.database_url)
    store.migrate()
    store.put(catalog.load(settings.folder))
    return store


def _memory() -> Store:
    store = Store(MEMORY)
    store.migrate()
    return store
