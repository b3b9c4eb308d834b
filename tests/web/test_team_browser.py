"""The pages for who leads people, in a real browser: accessible, as wide as the screen, whole without scripts."""

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.serving import serving
from tests.web.conftest import SCREENS


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """A server on which a person of a group has a path that is begun: its address, a key and the person's id."""
    with serving(tmp_path_factory.mktemp("company")) as served:
        key = served.key("acme")
        with httpx.Client(base_url=f"{served.url}/api/v1/", headers={"Authorization": f"Bearer {key}"}) as client:
            ada = {"user_name": "ada", "given_name": "Ada", "job_title": "data scientist", "starts": "2026-01-05"}
            member = client.post("members", json=ada).json()["id"]
            client.post("groups", json={"name": "Statistics", "members": [member]})
            path = client.post("assignments", json={"member": member}).json()
            kinds = ("completed", "skipped", "started")
            for kind, step in zip(kinds, path["steps"], strict=False):
                body = {"id": kind, "member": "ada", "resource": step["resource"], "kind": kind}
                assert client.post("events", json=body).status_code == 201
        yield served.url, key, member


@pytest.fixture
def enter(browser, company):
    """Open the page as somebody who has signed in."""
    contexts = []

    def make(lang, **options):
        url, key, _ = company
        context = browser.new_context(base_url=url, locale=lang, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"/{lang}/team")
        page.locator("details > summary").first.click()
        page.fill("input[name=key]", key)
        page.press("input[name=key]", "Enter")
        page.wait_for_url(f"**/{lang}/team")
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_pages_are_accessible_and_fit(enter, company, lang, screen, scheme):
    page, found = enter(lang, viewport=SCREENS[screen], color_scheme=scheme), []
    for path in ("team", "team?state=stuck&sort=-share", "team?state=done", f"team/members/{company[2]}"):
        page.goto(f"/{lang}/{path}")
        assert page.locator("h1").count() == 1
        if not page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"):
            found.append(f"{path}: wider than the screen")
        found += [f"{path}: {each['id']}" for each in Axe().run(page).response["violations"]]
    assert found == []


def test_the_keyboard_leads_from_a_state_to_a_persons_steps(enter):
    page = enter("en", viewport=SCREENS["desktop"])
    page.get_by_role("navigation", name="State").get_by_role("link", name="Stuck").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/team?state=stuck")
    assert page.get_by_role("link", name="Ada").count() == 0
    page.get_by_role("link", name="Show everybody").press("Enter")
    page.wait_for_url("**/team")
    page.get_by_role("link", name="Ada").press("Enter")
    page.wait_for_url("**/team/members/*")
    assert page.get_by_role("heading", name="Ada").is_visible()


def test_without_scripts_the_form_shows_the_group_that_is_chosen(enter):
    page = enter("fr", viewport=SCREENS["phone"], java_script_enabled=False)
    page.select_option("select[name=group]", label="Statistics")
    page.get_by_role("button", name="Afficher").click()
    page.wait_for_url("**/team?group=*")
    assert "Statistics" in page.locator("#people").inner_text()
