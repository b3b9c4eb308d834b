import json

import pytest
from click.testing import CliRunner

from api import create_app
from api.cli import main
from api.config import Settings
from tests.conftest import bakery


@pytest.fixture
def settings(tmp_path):
    """A deployment of the bakery, its files and its database."""
    folder = tmp_path / "data"
    folder.mkdir()
    for name, records in bakery().documents().items():
        plain = [{k: v for k, v in each.items() if k != "mode" and v is not None} for each in records]
        (folder / f"{name}.json").write_text(json.dumps(plain))
    return Settings(database=f"sqlite:///{tmp_path / 'store.sqlite'}", data=str(folder))


def test_what_is_not_measured_is_told():
    answer = create_app(content=bakery()).test_client().get("/api/v1/quality")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "parcours quality" in answer.json["detail"]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_command_measures_for_the_api(settings, lang):
    app = create_app(settings)
    environment = {"PARCOURS_DATABASE": settings.database, "PARCOURS_DATA": settings.data, "COLUMNS": "200"}
    told = CliRunner().invoke(main, ["quality", "--lang", lang], env=environment)
    assert told.exit_code == 0, told.output
    assert {"en": "Figure", "fr": "Indicateur"}[lang] in told.output
    answer = app.test_client().get("/api/v1/quality")
    assert answer.json["optimal"] == 1
    assert answer.json["revision"] == app.extensions["live"].engine.catalog.revision
