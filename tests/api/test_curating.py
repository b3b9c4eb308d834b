import json

import pytest
from click.testing import CliRunner

from api.app import open_store
from api.cli import main
from tests.conftest import bakery
from tests.recommender.test_changes import with_rye


@pytest.fixture
def history(deployment):
    """A deployment whose catalogue was another one before."""
    store = open_store(deployment, load=False)
    before = with_rye(bakery())
    store.put(before)
    store.close()
    return {**deployment.environment(), "COLUMNS": "200"}, before.revision


@pytest.mark.parametrize(("lang", "said"), [("en", "Coverage"), ("fr", "Couverture")])
def test_the_last_change_is_told(history, lang, said):
    environment, _ = history
    told = CliRunner().invoke(main, ["diff", "--lang", lang], env=environment)
    assert told.exit_code == 0, told.output
    for each in ("- rye", "+ the-oven-in-english", "~ know-flour: cost, hours", said):
        assert each in told.output


def test_a_change_is_told_as_json(history):
    environment, revision = history
    told = json.loads(CliRunner().invoke(main, ["diff", revision[:6], "--json"], env=environment).stdout)
    assert told["from"] == revision
    assert told["resources"]["removed"] == ["rye"]
    assert told["paths"]


def test_nothing_changes_in_the_paths_of_one_revision(history):
    environment, revision = history
    told = CliRunner().invoke(main, ["diff", revision, revision], env=environment)
    assert "No path changes." in told.output


def test_a_revision_that_was_not_there_is_told(history):
    environment, _ = history
    told = CliRunner().invoke(main, ["diff", "nothing"], env=environment)
    assert told.exit_code != 0
    assert "No revision has the id 'nothing'" in told.output
