"""Progress over the API: what is taken, what is refused, and what one reads of it."""

from datetime import date

import pytest

from api.progress import MOST


@pytest.fixture
def anna(acme):
    body = {"user_name": "anna", "job_title": "baker", "starts": date.today().isoformat(), "given_name": "Anna"}
    return acme.post("members", body).json["id"]


def event(name, kind="completed", resource="know-flour", member="anna", **more):
    return {"id": name, "member": member, "resource": resource, "kind": kind, **more}


def test_one_event_alone_is_a_list_of_one(acme, anna):
    assert acme.post("events", event("1")).json == {"added": ["1"], "known": []}
    assert acme.post("events", event("1")).status_code == 200
    assert "events.0.kind" in acme.post("events", event("2", "begun")).json["errors"]


def test_every_fault_is_named_by_its_place(acme, anna):
    sent = [event("1"), event("2", resource="none"), event("3", member="nobody")]
    answer = acme.post("events", {"events": sent})
    assert (answer.status_code, set(answer.json["errors"])) == (422, {"events.1.resource", "events.2.member"})
    sent = [event("1"), event("2", "rated", value=7), {"id": "3"}]
    errors = acme.post("events", {"events": sent}).json["errors"]
    assert {"events.1.value", "events.2.member", "events.2.resource", "events.2.kind"} == set(errors)
    assert acme.get("events").json["items"] == []


@pytest.mark.parametrize(("body", "status"), [
    ({"events": []}, 422), ({"events": [event(str(n)) for n in range(MOST + 1)]}, 422), ({}, 422), ([], 400),
    ({"events": 5}, 422), ({"events": [5]}, 422), ({"events": [event("1")], "more": 1}, 422),
])  # fmt: skip
def test_what_is_no_list_of_events_is_refused(acme, anna, body, status):
    assert acme.post("events", body).status_code == status


def test_the_ids_that_clash_are_all_named(acme, anna):
    acme.post("events", {"events": [event("1"), event("2")]})
    answer = acme.post("events", {"events": [event("1", "skipped"), event("2", "skipped"), event("3")]})
    assert answer.status_code == 409
    assert len(answer.json["errors"]["id"]) == 2
    assert acme.get("events").json["last"] == 2


def test_a_thousand_events_are_taken_at_once(acme, anna):
    sent = {"events": [event(str(n), "hours", value=0.5) for n in range(MOST)]}
    assert len(acme.post("events", sent).json["added"]) == MOST
    assert len(acme.post("events", sent).json["known"]) == MOST
    assert acme.get(f"members/{anna}/progress").json["resources"]["know-flour"]["spent"] == MOST / 2


def test_events_are_read_on_from_where_one_was(acme, anna):
    acme.post("events", {"events": [event(str(n), "hours", value=1) for n in range(5)]})
    first = acme.get("events?per_page=3").json
    rest = acme.get(f"events?since={first['last']}").json
    assert [each["id"] for each in first["items"] + rest["items"]] == ["0", "1", "2", "3", "4"]
    assert acme.get(f"events?since={rest['last']}").json["last"] == 5


@pytest.mark.parametrize(("query", "count"), [
    ("member=anna", 2), ("kind=started", 1), ("member=nobody", 0), ("resource=know-flour&kind=completed", 1),
])  # fmt: skip
def test_events_can_be_chosen(acme, anna, query, count):
    acme.post("events", {"events": [event("1", "started"), event("2")]})
    assert len(acme.get(f"events?{query}").json["items"]) == count


def test_a_step_that_left_the_catalogue_still_counts(acme, anna):
    path = acme.post("assignments", {"member": anna}).json
    last = path["steps"][-1]["resource"]
    acme.call("PUT", f"organisation/hidden/{last}")
    assert acme.post("events", event("1", resource=last)).status_code == 201


def test_who_may_only_read_records_nothing(acme, anna):
    key = acme.post("organisation/keys", {"name": "read", "scopes": ["reports:read"]}).json["key"]
    assert acme.post("events", event("1"), key=key).status_code == 403
    assert acme.get("events", key=key).status_code == 200


def test_nobody_records_progress_of_another_organisations_member(acme, globex, anna):
    answer = globex.post("events", event("1", member=anna))
    assert (answer.status_code, set(answer.json["errors"])) == (422, {"events.0.member"})
    assert globex.get(f"events?member={anna}").json["items"] == []


def test_the_report_names_the_next_step_in_the_tables_language(acme, anna):
    acme.post("assignments", {"member": anna})
    line = acme.get("reports/progress").json["items"][0]
    assert line["next_title"]["en"] or line["next_title"]["fr"]
    csv = acme.get("reports/progress?format=csv").text.splitlines()
    assert csv[0].startswith("assignment,member,user_name,name,groups")
    assert next(iter(line["next_title"].values())) in csv[1]


@pytest.mark.parametrize("query", ["state=begun", "active=maybe", "format=pdf", "colour=red"])
def test_a_report_refuses_what_it_does_not_know(acme, query):
    assert acme.get(f"reports/progress?{query}").status_code == 422
