"""What is sent again, and what is not; against a server of the test's own, so that it can fail as asked."""

import json
from datetime import date

import httpx
import pytest

from parcours_client import Client, ParcoursError

FINE = httpx.Response(200, json={"items": []})
BUSY = httpx.Response(503, json={"detail": "Later."}, headers={"Retry-After": "7"})
BROKEN, UNREACHABLE = httpx.ReadError("broken"), httpx.ConnectError("unreachable")


class Script(httpx.BaseTransport):
    """Answers as it is written, and keeps what was asked."""

    def __init__(self, *answers):
        self.answers, self.asked, self.pauses = list(answers), [], []

    def handle_request(self, request):
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


def client_of(script, **options):
    return Client("http://parcours.test", "a key", transport=script, pause=script.pauses.append, **options)


EVENT = {"id": "1", "member": "m", "resource": "r", "kind": "completed"}
AGAIN = {
    "GET": lambda client: client.resources.search("python"),
    "PUT": lambda client: client.catalog.hide("kaggle"),
    "DELETE": lambda client: client.groups.remove("g"),
    "POST /events": lambda client: client.events.record([EVENT]),
    "POST /paths": lambda client: client.paths.plan(role="data-analyst"),
}
ONCE = {
    "POST": lambda client: client.members.create(user_name="ada"),
    "PATCH": lambda client: client.members.change("m", active=False),
}


@pytest.mark.parametrize("call", AGAIN.values(), ids=AGAIN)
@pytest.mark.parametrize("failure", [BUSY, httpx.Response(429), BROKEN, UNREACHABLE], ids=str)
def test_what_can_be_repeated_is_repeated(call, failure):
    script = Script(failure, failure, FINE)
    call(client_of(script))
    assert len({(each.method, each.url, each.read()) for each in script.asked}) == 1
    assert len(script.asked) == 3


@pytest.mark.parametrize("call", ONCE.values(), ids=ONCE)
@pytest.mark.parametrize(("failure", "status"), [(BUSY, 503), (BROKEN, 0)], ids=str)
def test_what_might_be_done_twice_is_sent_once(call, failure, status):
    script = Script(failure, FINE)
    with pytest.raises(ParcoursError) as refused:
        call(client_of(script))
    assert (refused.value.status, len(script.asked)) == (status, 1)


@pytest.mark.parametrize("call", ONCE.values(), ids=ONCE)
def test_what_was_never_sent_is_sent_again(call):
    script = Script(UNREACHABLE, FINE)
    call(client_of(script))
    assert len(script.asked) == 2


@pytest.mark.parametrize("failure", [BUSY, BROKEN], ids=str)
def test_it_gives_up(failure):
    script = Script(*[failure] * 4)
    with pytest.raises(ParcoursError):
        client_of(script, tries=4).resources.search("python")
    assert (len(script.asked), len(script.pauses)) == (4, 3)


def test_pauses_grow_and_heed_the_server():
    script = Script(*[BROKEN] * 5, BUSY, FINE)
    client_of(script, tries=7).resources.search("python")
    assert all(0.5 * 0.2 * 2**n <= pause <= 0.2 * 2**n for n, pause in enumerate(script.pauses[:5]))
    assert script.pauses[5] >= 7


@pytest.mark.parametrize("status", [400, 401, 404, 409, 422, 500])
def test_other_errors_are_told_at_once(status):
    script = Script(httpx.Response(status, json={"detail": "No.", "errors": {"q": ["No."]}, "nearest": ["a"]}))
    with pytest.raises(ParcoursError) as refused:
        client_of(script).resources.search("python")
    said = refused.value
    assert (said.status, said.detail, said.errors, said.nearest) == (status, "No.", {"q": ["No."]}, ("a",))


def test_an_error_that_is_no_json_is_told_as_it_is():
    with pytest.raises(ParcoursError, match="502: <h1>Bad gateway</h1>"):
        client_of(Script(httpx.Response(502, text="<h1>Bad gateway</h1>"))).resources.search("python")


def test_who_removes_again_after_a_lost_answer_has_removed():
    client_of(Script(BROKEN, httpx.Response(404))).groups.remove("g")
    with pytest.raises(ParcoursError):
        client_of(Script(httpx.Response(404))).groups.remove("g")


def test_lists_are_read_page_by_page():
    pages = [httpx.Response(200, json={"items": [{"id": n}] * count, "total": 250})
             for n, count in enumerate((100, 100, 50))]  # fmt: skip
    script = Script(*pages)
    assert len(list(client_of(script).members.all(active=True, group=None, q=["a", "b"]))) == 250
    assert [dict(each.url.params.multi_items())["page"] for each in script.asked] == ["1", "2", "3"]
    assert str(script.asked[0].url.query, "ascii") == "active=true&q=a&q=b&page=1&per_page=100"


def test_a_list_that_shrinks_meanwhile_ends():
    script = Script(httpx.Response(200, json={"items": [{}] * 100, "total": 150}),
                    httpx.Response(200, json={"items": [], "total": 100}))  # fmt: skip
    assert len(list(client_of(script).members.all())) == 100


def test_dates_and_strange_ids_are_sent_as_the_api_reads_them():
    script = Script(FINE, FINE)
    with client_of(script) as client:
        client.assignments.assign(member="m", start=date(2026, 12, 1))
        client.members.get("a/../b?c")
    assert json.loads(script.asked[0].read()) == {"member": "m", "start": "2026-12-01"}
    assert script.asked[0].headers["Authorization"] == "Bearer a key"
    assert script.asked[1].url.raw_path == b"/api/v1/members/a%2F..%2Fb%3Fc"
