"""The application: a list of what it is made of."""

import os
import secrets
import sys
from functools import partial
from subprocess import DEVNULL, run

from flask import Flask

import catalog
from api import (
    assignments,
    caching,
    catalog_views,
    docs,
    embed_tokens,
    errors,
    groups,
    health,
    identity,
    identity_provider,
    members,
    organisation,
    own_catalog,
    paths,
    privacy,
    progress,
    reports,
    resources,
    rules,
    stored_paths,
    titles,
    vocabularies,
    web,
    webhooks,
    xapi,
)
from api.blueprint import ProblemApi
from api.config import Settings
from api.engines import Engines
from api.jobs import Jobs, queue
from api.live import Live, opened
from api.openid import OpenId
from api.ready import OrjsonProvider
from api.scim import views
from api.scim.errors import scim_error
from api.secret import secret
from api.sending import Sender
from api.web import cors
from api.web.errors import error_page
from catalog import Catalog
from catalog.database import MEMORY
from catalog.store import Store
from learners.organisations import Organisations
from learners.paths import StoredPaths
from learners.sealed import Sealer
from recommender import Engine, Query
from recommender.facets import FACETS
from recommender.snapshots import Snapshots

PROGRAM = [sys.executable, "-P", "-c", "from api.cli import main; main()"]
"""The command line; -P keeps a folder that happens to hold another ``api`` out of it."""

DOORS = (
    resources,
    vocabularies,
    paths,
    stored_paths,
    catalog_views,
    organisation,
    privacy,
    own_catalog,
    members,
    groups,
    titles,
    assignments,
    rules,
    progress,
    reports,
    webhooks,
    xapi,
    identity_provider,
    embed_tokens,
)
"""The modules that hold the calls of the API."""


def create_app(settings: Settings | None = None, *, content: Catalog | None = None, database: str = MEMORY) -> Flask:
    """Make the application over the store that ``settings`` name, or over ``content`` with ``database`` beside it."""
    settings = settings or Settings.from_environment(os.environ)
    app = Flask(__name__)
    app.json = OrjsonProvider(app)
    store, live = _over(content, database) if content is not None else _following(settings)
    app.extensions["live"] = live
    app.extensions["store"] = store
    app.extensions["stored_paths"] = StoredPaths(store.engine)
    app.extensions["organisations"] = Organisations(store.engine)
    folder = settings.snapshot_folder if content is None else None
    app.extensions["engines"] = Engines(live, app.extensions["organisations"], folder)
    app.extensions["secret"] = secrets.token_bytes(32) if content is not None else secret(settings)
    app.extensions["sealer"] = Sealer(app.extensions["secret"])
    sender = Sender(app.extensions["sealer"], settings.allowed_targets)
    app.extensions["openid"] = OpenId(settings.allowed_targets)
    tasks = queue(MEMORY if content is not None else settings.database_url)
    app.extensions["jobs"] = Jobs(tasks, app.extensions["organisations"], live, app.extensions["engines"], sender)
    app.config.update(
        SECRET_KEY=app.extensions["secret"],
        SESSION_COOKIE_NAME=caching.COOKIE,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=1_000_000,
        CONTACT=settings.contact,
        ADDRESS=settings.public_address,
        API_TITLE="Parcours",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={"info": {"description": "Learning resources and paths for data and machine learning."}},
    )
    caching.register(app)
    identity.register(app)
    api = ProblemApi(app)
    for module in DOORS:
        api.register_blueprint(module.blueprint)
    for plain in (health, docs, views):
        app.register_blueprint(plain.blueprint)
    web.register(app)
    errors.register(app, scim_error, error_page)
    cors.register(app, settings.allowed_origins)
    return app


def open_store(settings: Settings | None = None, *, load: bool = True) -> Store:
    """Open the store and, with ``load``, bring the curated files into it where they are new."""
    settings = settings or Settings.from_environment(os.environ)
    store = Store(settings.database_url)
    store.migrate()
    if load:
        store.put(catalog.load(settings.folder))
    return store


def _over(content: Catalog, database: str) -> tuple[Store, Live]:
    store = Store(database)
    store.migrate()
    return store, Live(Engine(content))


def _following(settings: Settings) -> tuple[Store, Live]:
    store, snapshots = open_store(settings), Snapshots(settings.snapshot_folder)
    live = Live(*opened(store, snapshots))
    environment = {**os.environ, **settings.environment()}
    build = partial(run, [*PROGRAM, "index", "--stored"], env=environment, check=True, stdout=DEVNULL)
    live.follow(store, snapshots, build)
    warm(live.engine)
    return store, live


def warm(engine: Engine) -> None:
    """Load the compiled code, so that no request need wait for it."""
    engine.search(Query("apprentissage profnd"), facets=FACETS)
    engine.search(Query(sort="title", min_hours=1))
    engine.suggest("machne")
    engine.suggest("machine lear")
