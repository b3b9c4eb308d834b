"""Play a company against a real server, and count everything in the end.

    python -m benchmarks.company [--people 5000] [--events 100000] [--database postgresql://…]

People arrive by SCIM in groups, with job titles in two languages; rules assign paths; events come from several clients
at once, some twice, and some answers are lost on the way; a tenth of the people leaves meanwhile; a system is told of
everything and sometimes refuses; another one is down. What is expected is computed here, from what was sent.
"""

import argparse
import os
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from benchmarks import world
from benchmarks.counts import Counts
from benchmarks.kills import Server
from benchmarks.receiver import Receiver, listening
from parcours_client import Client, ParcoursError, Record

CLIENTS, PATIENCE = 6, 3600
LOST, REFUSED, AGAIN, LEAVE = 0.02, 0.02, 0.15, 0.1
"""The shares of answers that are lost, notices that are refused, parcels sent twice, people who leave."""

TOLD = ["member.created", "member.left", "path.assigned", "path.completed", "progress.recorded"]
console = Console()


class Losing(httpx.HTTPTransport):
    """Sends everything, and loses some of the answers: what was asked is done, and nobody knows."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._chance, self._lock, self.lost = random.Random(seed), threading.Lock(), 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = super().handle_request(request)
        with self._lock:
            lose = self._chance.random() < LOST
            self.lost += lose
        if lose:
            answer.close()
            raise httpx.ReadError("the answer was lost")
        return answer


class Play:
    """A run: the server, the clients, and what each phase took."""

    def __init__(self, asked: argparse.Namespace, server: Server, key: str, receiver: Receiver) -> None:
        self.asked, self.server, self.key, self.receiver = asked, server, key, receiver
        self.chance, self.today = random.Random(asked.seed), date.today()
        self.losing = Losing(asked.seed)
        self.lossy = Client(server.url, key, transport=self.losing, timeout=120)
        self.parcours = Client(server.url, key, timeout=300)
        self.phases: list[tuple[str, int, float, float]] = []
        self.wrong: list[str] = []

    def run(self) -> None:
        """Play it from the first person to the last count."""
        staff = world.people(self.asked.people, self.chance, self.today)
        with self.phase("prepare", world.GROUPS):
            groups = self.prepare()
        with self.phase("arrive by SCIM", len(staff)):
            ids = dict(self.each("arriving", staff, self.arrive))
        with self.phase("join groups", len(staff)):
            list(self.each("joining", groups.items(), lambda group: self.join(*group, staff, ids)))
        expected = sum(each.role is not None for each in staff)
        expected += sum(each.group == world.PILOTS for each in staff)
        with self.phase("paths assigned", expected):
            self.wait("assigning", expected, lambda: self.parcours.assignments.page(per_page=1)["total"])
        with self.phase("read paths", expected):
            paths = list(self.track("reading", self.parcours.assignments.all(), expected))
        events = self.follow(paths)
        left = [ids[each.user_name] for each in staff[:: round(1 / LEAVE)]]
        with self.phase("events, and people leaving", len(events)):
            self.learn(events, left)
        counts = Counts(self.parcours, staff, ids, paths, events, left)
        with self.phase("webhooks delivered after that", counts.deliveries(self.hook, "waiting")):
            self.wait("delivering", 0, lambda: counts.deliveries(self.hook, "waiting"))
        with self.phase("count", len(events)):
            counts.members()
            counts.learning()
            counts.reports(self.today)
            counts.page(self.server.url, self.key, self.today)
            counts.webhooks(self.receiver, self.hook, self.down, self.today)
        self.wrong = counts.wrong

    def prepare(self) -> dict[str, str]:
        """Say what titles mean, make groups and rules, and ask to be told; return the ids of the groups."""
        self.parcours.titles.put(world.OWN_TITLES)
        names = [f"Group {number:02}" for number in range(world.GROUPS)]
        groups = {name: self.parcours.scim_groups.create(displayName=name)["id"] for name in names}
        for role in sorted({role for role in world.TITLES.values() if role}):
            self.parcours.rules.create(role=role, deadline_days=365, path={"profile": {"hours_per_week": 6}})
        self.parcours.rules.create(group=groups[world.PILOTS], day=30, path={"role": "ai-ethicist"})
        made = self.parcours.webhooks.create(url=self.receiver.url, events=TOLD)
        self.hook, self.receiver.secret = made["id"], made["secret"]
        self.down = self.parcours.webhooks.create(url="http://127.0.0.1:9/", events=["member.left"])["id"]
        return groups

    def arrive(self, person: world.Person) -> tuple[str, str]:
        """Add somebody, as identity providers do: who does not know whether it was done, asks."""
        for _ in range(20):
            try:
                return person.user_name, self.lossy.users.create(**person.user())["id"]
            except ParcoursError as error:
                if error.status not in (0, 409):
                    raise
            found = self.parcours.users.page(filter=f'userName eq "{person.user_name}"')
            if found["totalResults"]:
                return person.user_name, found["Resources"][0]["id"]
        raise SystemExit(f"{person.user_name} cannot be added")

    def join(self, name: str, group: str, staff: list[world.Person], ids: dict[str, str]) -> None:
        """Put everybody of a group into it, by parcels."""
        members = [{"value": ids[each.user_name]} for each in staff if each.group == name]
        for at in range(0, len(members), 25):
            self.parcours.scim_groups.patch(group, {"op": "add", "path": "members", "value": members[at : at + 25]})

    def follow(self, paths: list[Record]) -> list[Record]:
        """Return what those who have paths will do."""
        steps: dict[str, list[Record]] = {}
        for path in paths:
            steps.setdefault(path["member"], []).extend(path["steps"])
        return world.deeds(steps, self.asked.events, self.chance, datetime.now(UTC))

    def learn(self, events: list[Record], left: list[str]) -> None:
        """Send all events, while some people leave."""
        parcels = world.shuffled(events, self.chance, AGAIN)
        work = [partial(self.lossy.events.record, each) for each in parcels]
        work += [partial(self.leave, each) for each in [*left, *left[::10]]]
        self.chance.shuffle(work)
        list(self.each("learning", work, lambda do: do()))

    def leave(self, member: str) -> None:
        """Make somebody inactive; who is told that somebody else was faster does it again."""
        while True:
            try:
                self.parcours.users.patch(member, {"op": "replace", "path": "active", "value": False})
                return
            except ParcoursError as error:
                if error.status != 412:
                    raise

    @contextmanager
    def phase(self, name: str, count: int) -> Iterator[None]:
        """Time a phase, and note the server's memory after it."""
        begun = time.monotonic()
        yield
        self.phases.append((name, count, time.monotonic() - begun, memory(self.server.process.pid)))

    def each(self, name: str, work: Iterable[Any], do: Callable[[Any], Any]) -> Iterator[Any]:
        """Do work by several clients at once; return what comes of it."""
        with ThreadPoolExecutor(CLIENTS) as pool:
            started = [pool.submit(do, each) for each in work]
            yield from self.track(name, (each.result() for each in as_completed(started)), len(started))

    def track(self, name: str, found: Iterable[Any], total: int) -> Iterator[Any]:
        """Show how far something is."""
        with Progress(console=console, transient=True) as progress:
            yield from progress.track(found, total=total, description=name)

    def wait(self, name: str, wanted: int, found: Callable[[], int]) -> None:
        """Wait until a number is reached."""
        until = time.monotonic() + PATIENCE
        with Progress(console=console, transient=True) as progress:
            task = progress.add_task(name, total=max(wanted, found()))
            while (now := found()) != wanted and time.monotonic() < until:
                progress.update(task, completed=now if wanted else progress.tasks[0].total - now)
                time.sleep(0.5)

    def tell(self) -> None:
        """Print what it took."""
        table = Table("phase", "things", "seconds", "per second", "server's memory, MB")
        for name, count, seconds, held in self.phases:
            table.add_row(name, f"{count:,}", f"{seconds:.1f}", f"{count / seconds:,.0f}", f"{held:.0f}")
        console.print(table)
        console.print(f"{self.losing.lost} answers lost, {self.receiver.refused.total()} notices refused, "
                      f"{self.receiver.doubled} told twice")  # fmt: skip


def memory(group: int) -> float:
    """Return the megabytes that a group of processes holds, what they share counted once."""
    held = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(process.name)) == group:
                lines = (process / "smaps_rollup").read_text().splitlines()
                held += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        except (OSError, ProcessLookupError):
            continue
    return held / 1024


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--database", help="SQLAlchemy's URL of an empty database; a SQLite file by default")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, listening(REFUSED, asked.seed) as receiver:
        server = Server(Path(name), asked.database or f"sqlite:///{name}/company.sqlite")
        server.environment["PARCOURS_PRIVATE_TARGETS"] = "127.0.0.1"
        play = Play(asked, server, server.key(), receiver)
        try:
            server.start()
            play.run()
        finally:
            server.kill()
            play.tell()
    if play.wrong:
        raise SystemExit("\n".join(play.wrong))


if __name__ == "__main__":
    main()
