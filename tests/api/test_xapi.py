"""Statements of other systems become progress, and progress becomes statements for a record store."""

import json
from base64 import b64encode
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.sending import Sender
from learners.statements import ADL, TINCAN
from learners.xapi import FIELDS, KINDS
from tests.learners.statement_rules import faults
from tests.receiver import receiving

VERBS = f"{ADL}verbs/"
ID = "0b1d8f4e-6a0c-4a3e-9c07-3f6f3d0f5a11"
URL = "https://courses.example/fire-safety"


@pytest.fixture
def anna(acme) -> str:
    made = acme.post("members", {"user_name": "anna", "email": "Anna@acme.example", "job_title": "baker"})
    return made.json["id"]


def statement(**change):
    said = {
        "id": ID,
        "actor": {"account": {"homePage": "https://hr.example", "name": "anna"}},
        "verb": {"id": f"{VERBS}completed", "display": {"en": "completed"}},
        "object": {"id": "https://parcours.example/en/resources/know-flour"},
        "timestamp": "2026-11-20T08:00:00Z",
    }
    return {name: value for name, value in {**said, **change}.items() if value is not None}


def events(acme):
    return [(each["kind"], each["resource"], each["value"]) for each in acme.get("events").json["items"]]


def test_a_statement_is_progress(acme, anna):
    answer = acme.post("xapi/statements", statement())
    assert (answer.status_code, answer.json) == (200, [ID])
    assert answer.headers["X-Experience-API-Version"] == "1.0.3"
    found = acme.get("events").json["items"][0]
    assert (found["id"], found["member"], found["source"]) == (ID, anna, "xapi")
    assert acme.get(f"members/{anna}/progress").json["resources"]["know-flour"]["state"] == "completed"


@pytest.mark.parametrize(("verb", "result", "kind", "value"), [
    (f"{VERBS}initialized", None, "started", None), (f"{VERBS}attempted", None, "started", None),
    (f"{VERBS}completed", {"completion": True}, "completed", None), (f"{VERBS}passed", None, "completed", None),
    (f"{TINCAN}skipped", None, "skipped", None), (f"{TINCAN}rated", {"score": {"scaled": 0.75}}, "rated", 4.0),
    (f"{VERBS}experienced", {"duration": "PT1H30M"}, "hours", 1.5),
    (f"{VERBS}experienced", {"duration": "P1DT36S"}, "hours", 24.01),
])  # fmt: skip
def test_a_verb_is_a_kind_of_event(acme, anna, verb, result, kind, value):
    answer = acme.post("xapi/statements", statement(verb={"id": verb}, result=result))
    assert answer.status_code == 200, answer.json
    assert events(acme) == [(kind, "know-flour", value)]


@pytest.mark.parametrize("actor", [
    {"account": {"homePage": "https://hr.example", "name": "{id}"}}, {"mbox": "mailto:anna@acme.example"},
    {"objectType": "Agent", "name": "Anna", "mbox": "MAILTO:ANNA@ACME.EXAMPLE"},
])  # fmt: skip
def test_a_member_is_named_by_account_or_address(acme, anna, actor):
    said = json.loads(json.dumps(actor).replace("{id}", anna))
    assert acme.post("xapi/statements", statement(actor=said)).status_code == 200


def test_a_resource_is_named_by_its_address(acme, anna):
    own = {"id": "fire-safety", "type": "course", "title": {"en": "Fire safety", "fr": "Incendie"}, "hours": 1,
           "summary": {"en": "Out.", "fr": "Sortir."}, "languages": ["en"], "cost": "free", "url": URL}  # fmt: skip
    assert acme.post("organisation/resources", own).status_code == 201
    assert acme.post("xapi/statements", statement(object={"id": f"{URL}/"})).status_code == 200
    assert events(acme) == [("completed", "fire-safety", None)]


def test_a_statement_that_is_sent_again_adds_nothing_and_another_one_is_refused(acme, anna):
    for _ in range(2):
        assert acme.post("xapi/statements", statement()).json == [ID]
    assert len(events(acme)) == 1
    other = statement(verb={"id": f"{VERBS}initialized"})
    assert acme.post("xapi/statements", other).status_code == 409


def test_a_statement_without_an_id_gets_one(acme, anna):
    ids = acme.post("xapi/statements", [statement(id=None), statement(id=None)]).json
    assert len(set(ids)) == 2
    assert len(events(acme)) == 2


def test_a_statement_is_put_under_its_id(acme, anna):
    path = f"xapi/statements?statementId={ID}"
    assert acme.call("PUT", path, statement(id=None)).status_code == 204
    assert acme.call("PUT", path, statement()).status_code == 204
    assert len(events(acme)) == 1
    assert acme.call("PUT", path, statement(id=str(uuid4()))).status_code == 400
    assert acme.call("PUT", path, [statement()]).status_code == 400
    assert acme.call("PUT", "xapi/statements", statement()).status_code == 422


BAD = [
    ({"actor": {"account": {"homePage": "https://hr.example", "name": "bob"}}}, "actor", "bob"),
    ({"actor": {"mbox": "mailto:bob@acme.example"}}, "actor", "bob@acme.example"),
    ({"actor": {"objectType": "Group", "mbox": "mailto:anna@acme.example"}}, "actor", "names no member"),
    ({"actor": "anna"}, "actor", "names no member"), ({"actor": None}, "actor", "names no member"),
    ({"actor": {"account": {"name": "\0"}}}, "actor", "names no member"),
    ({"verb": {"id": f"{VERBS}failed"}}, "verb.id", "failed"), ({"verb": {}}, "verb.id", "no text"),
    ({"object": {"id": "https://x.example/resources/nothing"}}, "object.id", "nothing"),
    ({"object": {"id": "x", "objectType": "Agent"}}, "object.id", "'x'"), ({"object": []}, "object.id", "no text"),
    ({"id": "e-1"}, "id", "e-1"), ({"timestamp": "yesterday"}, "timestamp", "yesterday"),
    ({"timestamp": "2999-01-01T00:00:00Z"}, "timestamp", "2999"), ({"timestamp": 7}, "timestamp", "7"),
    ({"verb": {"id": f"{TINCAN}rated"}}, "result.score.scaled", "None"),
    ({"verb": {"id": f"{TINCAN}rated"}, "result": {"score": {"scaled": -1}}}, "result.score.scaled", "-1"),
    ({"verb": {"id": f"{TINCAN}rated"}, "result": {"score": {"scaled": True}}}, "result.score.scaled", "True"),
    ({"verb": {"id": f"{VERBS}experienced"}, "result": {"duration": "long"}}, "result.duration", "long"),
    ({"verb": {"id": f"{VERBS}experienced"}, "result": {"duration": "P9999D"}}, "result.duration", "P9999D"),
    ({"colour": "red"}, "colour", "colour"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "field", "value"), BAD)
def test_what_is_not_understood_is_refused_with_its_field_and_value_and_nothing_is_stored(
    acme, anna, change, field, value
):
    answer = acme.post("xapi/statements", [statement(id=str(uuid4())), statement(**change)])
    assert answer.status_code == 400
    assert list(answer.json["errors"]) == [f"statements.1.{field}"]
    assert value in answer.json["detail"]
    assert events(acme) == []


@pytest.mark.parametrize(("body", "status"), [
    (b"{", 400), (b"[]", 400), (b"7", 400), (b"null", 400), (b"[null]", 400), (b"[[]]", 400),
    (b"[" * 100_000, 400), (b'[{"id": NaN}]', 400), (json.dumps([{}] * 1001).encode(), 400),
])  # fmt: skip
def test_what_is_no_statement_is_400(acme, body, status):
    answer = acme.post("xapi/statements", body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status


def test_another_version_is_refused(acme, anna):
    for version, status in (("1.0.0", 200), ("2.0.0", 200), ("0.95", 400)):
        answer = acme.post("xapi/statements", statement(), headers={"X-Experience-API-Version": version})
        assert answer.status_code == status


def test_an_address_that_two_share_is_nobodys(acme, anna):
    acme.post("members", {"user_name": "anna-2", "email": "anna@acme.example"})
    assert acme.post("xapi/statements", statement(actor={"mbox": "mailto:anna@acme.example"})).status_code == 400


def test_members_of_another_organisation_are_unknown(acme, globex, anna):
    assert globex.post("xapi/statements", statement()).status_code == 400


NAMES = [*FIELDS, "account", "name", "mbox", "objectType", "score", "scaled", "duration", "homePage"]
JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**31), 2**31)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=5) | st.sampled_from([ID, "anna", "Agent", *KINDS]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(FIELDS), JSON))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_is_a_fault_of_ours(acme, anna, change):
    assert acme.post("xapi/statements", {**statement(), **change}).status_code in (200, 400, 409)


@pytest.fixture
def store(acme):
    """A learning record store, which wants statements."""
    with receiving() as server:
        body = {"url": server.url, "form": "xapi", "secret": "lrs:pass", "events": ["progress.recorded",
                                                                                    "path.completed"]}  # fmt: skip
        made = acme.post("webhooks", body)
        assert made.status_code == 201, made.json
        assert "secret" not in made.json
        yield server


def told(acme, store):
    Sender(acme.app.extensions["sealer"], frozenset({"127.0.0.1"})).send(acme.scope())
    return [json.loads(body) for _, _, body in store.got]


def test_a_record_store_gets_valid_statements(acme, anna, store):
    path = acme.post("assignments", {"member": anna}).json
    for position, each in enumerate(path["steps"]):
        done = {"id": f"e-{position}", "member": anna, "resource": each["resource"], "kind": "completed"}
        assert acme.post("events", {"events": [done]}).status_code == 201
    rated = {"id": "r-1", "member": anna, "resource": "know-flour", "kind": "rated", "value": 4}
    acme.post("events", {"events": [rated]})
    found = told(acme, store)
    assert [faults(each) for each in found] == [[]] * (len(path["steps"]) + 2)
    where, headers, _ = store.got[0]
    assert (where, headers["x-experience-api-version"]) == ("/hook/statements", "1.0.3")
    assert headers["authorization"] == f"Basic {b64encode(b'lrs:pass').decode()}"
    assert [each["object"]["id"] for each in found].count(f"urn:x-parcours:acme/assignments/{path['id']}") == 1


def test_what_leaves_is_understood_when_it_comes_back_and_never_leaves_again(acme, anna, globex, store):
    values = {"started": None, "completed": None, "skipped": None, "rated": 2.0, "hours": 1.25}
    sent = [{"id": f"e-{kind}", "member": anna, "resource": "know-flour", "kind": kind, "value": value}
            for kind, value in values.items()]  # fmt: skip
    acme.post("events", {"events": sent})
    found = told(acme, store)
    globex.post("members", {"user_name": "anna"})
    assert globex.post("xapi/statements", found).status_code == 200
    assert sorted(events(globex)) == sorted(events(acme))
    assert acme.post("xapi/statements", found).status_code == 200
    assert len(told(acme, store)) == len(found)
