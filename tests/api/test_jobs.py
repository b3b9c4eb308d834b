"""The work beside the requests waits in the same database, once, and comes again when it is due."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from peewee import OperationalError

from api import create_app
from api.jobs import ASKED, MARKS, queue
from api.live import Live
from learners.tables import DELIVERIES
from tests.conftest import portal
from tests.receiver import receiving


@pytest.fixture
def acme(deployment, database, monkeypatch):
    """An organisation of a whole deployment, whose queue is real."""
    monkeypatch.setattr(Live, "follow", lambda *_, **__: None)
    app = create_app(replace(deployment, database=database, private_targets="127.0.0.1"))
    yield portal(app, "acme")
    app.extensions["jobs"].huey.storage.close()
    app.extensions["store"].close()


@pytest.fixture
def receiver(acme):
    with receiving() as server:
        acme.post("webhooks", {"url": server.url, "events": ["member.created", "path.assigned"]})
        yield server


def work(acme, later=0):
    """Do what is in the queue, as a worker does; ``later`` seconds from now. Return how many tasks that were."""
    huey = acme.app.extensions["jobs"].huey
    then = datetime.now(UTC).replace(tzinfo=None) + timedelta(seconds=later)
    for task in huey.read_schedule(then):
        huey.enqueue(task)
    count = 0
    while (task := huey.dequeue()) is not None:
        huey.execute(task, then)
        count += 1
    return count


def test_a_newcomer_gets_his_path_and_another_system_is_told(acme, receiver):
    acme.post("onboarding-rules", {"title": "baker"})
    work(acme)
    anna = acme.post("members", {"user_name": "anna", "job_title": "Baker"}).json["id"]
    assert acme.get(f"members/{anna}/assignments").json["items"] == []
    work(acme)
    assert len(acme.get(f"members/{anna}/assignments").json["items"]) == 1
    assert len(receiver.got) == 2
    assert work(acme, later=50) == 0


def test_who_has_no_path_is_told_of_at_once(acme, receiver):
    acme.post("members", {"user_name": "anna"})
    work(acme)
    assert len(receiver.got) == 1


def test_however_often_it_is_asked_for_there_is_one_delivery_in_the_queue(acme, receiver):
    for each in range(5):
        acme.post("members", {"user_name": f"member-{each}"})
        acme.app.extensions["jobs"].deliver()
    huey = acme.app.extensions["jobs"].huey
    assert [task.name for task in huey.pending()].count("deliver") == 1
    work(acme)
    assert len(receiver.got) == 5
    assert not huey.storage.has_data_for_key(ASKED)


def test_what_failed_comes_again_in_seconds(acme, receiver):
    receiver.answers = [500, 500, 204]
    acme.post("members", {"user_name": "anna"})
    acme.app.extensions["jobs"].deliver()
    work(acme)
    assert len(receiver.got) == 1
    assert work(acme, later=3) == 0
    with acme.scope().writing() as rows:
        rows.change(DELIVERIES, {"due": datetime.now(UTC)}, state="waiting")
    assert work(acme, later=7) >= 1
    assert len(receiver.got) == 2


def test_what_a_dead_worker_had_taken_is_found_by_the_look_of_each_minute(acme, receiver):
    acme.post("members", {"user_name": "anna"})
    acme.app.extensions["jobs"].deliver()
    huey = acme.app.extensions["jobs"].huey
    while huey.dequeue() is not None:  # and nobody executes it
        pass
    acme.app.extensions["jobs"].deliver()
    assert work(acme) == 0
    acme.app.extensions["jobs"].deliver_asked(*MARKS)
    assert len(receiver.got) == 1
    acme.app.extensions["jobs"].deliver()
    assert work(acme) == 1


def test_a_queue_that_cannot_be_reached_fails_no_request(acme, receiver, monkeypatch):
    def fail(*_, **__):
        raise OperationalError("gone")

    acme.post("onboarding-rules", {"title": "baker"})
    for name in ("enqueue", "has_data_for_key"):
        monkeypatch.setattr(acme.app.extensions["jobs"].huey.storage, name, fail)
    anna = acme.post("members", {"user_name": "anna", "job_title": "Baker"})
    assert anna.status_code == 201
    monkeypatch.undo()
    assert acme.app.extensions["jobs"].onboard_everybody() == 1
    acme.app.extensions["jobs"].deliver_now()
    assert len(receiver.got) == 2


def test_processes_that_start_together_make_the_tables_once(database):
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(queue, [database] * 4))
    assert [len(each) for each in made] == [0] * 4
    for each in made:
        each.storage.close()
