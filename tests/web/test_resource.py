"""A resource: what it is, where it leads, how it is known, and what to do where something is wrong or missing."""

import json
import re
from contextlib import nullcontext
from dataclasses import replace

import pytest

from api import create_app
from api.config import Settings
from api.web.appearances import planned
from api.web.safe import web_address
from catalog import Catalog
from recommender import BadProfile
from tests.conftest import bakery, resource
from tests.web.conftest import SCREENS

HOSTILE = '"><script>document.title=1</script><img src=x onerror=alert(1)>'


@pytest.fixture(scope="module")
def bakers():
    return create_app(content=bakery()).test_client()


def plain(page):
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", page.text)).replace("\u00a0", " ")


@pytest.mark.parametrize(("resource_id", "said"), [
    ("hands-on-machine-learning", ["Aurélien Géron", "O&#39;Reilly Media", "2022", "3rd", "9781098125974",
                                   "60 h, about 15 weeks", "Skills", "You learn machine learning", "Intermediate",
                                   "You need before Python", "Checked on 22 November 2026, and corrected",
                                   "in the section “Livres”", "hands-on"]),
    ("distill", ["archived", "It is finished", "It has no end", "Seen at: distill.pub"]),
    ("google-cloud-ai-platform", ["It has another name now. It was known as Vertex AI", "What came after it: Gemini"]),
    ("gemini-enterprise-agent-platform", ["It takes the place of: Google Cloud"]),
    ("artificial-intelligence-for-business", ["not verified", "Take this instead: AI Transformation Playbook",
                                              "no address of it", "Looked for on"]),
])  # fmt: skip
def test_the_page_tells_what_is_known(client, resource_id, said):
    text = plain(client.get(f"/en/resources/{resource_id}")).replace(" :", ":").replace("it has", "It has")
    for each in said:
        assert each in text, each


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_paths_that_hold_it_are_links_to_them(bakers, tiny, lang):
    held_in = planned(tiny)
    resource_id, held = next(iter(held_in.items()))
    assert {each.role for each in held} == {"baker"}
    page = bakers.get(f"/{lang}/resources/{resource_id}?paths=shown").text
    for each in held:
        assert f'href="/{lang}/path?role=baker&amp;level={each.level}"' in page
        assert {"en": f"step {each.step} of {each.steps}", "fr": f"étape {each.step} sur {each.steps}"}[lang] in page
    path = bakers.get(f"/{lang}/path?role=baker&level={held[0].level}").text
    assert f"/{lang}/resources/{resource_id}" in path


@pytest.mark.parametrize(("resource_id", "can"), [
    ("know-flour", True), ("bread-radio", False), ("a-good-knife", False), ("lost-book", False),
])  # fmt: skip
def test_what_can_be_a_step_can_be_put_into_a_path(bakers, tiny, profile, resource_id, can):
    page = bakers.get(f"/en/resources/{resource_id}?paths=shown").text
    assert ('name="pinned"' in page) == can
    assert ("do not hold it as a step" in page) == (not can)
    with nullcontext() if can else pytest.raises(BadProfile):
        assert tiny.path(replace(profile, pinned=(resource_id,))).holds(resource_id)


def test_paths_come_by_themselves_where_they_are_not_worked_out_yet(visit):
    page = visit(locale="en", viewport=SCREENS["phone"])
    page.goto("/en/resources/hands-on-machine-learning")
    page.get_by_role("button", name="Put it into my path").wait_for()
    page.locator("#paths p").first.wait_for()
    page.wait_for_function("() => !document.querySelector('#paths [hx-get]')")
    page.get_by_label("My role").select_option("data-scientist")
    page.get_by_role("button", name="Put it into my path").click()
    page.wait_for_url("**/path?pinned=hands-on-machine-learning&role=data-scientist")
    assert page.locator('a[href="/en/resources/hands-on-machine-learning"]').count()


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize(("lang", "summary", "field", "wrong", "make", "ready"), [
    ("en", "Something wrong here?", "What is it about?", "What is wrong", "Write the report", "Your report"),
    ("fr", "Une erreur ici ?", "De quoi s'agit-il ?", "Qu'est-ce qui est faux", "Rédiger le signalement",
     "Votre signalement"),
])  # fmt: skip
def test_a_fault_becomes_a_text_to_pass_on(visit, lang, summary, field, wrong, make, ready, scripts):
    page = visit(locale=lang, java_script_enabled=scripts)
    page.goto(f"/{lang}/resources/hands-on-machine-learning")
    page.get_by_text(summary).click()
    page.get_by_label(field).select_option("hours")
    page.get_by_label(wrong).fill("It takes 90 hours.")
    page.get_by_role("button", name=make).click()
    page.wait_for_url("**#report")
    text = page.get_by_label(ready).input_value()
    assert "hands-on-machine-learning" in text
    assert "60" in text
    assert text.endswith("It takes 90 hours.")
    assert page.locator("#copy").is_visible() == scripts


@pytest.mark.parametrize(("contact", "offered"), [("", False), ("curator@example.org", True)])
def test_a_report_goes_by_mail_where_there_is_an_address(contact, offered):
    client = create_app(Settings(contact=contact), content=bakery()).test_client()
    page = client.get("/en/resources/know-flour?field=level&wrong=Too+%26+easy").text
    assert ('href="mailto:curator@example.org?' in page) == offered
    assert not offered or "Too%20%26%20easy" in page
    assert "mailto:" not in client.get("/en/resources/know-flour").text


@pytest.mark.parametrize("query", ["field=colour&wrong=x", "field=level&wrong=++", "wrong=x"])
def test_half_a_report_is_none(bakers, query):
    assert 'id="report-text"' not in bakers.get(f"/en/resources/know-flour?{query}").text


def test_search_engines_read_it(visit):
    page = visit()
    page.goto("/fr/resources/hands-on-machine-learning")
    read = json.loads(page.locator('script[type="application/ld+json"]').inner_text())
    assert read["name"].startswith("Hands-On")
    assert read["description"].startswith("Un parcours")
    assert read["url"].startswith("https://")


@pytest.mark.parametrize(("lang", "said"), [("en", "Perhaps you were looking for"), ("fr", "Vous cherchiez peut-être")])
def test_an_unknown_resource_offers_titles_that_are_near(client, lang, said):
    page = client.get(f"/{lang}/resources/hand-on-machin-lerning")
    assert page.status_code == 404
    assert page.mimetype == "text/html"
    assert said in page.text
    assert f'href="/{lang}/resources/hands-on-machine-learning"' in page.text
    assert page.text.count("<h1") == 1


@pytest.mark.parametrize(("lang", "said"), [("en", "This page does not exist"), ("fr", "Cette page n&#39;existe pas")])
@pytest.mark.parametrize("path", ["no-such-page", "roles/none/at/all", "resources/%00", "resources/" + "x" * 3000])
def test_an_error_of_a_page_is_a_page_in_its_language(client, lang, said, path):
    page = client.get(f"/{lang}/{path}")
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert f'<html lang="{lang}">' in page.text
    assert f"<h1>{said}</h1>" in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("path", "headers", "kind"), [
    ("/nowhere", {"Accept": "text/html", "Accept-Language": "fr"}, "text/html"),
    ("/nowhere", {}, "application/problem+json"),
    ("/api/v1/nowhere", {"Accept": "text/html"}, "application/problem+json"),
    ("/static/none.css", {"Accept": "text/html"}, "application/problem+json"),
    ("/language/fr?to=https://elsewhere.example", {"Accept": "text/html", "Cookie": "lang=fr"}, "text/html"),
])  # fmt: skip
def test_who_reads_pages_gets_a_page_and_programs_get_a_problem(app, path, headers, kind):
    answer = app.test_client(use_cookies=False).get(path, headers=headers)
    assert answer.status_code in {400, 404}
    assert answer.mimetype == kind
    assert kind != "text/html" or '<html lang="fr">' in answer.text


def test_a_page_that_is_only_read_says_so(client):
    answer = client.post("/fr/resources")
    assert (answer.status_code, answer.mimetype) == (405, "text/html")
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize(("address", "safe"), [
    ("https://example.org/a?b=c", True), ("http://example.org", True), ("javascript:alert(1)", False),
    ("JavaScript://x/%0aalert(1)", False), ("data:text/html,x", False), ("//example.org", False), ("/fr/", False),
    ("https:", False), ("http://[", False), ("", False), (None, False),
])  # fmt: skip
def test_only_addresses_of_the_web_become_links(address, safe):
    assert web_address(address) == (address if safe else None)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("url", ["javascript:alert(1)", f"https://example.org/{HOSTILE}", f"data:text/html,{HOSTILE}"])
def test_hostile_records_are_text_and_no_link(lang, url):
    text = {"en": HOSTILE, "fr": HOSTILE}
    record = resource(
        "x", {}, title=text, summary=text, url=url, creators=(HOSTILE,), publisher=HOSTILE, edition=HOSTILE,
        identifiers={"doi": HOSTILE, "arxiv": HOSTILE, "isbn13": HOSTILE}, alternate_names=(HOSTILE, "y"), year=2020,
        tags=(HOSTILE,), status="renamed", source={"document": HOSTILE, "listed_as": HOSTILE},
        verified={"state": "known", "on": "2026-11-22", "evidence": [url], "note": text},
    )  # fmt: skip
    client = create_app(content=Catalog([record], [], [])).test_client()
    page = client.get(f"/{lang}/resources/x?field=title&wrong={HOSTILE}").text
    assert "<img" not in page.replace('<img src="/static/', "")
    assert "<script>" not in page
    assert not re.search(r'href="(javascript|data):', page)
    assert ('class="button" rel="noopener noreferrer"' in page) == url.startswith("https:")
    assert "&lt;img src=x" in page
