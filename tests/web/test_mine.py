"""One's own assigned paths: without a browser."""

import re

import pytest

OURS = {"Origin": "http://localhost"}


@pytest.fixture
def anna(acme):
    """Anna, signed in, with a path and a step that comes first."""
    acme.call("PUT", "organisation/mandatory", {"steps": [{"resource": "know-flour", "role": None}]})
    member = acme.post("members", {"user_name": "anna", "job_title": "baker"}).json["id"]
    assert acme.post("assignments", {"member": member, "role": "baker"}).status_code == 201
    return member


@pytest.fixture
def browser(acme, anna):
    return signed_in(acme, anna)


def signed_in(acme, member, scopes=()):
    browser = acme.app.test_client()
    with browser.session_transaction() as held:
        held["identity"] = {"organisation": acme.id, "member": member, "scopes": list(scopes)}
    return browser


def say(browser, kind, resource="know-flour", form="f-1", **headers):
    return browser.post(
        "/en/mine", data={"kind": kind, "resource": resource, "form": form}, headers={**OURS, **headers}
    )


def state(acme, member, resource="know-flour"):
    found = acme.get(f"members/{member}/progress").json["resources"]
    return found.get(resource, {}).get("state")


@pytest.mark.parametrize(("lang", "texts"), [
    ("en", ["My learning", "Baker", "mandatory", "Done", "not started"]),
    ("fr", ["Ma formation", "Boulanger", "obligatoire", "C&#39;est fait", "pas commencé"]),
])  # fmt: skip
def test_the_page_shows_the_paths_in_both_languages(browser, lang, texts):
    page = browser.get(f"/{lang}/mine")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "private, no-store"
    for text in texts:
        assert text in page.text


@pytest.mark.parametrize(("kinds", "stands", "left"), [
    (["started"], "started", {"completed", "skipped"}), (["skipped"], "skipped", {"started", "completed"}),
    (["started", "completed"], "completed", set()), (["skipped", "started"], "started", {"completed", "skipped"}),
    (["completed", "skipped"], "completed", set()),
])  # fmt: skip
def test_what_one_says_of_a_step_is_recorded(acme, anna, browser, kinds, stands, left):
    for kind in kinds:
        answer = say(browser, kind, form=f"f-{kind}")
        assert (answer.status_code, answer.location) == (303, "/en/mine#step-know-flour")
    assert state(acme, anna) == stands
    item = re.search(r'<li id="step-know-flour".*?</li>', browser.get("/en/mine").text, re.S)[0]
    assert set(re.findall(r'name="kind" value="(\w+)"', item)) == left


def test_a_form_that_is_sent_again_adds_nothing(acme, anna, browser):
    for _ in range(3):
        assert say(browser, "started").status_code == 303
    assert len(acme.get("events", query_string={"member": anna}).json["items"]) == 1


def test_every_form_of_a_page_is_another_one(browser):
    forms = re.findall(r'name="form" value="([^"]+)"', browser.get("/en/mine").text)
    assert len(set(forms)) == len(forms) > 1


@pytest.mark.parametrize("values", [
    {"kind": "rated"}, {"kind": ""}, {"kind": "started", "resource": "bread-radio"},
    {"kind": "started", "resource": "nothing"}, {"kind": "started", "form": ""},
    {"kind": "started", "form": "x" * 65},
])  # fmt: skip
def test_what_says_nothing_of_a_step_of_ones_own_is_refused(acme, anna, browser, values):
    assert say(browser, **values).status_code == 422
    assert acme.get("events").json["items"] == []


def test_two_people_with_the_same_form_do_not_meet(acme, anna, browser):
    bob = acme.post("members", {"user_name": "bob", "job_title": "baker"}).json["id"]
    acme.post("assignments", {"member": bob, "role": "baker"})
    assert [say(each, "started").status_code for each in (browser, signed_in(acme, bob))] == [303, 303]
    assert (state(acme, anna), state(acme, bob)) == ("started", "started")


def test_a_page_of_another_site_can_say_nothing(acme, anna, browser):
    assert say(browser, "completed", Origin="https://evil.example").status_code == 403
    assert state(acme, anna) is None


def test_who_has_not_signed_in_is_sent_to_do_so(acme):
    client = acme.app.test_client()
    assert client.get("/fr/mine?a=1").location == "/fr/sign-in?next=/fr/mine?a%3D1"
    assert say(client, "started").location == "/en/sign-in"


def test_without_a_path_one_can_plan_one(acme):
    bob = acme.post("members", {"user_name": "bob"}).json["id"]
    page = signed_in(acme, bob).get("/en/mine").text
    assert "has assigned you no path" in page
    assert 'href="/en/"' in page


def test_who_signed_in_sees_the_organisations_catalogue(acme, anna, browser):
    acme.call("PUT", "organisation/hidden/bread-radio")
    assert browser.get("/en/resources/bread-radio").status_code == 404
    assert acme.app.test_client().get("/en/resources/bread-radio").status_code == 200


def test_the_frame_of_each_page_says_whether_one_has_signed_in(acme, browser):
    assert "Sign out" in browser.get("/en/").text
    assert "My learning" in browser.get("/en/about").text
    anybody = acme.app.test_client().get("/en/").text
    assert ("Sign in" in anybody, "Sign out" in anybody) == (True, False)
