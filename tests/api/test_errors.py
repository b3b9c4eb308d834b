"""One error shape over every origin."""

import pytest

from api.errors import STATUS
from catalog import BadCatalogFile, BrokenRules, CatalogError
from learners import LearnersError
from recommender import RecommenderError

AT_START_UP = {BadCatalogFile, BrokenRules}


def leaves(base):
    below = base.__subclasses__()
    return {leaf for each in below for leaf in leaves(each)} if below else {base}


def test_every_domain_error_has_a_status():
    for each in leaves(CatalogError) | leaves(LearnersError) | leaves(RecommenderError):
        assert (each in AT_START_UP) != bool(set(each.__mro__) & set(STATUS)), each


@pytest.mark.parametrize(("path", "status", "field"), [
    ("/api/v1/resources/none", 404, None),
    ("/api/v1/resources/none/similar", 404, None),
    ("/api/v1/skills/none", 404, None),
    ("/api/v1/roles/xyzzy", 404, None),
    ("/api/v1/roles/xyzzy/path", 404, None),
    ("/api/v1/resources?level=begginer", 422, "level"),
    ("/api/v1/resources?colour=red", 422, "colour"),
    ("/api/v1/resources?per_page=101", 422, "per_page"),
    ("/api/v1/resources?page=0", 422, "page"),
    ("/api/v1/resources?min_hours=9&max_hours=2", 422, "max_hours"),
    ("/api/v1/resources?sort=colour", 422, "sort"),
    ("/api/v1/resources?skill=juggling", 404, None),
    ("/api/v1/resources?role=xyzzy", 404, None),
    ("/api/v1/suggest", 422, "q"),
    ("/api/v1/roles/mlops-engineer/path?weeks=0", 422, "weeks"),
    ("/api/v1/roles/mlops-engineer/path?start=tomorrow", 422, "start"),
    ("/api/v1/roles/mlops-engineer/path?start=9999-12-31", 422, "start"),
    ("/api/v1/roles/mlops-engineer/path?hours_per_week=nan", 422, "hours_per_week"),
    ("/api/v1/roles/%00/path", 404, None),
    ("/api/v1/roles/mlops-engineer/path?known=python:9", 422, "known"),
    ("/api/v1/roles/mlops-engineer/path?known=juggling:1", 422, "known"),
    ("/api/v1/roles/mlops-engineer/path?completed=nothing", 422, "completed"),
    ("/api/v1/roles/mlops-engineer/path?format=pdf", 422, "format"),
    ("/nowhere", 404, None),
])  # fmt: skip
def test_shape(client, path, status, field):
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert {"type", "title", "status", "detail", "instance"} <= answer.json.keys()
    assert answer.json["status"] == status
    if field:
        assert field in answer.json["errors"]


@pytest.mark.parametrize(("body", "status", "field"), [
    ("{bad", 400, None), ("[]", 400, None), ("[" * 100_000, 400, None), (b"\xff\xfe", 400, None),
    ('{"goal": "zzzz qqqq"}', 422, "goal"), ('{"role": "mlops", "start": "9999-12-31"}', 422, "start"),
    ("{}", 422, "role"), ('{"role": "mlops", "colour": 1}', 422, "colour"),
    ('{"role": "mlops", "languages": ["de"]}', 422, "languages"), ('{"role": 5}', 422, "role"),
    ('{"role": "mlops", "known": "python:7"}', 422, "known"), ('{"role": "mlops", "known": [1]}', 422, "known"),
    ('{"role": "mlops", "hours_per_week": 1e309}', 422, "hours_per_week"), ('{"role": "xyzzy"}', 404, None),
])  # fmt: skip
@pytest.mark.parametrize("path", ["/api/v1/paths", "/api/v1/recommendations"])
def test_shape_of_bodies(client, path, body, status, field):
    answer = client.post(path, data=body, content_type="application/json")
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    if field:
        assert field in answer.json["errors"]


def test_a_wrong_method_says_which_are_right(client):
    answer = client.post("/api/v1/resources")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_a_near_miss_is_told_what_was_meant(client):
    assert "Did you mean 'beginner'?" in client.get("/api/v1/resources?level=begginer").json["detail"]
    assert "hands-on-machine-learning" in client.get("/api/v1/resources/hands-on-machine").json["nearest"]


def test_a_body_that_is_not_json_is_refused(client):
    assert client.post("/api/v1/paths", data="role=mlops", content_type="text/plain").status_code == 415
    assert client.post("/api/v1/paths", data=b" " * 1_000_001, content_type="application/json").status_code == 413


def test_a_query_without_a_word_finds_nothing(client):
    assert client.get("/api/v1/resources?q=%F0%9F%98%80").json["total"] == 0
    assert client.get("/api/v1/resources?q=").json["total"] > 300


def test_why_not_answers_and_refuses(client):
    body = {"profile": {"role": "executive", "start": "2026-12-01"}, "resource": "cs229"}
    answer = client.post("/api/v1/paths/why-not", json=body)
    assert answer.status_code == 200
    assert answer.json["included"] is False
    assert answer.json["reasons"]
    assert client.post("/api/v1/paths/why-not", json={**body, "resource": "cs-229"}).json["nearest"][0] == "cs229"
    assert client.post("/api/v1/paths/why-not", json={"resource": "cs229"}).status_code == 422


@pytest.mark.parametrize("body", [rb'{"goal": "bread \ud800"}', rb'{"\udc00": 1}', b'{"goal": "\xff"}'])
@pytest.mark.parametrize("path", ["/api/v1/paths", "/api/v1/recommendations"])
def test_what_no_text_can_hold_is_malformed(client, path, body):
    answer = client.post(path, data=body, content_type="application/json")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
