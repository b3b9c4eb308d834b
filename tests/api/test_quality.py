import pytest
from click.testing import CliRunner

from api import create_app
from api.cli import main
from tests.conftest import bakery


def test_what_is_not_measured_is_told():
    answer = create_app(content=bakery()).test_client().get("/api/v1/quality")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "parcours quality" in answer.json["detail"]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_command_measures_for_the_api(deployment, lang):
    app = create_app(deployment)
    environment = {**deployment.environment(), "COLUMNS": "200"}
    told = CliRunner().invoke(main, ["quality", "--lang", lang], env=environment)
    assert told.exit_code == 0, told.output
    assert {"en": "Figure", "fr": "Indicateur"}[lang] in told.output
    answer = app.test_client().get("/api/v1/quality")
    assert answer.json["optimal"] == 1
    assert answer.json["revision"] == app.extensions["live"].engine.catalog.revision
