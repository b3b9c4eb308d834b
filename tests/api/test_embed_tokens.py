"""A member's path on another server's page, by a token."""

import json
import time
from hashlib import sha256

import pytest
from itsdangerous import URLSafeSerializer


@pytest.fixture
def anna(acme):
    """Anna, with a path of which she has done nothing yet."""
    member = acme.post("members", {"user_name": "anna", "job_title": "baker"}).json["id"]
    acme.post("assignments", {"member": member, "role": "baker"})
    return member


def token(acme, **body):
    return acme.post("embed-tokens", {"member": "anna", **body}).json["token"]


def show(acme, said, lang="en", **headers):
    return acme.app.test_client().get(f"/{lang}/embed", headers={"Authorization": f"Bearer {said}", **headers})


@pytest.mark.parametrize(("lang", "titles"), [
    ("en", ["Still to do", "Behind you"]), ("fr", ["Encore à faire", "Derrière vous"]),
])  # fmt: skip
def test_a_token_shows_what_is_done_and_what_is_left(acme, anna, lang, titles):
    said = token(acme)
    before = show(acme, said, lang)
    assert (before.status_code, before.json["coverage"]) == (200, 0)
    assert [each["title"] for each in before.json["stages"]] == titles[:1]
    resource = acme.get(f"members/{anna}/assignments").json["items"][0]["steps"][0]["resource"]
    event = {"id": "1", "member": "anna", "resource": resource, "kind": "completed"}
    acme.post("events", {"events": [event]})
    after = show(acme, said, lang).json
    assert after["coverage"] > 0
    assert after["stages"][-1]["title"] == titles[1]
    assert sum(len(each["steps"]) for each in after["stages"]) == len(before.json["stages"][0]["steps"])


def test_what_a_token_shows_is_kept_by_nobody(acme, anna):
    answer = show(acme, token(acme))
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Authorization" in answer.headers["Vary"]


def test_without_a_path_one_is_told_so(acme):
    acme.post("members", {"user_name": "anna"})
    answer = show(acme, token(acme), "fr")
    assert (answer.status_code, "Aucun parcours" in answer.json["message"]) == (404, True)


def signed(acme, payload, secret=None, salt="parcours: show one member's path"):
    how = {"key_derivation": "hmac", "digest_method": sha256}
    return URLSafeSerializer(secret or acme.app.extensions["secret"], salt=salt, signer_kwargs=how).dumps(payload)


@pytest.mark.parametrize("forge", [
    lambda acme, anna: "", lambda acme, anna: "x", lambda acme, anna: token(acme)[:-2] + "AA",
    lambda acme, anna: token(acme).replace(".", ".A", 1), lambda acme, anna: acme.key,
    lambda acme, anna: signed(acme, ["acme", anna, time.time() + 60], b"another secret"),
    lambda acme, anna: signed(acme, ["acme", anna, time.time() + 60], salt="cookie-session"),
    lambda acme, anna: signed(acme, ["acme", anna, time.time() - 1]),
    lambda acme, anna: signed(acme, ["globex", anna, time.time() + 60]),
    lambda acme, anna: signed(acme, ["nobody", anna, time.time() + 60]),
])  # fmt: skip
@pytest.mark.parametrize(("lang", "text"), [("en", "has run out"), ("fr", "a expiré")])
def test_what_is_no_token_shows_nothing(acme, anna, forge, lang, text):
    answer = show(acme, forge(acme, anna), lang)
    assert answer.status_code == 401
    assert text in answer.json["message"]
    assert "steps" not in json.dumps(answer.json)


def test_a_token_opens_nothing_else(acme, anna):
    for path in ("/api/v1/organisation", "/api/v1/resources", "/scim/v2/Users"):
        assert acme.call("GET", path, key=token(acme)).status_code == 401


def test_a_token_ends_when_the_member_leaves(acme, anna):
    said = token(acme)
    acme.call("PATCH", f"members/{anna}", {"active": False})
    assert show(acme, said).status_code == 401
    assert acme.post("embed-tokens", {"member": "anna"}).status_code == 422


@pytest.mark.parametrize(("body", "field"), [
    ({}, "member"), ({"member": "nobody"}, "member"), ({"member": "anna", "minutes": 61}, "minutes"),
    ({"member": "anna", "minutes": 0}, "minutes"), ({"member": "anna", "minutes": "ten"}, "minutes"),
    ({"member": "anna", "colour": "red"}, "colour"),
])  # fmt: skip
def test_a_token_for_nobody_or_for_too_long_is_refused(acme, anna, body, field):
    answer = acme.post("embed-tokens", body)
    assert answer.status_code == 422
    assert field in answer.json["errors"]


def test_nobody_gets_a_token_for_a_member_of_another_organisation(acme, globex, anna):
    assert globex.post("embed-tokens", {"member": anna}).status_code == 422


def test_other_sites_may_show_a_token_to_the_element_but_no_key_to_the_api(acme):
    asked = {"Origin": "https://intranet.example", "Access-Control-Request-Method": "GET",
             "Access-Control-Request-Headers": "authorization"}  # fmt: skip
    client = acme.app.test_client()
    allowed = {path: client.options(path, headers=asked).headers["Access-Control-Allow-Headers"]
               for path in ("/en/embed", "/api/v1/resources")}  # fmt: skip
    assert "Authorization" in allowed["/en/embed"]
    assert "Authorization" not in allowed["/api/v1/resources"]
