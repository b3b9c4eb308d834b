"""A real server and a real browser, started once, for the tests of the pages."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from playwright.sync_api import sync_playwright

CHROMIUM = shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--no-first-run"]  # fmt: skip
SCREENS = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The address of `parcours serve` on a new database."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("store")
    process = subprocess.Popen(
        [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", str(port)],
        env={
            **os.environ,
            "PARCOURS_DATABASE": f"sqlite:///{folder / 'parcours.sqlite'}",
            "PARCOURS_SNAPSHOTS": str(folder),
        },
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(1800):  # on a new machine the inner loops are compiled first
            try:
                urllib.request.urlopen(f"{address}/healthz", timeout=1).close()
                break
            except OSError:
                assert process.poll() is None, "the server stopped"
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(10)


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
