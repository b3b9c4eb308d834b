"""What the server has of the company, compared with what was sent to it."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import httpx
from rich.console import Console

from benchmarks import world
from benchmarks.receiver import Receiver
from parcours_client import Client, Record

SAME = ("id", "member", "resource", "kind", "value")
console = Console()


@dataclass
class Counts:
    """All that was sent: who came (with ids by user name), the paths, the events, the ids of those who left."""

    parcours: Client
    staff: Sequence[world.Person]
    ids: Mapping[str, str]
    paths: Sequence[Record]
    events: Sequence[Record]
    left: Sequence[str]
    wrong: list[str] = field(default_factory=list)

    def members(self) -> None:
        """Compare members and groups."""
        members = {each["id"]: each for each in self.parcours.members.all()}
        active = {name for name, each in members.items() if each["active"]}
        self.same("members", set(members), set(self.ids.values()))
        self.same("active members", active, set(members) - set(self.left))
        roles = {each.user_name: each.role for each in self.staff}
        self.same("roles", {name: members[own]["role"] for name, own in self.ids.items()}, roles)
        inside: dict[str, set[str]] = {f"Group {number:02}": set() for number in range(world.GROUPS)}
        for each in self.staff:
            inside[each.group].add(self.ids[each.user_name])
        self.same("groups", {each["name"]: set(each["members"]) for each in self.parcours.groups.all()}, inside)

    def learning(self) -> None:
        """Compare paths and events."""
        wanted = Counter(self.ids[each.user_name] for each in self.staff if each.role)
        wanted.update(self.ids[each.user_name] for each in self.staff if each.group == world.PILOTS)
        self.same("paths of each", Counter(each["member"] for each in self.paths), wanted)
        self.same("paths in the end", self.parcours.assignments.page(per_page=1)["total"], len(self.paths))
        kept = list(self.parcours.events.all())
        self.same("events", Counter(map(_event, kept)), Counter(map(_event, self.events)))

    def reports(self, today: date) -> None:
        """Compare the reports."""
        states = world.states(self.paths, self.events, today)
        lines = self.parcours.reports.progress()
        self.same("the state of each path", {each["assignment"]: each["state"] for each in lines}, states)
        sums = Counter(states.values())
        whole, *groups = self.parcours.reports.groups()
        self.same("report of all", +Counter({name: whole[name] for name in world.STATES}), sums)
        self.same("members in it", whole["members"], len(self.staff) - len(self.left))
        self.same("report of groups", sum(each["members"] for each in groups), len(self.staff))
        done = Counter(resource for _, resource in self._completions())
        told = {each["resource"]: each["completed"] for each in self.parcours.reports.steps()}
        self.same("completions of each step", Counter({name: told.get(name) for name in done}), done)

    def page(self, address: str, key: str, today: date) -> None:
        """Compare the page of the HR manager: the paths of those who are there, by state."""
        states = world.states([each for each in self.paths if each["member"] not in self.left], self.events, today)
        with httpx.Client(base_url=address, headers={"Origin": address}, timeout=60) as browser:
            browser.post("/en/sign-in", data={"key": key, "next": "/en/team"})
            shown = browser.get("/en/team").text
        found = dict(re.findall(r'class="chip (\w+)"[^>]*>[^<]*<span class="count">([\d,]+)<', shown))
        numbers = Counter({name: int(number.replace(",", "")) for name, number in found.items()})
        self.same("the HR page", +numbers, Counter(states.values()))

    def webhooks(self, receiver: Receiver, hook: str, down: str, today: date) -> None:
        """Compare what was told with what had to be, and the log with both."""
        finished = sum(state == "done" for state in world.states(self.paths, self.events, today).values())
        wanted = world.notices(len(self.staff), len(self.left), len(self.paths), self.events, finished)
        self.same("notices that arrived", Counter(receiver.kinds.values()), wanted)
        self.same("notices delivered, by the log", self.deliveries(hook, "delivered"), wanted.total())
        self.same("notices in the log", self.deliveries(hook), wanted.total())
        self.same("signatures that were wrong", receiver.forged, 0)
        log = [self.deliveries(down, state) for state in ("waiting", "failed", "delivered")]
        self.same("in the log of who is down", (log[0] + log[1], log[2]), (len(self.left), 0))

    def deliveries(self, hook: str, state: str | None = None) -> int:
        """Return how many deliveries there are in the log of a webhook."""
        path, params = f"/api/v1/webhooks/{hook}/deliveries", {"state": state, "per_page": 1}
        total: int = self.parcours.ask("GET", path, params=params)["total"]
        return total

    def same(self, what: str, real: Any, wanted: Any) -> None:
        """Note whether a count is exact."""
        exact = real == wanted
        if not exact:
            self.wrong.append(f"{what}: {str(real)[:300]} instead of {str(wanted)[:300]}")
        console.print(f"{what}: {'exact' if exact else 'WRONG'}{_size(wanted)}", style=None if exact else "red")

    def _completions(self) -> set[tuple[str, str]]:
        return {(each["member"], each["resource"]) for each in self.events if each["kind"] == "completed"}


def _event(record: Record) -> tuple[Any, ...]:
    return tuple(record.get(name) for name in SAME)


def _size(wanted: Any) -> str:
    """Return what was counted, in brackets."""
    if isinstance(wanted, Counter):
        return f" ({wanted.total():,})"
    return f" ({len(wanted):,})" if isinstance(wanted, set | dict) else f" ({wanted})"
