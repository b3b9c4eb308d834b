"""Notices reach another system: a real one, on a free port, that answers as it is told."""

import json
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from api.sending import Sender
from learners.rows import now
from learners.sealed import Sealer
from learners.tables import DELIVERIES, WEBHOOKS
from learners.webhooks import BATCH, WAITS, claim
from tests.receiver import receiving


@pytest.fixture
def receiver():
    with receiving() as server:
        yield server


@pytest.fixture
def hook(acme, receiver):
    made = acme.post("webhooks", {"url": receiver.url, "events": ["member.created", "member.left"]})
    assert made.status_code == 201, made.json
    return made.json


def send(acme, allowed=("127.0.0.1",), seconds=5.0):
    return Sender(acme.app.extensions["sealer"], frozenset(allowed), seconds).send(acme.scope())


def wait(acme):
    """Let the time pass that one waits after a failure."""
    with acme.scope().writing() as rows:
        rows.change(DELIVERIES, {"due": now() - timedelta(seconds=1)}, state="waiting")


def log(acme, hook):
    return acme.get(f"webhooks/{hook['id']}/deliveries").json["items"]


def test_a_notice_arrives_signed(acme, receiver, hook):
    member = acme.post("members", {"user_name": "anna"}).json
    assert send(acme) == 1
    _, headers, body = receiver.got[0]
    said = Verifier(hook["secret"]).verify(body, headers)
    assert (said["type"], said["data"]["member"]) == ("member.created", member["id"])
    for wrong, text in ((hook["secret"], body.replace("anna", "bob")), ("whsec_" + 32 * "A", body)):
        with pytest.raises(WebhookVerificationError):
            Verifier(wrong).verify(text, headers)
    assert [each["state"] for each in log(acme, hook)] == ["delivered"]


def test_the_secret_is_shown_once_and_stored_sealed(acme, hook):
    assert "secret" not in acme.get(f"webhooks/{hook['id']}").json
    with acme.scope().reading() as rows:
        assert hook["secret"] not in rows.all(WEBHOOKS)[0]["secret"]


def test_what_was_not_asked_for_is_not_told(acme, receiver, hook):
    member = acme.post("members", {"user_name": "anna"}).json
    acme.call("PATCH", f"members/{member['id']}", {"department": "Ovens"})
    send(acme)
    assert [json.loads(body)["type"] for _, _, body in receiver.got] == ["member.created"]


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
    assert len({headers["webhook-id"] for _, headers, _ in receiver.got}) == 1


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
    assert len(claim(acme.scope())) == 1
    assert claim(acme.scope()) == []


def test_who_is_erased_is_in_no_log(acme, receiver, hook):
    member = acme.post("members", {"user_name": "anna"}).json
    send(acme)
    acme.call("DELETE", f"members/{member['id']}")
    assert "anna" not in str([(each["body"], each["fault"]) for each in log(acme, hook)])


def test_another_organisation_has_no_such_webhook(acme, globex, hook):
    assert globex.get(f"webhooks/{hook['id']}").status_code == 404
    assert globex.get(f"webhooks/{hook['id']}/deliveries").status_code == 404


def drip(handler):
    """Say a little, again and again: no single wait is long."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for _ in range(100):
        handler.wfile.write(b"X-A: b\r\n")
        time.sleep(0.1)


def flood(handler):
    """Say more than anybody would keep."""
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"x" * 65536)


@pytest.mark.parametrize(("answer", "state", "fault"), [
    (lambda handler: time.sleep(3), "waiting", "no answer within"),
    (drip, "waiting", "no answer within"),
    (lambda handler: handler.wfile.write(b"hello\r\n\r\n"), "waiting", "is not HTTP"),
    (lambda handler: handler.connection.shutdown(2), "waiting", "is not HTTP"),
    (flood, "delivered", None),
], ids=["hangs", "drips", "speaks no HTTP", "hangs up", "floods"])  # fmt: skip
def test_whatever_the_other_end_does_it_holds_nobody_up(acme, receiver, hook, answer, state, fault):
    receiver.answers = [answer]
    acme.post("members", {"user_name": "anna"})
    started = time.monotonic()
    assert send(acme, seconds=0.5) == 1
    assert time.monotonic() - started < 2.5
    found = log(acme, hook)[0]
    assert found["state"] == state
    assert found["fault"] is None if fault is None else fault in found["fault"]


def test_a_redirection_is_not_followed(acme, receiver, hook):
    receiver.answers = [307]
    acme.post("members", {"user_name": "anna"})
    send(acme)
    assert [path for path, _, _ in receiver.got] == ["/hook"]
    assert log(acme, hook)[0]["fault"] == "answered 307"


def test_nobody_listens(acme):
    hook = acme.post("webhooks", {"url": "http://127.0.0.1:1/", "events": ["member.created"]}).json
    acme.post("members", {"user_name": "anna"})
    send(acme)
    assert log(acme, hook)[0]["fault"] == "no connection"


def test_senders_at_the_same_time_send_each_once(acme, receiver, hook):
    with acme.scope().writing() as rows:
        for each in range(300):
            rows.tell("member.created", {"member": str(each)})
    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(lambda _: send(acme), range(4))) == 300
    assert set(Counter(headers["webhook-id"] for _, headers, _ in receiver.got).values()) == {1}
    assert len(receiver.got) == 300
    assert acme.get(f"webhooks/{hook['id']}/deliveries?state=delivered&per_page=1").json["total"] == 300


def test_who_dies_while_sending_loses_nothing(acme, receiver, hook):
    acme.post("members", {"user_name": "anna"})
    assert len(claim(acme.scope())) == 1
    assert send(acme) == 0
    wait(acme)
    assert send(acme) == 1
    assert log(acme, hook)[0]["attempts"] == 1


def test_a_webhook_that_is_down_delays_no_other(acme, receiver, hook):
    down = acme.post("webhooks", {"url": "http://127.0.0.1:1/", "events": ["catalog.changed"]}).json
    with acme.scope().writing() as rows:
        for _ in range(3 * BATCH):
            rows.tell("catalog.changed", {})
    acme.post("members", {"user_name": "anna"})
    assert send(acme) == BATCH + 1
    assert len(receiver.got) == 1
    with acme.scope().reading() as rows:
        tries = Counter(each["attempts"] for each in rows.all(DELIVERIES, webhook=down["id"]))
    assert tries == {1: BATCH, 0: 2 * BATCH}


def test_what_waits_for_a_webhook_that_is_off_leaves_when_it_is_on(acme, receiver, hook):
    acme.post("members", {"user_name": "anna"})
    assert acme.call("PATCH", f"webhooks/{hook['id']}", {"active": False}).json["active"] is False
    acme.post("members", {"user_name": "bob"})  # nobody is told of him
    assert send(acme) == 0
    acme.call("PATCH", f"webhooks/{hook['id']}", {"active": True})
    assert send(acme) == 1


def test_a_secret_that_cannot_be_opened_is_a_fault_in_the_log(acme, receiver, hook):
    acme.post("members", {"user_name": "anna"})
    Sender(Sealer(b"another"), frozenset("*")).send(acme.scope())
    assert "PARCOURS_SECRET" in log(acme, hook)[0]["fault"]
    assert receiver.got == []


def test_a_webhook_that_is_removed_takes_its_log_with_it(acme, receiver, hook):
    acme.post("members", {"user_name": "anna"})
    assert acme.call("DELETE", f"webhooks/{hook['id']}").status_code == 204
    assert send(acme) == 0
    assert acme.get(f"webhooks/{hook['id']}").status_code == 404
    with acme.scope().reading() as rows:
        assert rows.all(DELIVERIES) == []


@pytest.mark.parametrize(("body", "field"), [
    ({"url": "ftp://hr.example/"}, "url"), ({"url": "https://anna:secret@hr.example/"}, "url"),
    ({"events": []}, "events"), ({"events": ["member.gone"]}, "events"), ({"form": "smoke"}, "form"),
    ({"secret": "mine"}, "secret"), ({"form": "xapi"}, "secret"), ({"form": "xapi", "secret": "none"}, "secret"),
    ({"form": "xapi", "secret": "a:b"}, "events"), ({"colour": "red"}, "colour"),
])  # fmt: skip
def test_what_is_no_webhook_is_refused_with_its_field(acme, body, field):
    answer = acme.post("webhooks", {"url": "https://hr.example/", "events": ["member.created"], **body})
    assert answer.status_code == 422
    assert field in answer.json["errors"]


@pytest.mark.parametrize(("method", "path"), [
    ("GET", "webhooks/none"), ("PATCH", "webhooks/none"), ("DELETE", "webhooks/none"),
    ("GET", "webhooks/none/deliveries"), ("POST", "webhooks/none/deliveries/none/replay"),
])  # fmt: skip
def test_what_is_not_there_is_404(acme, method, path):
    assert acme.call(method, path, {} if method == "PATCH" else None).status_code == 404
