"""A real server and a real browser, started once, for the tests of the pages."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.serving import serving

CHROMIUM = shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--no-first-run"]  # fmt: skip
SCREENS = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The address of `parcours serve` on a new database."""
    with serving(tmp_path_factory.mktemp("store")) as served:
        yield served.url


@pytest.fixture(scope="session")
def browser():
    """Headless Chromium; without one, these tests are skipped, and fail where CI is true."""
    if CHROMIUM is None and os.environ.get("CI") != "true":
        pytest.skip("no Chromium here")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def visit(browser, server):
    """Make a browser page: ``visit(viewport=…, locale=…)``; what goes wrong on it fails the test.

    That is a request to another server, an error in a script, or anything that the Content-Security-Policy forbids.
    """
    contexts, wrong = [], []

    def make(**options):
        context = browser.new_context(base_url=server, **{"viewport": SCREENS["desktop"], "locale": "en-GB", **options})
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda asked: None if _ours(asked.url, server) else wrong.append(f"asked {asked.url}"))
        page.on("pageerror", lambda error: wrong.append(f"error {error}"))
        page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
        return page

    yield make
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture(params=SCREENS)
def page(request, visit):
    """A French reader's browser page, on a desktop and on a phone."""
    return visit(viewport=SCREENS[request.param], locale="fr-FR")


def _ours(url, server):
    return url.startswith((server, "data:", "blob:"))
