import re

import pytest

from api.messages import MESSAGES, day


@pytest.mark.parametrize(("accept", "target"), [("fr-FR,fr;q=0.9", "/fr/"), ("en-GB", "/en/"), ("de", "/en/")])
def test_the_browser_chooses_the_language(client, accept, target):
    assert client.get("/", headers={"Accept-Language": accept}).location == target


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("path", ["", "?role=mlops&hours_per_week=4", "resources", "resources?q=lerning&level=beginner",
                                  "resources/hands-on-machine-learning", "resources?q=qqqqqqqq"])  # fmt: skip
def test_pages_answer_and_ask_no_other_server(client, lang, path):
    page = client.get(f"/{lang}/{path}")
    assert page.status_code == 200
    assert f'<html lang="{lang}">' in page.text
    for tag in ("<link", "<script", "<img"):
        for part in page.text.split(tag)[1:]:
            assert "://" not in part.split(">")[0]


def test_every_message_exists_in_both_languages():
    for key, texts in MESSAGES.items():
        assert set(texts) == {"en", "fr"}, key
        assert all(texts.values()), key


def test_dates_are_written_as_each_language_writes_them():
    from datetime import date

    assert day("fr", date(2026, 12, 1)) == "1er décembre 2026"
    assert day("en", date(2026, 12, 1)) == "1 December 2026"


@pytest.mark.parametrize(("query", "status", "text"), [
    ("role=xyzzy", 404, "xyzzy"), ("role=mlops&hours_per_week=many", 422, "many"),
    ("role=%3Cscript%3E", 404, "&lt;script"),
])  # fmt: skip
def test_a_wrong_value_is_explained_on_the_page(client, query, status, text):
    page = client.get(f"/en/?{query}")
    assert page.status_code == status
    assert text in page.text
    assert "<script>" not in page.text


def test_health(client):
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json["revision"]
    assert client.get("/metrics").mimetype == "text/plain"
    assert client.get("/docs").status_code == 200


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_what_closes_a_stage_says_so_and_what_it_gives(client, lang):
    page = client.get(f"/{lang}/?role=data-analyst&hours_per_week=4&weeks=26").text
    assert {"en": "practice of what you have learnt", "fr": "mettre en pratique"}[lang] in page
    gains = re.findall(r'<p class="gains">.*?</p>', page, re.S)
    assert gains
    assert all('class="skill"' in each for each in gains)
