"""Every statement that leaves keeps the rules of the Experience API, whatever it is made of."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.notices import KINDS, TOLD, body
from learners.progress import KINDS as EVENT_KINDS
from learners.statements import RESULTS, SOURCE, duration, share, stars
from tests.learners.statement_rules import faults

AT = datetime(2026, 11, 25, 8, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=50)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)).map(datetime.isoformat)
EVENT = {"member": "m-1", "user_name": "anna", "resource": "know-flour", "title": "Know flour", "kind": "rated",
         "value": 4.0, "at": AT.isoformat(), "event": "e-1", "source": "api"}  # fmt: skip


def said(data, kind="progress.recorded"):
    text = body("xapi", "acme", kind, data, AT)
    return json.loads(text) if text else None


@st.composite
def events(draw):
    kind = draw(st.sampled_from(EVENT_KINDS))
    values = {"rated": st.floats(1, 5), "hours": st.floats(0.01, 1000)}
    texts = {name: draw(TEXT) for name in ("member", "user_name", "resource", "title", "event")}
    value = draw(values.get(kind, st.none()))
    return {**texts, "kind": kind, "value": value, "at": draw(MOMENTS), "source": "api"}


@given(events())
def test_every_event_is_a_valid_statement(event):
    assert faults(said(event)) == []


@given(TEXT, TEXT, MOMENTS)
def test_every_path_that_is_completed_is_a_valid_statement(name, title, at):
    path = {"member": "m-1", "user_name": name, "assignment": "a-1", "title": title, "at": at}
    assert faults(said(path, "path.completed")) == []


@pytest.mark.parametrize(("change", "place"), [
    ({"id": "1"}, "id"), ({"context": {"platform": None}}, "statement.context.platform"),
    ({"timestamp": "2026-11-25 08:00"}, "timestamp"),
    ({"actor": {"objectType": "Agent", "name": "Anna"}}, "actor"), ({"verb": {"id": "completed"}}, "verb.id"),
    ({"actor": {"account": {"homePage": "acme", "name": "anna"}}}, "actor.account.homePage"),
    ({"object": {"id": "know-flour"}}, "object.id"), ({"object": {}}, "object"),
    ({"result": {"score": {"scaled": 2}}}, "result.score.scaled"), ({"result": {"duration": "1 hour"}}, "result.dur"),
    ({"result": {"score": {"raw": 6, "min": 1, "max": 5}}}, "result.score.raw"), ({"colour": "red"}, "statement"),
    ({"verb": {"id": "http://x.example/v", "display": "did"}}, "verb.display"),
])  # fmt: skip
def test_the_rules_tell_what_is_broken(change, place):
    assert any(each.startswith(place) for each in faults({**said(EVENT), **change}))


def test_a_statement_says_who_did_what():
    found = said(EVENT)
    assert found["actor"]["account"] == {"homePage": "urn:x-parcours:acme", "name": "anna"}
    assert found["verb"]["display"] == {"en": "rated", "fr": "a noté"}
    assert found["object"]["id"] == "urn:x-parcours:acme/resources/know-flour"
    assert found["result"]["score"] == {"scaled": 0.75, "raw": 4.0, "min": 1, "max": 5}


def test_what_came_in_as_a_statement_does_not_leave_as_one():
    assert said({**EVENT, "source": SOURCE}) is None
    assert body("webhook", "acme", "progress.recorded", {**EVENT, "source": SOURCE}, AT)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - set(TOLD["xapi"])))
def test_of_other_kinds_there_are_no_statements(kind):
    assert said(EVENT, kind) is None


def test_every_kind_of_event_with_a_value_has_a_result():
    assert {"rated", "hours"} <= RESULTS.keys() <= set(EVENT_KINDS)


@pytest.mark.parametrize(("hours", "text"), [
    (1, "PT1H0M0S"), (0.01, "PT0H0M36S"), (1.5, "PT1H30M0S"), (1000, "PT1000H0M0S"), (0.999999, "PT1H0M0S"),
])  # fmt: skip
def test_duration(hours, text):
    assert duration(hours) == text


@given(st.floats(1, 5))
def test_stars_come_back(given_stars):
    assert stars(share(given_stars)) == pytest.approx(given_stars)
