"""The client drives a real server."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import uuid4

import httpx
import pytest

from parcours_client import Client, ParcoursError
from tests.client.receiver import receiver

COURSE = {"id": "how-we-deploy", "type": "course", "title": {"en": "How we deploy"}, "languages": ["en"],
          "cost": "free", "status": "active", "level": "beginner", "hours": 2, "teaches": {"git": 1},
          "summary": {"en": "Our own way to production.", "fr": "Notre chemin vers la production."},
          "verified": {"state": "known", "on": "2026-11-22"}}  # fmt: skip
SECONDS = 60


class LosesAnswers(httpx.HTTPTransport):
    """Sends everything, and loses each second answer: what was asked is done, and nobody knows."""

    sent = 0

    def handle_request(self, request):
        answer = super().handle_request(request)
        self.sent += 1
        if self.sent % 2:
            answer.close()
            raise httpx.ReadError("lost")
        return answer


@pytest.fixture(scope="module")
def ada(parcours):
    return parcours.members.create(user_name="ada", given_name="Ada", job_title="Data analyst", language="en")


def until(found):
    """Return what ``found`` finds, as soon as it finds something."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if value := found():
            return value
        time.sleep(0.1)
    raise AssertionError("nothing came")


def test_anybody_searches_and_plans(anybody):
    assert anybody.resources.search("python", level=["beginner"], per_page=3)
    assert len({each["id"] for each in anybody.resources.all(q="python", cost="free")}) > 20
    first = anybody.resources.similar("kaggle-pandas", limit=1)[0]["id"]
    assert anybody.resources.get(first)["id"] == first
    assert anybody.resources.suggest("machine lear")
    assert "data-analyst" in [each["id"] for each in anybody.resources.roles()]
    wishes = {"hours_per_week": 4, "start": date(2026, 12, 1)}
    assert anybody.paths.to("data analyst", weeks=12, **wishes)["stages"]
    assert anybody.paths.plan(role="data-analyst", **wishes)["stages"]
    assert anybody.paths.recommend(role="data-analyst", limit=2)
    shared = anybody.paths.share(role="data-analyst", **wishes)
    assert anybody.paths.get(shared["id"]) == shared


@pytest.mark.parametrize(
    ("call", "status", "named"),
    [
        (lambda client: client.resources.get("kagle-pandas"), 404, "nearest"),
        (lambda client: client.resources.search("x", level="expert-ish"), 422, "errors"),
        (lambda client: client.organisation.get(), 401, "detail"),
        (lambda client: client.members.create(user_name="x"), 401, "detail"),
    ],
)
def test_what_is_refused_is_an_error(anybody, call, status, named):
    with pytest.raises(ParcoursError) as refused:
        call(anybody)
    assert refused.value.status == status
    assert getattr(refused.value, named)


def test_a_server_that_is_not_there_is_an_error():
    with pytest.raises(ParcoursError) as refused, Client("http://127.0.0.1:9", pause=lambda _: None) as nowhere:
        nowhere.resources.search("x")
    assert refused.value.status == 0


def test_keys_are_made_and_revoked(served, parcours):
    made = parcours.keys.create("reader", ["reports:read"])
    with Client(served.url, made["key"]) as reader:
        assert reader.organisation.get()["scopes"] == ["reports:read"]
        with pytest.raises(ParcoursError) as refused:
            reader.members.create(user_name="x")
        assert refused.value.status == 403
        parcours.keys.revoke(made["id"])
        with pytest.raises(ParcoursError) as refused:
            reader.organisation.get()
        assert refused.value.status == 401
    assert "key.revoked" in [each["act"] for each in parcours.organisation.audit()]
    assert made["id"] not in [each["id"] for each in parcours.keys.all() if not each.get("revoked")]


def test_an_organisation_has_a_catalogue_of_its_own(parcours, anybody):
    counts = parcours.catalog.load(resources=[COURSE], dry_run=True)
    assert counts["dry_run"]
    assert parcours.catalog.records("resources") == []
    parcours.catalog.load(resources=[COURSE])
    parcours.catalog.put("resources", {**COURSE, "hours": 3})
    assert [each["hours"] for each in parcours.catalog.records("resources")] == [3]
    parcours.catalog.hide("kaggle-pandas")
    parcours.catalog.mandate([{"resource": COURSE["id"], "role": "data-analyst"}])
    assert parcours.catalog.mandatory()[0]["resource"] == COURSE["id"]
    assert parcours.resources.search("how we deploy")[0]["id"] == COURSE["id"]
    assert len(parcours.catalog.hidden()) == 1
    with pytest.raises(ParcoursError):
        parcours.resources.get("kaggle-pandas")
    with pytest.raises(ParcoursError):
        anybody.resources.get(COURSE["id"])
    parcours.catalog.show("kaggle-pandas")
    assert parcours.resources.get("kaggle-pandas")
    assert parcours.catalog.get()["own"]["resources"] == 1


def test_members_are_added_changed_and_listed(parcours, ada):
    assert ada["role"] == "data-analyst"
    assert parcours.members.change(ada["id"], department="Statistics")["department"] == "Statistics"
    assert parcours.members.get(ada["id"])["user_name"] == "ada"
    with pytest.raises(ParcoursError) as refused:
        parcours.members.create(user_name="ada")
    assert refused.value.status == 409
    assert parcours.members.page(per_page=1, q="ada")["total"] == 1
    assert parcours.members.export(ada["id"])


def test_members_come_and_go_as_tables(parcours):
    table = b"user_name,given_name,job_title\nbob,Bob,Data scientist\n,Nobody,\n"
    tried = parcours.members.import_table(table, dry_run=True)
    assert (tried["created"], tried["refused"]) == (1, 1)
    done = parcours.members.import_table(table)
    assert (done["created"], done["refused"], len(done["faults"])) == (1, 1, 1)
    assert b"bob" in parcours.members.table(q="bob")
    assert parcours.members.import_table(parcours.members.table("xlsx", q="bob"), "xlsx")["unchanged"] == 1
    bob = next(parcours.members.all(q="bob"))
    parcours.members.remove(bob["id"])
    assert list(parcours.members.all(q="bob")) == []


def test_titles_mean_what_the_organisation_says(parcours):
    parcours.titles.put([("wizard*", "data-scientist")])
    assert parcours.titles.get() == [{"title": "wizard*", "role": "data-scientist"}]
    assert parcours.titles.role("Wizard II") == "data-scientist"
    assert parcours.titles.role("Data analyst") == "data-analyst"


def test_groups_have_members(parcours, ada):
    group = parcours.groups.create(name="Statistics", members=[ada["id"]])
    parcours.groups.take_out(group["id"], ada["id"])
    parcours.groups.add(group["id"], ada["id"])
    assert parcours.groups.get(group["id"])["members"] == [ada["id"]]
    assert parcours.groups.change(group["id"], name="Numbers")["name"] == "Numbers"
    assert [each["user_name"] for each in parcours.members.all(group=group["id"])] == ["ada"]
    parcours.groups.remove(group["id"])
    assert group["id"] not in [each["id"] for each in parcours.groups.all()]


def test_a_path_is_assigned_and_followed(parcours, ada):
    path = parcours.assignments.assign(member=ada["id"], start=date.today(), profile={"hours_per_week": 10})
    assert parcours.assignments.get(path["id"])["path"]["stages"]
    for step in path["steps"]:
        parcours.events.tell(ada["id"], step["resource"], "completed")
    parcours.events.tell(ada["id"], path["steps"][0]["resource"], "rated", 4)
    assert parcours.assignments.get(path["id"])["progress"]["state"] == "done"
    assert [each["id"] for each in parcours.members.assignments(ada["id"])] == [path["id"]]
    assert parcours.assignments.change(path["id"], date.today() + timedelta(400))["deadline"]
    assert not parcours.assignments.diff(path["id"])["added"]
    assert parcours.assignments.replan(path["id"])["id"] == path["id"]
    assert parcours.assignments.cancel(path["id"])["state"] == "cancelled"


def test_a_rule_assigns_a_path_to_who_joins(parcours):
    rule = parcours.rules.create(title="machine learning*", day=7, deadline_days=200)
    assert parcours.rules.change(rule["id"], day=14)["day"] == 14
    member = parcours.members.create(user_name="grace", job_title="Machine learning engineer", starts=date.today())
    path = until(lambda: list(parcours.members.assignments(member["id"])))[0]
    assert path["starts"] == (date.today() + timedelta(14)).isoformat()
    assert parcours.rules.get(rule["id"])["day"] == 14
    parcours.rules.remove(rule["id"])
    assert rule["id"] not in [each["id"] for each in parcours.rules.all()]


def test_events_count_once_whatever_is_lost(served, key, parcours):
    member = parcours.members.create(user_name="events")["id"]
    events = [{"id": str(uuid4()), "member": member, "resource": "kaggle-pandas", "kind": "hours", "value": 1.5}
              for _ in range(40)]  # fmt: skip
    with (
        Client(served.url, key, transport=LosesAnswers(), pause=lambda _: None) as lossy,
        ThreadPoolExecutor(4) as pool,
    ):
        parts = [events[at : at + 10] for at in range(0, 40, 10)]
        for said in pool.map(lossy.events.record, [*parts, *parts]):
            assert len(said["added"]) + len(said["known"]) == 10
    assert Counter(each["id"] for each in parcours.events.all(member=member)) == Counter(e["id"] for e in events)
    with pytest.raises(ParcoursError) as refused:
        parcours.events.record([{**events[0], "value": 2}])
    assert refused.value.status == 409


def test_reports_tell_where_everybody_is(parcours):
    for report, first in (("progress", b"assignment,"), ("groups", b"id,name,"), ("steps", b"resource,title,")):
        assert parcours.reports.table(report).startswith(first)
        assert parcours.reports.table(report, "xlsx")[:2] == b"PK"
    assert {each["state"] for each in parcours.reports.progress()} <= {"done", "not_started", "on_track"}
    assert parcours.reports.groups()[0]["members"] == parcours.members.page(active=True)["total"]
    assert parcours.reports.steps()


def test_webhooks_are_told(parcours, ada):
    with receiver() as (url, told):
        hook = parcours.webhooks.create(url=url, events=["progress.recorded"])
        assert hook["secret"]
        parcours.events.tell(ada["id"], "kaggle-pandas", "started")
        told.wait(1)
        sent = until(lambda: list(parcours.webhooks.deliveries(hook["id"], state="delivered")))[0]
        parcours.webhooks.replay(hook["id"], sent["id"])
        told.wait(2)
        assert not parcours.webhooks.change(hook["id"], active=False)["active"]
        parcours.webhooks.remove(hook["id"])
        assert list(parcours.webhooks.all()) == []


def test_people_come_by_scim(parcours):
    user = parcours.users.create(userName="scim", name={"givenName": "Sc", "familyName": "Im"}, title="Data engineer")
    assert parcours.users.get(user["id"])["userName"] == "scim"
    assert [each["id"] for each in parcours.users.all('userName eq "scim"')] == [user["id"]]
    group = parcours.scim_groups.create(displayName="Crew", members=[{"value": user["id"]}])
    parcours.scim_groups.patch(group["id"], {"op": "replace", "path": "displayName", "value": "The crew"})
    assert parcours.groups.get(group["id"])["name"] == "The crew"
    parcours.users.patch(user["id"], {"op": "replace", "path": "active", "value": False})
    assert not parcours.members.get(user["id"])["active"]
    parcours.scim_groups.remove(group["id"])
    assert len(list(parcours.users.all())) == parcours.members.page()["total"]


def test_what_has_no_method_can_be_asked(parcours):
    assert parcours.ask("GET", "/readyz")
