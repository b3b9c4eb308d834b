"""A tiny world that one can reason about, and the real one."""

import json
import os
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from flask import Flask
from hypothesis import settings

import catalog
from api import create_app
from api.config import Settings
from catalog import Need, Resource, Role, Skill
from learners.organisations import Keys
from learners.rows import Scope
from recommender import Engine, Profile
from tests.postgresql import PROGRAMS, served

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def _own_snapshots(tmp_path_factory):
    """Keep the snapshots of commands and servers that tests start apart from the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PARCOURS_SNAPSHOTS", str(tmp_path_factory.mktemp("snapshots")))
        yield


def skill(skill_id: str, **requires: int) -> Skill:
    return Skill(
        id=skill_id,
        label={"en": skill_id, "fr": FRENCH.get(skill_id, skill_id)},
        aliases={"en": (), "fr": ()},
        definition={"en": skill_id, "fr": skill_id},
        requires=requires,
    )


FRENCH = {"baking": "boulangerie", "flour": "farine", "oven": "four"}


def resource(resource_id: str, teaches: dict[str, int], hours: float | None = 10, **more: Any) -> Resource:
    values: dict[str, Any] = {
        "id": resource_id,
        "type": "course",
        "title": {"en": resource_id.replace("-", " ")},
        "summary": {"en": "A text.", "fr": "Un texte."},
        "languages": ("en",),
        "cost": "free",
        "status": "active",
        "level": "beginner",
        "hours": hours if hours is None else float(hours),
        "teaches": teaches,
        "verified": {"state": "known", "on": "2026-11-22"},
    }
    return Resource(**{**values, **more})


def bakery() -> catalog.Catalog:
    """To bake one must know flour and the oven; the long course teaches all at once."""
    return catalog.Catalog(
        [
            resource("know-flour", {"flour": 1}, 4),
            resource("master-flour", {"flour": 2}, 12, level="intermediate", requires={"flour": 1}, cost="paid"),
            resource("the-oven", {"oven": 1}, 6, languages=("fr",), title={"fr": "le four"}),
            resource("the-oven-in-english", {"oven": 1}, 9),
            resource("baking-bread", {"baking": 1}, 10, level="intermediate"),
            resource("baker-certificate", {"baking": 2, "flour": 1, "oven": 1}, 80, cost="paid"),
            resource("bread-radio", {"baking": 1}, 1, type="podcast"),
            resource("a-good-knife", {"baking": 1}, type="tool", hours=None),
            resource("lost-book", {"baking": 3}, 1, status="unverified", type="book", successor="baking-bread"),
        ],
        [skill("flour"), skill("oven"), skill("baking", flour=1, oven=1)],
        [
            Role(
                id="baker",
                label={"en": "baker", "fr": "boulanger"},
                aliases={"en": ("bread maker",), "fr": ("boulangère",)},
                mission={"en": "Bakes.", "fr": "Fait le pain."},
                needs={"baking": Need(2, 2.0), "flour": Need(1, 1.0)},
                codes={"rome": ("D1102",)},
            )
        ],
    )


@pytest.fixture(scope="session")
def tiny() -> Engine:
    return Engine(bakery())


@pytest.fixture
def profile() -> Profile:
    return Profile(start=date(2026, 12, 1), role="baker", hours_per_week=5, weeks=6)


@pytest.fixture(scope="session")
def real_catalog() -> catalog.Catalog:
    return catalog.load()


@pytest.fixture(scope="session")
def real(real_catalog) -> Engine:
    return Engine(real_catalog)


@pytest.fixture(scope="session")
def app(real_catalog):
    return create_app(content=real_catalog)


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def deployment(tmp_path) -> Settings:
    """A deployment of the bakery: its files, its database, its snapshots."""
    folder = tmp_path / "data"
    folder.mkdir()
    for name, records in bakery().documents().items():
        plain = [{k: v for k, v in each.items() if k != "mode" and v is not None} for each in records]
        (folder / f"{name}.json").write_text(json.dumps(plain))
    return Settings(f"sqlite:///{tmp_path / 'store.sqlite'}", str(folder), str(tmp_path / "snapshots"))


@pytest.fixture(scope="session")
def postgresql():
    """A PostgreSQL server; without its programs, what needs it is skipped, and fails where CI is true."""
    if not PROGRAMS and os.environ.get("CI") != "true":
        pytest.skip("no PostgreSQL here")
    with served() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path) -> str:
    """The URL of an empty database, of each kind."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgresql").database()
    return f"sqlite:///{tmp_path / 'learners.sqlite'}"


@dataclass
class Portal:
    """An organisation, and a client that shows its key with each request."""

    id: str
    key: str
    app: Flask

    def scope(self) -> Scope:
        return self.app.extensions["organisations"].scope(self.id)

    def call(self, method: str, path: str, body: Any = None, *, key: str | None = None, **more: Any) -> Any:
        """Send a request (a path without a leading slash is one of the API); a body that is no bytes goes as JSON."""
        address = path if path.startswith("/") else f"/api/v1/{path}"
        sent = {"data": body} if isinstance(body, bytes) else {"json": body} if body is not None else {}
        headers = {"Authorization": f"Bearer {key or self.key}", **more.pop("headers", {})}
        return self.app.test_client().open(address, method=method, headers=headers, **sent, **more)

    def get(self, path: str, **more: Any) -> Any:
        return self.call("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.call("POST", path, body, **more)


def portal(app: Flask, name: str) -> Portal:
    """Make an organisation with a key for everything."""
    made = app.extensions["organisations"].create(name, name.title())
    _, key = Keys(app.extensions["organisations"].scope(made.id)).create("all", ["admin"])
    return Portal(made.id, key, app)


@pytest.fixture
def company(database) -> Flask:
    """The bakery's application, on a database of each kind."""
    app = create_app(content=bakery(), database=database)
    yield app
    app.extensions["store"].close()


@pytest.fixture
def acme(company) -> Portal:
    return portal(company, "acme")


@pytest.fixture
def globex(company) -> Portal:
    return portal(company, "globex")
