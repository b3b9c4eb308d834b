"""An organisation's own catalogue, over the API."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from recommender import Engine
from tests.learners.test_mixing import without

COURSE = {
    "id": "our-oven", "type": "course", "title": {"en": "Our zymurgy oven"}, "languages": ["en"], "cost": "free",
    "summary": {"en": "The big one.", "fr": "Le grand."}, "hours": 2, "teaches": {"oven": 1},
}  # fmt: skip
SKILL = {
    "id": "sourdough", "label": {"en": "sourdough", "fr": "levain"}, "aliases": {"en": [], "fr": []},
    "definition": {"en": "Wild yeast.", "fr": "Levure sauvage."}, "requires": {"flour": 1},
}  # fmt: skip
STARTER = {**COURSE, "id": "starter", "title": {"en": "A starter"}, "teaches": {"sourdough": 2}}
ROLE = {"id": "our-baker", "based_on": "baker", "label": {"en": "crumb master", "fr": "maître de la mie"}}


def ids(answer):
    return [each["id"] for each in answer.json["items"]]


def test_an_own_resource_is_found_suggested_and_planned(acme):
    made = acme.post("organisation/resources", COURSE)
    assert made.status_code == 201, made.json
    assert (made.json["status"], made.json["verified"]) == ("active", {"state": "known", "on": str(date.today())})
    assert acme.get("organisation/resources/our-oven").json == made.json
    assert ids(acme.get("resources?q=zymurgy")) == ["our-oven"]
    assert "our-oven" in ids(acme.get("suggest?q=zymur"))
    path = acme.get("roles/baker/path?hours_per_week=10&cost=free").json
    assert "our-oven" in [step["resource"]["id"] for stage in path["stages"] for step in stage["steps"]]


@pytest.mark.parametrize("who", ["globex", "anybody"])
def test_nobody_else_sees_it(acme, globex, who):
    acme.post("organisation/resources", COURSE)
    acme.call("PUT", "organisation/hidden/know-flour")
    ask = globex.get if who == "globex" else lambda path: acme.app.test_client().get(f"/api/v1/{path}")
    assert ids(ask("resources?q=zymurgy")) == ids(ask("suggest?q=zymur")) == []
    assert ask("resources/our-oven").status_code == 404
    assert ask("resources/know-flour").status_code == 200
    assert ask("catalog").json["resources"] == 9


def test_pages_show_a_person_the_mix_of_his_organisation(acme):
    acme.post("organisation/resources", COURSE)
    member = acme.post("members", {"user_name": "anna"}).json["id"]
    person = acme.app.test_client()
    with person.session_transaction() as session:
        session["identity"] = {"organisation": acme.id, "member": member, "scopes": []}
    assert person.get("/en/resources/our-oven").status_code == 200
    assert "/en/resources/our-oven" in person.get("/en/resources?q=zymurgy").text
    assert acme.app.test_client().get("/en/resources/our-oven").status_code == 404


def test_a_record_is_replaced_by_its_address(acme):
    assert acme.call("PUT", "organisation/resources/our-oven", COURSE).status_code == 201
    assert acme.call("PUT", "organisation/resources/our-oven", {**COURSE, "hours": 3}).status_code == 200
    assert acme.get("resources/our-oven").json["hours"] == 3
    assert acme.call("PUT", "organisation/resources/other", COURSE).status_code == 422
    assert acme.call("DELETE", "organisation/resources/our-oven").status_code == 204
    assert acme.call("DELETE", "organisation/resources/our-oven").status_code == 404
    assert acme.get("resources/our-oven").status_code == 404


def test_a_role_starts_from_a_public_one_and_says_what_differs(acme):
    acme.post("organisation/skills", SKILL)
    needs = {"flour": None, "sourdough": {"level": 2, "weight": 1}}
    made = acme.post("organisation/roles", {**ROLE, "needs": needs})
    assert made.status_code == 201, made.json
    assert list(made.json["needs"]) == ["baking", "sourdough"]
    assert (made.json["codes"], made.json["mission"]["en"]) == ({}, "Bakes.")
    assert acme.get("roles/Crumb%20mastr").json["id"] == "our-baker"
    assert acme.get("roles/D1102").json["id"] == "baker"


def test_a_role_with_a_public_id_stands_for_it_until_it_is_removed(acme):
    changed = {"based_on": "baker", "id": "baker", "needs": {"baking": None}}
    assert acme.post("organisation/roles", changed).status_code == 201
    assert list(acme.get("roles/boulanger").json["needs"]) == ["flour"]
    assert acme.call("DELETE", "organisation/roles/baker").status_code == 204
    assert list(acme.get("roles/boulanger").json["needs"]) == ["baking", "flour"]


@pytest.mark.parametrize(("kind", "body", "field", "said"), [
    ("resources", {**COURSE, "teaches": {"ovn": 1}}, "teaches", "'ovn' is no skill. Did you mean 'oven'?"),
    ("resources", {**COURSE, "successor": "the-ovn"}, "successor", "Did you mean 'the-oven'"),
    ("resources", {**COURSE, "teaches": {"oven": 4}}, "teaches.oven.value", "Must be 1, 2 or 3."),
    ("resources", {**COURSE, "colour": "red"}, "colour", "Unknown field."),
    ("resources", {**COURSE, "hours": 1e9}, "hours", "2000"),
    ("resources", {**COURSE, "id": "our oven"}, "id", "lower-case"),
    ("resources", {**COURSE, "id": "our-oven\n"}, "id", "lower-case"),
    ("resources", {}, "title", "Missing data"),
    ("skills", {**SKILL, "requires": {"sourdough": 1}}, "requires", "circle: sourdough"),
    ("skills", {**SKILL, "broader": "bred"}, "broader", "is no skill"),
    ("roles", {**ROLE, "based_on": "bakr"}, "based_on", "Did you mean 'baker'?"),
    ("roles", {**ROLE, "label": {"en": "x"}}, "label", "Missing in: fr."),
    ("roles", {**ROLE, "needs": {"baking": None, "flour": None}}, "needs", "Shorter than"),
    ("roles", {**ROLE, "needs": {"flour": 3}}, "needs.flour.value", "Invalid input type."),
    ("roles", {**ROLE, "needs": []}, "needs", "Not a valid mapping"),
])  # fmt: skip
def test_a_bad_record_is_refused_by_field(acme, kind, body, field, said):
    answer = acme.post(f"organisation/{kind}", body)
    assert answer.status_code == 422, answer.json
    assert said in " ".join(answer.json["errors"][field])
    assert acme.get("organisation/catalog").json["version"] == 0


@pytest.mark.parametrize(("kind", "body"), [
    ("resources", {**COURSE, "id": "know-flour"}), ("skills", {**SKILL, "id": "flour"}), ("resources", COURSE),
])  # fmt: skip
def test_an_id_that_is_taken_is_refused(acme, kind, body):
    acme.post("organisation/resources", COURSE)
    assert acme.post(f"organisation/{kind}", body).status_code == 409


@pytest.mark.parametrize(("body", "status"), [
    (b"[]", 400), (b"{", 400), (rb'{"title": {"en": "\ud800"}}', 400), (b"[" * 100_000, 400), (b"null", 400),
])  # fmt: skip
def test_what_is_no_record_is_refused(acme, body, status):
    assert acme.post("organisation/resources", body, content_type="application/json").status_code == status


def test_a_file_comes_in_once_whatever_it_holds_together(acme):
    given = {"resources": [STARTER, COURSE], "skills": [SKILL], "roles": [ROLE]}
    for dry in ("true", "false"):
        answer = acme.post(f"organisation/imports?dry_run={dry}", given)
        assert answer.json == {"dry_run": dry == "true", "added": 4, "changed": 0, "unchanged": 0}
    assert acme.get("organisation/catalog").json["own"] == {"resources": 2, "skills": 1, "roles": 1}
    given["resources"][0] = {**STARTER, "hours": 5}
    assert acme.post("organisation/imports", given).json["changed"] == 1
    assert acme.post("organisation/imports", given).json["unchanged"] == 4
    assert acme.get("organisation/catalog").json["version"] == 2
    assert ids(acme.get("organisation/resources?per_page=1&page=2")) == ["our-oven"]


def test_a_bare_list_is_a_file_of_one_kind(acme):
    assert acme.post("organisation/imports", [COURSE]).json["added"] == 1
    assert acme.post("organisation/imports?kind=skills", [SKILL]).json["added"] == 1


def test_a_file_is_told_all_its_faults_at_once_and_nothing_is_kept(acme):
    bad = {"resources": [COURSE, {**STARTER, "hours": 0}, {**COURSE}, "x", {**COURSE, "id": "know-flour"}],
           "skills": [{**SKILL, "id": "crust", "requires": {"bread": 1}}]}  # fmt: skip
    answer = acme.post("organisation/imports", bad)
    assert answer.status_code == 422
    assert set(answer.json["errors"]) == {
        "resources.1.hours", "resources.2.id", "resources.3.record", "resources.4.id", "skills.0.requires",
    }  # fmt: skip
    assert acme.get("organisation/catalog").json["own"] == {"resources": 0, "skills": 0, "roles": 0}


@pytest.mark.parametrize(("body", "field"), [({"books": []}, "books"), ({"roles": {}}, "roles")])
def test_a_file_of_something_else_is_refused(acme, body, field):
    answer = acme.post("organisation/imports", body)
    assert (answer.status_code, list(answer.json["errors"])) == (422, [field])


def test_a_large_file_comes_in(acme):
    given = [{**COURSE, "id": f"course-{at}", "summary": {"en": "a" * 1000, "fr": "b" * 1000}} for at in range(600)]
    assert len(json.dumps(given)) > 1_200_000
    assert acme.post("organisation/imports", given).json["added"] == 600


@pytest.mark.parametrize(
    ("kind", "record", "said"),
    [
        ("skills", "sourdough", "resource starter (teaches), role our-baker (needs)"),
        ("resources", "our-oven", "the mandatory steps (resource)"),
        ("roles", "our-baker", "the mandatory steps (role), the job title 'crumb *', onboarding rule"),
    ],
)
def test_what_is_referred_to_is_not_removed_and_who_refers_is_told(acme, kind, record, said):
    role = {**ROLE, "needs": {"sourdough": {"level": 1, "weight": 1}}}
    acme.post("organisation/imports", {"resources": [COURSE, STARTER], "skills": [SKILL], "roles": [role]})
    acme.call("PUT", "organisation/mandatory", {"steps": [{"resource": "our-oven", "role": "our-baker"}]})
    acme.call("PUT", "organisation/titles", {"rules": [{"title": "crumb *", "role": "our-baker"}]})
    acme.post("onboarding-rules", {"role": "our-baker"})
    answer = acme.call("DELETE", f"organisation/{kind}/{record}")
    assert answer.status_code == 409
    assert said in answer.json["detail"]


def test_what_refers_to_nothing_public_any_more_is_told_and_breaks_nothing(acme):
    acme.post("organisation/resources", COURSE)
    acme.call("PUT", "organisation/mandatory", {"steps": [{"resource": "our-oven"}, {"resource": "the-oven"}]})
    acme.call("PUT", "organisation/hidden/the-oven")
    acme.app.extensions["live"].engine = Engine(without("oven"))
    told = acme.get("organisation/catalog").json["faults"]
    assert told == [
        "resource our-oven: teaches names 'oven', which is no skill; it is left out.",
        "mandatory: 'the-oven' is no resource any more.",
    ]
    assert acme.get("resources/our-oven").status_code == 200
    assert acme.post("organisation/skills", SKILL).status_code == 201  # what was wrong before keeps nothing out


@pytest.mark.parametrize(("method", "path", "status"), [
    ("PUT", "none", 404), ("DELETE", "know-flour", 404), ("PUT", "our-oven", 404), ("PUT", "%00", 404),
])  # fmt: skip
def test_only_public_resources_are_hidden(acme, method, path, status):
    acme.post("organisation/resources", COURSE)
    assert acme.call(method, f"organisation/hidden/{path}").status_code == status


def test_what_is_hidden_is_found_by_nobody_of_the_organisation_until_it_is_shown(acme):
    acme.call("PUT", "organisation/hidden/know-flour")
    acme.call("PUT", "organisation/hidden/know-flour")
    assert acme.get("organisation/catalog").json["version"] == 1
    assert acme.get("organisation/hidden").json["items"] == ["know-flour"]
    assert acme.get("resources/know-flour").status_code == 404
    assert "know-flour" not in ids(acme.get("resources?q=flour"))
    acme.call("DELETE", "organisation/hidden/know-flour")
    public = acme.app.extensions["live"].engine
    organisation = acme.app.extensions["organisations"].get("acme")
    assert acme.app.extensions["engines"].of(organisation) is public


@pytest.mark.parametrize("step", [{"resource": "none"}, {"resource": "know-flour", "role": "none"}])
def test_mandatory_steps_are_of_the_catalogue(acme, step):
    answer = acme.call("PUT", "organisation/mandatory", {"steps": [step]})
    assert answer.status_code == 422
    assert "'none' is the id of no" in answer.json["errors"]["steps"][0]


def test_every_change_is_audited_and_told(acme):
    hook = acme.post("webhooks", {"url": "https://portal.example/hook", "events": ["catalog.changed"]}).json["id"]
    acme.post("organisation/resources", COURSE)
    acme.call("PUT", "organisation/hidden/know-flour")
    acme.call("PUT", "organisation/mandatory", {"steps": [{"resource": "our-oven"}]})
    acme.call("DELETE", "organisation/hidden/know-flour")
    acts = ["records.put", "resource.hidden", "mandatory.changed", "resource.shown"]
    audited = [each["act"] for each in acme.get("organisation/audit").json["items"]]
    assert [each for each in reversed(audited) if each in acts] == acts
    assert acme.get(f"webhooks/{hook}/deliveries").json["total"] == 4
    assert acme.get("organisation/catalog").json["version"] == 4


def test_changes_at_the_same_time_are_all_counted(acme):
    with ThreadPoolExecutor(4) as pool:
        sent = [{**COURSE, "id": f"course-{at}"} for at in range(12)]
        made = list(pool.map(lambda each: acme.post("organisation/resources", each).status_code, sent))
    assert set(made) == {201}
    found = acme.get("organisation/catalog").json
    assert (found["version"], found["own"]["resources"], found["resources"]) == (12, 12, 21)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_who_may_only_read_changes_nothing(acme, method):
    body = {"name": "reader", "scopes": ["catalog:read"]}
    key = acme.post("organisation/keys", body).json["key"]
    path = "organisation/resources" if method == "POST" else "organisation/resources/our-oven"
    assert acme.call(method, path, COURSE if method != "DELETE" else None, key=key).status_code == 403
    assert acme.get("organisation/resources", key=key).status_code == 200


@pytest.mark.parametrize("address", ["%00", "a%0A", "%F0%9F%8D%9E", "x" * 300])
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_an_address_that_no_record_can_have_is_unknown(acme, method, address):
    assert acme.call(method, f"organisation/resources/{address}").status_code in (404, 422)
