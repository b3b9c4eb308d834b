"""The way of a newcomer, over the API."""

from datetime import date, timedelta

import pytest

TODAY = date.today()


@pytest.fixture
def anna(acme) -> str:
    body = {"user_name": "anna", "job_title": "Bread makr", "starts": TODAY.isoformat(), "given_name": "Anna"}
    made = acme.post("members", body)
    assert made.status_code == 201, made.json
    return made.json["id"]


def event(member, resource, kind="completed", **more):
    return {"id": f"{member}-{resource}-{kind}", "member": member, "resource": resource, "kind": kind, **more}


def test_a_job_title_is_understood_mistyped_and_in_french(acme, anna):
    assert acme.get(f"members/{anna}").json["role"] == "baker"
    other = acme.post("members", {"user_name": "bob", "job_title": "boulangere"})
    assert other.json["role"] == "baker"


def test_the_organisations_table_comes_before_the_resolver(acme):
    assert (
        acme.call("PUT", "organisation/titles", {"rules": [{"title": "crumb *", "role": "baker"}]}).status_code == 200
    )
    assert acme.get("organisation/titles?title=Crumb+Officer").json["role"] == "baker"
    assert acme.get("organisation/titles?title=Astronaut").json["role"] is None


def test_a_path_is_assigned_and_followed(acme, anna):
    made = acme.post("assignments", {"member": anna, "profile": {"hours_per_week": 10}})
    assert made.status_code == 201, made.json
    path = made.json
    assert path["progress"]["state"] == "not_started"
    first = path["steps"][0]["resource"]
    assert acme.post("events", {"events": [event(anna, first)]}).json["added"]
    path = acme.get(f"assignments/{path['id']}").json
    assert path["progress"]["over"] == 1
    assert path["steps"][0]["state"] == "completed"
    for step in path["steps"][1:]:
        acme.post("events", {"events": [event("anna", step["resource"])]})
    assert acme.get(f"members/{anna}/progress").json["assignments"][0]["progress"]["state"] == "done"
    report = acme.get("reports/progress").json["items"]
    assert [(each["name"], each["state"], each["share"]) for each in report] == [("Anna", "done", 1.0)]


def test_one_completion_counts_in_every_path(acme, anna):
    one, other = (acme.post("assignments", {"member": anna}).json for _ in range(2))
    both = {each["resource"] for each in one["steps"]} & {each["resource"] for each in other["steps"]}
    acme.post("events", {"events": [event(anna, both.pop())]})
    assert [acme.get(f"assignments/{each['id']}").json["progress"]["over"] for each in (one, other)] == [1, 1]


def test_an_event_that_is_sent_again_adds_nothing(acme, anna):
    sent = {"events": [event(anna, "know-flour", "hours", value=2)]}
    assert acme.post("events", sent).json == {"added": [f"{anna}-know-flour-hours"], "known": []}
    assert acme.post("events", sent).json == {"added": [], "known": [f"{anna}-know-flour-hours"]}
    assert acme.get(f"members/{anna}/progress").json["resources"]["know-flour"]["spent"] == 2


def test_an_id_that_was_used_for_another_event_is_refused_and_nothing_kept(acme, anna):
    acme.post("events", {"events": [event(anna, "know-flour")]})
    other = {**event(anna, "the-oven"), "id": f"{anna}-know-flour-completed"}
    answer = acme.post("events", {"events": [event(anna, "baking-bread"), other]})
    assert answer.status_code == 409
    assert list(acme.get(f"members/{anna}/progress").json["resources"]) == ["know-flour"]


@pytest.mark.parametrize(("change", "field"), [
    ({"kind": "begun"}, "events.0.kind"), ({"member": "nobody"}, "events.0.member"),
    ({"resource": "none"}, "events.0.resource"), ({"kind": "rated", "value": 6}, "events.0.value"),
    ({"kind": "hours"}, "events.0.value"), ({"value": 1}, "events.0.value"),
    ({"at": "2999-01-01T00:00:00Z"}, "events.0.at"), ({"id": ""}, "events.0.id"), ({"colour": 1}, "events.0.colour"),
])  # fmt: skip
def test_a_bad_event_is_refused_by_field(acme, anna, change, field):
    answer = acme.post("events", {"events": [{**event(anna, "know-flour"), **change}]})
    assert answer.status_code == 422
    assert field in answer.json["errors"]


def test_a_group_gets_a_path_each_and_who_cannot_have_one_is_told(acme, anna):
    bob = acme.post("members", {"user_name": "bob", "job_title": "astronaut"}).json["id"]
    group = acme.post("groups", {"name": "Staff", "members": [anna, bob]}).json["id"]
    made = acme.post("assignments", {"group": group}).json
    assert [each["member"] for each in made["items"]] == [anna]
    assert "no role" in made["failed"][bob]
    groups = acme.get("reports/groups").json["items"]
    assert [(each["name"], each["members"], each["paths"]) for each in groups] == [("", 2, 1), ("Staff", 2, 1)]


def test_whoever_meets_a_rule_gets_its_path_once(acme, anna):
    rule = acme.post("onboarding-rules", {"title": "bread *", "day": 10, "deadline_days": 90})
    assert rule.status_code == 201, rule.json
    acme.call("PATCH", f"members/{anna}", {"department": "Bakery"})
    later = acme.post("members", {"user_name": "carl", "job_title": "Bread maker", "starts": "2027-01-01"}).json["id"]
    acme.post("members", {"user_name": "dora", "job_title": "Boulangère"})
    found = acme.get("assignments").json["items"]
    assert [(each["member"], each["starts"], each["deadline"]) for each in found] == [
        (anna, str(TODAY + timedelta(10)), str(TODAY + timedelta(100))), (later, "2027-01-11", "2027-04-11"),
    ]  # fmt: skip


def test_a_path_stays_as_it_was_until_it_is_planned_again(acme, anna):
    path = acme.post("assignments", {"member": anna, "profile": {"hours_per_week": 1.5}}).json
    steps = [each["resource"] for each in path["steps"]]
    acme.post("events", {"events": [event(anna, steps[0])]})
    acme.call("PUT", f"organisation/hidden/{steps[-1]}")
    assert [each["resource"] for each in acme.get(f"assignments/{path['id']}").json["steps"]] == steps
    shown = acme.get(f"assignments/{path['id']}/diff").json
    assert steps[-1] in [each["id"] for each in shown["removed"]]
    again = acme.post(f"assignments/{path['id']}/replan").json
    now = [each["resource"] for each in again["steps"]]
    assert (again["plan"], now[0]) == (2, steps[0])
    assert steps[-1] not in now
    assert acme.post(f"assignments/{path['id']}/replan").json["plan"] == 2


def test_mandatory_steps_come_first_whatever_they_teach(acme, anna):
    safety = {"id": "fire-safety", "type": "course", "title": {"en": "Fire safety", "fr": "Incendie"}, "hours": 1,
              "summary": {"en": "How to leave.", "fr": "Sortir."}, "languages": ["en"], "cost": "free"}  # fmt: skip
    assert acme.post("organisation/resources", safety).status_code == 201
    steps = {"steps": [{"resource": "fire-safety"}]}
    assert acme.call("PUT", "organisation/mandatory", steps).status_code == 200
    path = acme.post("assignments", {"member": anna}).json
    assert [(each["resource"], each["mandatory"]) for each in path["steps"]][0] == ("fire-safety", True)
    assert path["steps"][0]["ends"] <= path["steps"][1]["starts"]
    assert acme.post("events", {"events": [event(anna, "fire-safety")]}).status_code == 201


def test_who_left_gets_no_path_and_is_erased_without_a_trace(acme, anna):
    acme.post("assignments", {"member": anna})
    acme.post("events", {"events": [event(anna, "know-flour")]})
    acme.call("PATCH", f"members/{anna}", {"active": False})
    assert acme.post("assignments", {"member": anna}).status_code == 422
    assert acme.get(f"members/{anna}/export").json["events"][0]["resource"] == "know-flour"
    assert acme.call("DELETE", f"members/{anna}").status_code == 204
    assert acme.get(f"members/{anna}").status_code == 404
    assert acme.get("members").json["total"] == 0
    assert [each["name"] for each in acme.get("reports/progress").json["items"]] == ["—"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("report", ["progress", "groups", "steps"])
def test_reports_come_as_tables(acme, anna, report, form):
    acme.post("assignments", {"member": anna})
    answer = acme.get(f"reports/{report}?format={form}")
    assert answer.status_code == 200
    assert answer.data[:2] == b"PK" if form == "xlsx" else b"," in answer.data


@pytest.mark.parametrize(("path", "body", "field"), [
    ("members", {}, "user_name"), ("members", {"user_name": "x", "email": "no"}, "email"),
    ("members", {"user_name": "x", "manager": "nobody"}, "manager"),
    ("members", {"user_name": "x", "profile": {"level": "begginer"}}, "profile"),
    ("groups", {"name": "g", "members": ["nobody"]}, "members"), ("assignments", {}, "member"),
    ("assignments", {"member": "a", "group": "b"}, "member"), ("onboarding-rules", {"group": "none"}, "group"),
    ("onboarding-rules", {"day": -1}, "day"), ("webhooks", {"url": "ftp://x", "events": ["member.left"]}, "url"),
    ("webhooks", {"url": "https://x.example", "events": ["all"]}, "events"),
])  # fmt: skip
def test_bad_input_is_refused_by_field(acme, path, body, field):
    answer = acme.post(path, body)
    assert answer.status_code == 422, answer.json
    assert field in answer.json["errors"]
