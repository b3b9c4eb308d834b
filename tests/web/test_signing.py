"""People sign in by a real provider and follow their paths, in a real browser without JavaScript."""

from dataclasses import dataclass

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.provider import CLIENT, PASSWORD, SECRET, canaille
from tests.serving import serving
from tests.web.conftest import SCREENS


@dataclass(frozen=True)
class Portal:
    """An organisation on a server of its own: Anna has a path, Bob has none."""

    url: str
    issuer: str
    key: str

    def call(self, method, path, body):
        answer = httpx.request(method, f"{self.url}/api/v1/{path}", json=body, timeout=60,
                               headers={"Authorization": f"Bearer {self.key}"})  # fmt: skip
        assert answer.is_success, answer.text
        return answer.json()


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    folder = tmp_path_factory.mktemp("signing")
    with (
        serving(folder, private_targets="127.0.0.1") as served,
        canaille(f"{served.url}/sign-in/callback") as provider,
    ):
        made = Portal(served.url, provider.issuer, served.key("acme"))
        body = {"issuer": made.issuer, "client_id": CLIENT, "client_secret": SECRET, "managers": ["anna"]}
        made.call("PUT", "organisation/identity-provider", body)
        made.call("PUT", "organisation/mandatory", {"steps": [{"resource": "made-with-ml", "role": None}]})
        for name in ("anna", "bob"):
            member = {"user_name": name, "external_id": name, "display_name": name.title()}
            made.call("POST", "members", {**member, "job_title": "data scientist"})
        anna = made.call("POST", "embed-tokens", {"member": "anna"})["member"]
        made.call("POST", "assignments", {"member": anna, "role": "data-scientist", "deadline": "2027-06-30"})
        yield made


@pytest.fixture
def open_page(browser, portal):
    """Open a browser page on the portal's server: ``open_page(lang, **options)``."""
    contexts = []

    def make(lang="en", **options):
        options = {"viewport": SCREENS["desktop"], "java_script_enabled": False, **options}
        context = browser.new_context(base_url=portal.url, locale=lang, **options)
        contexts.append(context)
        return context.new_page()

    yield make
    for each in contexts:
        each.close()


def sign_in(page, user, lang="en"):
    """Go through the pages of ours and of the provider."""
    page.goto(f"/{lang}/mine")
    page.locator("#organisation").fill("acme")
    page.locator("form[method=get] button").click()
    page.locator("a.button").click()
    page.locator("input[name=login]").fill(user)
    page.locator("input[name=login]").press("Enter")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/mine")


@pytest.mark.parametrize(("lang", "words"), [
    ("en", ("Done", "completed", "Sign out")),
    ("fr", ("C'est fait", "terminé", "Se déconnecter")),
])  # fmt: skip
def test_one_signs_in_follows_a_path_and_signs_out_without_javascript(open_page, lang, words):
    page = open_page(lang)
    sign_in(page, "anna", lang)
    first = page.locator(".steps > li:has(form)").first
    name = first.get_attribute("id")
    first.get_by_role("button", name=words[0]).click()
    assert page.url.endswith(f"#{name}")
    assert page.locator(f"#{name} .badge").inner_text() == words[1]
    assert page.locator(f"#{name} form").count() == 0
    page.get_by_role("button", name=words[2]).click()
    page.goto(f"/{lang}/mine")
    assert page.locator("#organisation").count() == 1


def test_who_is_not_known_is_told_what_to_do(open_page):
    page = open_page()
    page.goto("/en/sign-in/acme")
    page.locator("input[name=login]").fill("stranger")
    page.locator("input[name=login]").press("Enter")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/sign-in/callback**")
    assert "Ask your HR team to add you" in page.get_by_role("alert").inner_text()


PAGES = ["sign-in", "sign-in?organisation=acme", "sign-in?organisation=nobody", "sign-in/nobody"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_pages_are_accessible_and_fit(open_page, lang, screen, scheme):
    page = open_page(lang, viewport=SCREENS[screen], color_scheme=scheme, java_script_enabled=True)
    axe, found = Axe(), []

    def look(path):
        page.goto(f"/{lang}/{path}")
        assert page.locator("h1").count() == 1, path
        if not page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"):
            found.append(f"{path}: wider than the screen")
        for each in axe.run(page).response["violations"]:
            found.append(f"{path}: {each['id']} {[node['target'] for node in each['nodes']][:3]}")

    for path in PAGES:
        look(path)
    for user in ("bob", "anna"):
        page.context.clear_cookies()
        sign_in(page, user, lang)
        look("mine")
        look("")
    assert found == []
