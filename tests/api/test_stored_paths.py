from dataclasses import replace

import pytest

from api import create_app
from catalog import Catalog
from tests.conftest import bakery

BODY = {"role": "baker", "hours_per_week": 5, "weeks": 6, "start": "2026-12-01", "holidays": ["2026-12-25"]}


@pytest.fixture
def app():
    return create_app(content=bakery())


def running_on(app, content):
    """The same database under another revision of the catalogue."""
    other = create_app(content=content)
    other.extensions["stored_paths"] = app.extensions["stored_paths"]
    return other.test_client()


def changed(**resources):
    old = bakery()
    kept = [replace(each, **resources.get(each.id, {})) for each in old.resources.values()]
    return Catalog(kept, list(old.skills.values()), list(old.roles.values()))


def test_a_shared_path_is_shown_as_it_was(app):
    client = app.test_client()
    first = client.post("/api/v1/paths/shared", json=BODY)
    assert first.status_code == 201
    again = client.post("/api/v1/paths/shared", json=BODY)
    assert (again.status_code, again.data) == (200, first.data)
    assert client.get(first.headers["Location"]).data == first.data
    later = running_on(app, changed(**{"the-oven": {"status": "ended"}}))
    assert later.get(first.headers["Location"]).data == first.data


def test_the_diff_says_what_another_revision_answers(app):
    place = app.test_client().post("/api/v1/paths/shared", json=BODY).headers["Location"]
    assert app.test_client().get(f"{place}/diff").json["unchanged"]
    later = running_on(app, changed(**{"the-oven": {"status": "ended"}, "know-flour": {"hours": 5.0}}))
    found = later.get(f"{place}/diff").json
    assert [each["id"] for each in found["removed"]] == ["the-oven"]
    assert [each["id"] for each in found["added"]] == ["the-oven-in-english"]
    assert found["changed"] == [{"id": "know-flour", "fields": ["hours"]}]
    assert found["hours"] == {"from": 20, "to": 24}
    assert found["coverage"]["from"] == found["coverage"]["to"]
    assert found["revision"]["from"] != found["revision"]["to"]


def test_a_profile_that_is_no_longer_understood_is_told(app):
    place = app.test_client().post("/api/v1/paths/shared", json={**BODY, "completed": "know-flour"}).headers["Location"]
    old = bakery()
    left = [each for each in old.resources.values() if each.id != "know-flour"]
    answer = running_on(app, Catalog(left, list(old.skills.values()), list(old.roles.values()))).get(f"{place}/diff")
    assert answer.status_code == 422
    assert "know-flour" in answer.json["errors"]["completed"][0]


@pytest.mark.parametrize("place", ["/api/v1/paths/none", "/api/v1/paths/none/diff"])
def test_an_unknown_path_is_told(app, place):
    answer = app.test_client().get(place)
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    assert "'none'" in answer.json["detail"]
