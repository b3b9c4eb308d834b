import pytest
from icalendar import Calendar

ASKED = "/api/v1/roles/mlops-engineer/path?level=beginner&hours_per_week=4&weeks=26&start=2026-12-01"


def test_the_path_has_the_promised_shape(client):
    path = client.get(ASKED).json
    assert {"id", "revision", "profile", "role", "stages", "practice", "follow", "coverage", "effort", "certificate",
            "missing", "relaxations"} <= path.keys()  # fmt: skip
    step = path["stages"][0]["steps"][0]
    assert {"position", "resource", "hours", "starts", "ends", "gains", "requires", "closes", "repeats", "skip",
            "reasons", "score", "alternatives"} == step.keys()  # fmt: skip
    assert path["certificate"]["gap"] == 0
    assert path["certificate"]["violations"] == 0
    assert path["effort"]["hours"] <= 104
    assert step["starts"] == "2026-12-01"
    positions = [each["position"] for stage in path["stages"] for each in stage["steps"]]
    assert positions == list(range(1, len(positions) + 1))


def test_same_profile_same_bytes(client, app):
    first = client.get(ASKED).data
    app.extensions["live"].engine._planner._remembered.clear()
    assert client.get(ASKED).data == first


def test_post_and_get_agree(client):
    body = {"role": "mlops-engineer", "level": "beginner", "hours_per_week": 4, "weeks": 26, "start": "2026-12-01"}
    assert client.post("/api/v1/paths", json=body).json == client.get(ASKED).json


def test_calendar_and_table(client):
    path = client.get(ASKED).json
    steps = sum(len(stage["steps"]) for stage in path["stages"])
    events = Calendar.from_ical(client.get(f"{ASKED}&format=ics").data).walk("VEVENT")
    assert [event["dtstart"].dt.isoformat() for event in events] == [week["starts"] for week in path["weeks"]]
    assert all((event["dtend"].dt - event["dtstart"].dt).days == 7 for event in events)
    assert len(client.get(f"{ASKED}&format=csv").text.splitlines()) == steps + 1


def test_printable_page_in_the_language_of_the_path(client):
    assert 'lang="fr"' in client.get(f"{ASKED}&format=html&language=fr").text


def test_filters_hold(client):
    path = client.get(f"{ASKED}&cost=free&language=fr").json
    steps = [step["resource"] for stage in path["stages"] for step in stage["steps"]]
    assert steps
    assert all(each["cost"] == "free" and "fr" in each["languages"] for each in steps)


def test_recommendations_give_reasons_that_add_up(client):
    items = client.post("/api/v1/recommendations?limit=5", json={"role": "data analyst"}).json["items"]
    assert len(items) == 5
    for each in items:
        assert sum(r["contribution"] for r in each["reasons"]) == pytest.approx(each["score"], abs=1e-6)
        assert all(set(r["text"]) == {"en", "fr"} for r in each["reasons"])


def test_what_if_says_what_each_change_does(client):
    profile = {"role": "data-analyst", "hours_per_week": 2, "start": "2026-12-01"}
    changes = [{"hours_per_week": 4}, {"cost": "free", "languages": ["fr"]}, {"role": "data-scientist"}, {"weeks": 26}]
    answer = client.post("/api/v1/paths/what-if", json={"profile": profile, "changes": changes}).json
    more, strict, other, same = answer["items"]
    assert [each["change"] for each in answer["items"]] == changes
    assert more["coverage"] > answer["base"]["coverage"] > strict["coverage"]
    assert all(each["cost"] == "free" and "fr" in each["languages"] for each in strict["added"])
    assert other["role"] == "data-scientist"
    assert 0 < other["already"] < 1
    assert same["added"] == same["removed"] == []


@pytest.mark.parametrize(("body", "field"), [
    ({}, "profile"), ({"profile": {"role": "mlops"}, "changes": []}, "changes"),
    ({"profile": {}, "changes": [{}]}, "profile"),
    ({"profile": {"role": "mlops"}, "changes": [{"colour": 1}]}, "changes"),
    ({"profile": {"role": "mlops"}, "changes": [{"weeks": 0}]}, "changes"),
])  # fmt: skip
def test_a_wrong_what_if_is_explained(client, body, field):
    answer = client.post("/api/v1/paths/what-if", json=body)
    assert answer.status_code == 422
    assert field in answer.json["errors"]
    assert answer.json["detail"]


def test_a_deadline_stands_for_the_weeks_before_it(client):
    by_weeks = client.get(ASKED).json
    by_date = client.get(ASKED.replace("weeks=26", "deadline=2027-06-03")).json
    assert by_date == by_weeks
    assert by_date["effort"]["ends"] <= "2027-06-03"
    body = {"role": "mlops-engineer", "start": "2026-12-01", "deadline": "2026-12-03"}
    refused = client.post("/api/v1/paths", json=body)
    assert refused.status_code == 422
    assert "deadline" in refused.json["errors"]


def test_a_printed_step_without_an_address_shows_none(client, real_catalog):
    paths = [f"/api/v1/roles/{role}/path?format=html&language=fr&hours_per_week=20" for role in real_catalog.roles]
    assert any(not r.url for r in real_catalog.resources.values() if r.listed)
    assert all("None" not in client.get(path).text for path in paths)


def test_the_weeks_add_up_to_the_hours(client):
    path = client.get(ASKED).json
    hours = [each["hours"] for week in path["weeks"] for each in week["steps"]]
    assert sum(hours) == pytest.approx(path["effort"]["hours"], abs=0.05)
    assert all(sum(each["hours"] for each in week["steps"]) <= 4.01 for week in path["weeks"])


def test_the_calendar_speaks_the_language_of_the_learner(client):
    assert "Semaine 1\u00a0:" in client.get(f"{ASKED}&format=ics&language=fr").text
    assert "Week 1:" in client.get(f"{ASKED}&format=ics").text
    assert "Semaine 1\u00a0:" in client.get(f"{ASKED}&format=ics", headers={"Accept-Language": "fr"}).text


def test_on_holidays_nobody_learns(client):
    path = client.get(f"{ASKED}&holidays=2026-12-19/2027-01-03").json
    assert path["effort"]["hours"] <= 4 * 26 - 4 * 16 / 7
    assert path["profile"]["holidays"][0] == "2026-12-19"
    assert "2026-12-22" not in {week["starts"] for week in path["weeks"]}
    days = {step[end] for stage in path["stages"] for step in stage["steps"] for end in ("starts", "ends")}
    assert not days & set(path["profile"]["holidays"])


@pytest.mark.parametrize("given", ["Christmas", "2026-12-24/2026-12-01", "2026-12-24/2036-12-01", "2026-02-30"])
def test_wrong_holidays_are_explained(client, given):
    answer = client.get(f"{ASKED}&holidays={given}")
    assert answer.status_code == 422
    assert given.split("/")[0] in str(answer.json["errors"]["holidays"])


def test_excluded_types_stay_out_and_liked_ones_count(client):
    path = client.get(f"{ASKED}&excluded_type=book,course").json
    types = {step["resource"]["type"] for stage in path["stages"] for step in stage["steps"]}
    assert types
    assert not types & {"book", "course"}
    liked = client.post("/api/v1/recommendations", json={"role": "mlops", "liked_types": ["book"]}).json["items"]
    assert [r["contribution"] for r in liked[0]["reasons"] if r["kind"] == "type"] == [0.05] * (
        liked[0]["type"] == "book"
    )


def test_a_pinned_resource_is_held(client):
    body = {"role": "mlops-engineer", "hours_per_week": 8, "pinned": ["practical-mlops"], "start": "2026-12-01"}
    path = client.post("/api/v1/paths", json=body).json
    assert "practical-mlops" in {step["resource"]["id"] for stage in path["stages"] for step in stage["steps"]}
    barred = client.post("/api/v1/paths", json={**body, "cost": "free"})
    assert barred.status_code == 422
    assert "practical-mlops" in barred.json["errors"]["pinned"][0]


def test_a_path_as_linked_data(client):
    document = client.get(f"{ASKED}&format=jsonld").json
    assert document["@type"] == "Course"
    assert [part["position"] for part in document["hasPart"]] == list(range(1, len(document["hasPart"]) + 1))


def test_alternatives_say_what_they_change(client):
    path = client.get(ASKED).json
    steps = [step for stage in path["stages"] for step in stage["steps"]]
    swaps = [(step, swap) for step in steps for swap in step["alternatives"]]
    assert swaps
    for step, swap in swaps:
        assert swap["hours"] - step["hours"] == pytest.approx(swap["change"]["hours"])
        assert path["effort"]["hours"] + swap["change"]["hours"] <= 104
        assert swap["change"]["coverage"] <= 1e-6, "an optimal path is not improved by a swap"
