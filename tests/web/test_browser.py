"""The pages in a real browser, served by the real server."""

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
pytestmark = pytest.mark.skipif(CHROMIUM is None and os.environ.get("CI") != "true", reason="no Chromium here")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    database = tmp_path_factory.mktemp("store") / "parcours.sqlite"
    process = subprocess.Popen(
        [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", str(port)],
        env={**os.environ, "PARCOURS_DATABASE": f"sqlite:///{database}"},
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


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(params=[{"width": 1280, "height": 900}, {"width": 360, "height": 740}], ids=["desktop", "phone"])
def page(request, browser, server):
    context = browser.new_context(viewport=request.param, locale="fr-FR", base_url=server)
    opened = context.new_page()
    foreign = []
    opened.on("request", lambda asked: None if asked.url.startswith(server) else foreign.append(asked.url))
    yield opened
    assert foreign == [], "a page asked another server"
    context.close()


def test_from_role_to_path_and_resource(page):
    page.goto("/")
    assert page.url.endswith("/fr/")
    page.get_by_label("Votre métier ou métier visé").fill("data scientst")
    page.get_by_label("Heures par semaine").fill("6")
    page.get_by_role("button", name="Voir mon parcours").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Votre parcours : data scientist"
    assert "hours_per_week=6" in page.url
    page.locator("details").first.locator("summary").click()
    assert page.locator("details li").first.is_visible()
    page.get_by_role("link", name="English").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Your path: data scientist"
    page.locator(".steps h3 a").first.click()
    assert page.get_by_role("link", name="Open the resource").is_visible()


def test_resources_by_level(page):
    page.goto("/fr/resources?q=aprentissage")
    assert "au lieu de « aprentissage »" in page.locator(".note").inner_text()
    page.get_by_role("link", name="Débutant").click()
    assert page.locator('[aria-current="true"]').inner_text().startswith("Débutant")
    assert all("Débutant" in text for text in page.locator(".hits .meta").all_inner_texts())


def test_no_page_is_wider_than_the_screen(page):
    for path in ("/fr/", "/fr/?role=mlops", "/fr/resources", "/en/resources/hands-on-machine-learning", "/docs"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path


def test_the_keyboard_reaches_the_content_first(page):
    page.goto("/en/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
