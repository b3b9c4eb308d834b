"""Laws that every path keeps, asked over HTTP."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

ROLES = ["data-scientist", "machine-learning-engineer", "data-engineer", "ai-architect", "mlops-engineer",
         "data-analyst", "ai-ethicist", "executive"]  # fmt: skip
COSTS = ["free", "freemium", "paid"]
KNOWN = st.dictionaries(st.sampled_from(["python", "sql", "git", "statistics", "docker", "ai-literacy"]),
                        st.integers(1, 3), max_size=3)  # fmt: skip
PROFILES = st.fixed_dictionaries({
    "role": st.sampled_from(ROLES),
    "known": KNOWN,
    "languages": st.sampled_from([[], ["fr"], ["en"], ["fr", "en"]]),
    "cost": st.sampled_from(COSTS),
    "types": st.sampled_from([[], ["course"], ["book", "course"]]),
    "excluded_types": st.sampled_from([[], ["talk"], ["book"]]),
    "hours_per_week": st.sampled_from([1, 2.5, 4, 8]),
    "weeks": st.integers(2, 40),
    "start": st.just("2026-12-01"),
    "holidays": st.sampled_from([[], ["2026-12-19/2027-01-03"]]),
})  # fmt: skip
FEW = settings(max_examples=25, deadline=None)


def ask(app, body):
    answer = app.test_client().post("/api/v1/paths", json=body)
    assert answer.status_code == 200, answer.json
    return answer.json


def covered(app, body):
    return ask(app, body)["coverage"]["ratio"]


@FEW
@given(body=PROFILES)
def test_more_hours_never_cover_less(app, body):
    assert covered(app, body) <= covered(app, {**body, "hours_per_week": body["hours_per_week"] * 1.5}) + 1e-4
    assert covered(app, body) <= covered(app, {**body, "weeks": body["weeks"] + 3}) + 1e-4


@pytest.mark.parametrize("dropped", [{"languages": []}, {"types": []}, {"excluded_types": []}, {"cost": "paid"}])
@FEW
@given(body=PROFILES)
def test_fewer_filters_never_cover_less(app, dropped, body):
    assert covered(app, body) <= covered(app, {**body, **dropped}) + 1e-4


@FEW
@given(body=PROFILES, more=KNOWN)
def test_more_knowledge_never_covers_less(app, body, more):
    known = {skill: max(body["known"].get(skill, 0), more.get(skill, 0)) for skill in {*body["known"], *more}}
    assert covered(app, body) <= covered(app, {**body, "known": known}) + 1e-4


@FEW
@given(body=PROFILES)
def test_same_profile_same_bytes(app, body):
    first = app.test_client().post("/api/v1/paths", json=body).data
    app.extensions["live"].engine._planner._remembered.clear()
    assert app.test_client().post("/api/v1/paths", json=body).data == first


def test_the_order_in_which_skills_are_named_changes_no_byte(app):
    body = {"role": "mlops-engineer", "start": "2026-12-01", "known": {"git": 1, "docker": 2}}
    turned = {**body, "known": {"docker": 2, "git": 1}, "holidays": []}
    first = app.test_client().post("/api/v1/paths", data=json.dumps(body), content_type="application/json").data
    app.extensions["live"].engine._planner._remembered.clear()
    again = app.test_client().post("/api/v1/paths", data=json.dumps(turned), content_type="application/json").data
    assert again == first


@settings(max_examples=60, deadline=None)
@given(body=PROFILES)
def test_a_path_keeps_what_it_says(app, body):
    path = ask(app, body)
    steps = [step for stage in path["stages"] for step in stage["steps"]]
    assert path["certificate"]["gap"] == path["certificate"]["violations"] == 0
    assert path["effort"]["hours"] <= body["hours_per_week"] * body["weeks"] + 1e-9
    for step in steps:
        assert sum(r["contribution"] for r in step["reasons"]) == pytest.approx(step["score"], abs=1e-6)
        assert step["resource"]["status"] in {"active", "archived", "renamed"}
        assert filters_let_in(body, step["resource"])
    dates_run_forwards(path, steps, body)
    followed_to_its_end(path, steps, body)


def filters_let_in(body, resource):
    return (
        (not body["languages"] or set(body["languages"]) & set(resource["languages"]))
        and COSTS.index(resource["cost"]) <= COSTS.index(body["cost"])
        and (not body["types"] or resource["type"] in body["types"])
        and resource["type"] not in body["excluded_types"]
    )


def dates_run_forwards(path, steps, body):
    days = [(step["starts"], step["ends"]) for step in steps]
    assert all(start <= end for start, end in days)
    assert [start for start, _ in days] == sorted(start for start, _ in days)
    assert [end for _, end in days] == sorted(end for _, end in days)
    last = date.fromisoformat(body["start"]) + timedelta(weeks=body["weeks"])
    assert all(date.fromisoformat(end) < last for _, end in days)
    assert not {day for pair in days for day in pair} & set(path["profile"]["holidays"])


def followed_to_its_end(path, steps, body):
    """Walk the steps: every requirement is met in time, and what is reached is what is said."""
    levels = dict(body["known"])
    for step in steps:
        assert all(levels.get(need["skill"], 0) >= need["level"] for need in step["requires"])
        for gain in step["gains"]:
            assert levels.get(gain["skill"], 0) == gain["from"] < gain["to"]
            levels[gain["skill"]] = gain["to"]
    said = path["coverage"]["skills"]
    assert all(min(levels.get(each["skill"], 0), each["target"]) == each["reached"] for each in said)
    total = sum(each["weight"] for each in said)
    share = sum(each["weight"] * each["reached"] / each["target"] for each in said) / total
    assert share == pytest.approx(path["coverage"]["ratio"], abs=1e-4)
    still_open = {each["skill"] for each in said if each["reached"] < each["target"]}
    assert {each["skill"] for each in path["missing"]} == still_open
