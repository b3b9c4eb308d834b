"""One organisation tries to see, infer or change what another one has, over every route.

The same requests are made in two worlds that differ in nothing but what the other organisation has: there it has a
catalogue, people, paths and progress, here it has nothing. Nothing leaks if all answers are the same, and if at the
end the other one's rows are what they were. By itself it tries more often than in the tests:

    python -m tests.api.isolation 12000
"""

import random
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from api import create_app
from learners import tables
from learners.rows import Scope
from tests.conftest import Portal, bakery, portal

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
PARAMETERS = ("member", "group", "manager", "role", "skill", "q", "resource", "assignment", "since", "completed")
MADE_UP = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|whsec_\S+?(?=\")|parcours_[\w-]{43}"
    r"|\d{4}-\d\d-\d\dT[\d:.]+(?:\+00:00|Z)|\"token\": ?\"[^\"]+\"|\"version\": ?\"W/[^,]+|W/\\\"[^\"]+\""
)
"""What is new at each making: ids, secrets, moments."""

BODIES: list[Any] = [
    {"member": "{id}"},
    {"member": "{id}", "role": "baker"},
    {"group": "{id}"},
    {"events": [{"id": "{id}", "member": "{id}", "resource": "know-flour", "kind": "completed"}]},
    {"events": [{"id": "{id}", "member": "{own}", "resource": "know-flour", "kind": "completed"}]},
    {"events": [{"id": "e-1", "member": "{own}", "resource": "{id}", "kind": "started"}]},
    {"user_name": "{id}", "manager": "{id}"},
    {"name": "{id}", "members": ["{id}"]},
    {"manager": "{id}"},
    {"role": "baker", "completed": ["{id}"]},
    {"role": "{id}"},
    {"role": "baker", "pinned": ["{id}"], "known": {"{id}": 1}},
    {"profile": {"role": "baker"}, "resource": "{id}"},
    {"steps": [{"resource": "{id}", "role": None}]},
    {"based_on": "baker", "id": "{id}", "needs": {"{id}": {"level": 1, "weight": 1}}},
    {"title": "x", "group": "{id}", "day": 1},
    {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "{id}", "externalId": "{id}"},
    {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "{id}", "members": [{"value": "{id}"}]},
    {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
     "Operations": [{"op": "add", "path": "members", "value": [{"value": "{id}"}]}]},
    {"active": False},
    {},
]  # fmt: skip
SECRET = {
    "id": "zanzibar-secret", "type": "course", "title": {"en": "Zanzibar secret"}, "languages": ["en"], "cost": "free",
    "summary": {"en": "Zanzibar.", "fr": "Zanzibar."}, "hours": 3, "teaches": {"baking": 1}, "status": "active",
}  # fmt: skip


class Attempt(NamedTuple):
    """A request; ``{id}`` stands for something of the other organisation, ``{own}`` for something of one's own."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    id: str
    own: int


def fill(made: Portal, mark: str) -> list[str]:
    """Give an organisation one of each thing; return their ids, in the order of making."""
    ids: list[str] = []

    def post(path: str, body: Any) -> str:
        answer = made.post(path, body)
        assert answer.status_code in (200, 201), (path, answer.json)
        ids.append(answer.json.get("id", ""))
        return ids[-1]

    member = post("members", {"user_name": f"{mark}-anna", "job_title": "baker", "email": f"anna@{mark}.example"})
    group = post("groups", {"name": f"{mark} staff", "members": [member]})
    post("assignments", {"member": member, "role": "baker"})
    post("onboarding-rules", {"group": group, "day": 3})
    post("webhooks", {"url": f"https://{mark}.example/hook", "events": ["progress.recorded"]})
    done = {"id": f"{mark}-event", "member": member, "resource": "know-flour", "kind": "completed"}
    post("events", {"events": [done]})
    post("organisation/resources", {**SECRET, "id": f"{mark}-secret", "title": {"en": f"{mark} secret"}})
    made.call("PUT", "organisation/hidden/bread-radio")
    return [each for each in ids if each]


def held(scope: Scope) -> list[str]:
    """Return the ids and names that an organisation has."""
    with scope.reading() as rows:
        found = {
            str(row[name])
            for table in tables.METADATA.sorted_tables
            if table not in (tables.ORGANISATIONS, tables.HIDDEN, tables.MANDATORY)
            for row in rows.all(table)
            for name in ("id", "user_name", "email", "name", "resource", "url")
            if row.get(name)
        }
    return sorted(found - set(bakery().resources) - {"all"})


def contents(scope: Scope) -> str:
    """Return all that an organisation has, but for when its keys were used."""
    with scope.reading() as rows:
        return str([
            sorted(str({name: v for name, v in row.items() if name != "last_used"}) for row in rows.all(table))
            for table in tables.METADATA.sorted_tables
        ])  # fmt: skip


def attempts(made: Portal, known: list[str], chance: random.Random) -> Iterator[Attempt]:
    """Yield requests for ever, to each route by turns."""
    rules = [each for each in made.app.url_map.iter_rules() if each.rule.startswith(("/api/v1/", "/scim/"))]
    rules.sort(key=lambda each: (each.rule, sorted(each.methods or ())))
    while True:
        for rule in rules:
            method = chance.choice([each for each in METHODS if each in (rule.methods or ())] or ["GET"])
            path = re.sub(r"<(?:[^:>]+:)?\w+>", lambda _: chance.choice(["{id}", "{id}", "{own}"]), rule.rule)
            query = {chance.choice(PARAMETERS): "{id}"} if method == "GET" and chance.random() < 0.6 else {}
            body = chance.choice(BODIES) if method in ("POST", "PUT", "PATCH") else None
            yield Attempt(method, path, query, body, chance.choice(known), chance.randrange(5))


def told(made: Portal, own: list[str], attempt: Attempt) -> tuple[int, str, Mapping[str, str]]:
    """Make a request; return what it tells, without what is new at each making."""
    mine = own[attempt.own % len(own)]

    def filled(value: Any) -> Any:
        if isinstance(value, dict):
            return {filled(name): filled(each) for name, each in value.items()}
        if isinstance(value, list):
            return [filled(each) for each in value]
        return value.replace("{id}", attempt.id).replace("{own}", mine) if isinstance(value, str) else value

    method, path, query, body = (filled(each) for each in attempt[:4])
    answer = made.call(method, path, body, query_string=query)
    headers = {name: value for name, value in answer.headers.items() if name not in ("ETag", "Content-Length", "Date")}
    text = MADE_UP.sub("…", answer.get_data(as_text=True))
    return answer.status_code, text, {name: MADE_UP.sub("…", value) for name, value in headers.items()}


def leaks(count: int, *, databases: tuple[str, str], seed: int = 0) -> list[str]:
    """Make ``count`` attempts in both worlds; return a sentence for each that told, changed or broke something."""
    worlds = [create_app(content=bakery(), database=each) for each in databases]
    try:
        victim, other = (portal(app, "acme") for app in worlds)
        makers = [portal(app, "globex") for app in worlds]
        fill(victim, "zanzibar")
        own = [fill(each, "tanganyika") for each in makers]
        before, nothing = contents(victim.scope()), contents(other.scope())
        asked = attempts(makers[0], held(victim.scope()), random.Random(seed))
        found = []
        for attempt in (next(asked) for _ in range(count)):
            there, here = (told(maker, ids, attempt) for maker, ids in zip(makers, own, strict=True))
            if there != here or there[0] == 500:
                found.append(f"{attempt}: {there} where the other one has something, {here} where it has nothing")
        if contents(victim.scope()) != before or contents(other.scope()) != nothing:
            found.append("the other organisation's rows have changed")
        return found
    finally:
        for app in worlds:
            app.extensions["store"].close()


def main() -> None:
    """Try as often as the command line says, and print what was found."""
    count = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        found = leaks(count, databases=(f"sqlite:///{folder}/there.sqlite", f"sqlite:///{folder}/here.sqlite"))
    print(*found[:20], f"{count} attempts, {len(found)} leaks", sep="\n")
    raise SystemExit(bool(found))


if __name__ == "__main__":
    main()
