"""A tiny world that one can reason about, and the real one."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import settings

import catalog
from api import create_app
from api.config import Settings
from catalog import Need, Resource, Role, Skill
from recommender import Engine, Profile

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


def resource(resource_id: str, teaches: dict[str, int], hours: float = 10, **more: Any) -> Resource:
    values: dict[str, Any] = {
        "id": resource_id,
        "type": "course",
        "title": {"en": resource_id.replace("-", " ")},
        "summary": {"en": "A text.", "fr": "Un texte."},
        "languages": ("en",),
        "cost": "free",
        "status": "active",
        "level": "beginner",
        "hours": hours,
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
