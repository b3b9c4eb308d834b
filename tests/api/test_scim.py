"""SCIM as identity providers speak it: what they send is not always what the standard says."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from scim2_models import SearchRequest

from api.scim import filters
from api.scim.models import PERSON, Group
from learners.tables import MEMBERS

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
ONBOARDING = "urn:parcours:params:scim:schemas:extension:onboarding:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"


def changing(*operations):
    return {"schemas": [PATCH], "Operations": list(operations)}


class Scim:
    """What an identity provider does with one organisation's key."""

    def __init__(self, portal):
        self.portal = portal

    def __call__(self, method, path, body=None, **headers):
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        sent = {"Content-Type": "application/scim+json", **headers}
        return self.portal.call(method, f"/scim/v2/{path}", data, headers=sent)

    def user(self, user_name="ada", **more):
        return self("POST", "Users", {"schemas": [USER], "userName": user_name, **more}).json["id"]

    def group(self, name="staff", *members):
        body = {"schemas": [GROUP], "displayName": name, "members": [{"value": each} for each in members]}
        return self("POST", "Groups", body).json["id"]

    def patch(self, path, *operations, **headers):
        return self("PATCH", path, changing(*operations), **headers)

    def members(self, group):
        return {each["value"] for each in self("GET", f"Groups/{group}").json.get("members", [])}


@pytest.fixture
def scim(newcomer):
    return Scim(newcomer)


WHOLE = {
    "schemas": [USER, ENTERPRISE, ONBOARDING], "userName": "ada@acme.example", "externalId": "4711",
    "name": {"givenName": "Ada", "familyName": "Lovelace"}, "displayName": "Ada L.", "title": "boulangère",
    "preferredLanguage": "fr", "active": True, "emails": [{"value": "ada@acme.example", "type": "work"}],
    ENTERPRISE: {"employeeNumber": "7", "department": "Ovens"}, ONBOARDING: {"startDate": "2026-12-01"},
}  # fmt: skip


def test_a_user_is_a_member_and_comes_back_as_it_was_sent(scim, newcomer):
    made = scim("POST", "Users", WHOLE)
    assert made.status_code == 201
    assert made.headers["Location"].endswith(f"/scim/v2/Users/{made.json['id']}")
    assert made.json == {**made.json, **WHOLE}
    member = newcomer.get(f"members/{made.json['id']}").json
    assert (member["user_name"], member["role"], member["starts"]) == ("ada@acme.example", "baker", "2026-12-01")
    assert scim("GET", f"Users/{made.json['id']}").json == made.json


def test_a_newcomer_gets_the_path_that_a_rule_asks_for_and_so_does_who_joins_a_group(scim, newcomer):
    staff = scim.group()
    newcomer.post("onboarding-rules", {"title": "boulangère"})
    newcomer.post("onboarding-rules", {"group": staff, "path": {"role": "baker"}})
    ada = scim("POST", "Users", WHOLE).json["id"]
    assert newcomer.get("assignments").json["total"] == 1
    scim.patch(f"Groups/{staff}", {"op": "add", "path": "members", "value": [{"value": ada}]})
    assert newcomer.get("assignments").json["total"] == 2


# fmt: off
@pytest.mark.parametrize(("operation", "path", "expected"), [
    ({"op": "Replace", "path": "active", "value": "False"}, ("active",), False),
    ({"op": "Replace", "path": "active", "value": "True"}, ("active",), True),
    ({"op": "replace", "value": {"active": False}}, ("active",), False),
    ({"op": "Replace", "path": "displayName", "value": "A. L."}, ("displayName",), "A. L."),
    ({"op": "replace", "value": {"name.givenName": "Augusta"}}, ("name", "givenName"), "Augusta"),
    ({"op": "Add", "path": "name.familyName", "value": "King"}, ("name", "familyName"), "King"),
    ({"op": "replace", "value": {f"{ENTERPRISE}:department": "Bread"}}, (ENTERPRISE, "department"), "Bread"),
    ({"op": "Add", "path": f"{ENTERPRISE}:department", "value": "Bread"}, (ENTERPRISE, "department"), "Bread"),
    ({"op": "Replace", "path": f"{ONBOARDING}:startDate", "value": "2027-01-04T00:00:00Z"},
     (ONBOARDING, "startDate"), "2027-01-04"),
    ({"op": "Remove", "path": "title"}, ("title",), None),
    ({"op": "Add", "path": 'emails[type eq "work"].value', "value": "a@b.example"},
     ("emails", 0, "value"), "a@b.example"),
    ({"op": "Replace", "path": 'emails[primary eq true].value', "value": "a@b.example"},
     ("emails", 0, "value"), "a@b.example"),
    ({"op": "Remove", "path": 'emails[type eq "work"]'}, ("emails",), None),
    ({"op": "Add", "path": "emails", "value": [{"value": "home@b.example", "type": "home"}]},
     ("emails", 0, "value"), "ada@acme.example"),
    ({"op": "Add", "path": 'phoneNumbers[type eq "mobile"].value', "value": "+33 1"}, ("phoneNumbers",), None),
    ({"op": "Replace", "path": "preferredLanguage", "value": "fr-CA"}, ("preferredLanguage",), "fr"),
    ({"op": "Replace", "path": "preferredLanguage", "value": "de-DE"}, ("preferredLanguage",), "en"),
])
# fmt: on
def test_a_patch_as_entra_and_okta_send_it(scim, operation, path, expected):
    ada = scim("POST", "Users", WHOLE).json["id"]
    answer = scim.patch(f"Users/{ada}", operation)
    assert answer.status_code == 204, answer.json
    found = scim("GET", f"Users/{ada}").json
    for each in path:
        found = found.get(each) if isinstance(found, dict) else found[each]
    assert found == expected


@pytest.mark.parametrize("value", ["{id}", {"value": "{id}"}])
def test_entra_names_a_manager_by_id_alone_and_takes_him_away_by_removing(scim, newcomer, value):
    ada, boss = scim.user(), scim.user("boss")
    said = json.loads(json.dumps(value).replace("{id}", boss))
    manager = f"{ENTERPRISE}:manager"
    assert scim.patch(f"Users/{ada}", {"op": "Add", "path": manager, "value": said}).status_code == 204
    assert scim("GET", f"Users/{ada}").json[ENTERPRISE]["manager"]["$ref"].endswith(f"/scim/v2/Users/{boss}")
    found = scim("GET", f'Users?filter={manager}.value eq "{boss}"').json
    assert [each["id"] for each in found["Resources"]] == [ada]
    scim.patch(f"Users/{ada}", {"op": "Remove", "path": manager})
    assert newcomer.get(f"members/{ada}").json["manager"] is None


def test_the_round_of_entra_asks_creates_adds_asks_whether_and_disables(scim):
    assert scim("GET", 'Users?filter=userName eq "ada"').json["totalResults"] == 0
    ada, bob, staff = scim.user(), scim.user("bob"), scim.group()
    add = {"op": "Add", "path": "members", "value": [{"value": ada}, {"value": bob}]}
    assert scim.patch(f"Groups/{staff}", add).status_code == 204
    question = f'Groups?filter=id eq "{staff}" and members eq "{ada}"&excludedAttributes=members'
    assert scim("GET", question).json["Resources"][0]["displayName"] == "staff"
    scim.patch(f"Groups/{staff}", {"op": "Remove", "path": "members", "value": [{"value": ada}]})
    assert scim("GET", question).json["totalResults"] == 0
    assert scim.members(staff) == {bob}
    scim.patch(f"Groups/{staff}", {"op": "remove", "path": f'members[value eq "{bob}"]'})
    assert scim.members(staff) == set()
    scim.patch(f"Users/{ada}", {"op": "Replace", "path": "active", "value": "False"})
    assert scim("GET", "Users?filter=active eq false").json["Resources"][0]["id"] == ada


def test_the_round_of_okta_puts_whole_users_and_groups_with_more_than_we_keep(scim):
    sent = {**WHOLE, "locale": "en-US", "nickName": "Countess", "password": "t1meMa$heen", "groups": [],
            "addresses": [{"locality": "London", "type": "work"}],
            "emails": [{"value": "home@b.example", "type": "home"},
                       {"value": "w@b.example", "primary": True}]}  # fmt: skip
    made = scim("POST", "Users", sent)
    assert made.status_code == 201, made.json
    ada = made.json["id"]
    assert made.json["emails"] == [{"value": "w@b.example", "type": "work"}]
    put = scim("PUT", f"Users/{ada}", {**sent, "id": ada, "title": "baker", "meta": {"resourceType": "User"}})
    assert (put.status_code, put.json["title"]) == (200, "baker")
    assert not {"nickName", "password", "addresses", "locale"} & put.json.keys()
    staff = scim.group()
    value = {"id": staff, "displayName": "all staff"}
    scim.patch(f"Groups/{staff}", {"op": "replace", "value": value})
    add = {"op": "add", "path": "members", "value": [{"value": ada, "display": "ada@acme.example"}]}
    scim.patch(f"Groups/{staff}", add)
    assert scim("GET", f"Users/{ada}").json["groups"][0]["display"] == "all staff"
    put = scim("PUT", f"Groups/{staff}", {"schemas": [GROUP], "displayName": "crew", "members": []})
    assert (put.json["displayName"], scim.members(staff)) == ("crew", set())


def test_what_nothing_is_said_of_stays_active_or_not_and_in_its_language(scim):
    ada = scim("POST", "Users", {**WHOLE, "active": False}).json["id"]
    put = scim("PUT", f"Users/{ada}", {"schemas": [USER], "userName": "ada"}).json
    assert (put["active"], put["preferredLanguage"]) == (False, "fr")
    assert not {"title", "name", "emails", ENTERPRISE, ONBOARDING} & put.keys()


def test_what_is_not_declared_is_kept_nowhere(scim, newcomer):
    scim("POST", "Users", {**WHOLE, "phoneNumbers": [{"value": "+33 555"}], "password": "t1meMa$heen"})
    with newcomer.scope().reading() as rows:
        kept = str(rows.all(MEMBERS))
    assert "555" not in kept
    assert "t1me" not in kept


def test_schemas_declare_what_is_stored_and_no_more(scim):
    schemas = scim("GET", "Schemas").json["Resources"]
    declared = {each["id"]: {at["name"] for at in each["attributes"]} for each in schemas}
    assert declared == {
        USER: {"userName", "name", "displayName", "title", "preferredLanguage", "active", "emails", "groups"},
        ENTERPRISE: {"employeeNumber", "department", "manager"},
        ONBOARDING: {"startDate"},
        GROUP: {"displayName", "members"},
    }


# fmt: off
@pytest.mark.parametrize(("asked", "names"), [
    ("", ["ada", "bob", "cleo"]),
    ("?count=1&startIndex=2", ["bob"]),
    ("?sortBy=userName&sortOrder=descending", ["cleo", "bob", "ada"]),
    ("?sortBy=title", ["cleo", "ada", "bob"]),
    ('?filter=userName eq "bob"', ["bob"]),
    ('?filter=userName eq "BOB"', ["bob"]),
    ('?filter=title eq "BAKER"', ["cleo"]),
    ("?filter=title pr", ["ada", "cleo"]),
    ('?filter=emails[type eq "work" and value co "@b"]', ["ada"]),
    ('?filter=emails.value eq "A@B.example"', ["ada"]),
    ('?filter=name.familyName sw "l" or userName ew "eo"', ["ada", "cleo"]),
    ('?filter=not (userName co "o")', ["ada"]),
    (f'?filter={ENTERPRISE}:department eq "Ovens"', ["bob"]),
    (f'?filter={ONBOARDING}:startDate gt "2026-11-30"', ["bob"]),
    ('?filter=meta.lastModified gt "2020-01-01T00:00:00Z" and active eq true', ["ada", "bob", "cleo"]),
    ('?filter=groups.display eq "staff"', ["cleo"]),
])
# fmt: on
def test_users_are_found_sorted_and_paged(scim, asked, names):
    scim.user("ada", title="teacher", name={"familyName": "Lovelace"}, emails=[{"value": "a@b.example"}])
    scim.user("bob", **{ENTERPRISE: {"department": "Ovens"}, ONBOARDING: {"startDate": "2026-12-01"}})
    scim.group("staff", scim.user("cleo", title="baker"))
    found = scim("GET", f"Users{asked}")
    assert [each["userName"] for each in found.json["Resources"]] == names, found.json
    assert found.json["totalResults"] == (3 if "count" in asked else len(names))


def test_search_may_be_posted_over_everything(scim):
    scim.group("staff", scim.user())
    body = {"schemas": [SEARCH], "filter": 'displayName eq "staff" or userName eq "ada"', "attributes": ["userName"]}
    found = scim("POST", ".search", body).json["Resources"]
    assert [set(each) for each in found] == [{"schemas", "id", "userName"}, {"schemas", "id"}]


# fmt: off
@pytest.mark.parametrize(("model", "said", "looked_up"), [
    (PERSON, 'userName eq "x"', {"user_name": "x"}),
    (PERSON, 'USERNAME EQ "x" and active eq true', {"user_name": "x"}),
    (PERSON, f'{USER}:userName eq "x"', {"user_name": "x"}),
    (PERSON, 'externalId eq "x"', {"external_id": "x"}),
    (PERSON, 'groups eq "x"', {"group": "x"}),
    (PERSON, f'{ENTERPRISE}:manager.value eq "x"', {"manager": "x"}),
    (PERSON, 'userName eq "x" or externalId eq "y"', {}),
    (PERSON, 'not (userName eq "x")', {}),
    (PERSON, 'userName ne "x"', {}),
    (PERSON, 'title eq "x"', {}),
    (PERSON, 'userName eq null', {}),
    (Group, 'id eq "x" and members eq "y"', {"id": "x"}),
    (Group, 'displayName eq "x"', {"name": "x"}),
])
# fmt: on
def test_what_is_looked_up_by_value_is_asked_of_the_database(model, said, looked_up):
    assert filters.equal(SearchRequest[model](filter=said), model.__name__.partition("[")[0]) == looked_up


def test_versions_tell_what_changed_meanwhile(scim):
    ada = scim.user()
    title = {"op": "replace", "path": "title", "value": "baker"}
    tag = scim("GET", f"Users/{ada}").headers["ETag"]
    assert scim("GET", f"Users/{ada}", **{"If-None-Match": tag}).status_code == 304
    assert scim.patch(f"Users/{ada}", title, **{"If-Match": tag}).status_code == 204
    assert scim("GET", f"Users/{ada}", **{"If-None-Match": tag}).status_code == 200
    assert scim.patch(f"Users/{ada}", title, **{"If-Match": tag}).status_code == 412
    assert scim("DELETE", f"Users/{ada}", **{"If-Match": tag}).status_code == 412
    assert scim("PUT", f"Users/{ada}", {"schemas": [USER], "userName": "ada"}, **{"If-Match": tag}).status_code == 412
    newest = scim("GET", f"Users/{ada}").headers["ETag"]
    assert scim.patch(f"Users/{ada}", title).headers["ETag"] == newest  # nothing new, nothing counted
    assert scim("DELETE", f"Users/{ada}", **{"If-Match": newest}).status_code == 204


def test_who_is_added_to_a_group_by_many_at_once_is_in_it(scim):
    people, staff = [scim.user(f"user-{number}") for number in range(12)], scim.group()

    def add(person):
        return scim.patch(f"Groups/{staff}", {"op": "add", "path": "members", "value": [{"value": person}]}).status_code

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(add, people)) == {204}
    assert scim.members(staff) == set(people)


def test_a_deleted_user_is_erased_and_may_come_again(scim, newcomer):
    ada = scim.user()
    assert scim("DELETE", f"Users/{ada}").status_code == 204
    assert scim("GET", f"Users/{ada}").status_code == 404
    assert scim("DELETE", f"Users/{ada}").status_code == 404
    assert scim("GET", "Users").json["totalResults"] == 0
    assert scim.user() != ada


def test_many_operations_come_in_one_request(scim):
    answer = scim("POST", "Bulk", {"schemas": [BULK], "Operations": [
        {"method": "POST", "path": "/Groups", "bulkId": "g",
         "data": {"schemas": [GROUP], "displayName": "staff", "members": [{"value": "bulkId:u"}]}},
        {"method": "POST", "path": "/Users", "bulkId": "u", "data": {"schemas": [USER], "userName": "ada"}},
        {"method": "POST", "path": "/Users", "bulkId": "v", "data": {"schemas": [USER], "userName": "ada"}},
        {"method": "DELETE", "path": "/Users/nobody"},
    ]})  # fmt: skip
    assert [each["status"] for each in answer.json["Operations"]] == ["201", "201", "409", "404"]
    assert scim("GET", "Users").json["Resources"][0]["groups"][0]["display"] == "staff"
    many = [{"method": "DELETE", "path": "/Users/nobody"}] * 501
    assert scim("POST", "Bulk", {"schemas": [BULK], "Operations": many}).status_code == 413


# fmt: off
@pytest.mark.parametrize(("method", "path", "body", "status", "kind"), [
    ("GET", "Users/nobody", None, 404, None),
    ("GET", "Groups/nobody", None, 404, None),
    ("GET", "Nothing", None, 404, None),
    ("GET", "Users/a/b/c", None, 404, None),
    ("GET", "Me", None, 501, None),
    ("DELETE", "Users", None, 405, None),
    ("TRACE", "Users", None, 405, None),
    ("GET", "Schemas?filter=id pr", None, 403, None),
    ("GET", "Users?filter=nick eq 1", None, 400, "invalidFilter"),
    ("GET", "Users?filter=userName xx", None, 400, "invalidFilter"),
    ("GET", "Users?filter=" + "(" * 5000, None, 400, "invalidFilter"),
    ("GET", "Users?count=many", None, 400, "invalidValue"),
    ("POST", "Users", b"{bad", 400, "invalidSyntax"),
    ("POST", "Users", b"", 400, "invalidSyntax"),
    ("POST", "Users", b"\xff\xfe", 400, "invalidSyntax"),
    ("POST", "Users", b"[" * 100_000, 400, "invalidSyntax"),
    ("POST", "Users", [], 400, "invalidSyntax"),
    ("POST", "Users", b" " * 10_000_001, 413, None),
    ("POST", "Users", {"schemas": [USER]}, 400, "invalidValue"),
    ("POST", "Users", {"schemas": [USER], "userName": ""}, 400, "invalidValue"),
    ("POST", "Users", {"schemas": [USER], "userName": "  "}, 400, "invalidValue"),
    ("POST", "Users", {"schemas": [USER], "userName": 7}, 400, "invalidValue"),
    ("POST", "Users", {"schemas": [USER], "userName": "a" * 201}, 400, "invalidValue"),
    ("POST", "Users", {"schemas": [USER], "userName": "a\x00b"}, 400, "invalidValue"),
    ("POST", "Users", {"schemas": [USER], "userName": "ada"}, 409, "uniqueness"),
    ("POST", "Users", {"schemas": [USER], "userName": "b", "active": "maybe"}, 400, "invalidValue"),
    ("POST", "Users", {"schemas": [USER], "userName": "b", ENTERPRISE: {"manager": "nobody"}}, 400, "invalidValue"),
    ("POST", "Users", {"schemas": [USER], "userName": "b", ONBOARDING: {"startDate": "soon"}}, 400, "invalidValue"),
    ("POST", "Users", {"schemas": [USER], "userName": "b", ONBOARDING: {"startDate": "9999-12-31"}}, 400,
     "invalidValue"),
    ("POST", "Groups", {"schemas": [GROUP], "displayName": "a" * 201}, 400, "invalidValue"),
    ("POST", "Groups", {"schemas": [GROUP], "displayName": "staff"}, 409, "uniqueness"),
    ("POST", "Groups", {"schemas": [GROUP], "displayName": "b", "members": [{"value": "no"}]}, 400, "invalidValue"),
    ("PATCH", "Users/{ada}", changing({"op": "remove", "path": "active"}), 400, "mutability"),
    ("PATCH", "Users/{ada}", changing({"op": "remove", "path": "userName"}), 400, None),
    ("PATCH", "Users/{ada}", changing({"op": "remove"}), 400, "noTarget"),
    ("PATCH", "Users/{ada}", changing({"op": "dance", "path": "title"}), 400, "invalidValue"),
    ("PATCH", "Users/{ada}", changing({"op": "add", "path": "[", "value": 1}), 400, "invalidPath"),
    ("PATCH", "Users/{ada}", changing({"op": "replace", "path": "groups", "value": []}), 400, "mutability"),
    ("PATCH", "Users/{ada}", changing(), 400, None),
    ("PATCH", "Users/nobody", changing({"op": "remove", "path": "title"}), 404, None),
], ids=lambda value: str(value)[:40])
# fmt: on
def test_errors_have_scims_shape_wherever_they_come_from(scim, method, path, body, status, kind):
    ada = scim.user()
    scim.group()
    answer = scim(method, path.replace("{ada}", ada), body)
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/scim+json"
    assert (answer.json["schemas"], answer.json["status"]) == ([ERROR], str(status))
    assert answer.json["detail"]
    if kind:
        assert answer.json["scimType"] == kind
    assert scim("GET", "Users").json["totalResults"] == 1


def test_a_body_that_is_no_json_by_its_own_word_is_refused(scim):
    answer = scim("POST", "Users", b"userName=ada", **{"Content-Type": "application/x-www-form-urlencoded"})
    assert (answer.status_code, answer.content_type) == (415, "application/scim+json")


def test_who_shows_no_key_or_one_for_something_else_is_told_so_in_scims_shape(newcomer):
    key = newcomer.post("organisation/keys", {"name": "reader", "scopes": ["catalog:read"]}).json["key"]
    none = newcomer.app.test_client().get("/scim/v2/Users")
    wrong = newcomer.call("GET", "/scim/v2/Users", key="parcours_wrong")
    other = newcomer.call("GET", "/scim/v2/Users", key=key)
    assert [each.status_code for each in (none, wrong, other)] == [401, 401, 403]
    assert {each.content_type for each in (none, wrong, other)} == {"application/scim+json"}
    assert none.headers["WWW-Authenticate"].lower().startswith("bearer")
    assert newcomer.app.test_client().get("/scim/v2").content_type == "application/scim+json"
    assert newcomer.app.test_client().get("/scim/v3").content_type == "application/problem+json"


def test_what_nobody_expected_is_told_without_its_text(scim, newcomer, monkeypatch):
    def broken(*_):
        raise RuntimeError("the secret of ada")

    newcomer.app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr("api.scim.storage.Storage.get", broken)
    answer = scim("GET", "Users/ada")
    assert (answer.status_code, answer.content_type) == (500, "application/scim+json")
    assert "secret" not in answer.text


def test_another_organisation_sees_and_changes_nothing(scim, stranger):
    other = Scim(stranger)
    ada, staff = scim("POST", "Users", WHOLE).json["id"], scim.group()
    title = {"op": "replace", "path": "title", "value": "thief"}
    rename = {"op": "replace", "path": "displayName", "value": "gang"}
    for path, operation, body in [
        (f"Users/{ada}", title, {"schemas": [USER], "userName": "thief"}),
        (f"Groups/{staff}", rename, {"schemas": [GROUP], "displayName": "gang"}),
    ]:
        statuses = [other("GET", path), other("PUT", path, body), other.patch(path, operation), other("DELETE", path)]
        assert [each.status_code for each in statuses] == [404] * 4
    questions = [f'id eq "{ada}"', 'userName eq "ada@acme.example"', 'externalId eq "4711"', f'groups eq "{staff}"']
    for question in questions:
        assert other("GET", f"Users?filter={question}").json["totalResults"] == 0
    assert other("POST", ".search", {"schemas": [SEARCH]}).json["totalResults"] == 0
    theirs = {"schemas": [GROUP], "displayName": "x", "members": [{"value": ada}]}
    assert other("POST", "Groups", theirs).status_code == 400
    assert other("POST", "Users", WHOLE).status_code == 201  # names are each organisation's own
    assert scim("GET", f"Users/{ada}").json["title"] == "boulangère"
