import json

import pytest
from click.testing import CliRunner

from api import curating
from api.app import open_store
from api.cli import main
from catalog import Catalog
from curation.duplicates import OTHER_FINDINGS, WEIGHTS
from recommender import Engine
from tests.conftest import bakery, resource
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


@pytest.mark.parametrize(("lang", "said"), [("en", "same address"), ("fr", "même adresse")])
def test_what_is_there_twice_is_told_with_the_reason(monkeypatch, lang, said):
    one = resource("one", {"flour": 1}, title={"en": "Flour and its kinds"}, url="https://www.flour.example/kinds/")
    two = resource("two", {"flour": 1}, title={"en": "Flour & its kinds"}, url="http://flour.example/kinds?utm_source=x",
                   identifiers={"isbn": "9780262046824"})  # fmt: skip
    content = Catalog([one, two, *bakery().resources.values()], bakery().skills.values(), [])
    monkeypatch.setattr(curating, "engine_of_files", lambda: Engine(content))
    told = CliRunner().invoke(main, ["duplicates", "--lang", lang], env={"COLUMNS": "200"})
    assert told.exit_code == 0, told.output
    assert said in told.output
    assert "Flour & its kinds" in told.output
    found = json.loads(CliRunner().invoke(main, ["duplicates", "--json"]).stdout)
    assert [(each["one"], each["other"]) for each in found] == [("one", "two")]


def test_where_nothing_is_there_twice_it_is_said(deployment):
    told = CliRunner().invoke(main, ["duplicates", "--threshold", "0.9"], env=deployment.environment())
    assert "No resource is there twice" in told.output


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_finding_has_its_words(lang):
    for code in ({*WEIGHTS, *OTHER_FINDINGS, "same-isbn", "other-doi"}) - {"same-identifier", "other-identifier"}:
        assert curating._reason(lang, code)
