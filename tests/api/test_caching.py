"""An answer that is remembered, or that the client has, is the one that would be made anew."""

import pytest

from api import create_app
from recommender import Engine
from tests.conftest import bakery

SEARCH = "/api/v1/resources?q=bread"


@pytest.fixture
def app():
    return create_app(content=bakery())


@pytest.mark.parametrize("path", [SEARCH, "/api/v1/resources/know-flour", "/api/v1/skills", "/api/v1/roles/baker/path"])
def test_asked_again_the_same_is_answered(client, path):
    first, again = client.get(path), client.get(path)
    assert first.status_code == 200
    assert (first.data, first.headers["ETag"]) == (again.data, again.headers["ETag"])
    assert dict(first.headers) == dict(again.headers)


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_who_has_the_answer_is_told_so_without_a_body(client, form):
    tag = client.get(SEARCH).headers["ETag"]
    answer = client.get(SEARCH, headers={"If-None-Match": form.format(tag)})
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", tag)
    assert answer.headers["Vary"] == "Accept, Accept-Language"


def test_who_has_another_answer_is_sent_this_one(client):
    assert client.get(SEARCH, headers={"If-None-Match": '"other"'}).status_code == 200


def test_there_is_no_answer_to_have_where_there_is_an_error(client):
    assert client.get("/api/v1/resources/none-such", headers={"If-None-Match": "*"}).status_code == 404


def test_another_form_has_another_tag(client):
    tags = {client.get(SEARCH, headers={"Accept": each}).headers["ETag"] for each in ("application/json", "text/csv")}
    assert len(tags) == 2


def test_a_remembered_answer_is_given_in_the_form_that_is_asked(client):
    for _ in range(2):
        assert client.get(SEARCH, headers={"Accept": "text/csv"}).mimetype == "text/csv"
        assert client.get(SEARCH).mimetype == "application/json"


def test_only_the_head_is_sent_where_only_it_is_asked(client):
    whole = client.get(SEARCH)
    head = client.head(SEARCH)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", whole.headers["ETag"])


@pytest.mark.parametrize("path", ["/api/v1/resources/none-such", "/api/v1/resources?level=expert"])
def test_an_error_is_not_remembered_and_has_no_tag(client, path):
    for _ in range(2):
        answer = client.get(path)
        assert answer.status_code >= 400
        assert "ETag" not in answer.headers


def test_another_catalogue_has_other_answers(app, client):
    before = client.get(SEARCH)
    content = bakery()
    fewer = type(content)(list(content.resources.values())[:5], content.skills.values(), content.roles.values())
    app.extensions["live"].engine = Engine(fewer)
    after = client.get(SEARCH, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert after.json["total"] < before.json["total"]
    assert after.headers["ETag"] != before.headers["ETag"]


def test_what_is_posted_is_never_remembered(client):
    body = {"role": "baker", "start": "2026-12-01"}
    assert client.post("/api/v1/paths", json=body).json["profile"]["start"] == "2026-12-01"
    later = client.post("/api/v1/paths", json={**body, "start": "2027-12-01"})
    assert later.json["profile"]["start"] == "2027-12-01"
