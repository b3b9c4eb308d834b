from datetime import timedelta

import pytest

from learners.rows import now


def test_a_key_is_shown_once(acme):
    made = acme.post("organisation/keys", {"name": "portal", "scopes": ["paths:read"]})
    assert made.status_code == 201
    assert made.json["key"].startswith("parcours_")
    listed = acme.get("organisation/keys").json
    assert listed["total"] == 2
    assert made.json["key"] not in str(listed)


def test_a_revoked_key_opens_nothing(acme):
    made = acme.post("organisation/keys", {"name": "portal", "scopes": ["admin"]}).json
    assert acme.call("DELETE", f"organisation/keys/{made['id']}").status_code == 204
    assert acme.get("organisation", key=made["key"]).status_code == 401


@pytest.mark.parametrize("header", ["Bearer", "Bearer nobody", "Basic YTpi", "parcours_x", "Bearer \xe9"])
def test_a_wrong_key_is_refused_everywhere(acme, header):
    for path in ("/api/v1/organisation", "/api/v1/resources"):
        answer = acme.app.test_client().get(path, headers={"Authorization": header})
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.content_type == "application/problem+json"


def test_without_a_key_one_is_told_how_to_show_it(acme):
    answer = acme.app.test_client().get("/api/v1/organisation")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert "Authorization: Bearer" in answer.json["detail"]


@pytest.mark.parametrize(("scope", "path"), [
    ("paths:read", "resources"), ("catalog:read", "roles/baker/path"), ("reports:read", "organisation/keys"),
    ("learners:write", "catalog"),
])  # fmt: skip
def test_a_key_opens_no_more_than_its_scopes(acme, scope, path):
    made = acme.post("organisation/keys", {"name": "some", "scopes": [scope]}).json
    answer = acme.get(path, key=made["key"])
    assert answer.status_code == 403
    assert scope in answer.json["detail"]


@pytest.mark.parametrize(("body", "field"), [
    ({"scopes": ["admin"]}, "name"),
    ({"name": "x", "scopes": []}, "scopes"),
    ({"name": "x", "scopes": ["all"]}, "scopes"),
    ({"name": "x", "scopes": ["admin"], "expires": "soon"}, "expires"),
    ({"name": "x", "scopes": ["admin"], "expires": "2020-01-01T00:00:00Z"}, "expires"),
    ({"name": "x", "scopes": ["admin"], "colour": "red"}, "colour"),
])  # fmt: skip
def test_a_bad_key_is_refused_by_field(acme, body, field):
    answer = acme.post("organisation/keys", body)
    assert answer.status_code == 422
    assert field in answer.json["errors"]


def test_who_did_what_is_told_newest_first(acme):
    expires = (now() + timedelta(days=1)).isoformat()
    made = acme.post("organisation/keys", {"name": "portal", "scopes": ["admin"], "expires": expires}).json
    acme.call("DELETE", f"organisation/keys/{made['id']}")
    log = acme.get("organisation/audit").json
    assert [each["act"] for each in log["items"]] == ["key.revoked", "key.created", "key.created"]
    assert log["items"][0]["actor"].startswith("key:")


def test_what_a_key_is_told_goes_into_no_shared_cache(acme):
    for path in ("organisation", "resources", "roles/baker/path"):
        assert "private" in acme.get(path).headers["Cache-Control"]
