"""The documentation of the API that one can browse, in both languages."""

import re

import pytest
from markupsafe import escape

from api.docs import _example


@pytest.mark.parametrize(("headers", "lang"), [({"Accept-Language": "fr-FR,fr;q=0.9"}, "fr"),
                                               ({"Accept-Language": "de"}, "en")])  # fmt: skip
def test_the_address_without_a_language_leads_to_the_readers(client, headers, lang):
    assert client.get("/docs", headers=headers).location == f"/{lang}/docs"


def test_the_language_that_was_chosen_comes_first(client):
    client.get("/language/fr")
    assert client.get("/docs", headers={"Accept-Language": "en"}).location == "/fr/docs"


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_page_leads_there(client, lang):
    assert f'href="/{lang}/docs"' in client.get(f"/{lang}/skills").text


@pytest.mark.parametrize(("lang", "title"), [("en", "The API"), ("fr", "L&#39;API")])
def test_every_call_is_there_with_its_parameters_and_its_summary_marked_as_english(client, lang, title):
    page = client.get(f"/{lang}/docs").text
    assert f"<h1>{title}</h1>" in page
    paths = client.get("/api/v1/openapi.json").json["paths"]
    assert len(paths) > 15
    for path, operations in paths.items():
        for method in operations.keys() & {"get", "post"}:
            shown = re.search(rf"<b[^>]*>{method.upper()}</b> {re.escape(path)}</code>.*?</details>", page, re.S)[0]
            assert f'<span lang="en">{escape(operations[method]["summary"])}</span>' in shown
            for parameter in operations[method].get("parameters", ()):
                assert f"<code>{parameter['name']}</code>" in shown


def test_every_body_that_a_call_names_is_described(client):
    page = client.get("/en/docs").text
    named = set(re.findall(r'href="#(\w+)"', page)) - {"content"}
    assert named >= {"ProfileBody", "WhatIfBody"}
    for name in named:
        assert f'<h3 id="{name}">' in page


def test_every_example_answers(client):
    examples = re.findall(r'<a href="(/api/v1/[^"]+)">/api', client.get("/en/docs").text)
    assert len(examples) > 10
    for each in examples:
        assert client.get(each).status_code in {200, 503}, each


def test_where_the_catalogue_has_nothing_there_is_no_example(app):
    with app.test_request_context():
        assert _example("/api/v1/paths/{path_id}") is None


def test_a_call_opens_with_the_keyboard(page):
    page.goto("/fr/docs")
    call = page.locator("details").first
    call.locator("summary").focus()
    page.keyboard.press("Enter")
    assert call.get_by_role("columnheader", name="Permis").is_visible()
