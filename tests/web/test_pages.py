"""What every page answers without a browser."""

import pytest


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
            assert "://" not in part.split(">")[0].replace("http://localhost/", "/")


def test_health(client):
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json["revision"]
    assert client.get("/metrics").mimetype == "text/plain"
    assert client.get("/docs", headers={"Accept-Language": "fr"}).location == "/fr/docs"
