"""Kill the server again and again while progress is written: nothing acknowledged may be lost, nothing doubled.

    python -m benchmarks.kills --times 200 [--database postgresql://…]

Clients send events, some of them twice, and retry what was not answered, as `parcours_client` does. At a random
moment every process of the server gets SIGKILL. At the end the events that it has are compared with those that it
acknowledged.
"""

import argparse
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from uuid import uuid4

import httpx
from rich.progress import track

PROGRAM = [sys.executable, "-P", "-c", "from api.cli import main; main()"]
CLIENTS, PEOPLE = 4, 20
RESOURCES = ("ai-for-everyone", "state-of-ai-report", "atlas-of-ai")


class Server:
    """`parcours serve`, which can be killed and started again on the same port."""

    def __init__(self, folder: Path, database: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.environment = {
            **os.environ,
            "PARCOURS_DATABASE": database,
            "PARCOURS_SNAPSHOTS": str(folder / "snapshots"),
        }
        self.url = f"http://127.0.0.1:{self.port}"

    def key(self) -> str:
        made = subprocess.run([*PROGRAM, "org", "create", "acme"], env=self.environment, check=True,
                              capture_output=True, text=True)  # fmt: skip
        return made.stdout.strip()

    def start(self) -> None:
        self.process = subprocess.Popen([*PROGRAM, "serve", "--port", str(self.port), "--workers", "2"],
                                        env=self.environment, start_new_session=True,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        until = time.monotonic() + 180
        while time.monotonic() < until:
            try:
                httpx.get(f"{self.url}/healthz", timeout=1)
                return
            except httpx.TransportError:
                time.sleep(0.02)
        raise SystemExit("the server does not start")

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Client(threading.Thread):
    """Sends events until it is told to stop; remembers which were acknowledged, and how often one was added."""

    def __init__(self, url: str, key: str, members: list[str], seed: int) -> None:
        super().__init__(daemon=True)
        self.url, self.members, self.random = f"{url}/api/v1/events", members, random.Random(seed)
        self.headers = {"Authorization": f"Bearer {key}"}
        self.acknowledged: dict[str, dict[str, object]] = {}
        self.stopped = threading.Event()

    def run(self) -> None:
        with httpx.Client(headers=self.headers, timeout=10) as http:
            while not self.stopped.is_set():
                events = [self._event() for _ in range(self.random.choice([1, 1, 1, 10]))]
                for _ in range(self.random.choice([1, 1, 2])):  # a client that does not know that it was answered
                    self._send(http, events)

    def _send(self, http: httpx.Client, events: list[dict[str, object]]) -> None:
        while not self.stopped.is_set():
            try:
                answer = http.post(self.url, json={"events": events})
            except httpx.TransportError:
                time.sleep(0.01)
                continue
            if answer.status_code >= 500:
                raise SystemExit(f"{answer.status_code} {answer.text}")
            answer.raise_for_status()
            self.acknowledged |= {str(each["id"]): each for each in events}
            return

    def _event(self) -> dict[str, object]:
        return {"id": str(uuid4()), "member": self.random.choice(self.members), "kind": "completed",
                "resource": self.random.choice(RESOURCES)}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--database", help="SQLAlchemy's URL; a SQLite file by default")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    with tempfile.TemporaryDirectory() as name:
        server = Server(Path(name), asked.database or f"sqlite:///{name}/kills.sqlite")
        key = server.key()
        server.start()
        try:
            members = [_member(server.url, key, number) for number in range(PEOPLE)]
            clients = [Client(server.url, key, members, seed) for seed in range(CLIENTS)]
            for each in clients:
                each.start()
            for _ in track(range(asked.times), "killing"):
                time.sleep(chance.uniform(0.05, 0.6))
                server.kill()
                server.start()
            time.sleep(0.5)
            for each in clients:
                each.stopped.set()
                each.join()
            _compare(server.url, key, clients, asked.times)
        finally:
            server.kill()


def _member(url: str, key: str, number: int) -> str:
    answer = httpx.post(f"{url}/api/v1/members", json={"user_name": f"person-{number}"},
                        headers={"Authorization": f"Bearer {key}"})  # fmt: skip
    return str(answer.raise_for_status().json()["id"])


def _compare(url: str, key: str, clients: list[Client], times: int) -> None:
    acknowledged = {event: said for each in clients for event, said in each.acknowledged.items()}
    stored: list[dict[str, object]] = []
    with httpx.Client(headers={"Authorization": f"Bearer {key}"}) as http:
        since = 0
        while items := http.get(f"{url}/api/v1/events", params={"since": since, "per_page": 100}).json()["items"]:
            stored += items
            since = items[-1]["sequence"]
    ids = [str(each["id"]) for each in stored]
    lost = acknowledged.keys() - set(ids)
    changed = [i for i in stored if (w := acknowledged.get(str(i["id"]))) and any(i[k] != w[k] for k in w)]
    print(f"{times} kills, {len(acknowledged)} acknowledged, {len(ids)} stored (some of them never acknowledged)")
    print(f"lost {len(lost)}, doubled {len(ids) - len(set(ids))}, changed {len(changed)}")
    if lost or changed or len(ids) != len(set(ids)):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
