"""Paths that are assigned, and what becomes of them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from learners.tables import DELIVERIES, PLANS

TODAY = date.today()
SAFETY = {"id": "fire-safety", "type": "course", "title": {"en": "Fire safety", "fr": "Incendie"}, "hours": 8,
          "summary": {"en": "How to leave.", "fr": "Sortir."}, "languages": ["en"], "cost": "free"}  # fmt: skip


@pytest.fixture
def anna(acme) -> str:
    return acme.post("members", {"user_name": "anna", "job_title": "baker"}).json["id"]


def assigned(acme, member, **more):
    answer = acme.post("assignments", {"member": member, **more})
    assert answer.status_code in (200, 201), answer.json
    return answer.json


def several(acme, member):
    """A path of three steps or more: the certificate that teaches all takes more hours than there are."""
    made = assigned(acme, member, profile={"weeks": 12})
    assert len(made["steps"]) >= 3
    return made


def learn(acme, member, *resources):
    events = [{"id": each, "member": member, "resource": each, "kind": "completed"} for each in resources]
    assert acme.post("events", {"events": events}).status_code == 201


def names(path):
    return [each["resource"] for each in path["steps"]]


def notices(acme, kind):
    with acme.scope().reading() as rows:
        return rows.all(DELIVERIES, order="created", kind=kind)


def test_who_asks_again_gets_the_same_path(acme, anna):
    wish = {"member": anna, "profile": {"hours_per_week": 5}}
    one, other = acme.post("assignments", wish), acme.post("assignments", wish)
    assert (one.status_code, other.status_code) == (201, 200)
    assert one.json["id"] == other.json["id"]
    assert acme.post("assignments", {**wish, "role": "baker"}).status_code == 201
    assert acme.get("assignments").json["total"] == 2


def test_a_path_that_was_cancelled_can_be_assigned_again(acme, anna):
    first = assigned(acme, anna)
    assert acme.call("DELETE", f"assignments/{first['id']}").json["state"] == "cancelled"
    assert acme.call("DELETE", f"assignments/{first['id']}").json["state"] == "cancelled"
    assert assigned(acme, anna)["id"] != first["id"]
    assert [acme.get(f"assignments?state={each}").json["total"] for each in ("active", "cancelled")] == [1, 1]
    assert acme.post(f"assignments/{first['id']}/replan").status_code == 422


def test_each_one_of_a_group_gets_a_path_by_her_own_profile(acme, anna):
    profile = {"level": "intermediate"}
    bella = acme.post("members", {"user_name": "bella", "job_title": "boulangère", "language": "fr"}).json["id"]
    carla = acme.post("members", {"user_name": "carla", "job_title": "baker", "profile": profile}).json["id"]
    gone = acme.post("members", {"user_name": "gone", "job_title": "baker", "active": False}).json["id"]
    group = acme.post("groups", {"name": "g", "members": [anna, bella, carla, gone]}).json["id"]
    made = acme.post("assignments", {"group": group, "profile": {"weeks": 12}})
    assert made.status_code == 201
    assert made.json["failed"] == {}
    steps = {each["member"]: names(each) for each in made.json["items"]}
    assert set(steps) == {anna, bella, carla}
    assert "the-oven" in steps[bella]
    assert "the-oven-in-english" in steps[anna]
    assert len(steps[carla]) < len(steps[anna])
    again = acme.post("assignments", {"group": group, "profile": {"weeks": 12}})
    assert again.status_code == 200
    assert acme.get(f"assignments?group={group}").json["total"] == 3


def test_who_joins_a_group_later_is_the_only_one_to_get_a_path_then(acme, anna):
    group = acme.post("groups", {"name": "g", "members": [anna]}).json["id"]
    first = acme.post("assignments", {"group": group}).json["items"][0]["id"]
    bob = acme.post("members", {"user_name": "bob", "job_title": "baker"}).json["id"]
    acme.call("PATCH", f"groups/{group}", {"members": [anna, bob]})
    made = acme.post("assignments", {"group": group})
    assert made.status_code == 201
    assert first in [each["id"] for each in made.json["items"]]
    assert acme.get("assignments").json["total"] == 2


@pytest.mark.parametrize(("body", "status"), [
    ({"member": "nobody"}, 404), ({"group": "none"}, 404), ({"member": "anna", "role": "astronaut"}, 404),
    ({"member": "anna", "profile": {"role": "baker"}}, 422), ({"member": "anna", "profile": {"weeks": 0}}, 422),
    ({"member": "anna", "profile": {"pinned": ["none"]}}, 422), ({"member": "anna", "goal": "zzz"}, 422),
    ({"member": "anna", "profile": {"completed": ["none"]}}, 422),
    ({"member": "anna", "deadline": "2020-01-01"}, 422), ({"member": "anna", "start": "soon"}, 422),
    ({"member": "anna", "colour": "red"}, 422), ({}, 422),
])  # fmt: skip
def test_what_cannot_be_assigned_is_refused(acme, anna, body, status):
    answer = acme.post("assignments", {**body, **({"member": anna} if body.get("member") == "anna" else {})})
    assert (answer.status_code, acme.get("assignments").json["total"]) == (status, 0), answer.json


@pytest.mark.parametrize(("method", "path"), [
    ("GET", "assignments/none"), ("GET", "assignments/none/diff"), ("POST", "assignments/none/replan"),
    ("DELETE", "assignments/none"), ("GET", "members/none/assignments"), ("GET", "onboarding-rules/none"),
    ("DELETE", "onboarding-rules/none"),
])  # fmt: skip
def test_what_is_not_there_is_404(acme, method, path):
    assert acme.call(method, path).status_code == 404


def test_another_organisation_has_no_such_path(acme, globex, anna):
    made = assigned(acme, anna)
    assert globex.get(f"assignments/{made['id']}").status_code == 404
    assert globex.post("assignments", {"member": anna}).status_code == 404
    assert globex.call("DELETE", f"assignments/{made['id']}").status_code == 404
    assert globex.get("assignments").json["total"] == 0


def test_a_deadline_can_be_another_one_or_none_and_the_steps_stay(acme, anna):
    made = assigned(acme, anna, deadline=str(TODAY + timedelta(weeks=8)))
    later = str(TODAY + timedelta(weeks=20))
    changed = acme.call("PATCH", f"assignments/{made['id']}", {"deadline": later}).json
    assert (changed["deadline"], changed["steps"]) == (later, made["steps"])
    assert acme.call("PATCH", f"assignments/{made['id']}", {"deadline": None}).json["deadline"] is None
    assert acme.call("PATCH", f"assignments/{made['id']}", {"deadline": "2020-01-01"}).status_code == 422


def test_planning_again_changes_nothing_where_nothing_is_otherwise(acme, anna):
    made = assigned(acme, anna)
    assert acme.get(f"assignments/{made['id']}/diff").json["unchanged"] is True
    again = acme.post(f"assignments/{made['id']}/replan").json
    assert (again["plan"], again["steps"], again["changed"]) == (1, made["steps"], made["changed"])


def test_what_is_done_stays_in_front_with_its_dates_and_is_no_difference(acme, anna):
    made = several(acme, anna)
    learn(acme, anna, names(made)[1])
    shown = acme.get(f"assignments/{made['id']}/diff").json
    assert (shown["removed"], shown["added"]) == ([], [])
    again = acme.post(f"assignments/{made['id']}/replan").json
    assert again["plan"] == 2
    assert again["steps"][0] == {**made["steps"][1], **{n: again["steps"][0][n] for n in ("state", "at")}}
    assert again["steps"][0]["state"] == "completed"
    assert sorted(names(again)) == sorted(names(made))
    assert acme.post(f"assignments/{made['id']}/replan").json["plan"] == 2
    path = acme.get(f"assignments/{made['id']}").json["path"]
    assert [each["resource"]["id"] for each in path["before"]] == [names(made)[1]]
    assert names(made)[1] in path["profile"]["completed"]


def test_the_plan_that_was_stays_as_it_was(acme, anna):
    made = assigned(acme, anna)
    with acme.scope().reading() as rows:
        before = rows.all(PLANS)
    learn(acme, anna, names(made)[0])
    acme.post(f"assignments/{made['id']}/replan")
    with acme.scope().reading() as rows:
        assert rows.all(PLANS, number=1) == before
        assert len(rows.all(PLANS)) == 2


def test_what_the_catalogue_has_no_more_is_no_hindrance(acme, anna):
    acme.post("organisation/resources", SAFETY)
    made = assigned(
        acme, anna, profile={"pinned": ["baking-bread"], "completed": ["fire-safety"], "liked": ["the-oven"]}
    )
    learn(acme, anna, "know-flour")
    for each in ("baking-bread", "know-flour", "the-oven"):
        acme.call("PUT", f"organisation/hidden/{each}")
    assert acme.call("DELETE", "organisation/resources/fire-safety").status_code == 204
    again = acme.post(f"assignments/{made['id']}/replan")
    assert again.status_code == 200, again.json
    assert "baking-bread" not in names(again.json)
    assert assigned(acme, anna, role="baker")["plan"] == 1


def test_mandatory_steps_take_their_time_and_count_as_learnt(acme, anna):
    start = TODAY + timedelta(days=1)
    wish = {"start": str(start), "profile": {"hours_per_week": 4, "weeks": 12}}
    without = assigned(acme, anna, **wish, role="baker")
    acme.post("organisation/resources", SAFETY)
    steps = [{"resource": "fire-safety"}, {"resource": "know-flour", "role": "baker"}]
    assert acme.call("PUT", "organisation/mandatory", {"steps": steps}).status_code == 200
    path = assigned(acme, anna, **wish)
    first = path["steps"][:2]
    assert [(each["resource"], each["mandatory"], each["starts"], each["ends"]) for each in first] == [
        ("fire-safety", True, str(start), str(start + timedelta(13))),
        ("know-flour", True, str(start + timedelta(14)), str(start + timedelta(20))),
    ]  # fmt: skip
    assert path["starts"] == str(start)
    assert path["steps"][2]["starts"] == str(start + timedelta(21))
    assert set(names(path)) == {*names(without), "fire-safety"}
    assert not any(each["mandatory"] for each in path["steps"][2:])
    again = acme.post(f"assignments/{without['id']}/replan").json
    assert names(again)[:2] == ["fire-safety", "know-flour"]
    assert [each["id"] for each in again["diff"]["added"]] == ["fire-safety"]
    learn(acme, anna, "fire-safety")
    again = acme.post(f"assignments/{path['id']}/replan").json
    assert [(each["resource"], each["state"]) for each in again["steps"][:2]] == [
        ("fire-safety", "completed"), ("know-flour", "none"),
    ]  # fmt: skip
    assert "fire-safety" not in names(assigned(acme, anna, goal="flour"))


def test_a_mandatory_step_that_is_done_or_pinned_is_not_asked_twice(acme, anna):
    acme.call("PUT", "organisation/mandatory", {"steps": [{"resource": "know-flour"}]})
    pinned = assigned(acme, anna, profile={"pinned": ["know-flour"]})
    assert names(pinned).count("know-flour") == 1
    learn(acme, anna, "know-flour")
    assert "know-flour" not in names(assigned(acme, anna))
    again = acme.post(f"assignments/{pinned['id']}/replan").json
    assert (names(again).count("know-flour"), again["steps"][0]["mandatory"]) == (1, True)


def test_others_are_told_of_each_act_once(acme, anna):
    kinds = ["path.assigned", "path.replanned", "path.cancelled"]
    acme.post("webhooks", {"url": "https://hr.example/hook", "events": kinds})
    made = assigned(acme, anna)
    assigned(acme, anna)
    learn(acme, anna, names(made)[0])
    for _ in range(2):
        acme.post(f"assignments/{made['id']}/replan")
    for _ in range(2):
        acme.call("DELETE", f"assignments/{made['id']}")
    for kind in kinds:
        (told,) = notices(acme, kind)
        assert told["member"] == anna
        assert made["id"] in told["body"]


def test_paths_of_who_was_erased_can_be_read_and_not_planned_again(acme, anna):
    made = assigned(acme, anna)
    acme.call("DELETE", f"members/{anna}")
    assert names(acme.get(f"assignments/{made['id']}").json) == names(made)
    assert acme.post(f"assignments/{made['id']}/replan").status_code == 422
    assert acme.get(f"members/{anna}/assignments").status_code == 404


def test_the_same_path_is_assigned_once_however_many_ask_at_once(acme, anna):
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: acme.post("assignments", {"member": anna}), range(16)))
    assert sorted(each.status_code for each in answers) == [200] * 15 + [201]
    assert len({each.json["id"] for each in answers}) == 1
    learn(acme, anna, names(answers[0].json)[0])
    path = f"assignments/{answers[0].json['id']}/replan"
    with ThreadPoolExecutor(8) as threads:
        assert {each.status_code for each in threads.map(lambda _: acme.post(path), range(16))} == {200}
    with acme.scope().reading() as rows:
        assert len(rows.all(PLANS)) == 2


def test_lists_come_in_pages_and_by_member(acme, anna):
    bob = acme.post("members", {"user_name": "bob", "job_title": "baker"}).json["id"]
    made = [assigned(acme, each, profile={"weeks": weeks})["id"] for each in (anna, bob) for weeks in (8, 9)]
    pages = [acme.get(f"assignments?per_page=3&page={page}").json for page in (1, 2)]
    assert [each["id"] for page in pages for each in page["items"]] == made
    assert pages[0]["total"] == 4
    assert [each["id"] for each in acme.get(f"members/{bob}/assignments").json["items"]] == made[2:]
    assert acme.get("assignments?colour=red").status_code == 422


def test_only_who_may_write_assigns(acme, anna):
    body = {"name": "reader", "scopes": ["reports:read"]}
    key = acme.post("organisation/keys", body).json["key"]
    made = assigned(acme, anna)
    assert acme.get(f"assignments/{made['id']}", key=key).status_code == 200
    assert acme.post("assignments", {"member": anna}, key=key).status_code == 403
    assert acme.post(f"assignments/{made['id']}/replan", key=key).status_code == 403
    assert acme.post("onboarding-rules", {}, key=key).status_code == 403
