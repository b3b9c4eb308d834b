"""A member's own path on a page of another server."""

import threading

import pytest
from axe_playwright_python.sync_playwright import Axe
from werkzeug.serving import make_server

from api import create_app
from tests.conftest import bakery, portal
from tests.web.conftest import SCREENS
from tests.web.test_embed import Quiet, host, shown

__all__ = ["host"]
ELEMENT = '<parcours-path token="{}"></parcours-path>'


@pytest.fixture(scope="module")
def acme():
    """An organisation on a real server: Anna has done the first of her steps."""
    made = portal(create_app(content=bakery()), "acme")
    made.call("PUT", "organisation/mandatory", {"steps": [{"resource": "know-flour", "role": None}]})
    member = made.post("members", {"user_name": "anna", "job_title": "baker"}).json["id"]
    made.post("assignments", {"member": member, "role": "baker"})
    done = {"id": "1", "member": "anna", "resource": "know-flour", "kind": "completed"}
    made.post("events", {"events": [done]})
    server = make_server("127.0.0.1", 0, made.app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_port}"
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


def token(acme):
    return acme.post("embed-tokens", {"member": "anna"}).json["token"]


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize(("lang", "title", "done"), [
    ("en", "My learning", "Behind you"), ("fr", "Ma formation", "Derrière vous"),
])  # fmt: skip
def test_a_token_shows_the_members_path_with_what_is_done(host, acme, lang, title, done, screen):
    page = host(acme.url, ELEMENT.format(token(acme)), lang=lang, viewport=SCREENS[screen])
    assert shown(page) == title
    assert shown(page, "stage", 1) == done
    assert shown(page, "step-title", 1) == "know flour"
    open_here = page.locator("parcours-path >> css=[part=open]").get_attribute("href")
    assert open_here == f"{acme.url}/{lang}/mine"
    assert Axe().run(page).response["violations"] == []


def test_a_token_is_in_no_address(host, acme):
    asked = []
    page = host(acme.url, ELEMENT.format("x"))
    page.on("request", lambda each: asked.append(each))
    said = token(acme)
    page.evaluate("(said) => document.querySelector('parcours-path').setAttribute('token', said)", said)
    page.wait_for_timeout(500)
    assert shown(page) == "My learning"
    assert asked
    assert not any(said in each.url for each in asked)


@pytest.mark.parametrize(("lang", "text"), [("en", "has run out"), ("fr", "a expiré")])
def test_a_token_that_is_none_is_told_in_the_elements_language(host, acme, lang, text):
    assert text in shown(host(acme.url, ELEMENT.format("x.y"), lang=lang), "message")
