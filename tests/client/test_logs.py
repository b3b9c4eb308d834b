"""What the server says of itself names nobody."""

import time

import httpx
import pytest

from parcours_client import Client
from tests.serving import serving

NAME, HAS = "Zephyrine", ("zephyrine", "quetzal", "bee keeper", "tiptop secret")
PERSON = {
    "user_name": "zephyrine.q", "given_name": NAME, "family_name": "Quetzal", "email": "zephyrine@quetzal.example",
    "job_title": "Bee keeper", "employee_number": "tiptop secret", "language": "fr",
}  # fmt: skip
BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
USER = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "zephyrine.scim"}


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    """The log of a server that met a person in every way it can, most of them wrong."""
    folder = tmp_path_factory.mktemp("logs")
    with (
        serving(folder, works=True, private_targets="127.0.0.1", log=folder / "log") as served,
        httpx.Client(base_url=served.url, headers={"Authorization": f"Bearer {served.key('acme')}"}) as http,
    ):
        with Client(served.url, served.key("globex")) as other:
            other.members.create(**PERSON)
        nobody = {"url": f"http://127.0.0.1:9/{NAME}", "events": ["member.created"]}
        hook = http.post("/api/v1/webhooks", json=nobody).json()["id"]
        member = http.post("/api/v1/members", json=PERSON).json()["id"]
        for call in _calls(member):
            assert http.request(*call[:2], **call[2]).status_code < 500, call
        deadline = time.monotonic() + 90  # the round of a minute sends it at the latest
        while not tried(http, hook) and time.monotonic() < deadline:
            time.sleep(0.2)
        assert tried(http, hook)
        http.delete(f"/api/v1/members/{member}")
    return (folder / "log").read_text(errors="replace")


def tried(http, hook):
    """Whether anything was sent to a webhook, be it in vain."""
    return any(each["attempts"] for each in http.get(f"/api/v1/webhooks/{hook}/deliveries").json()["items"])


def _calls(member):
    """Yield requests that speak of the person: method, address, and what is sent along."""
    yield "POST", "/api/v1/members", {"json": PERSON}  # there already
    yield "POST", "/api/v1/members", {"json": {**PERSON, "user_name": NAME, "starts": NAME, "email": NAME}}
    yield "POST", "/api/v1/members", {"json": {**PERSON, "user_name": NAME, "manager": NAME}}
    yield (
        "POST",
        "/api/v1/members",
        {
            "json": {**PERSON, "user_name": f"{NAME}\0", "job_title": "\x7f"},
        },
    )
    yield "POST", "/api/v1/members", {"content": f'{{"user_name": "{NAME}"'.encode()}
    yield "PATCH", f"/api/v1/members/{member}", {"json": {"job_title": NAME, "profile": {"weeks": NAME}}}
    yield "GET", f"/api/v1/members?q={NAME}&active={NAME}", {}
    yield "GET", f"/api/v1/members/{NAME}", {}
    yield "POST", "/api/v1/members/import", {"content": f"user_name;starts\n{NAME};{NAME}\n".encode()}
    yield "POST", "/scim/v2/Users", {"json": USER}
    yield "POST", "/scim/v2/Users", {"json": {**USER, "emails": NAME, "active": NAME}}
    yield "GET", f'/scim/v2/Users?filter=userName sw "{NAME}"', {}
    yield "GET", f'/scim/v2/Users?filter=userName {NAME} "', {}
    wrong = [{"method": "POST", "path": f"/{NAME}", "data": USER}]
    yield "POST", "/scim/v2/Bulk", {"json": {"schemas": [BULK], "Operations": wrong}}
    yield "POST", "/api/v1/events", {"json": {"events": [{"id": "1", "member": NAME, "resource": NAME, "kind": NAME}]}}
    yield "POST", "/api/v1/paths", {"json": {"role": NAME, "known": {NAME: 1}, "hours_per_week": NAME}}
    yield "GET", f"/en/acme/sign-in?to=/{NAME}", {}
    yield "GET", f"/en/resources?q={NAME}", {}
    yield "GET", f"/en/{NAME}", {}


def test_the_log_names_nobody(log):
    assert "Parcours, revision" in log
    assert [line for line in log.lower().splitlines() if any(word in line for word in HAS)] == []
