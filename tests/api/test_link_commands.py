"""The round of the links, at a real server."""

import json
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from click.testing import CliRunner

from api import link_commands
from api.cli import main
from api.messages import translate
from catalog import Catalog
from curation.verdict import STATES
from recommender import Engine
from tests.conftest import bakery


@pytest.fixture
def site():
    """A site where one page is there; yields its address and what was asked for."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200 if self.path == "/bread" else 404)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_HEAD = do_GET

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


@pytest.fixture
def run(site, deployment, monkeypatch):
    """Run the command over a catalogue of which two resources have addresses: one answers, one is gone."""
    address, _ = site
    before = bakery()
    urls = {"know-flour": f"{address}/bread", "the-oven": f"{address}/oven"}
    found = [replace(each, url=urls.get(each.id)) for each in before.resources.values()]
    content = Catalog(found, before.skills.values(), before.roles.values())
    monkeypatch.setattr(link_commands, "engine_of_files", lambda: Engine(content))

    def made(*options, allowed="127.0.0.1"):
        environment = {**deployment.environment(), "PARCOURS_PRIVATE_TARGETS": allowed, "COLUMNS": "200"}
        told = CliRunner().invoke(main, ["links", "check", *options], env=environment)
        assert told.exit_code == 0, told.output
        return told.stdout

    return made


def test_what_is_gone_is_told_and_what_was_checked_is_left_alone(run, site):
    _, asked = site
    (wrong,) = json.loads(run("--json"))
    assert (wrong["resource"], wrong["state"], wrong["status"]) == ("the-oven", "gone", 404)
    once = len(asked)
    assert "/bread" in asked
    assert json.loads(run("--json")) == [wrong]
    assert len(asked) == once
    run("--days", "0")
    assert len(asked) > once


@pytest.mark.parametrize(("lang", "said"), [("en", "gone"), ("fr", "disparue")])
def test_it_is_told_in_both_languages(run, lang, said):
    told = run("--lang", lang)
    assert said in told
    assert "the-oven" in told
    assert "know-flour" not in told


def test_nothing_is_sent_inside_unless_it_is_allowed(run, site):
    _, asked = site
    assert {each["state"] for each in json.loads(run("--json", allowed=""))} == {"unsafe"}
    assert asked == []


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_state_has_its_words(lang):
    said = {translate(lang, f"link_{state.replace('-', '_')}") for state in STATES}
    assert len(said) == len(STATES)
