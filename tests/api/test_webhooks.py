"""Notices reach another system: a real one, on a free port, that answers as it is told."""

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from standardwebhooks import Webhook as Verifier

from api.sending import Sender
from learners.rows import now
from learners.tables import DELIVERIES, WEBHOOKS
from learners.webhooks import WAITS, claim


class Receiver(ThreadingHTTPServer):
    """Keeps what it gets; ``answers`` are the statuses that it gives, the last one for ever."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.got, self.answers = [], [204]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/hook"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        server = self.server
        server.got.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"])).decode()))
        status = server.answers.pop(0) if len(server.answers) > 1 else server.answers[0]
        self.send_response(status)
        self.send_header("Location", "http://127.0.0.1:9/")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def receiver():
    server = Receiver()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def hook(acme, receiver):
    made = acme.post("webhooks", {"url": receiver.url, "events": ["member.created", "member.left"]})
    assert made.status_code == 201, made.json
    return made.json


def send(acme, allowed=("127.0.0.1",)):
    return Sender(acme.app.extensions["sealer"], frozenset(allowed)).send(acme.scope())


def wait(acme):
    """Let the time pass that one waits after a failure."""
    with acme.scope().writing() as rows:
        rows.change(DELIVERIES, {"due": now() - timedelta(seconds=1)}, state="waiting")


def log(acme, hook):
    return acme.get(f"webhooks/{hook['id']}/deliveries").json["items"]


def test_a_notice_arrives_signed(acme, receiver, hook):
    member = acme.post("members", {"user_name": "anna"}).json
    assert send(acme) == 1
    headers, body = receiver.got[0]
    said = Verifier(hook["secret"]).verify(body, {name.lower(): value for name, value in headers.items()})
    assert (said["type"], said["data"]["member"]) == ("member.created", member["id"])
    assert [each["state"] for each in log(acme, hook)] == ["delivered"]


def test_the_secret_is_shown_once_and_stored_sealed(acme, hook):
    assert "secret" not in acme.get(f"webhooks/{hook['id']}").json
    with acme.scope().reading() as rows:
        assert hook["secret"] not in rows.all(WEBHOOKS)[0]["secret"]


def test_what_was_not_asked_for_is_not_told(acme, receiver, hook):
    member = acme.post("members", {"user_name": "anna"}).json
    acme.call("PATCH", f"members/{member['id']}", {"department": "Ovens"})
    send(acme)
    assert [json.loads(body)["type"] for _, body in receiver.got] == ["member.created"]


@pytest.mark.parametrize("status", [500, 429, 404, 301])
def test_what_fails_is_sent_again_with_the_same_id(acme, receiver, hook, status):
    receiver.answers = [status, 200]
    acme.post("members", {"user_name": "anna"})
    assert send(acme) == 1
    assert (log(acme, hook)[0]["state"], log(acme, hook)[0]["status"]) == ("waiting", status)
    assert send(acme) == 0
    wait(acme)
    assert send(acme) == 1
    assert log(acme, hook)[0]["state"] == "delivered"
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1


def test_in_the_end_it_has_failed_and_can_be_sent_again(acme, receiver, hook):
    receiver.answers = [500]
    acme.post("members", {"user_name": "anna"})
    for _ in range(len(WAITS) + 1):
        wait(acme)
        send(acme)
    found = log(acme, hook)[0]
    assert (found["state"], found["attempts"]) == ("failed", len(WAITS) + 1)
    receiver.answers = [200]
    assert acme.post(f"webhooks/{hook['id']}/deliveries/{found['id']}/replay").status_code == 202
    send(acme)
    assert log(acme, hook)[0]["state"] == "delivered"


def test_nothing_is_sent_to_an_address_inside_unless_that_is_allowed(acme, receiver, hook):
    acme.post("members", {"user_name": "anna"})
    send(acme, allowed=())
    assert receiver.got == []
    assert "inside" in log(acme, hook)[0]["fault"]


@pytest.mark.parametrize("url", [
    "http://localhost:1/", "http://[::1]:1/", "http://169.254.1.1/", "http://10.0.0.1/", "http://0.0.0.0/",
    "http://2130706433/", "http://127.1/", "http://[::ffff:127.0.0.1]/",
])  # fmt: skip
def test_no_spelling_of_an_address_inside_is_taken(acme, url):
    hook = acme.post("webhooks", {"url": url, "events": ["member.created"]}).json
    if "id" in hook:  # else it was refused at once
        acme.post("members", {"user_name": "anna"})
        send(acme, allowed=())
        assert log(acme, hook)[0]["fault"].startswith("Refused")


def test_a_delivery_is_taken_by_one_sender_at_a_time(acme, hook):
    acme.post("members", {"user_name": "anna"})
    sealer = acme.app.extensions["sealer"]
    assert len(claim(acme.scope(), sealer)) == 1
    assert claim(acme.scope(), sealer) == []


def test_who_is_erased_is_in_no_log(acme, receiver, hook):
    member = acme.post("members", {"user_name": "anna"}).json
    send(acme)
    acme.call("DELETE", f"members/{member['id']}")
    assert "anna" not in str([(each["body"], each["fault"]) for each in log(acme, hook)])


def test_another_organisation_has_no_such_webhook(acme, globex, hook):
    assert globex.get(f"webhooks/{hook['id']}").status_code == 404
    assert globex.get(f"webhooks/{hook['id']}/deliveries").status_code == 404
