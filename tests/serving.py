"""A real server for tests: `parcours serve` in processes of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

PROGRAM = [sys.executable, "-P", "-c", "from api.cli import main; main()"]


@dataclass(frozen=True)
class Served:
    """A server that runs: its address, and the environment in which its commands find its data."""

    url: str
    environment: dict[str, str]

    def key(self, organisation):
        """Make an organisation and return its first key."""
        return self.run("org", "create", organisation)

    def run(self, *command):
        """Run one of the program's commands and return what it says."""
        done = subprocess.run([*PROGRAM, *command], env=self.environment, check=True, capture_output=True, text=True)
        return done.stdout.strip()


@contextmanager
def serving(folder, *options, database=None, works=False, log=None, **settings):
    """Serve a new database in a folder; with ``works``, do what it has to do beside the requests, too.

    What the server says goes into the file ``log``, where one is given.
    """
    environment = {
        **os.environ,
        "PARCOURS_DATABASE": database or f"sqlite:///{folder / 'parcours.sqlite'}",
        "PARCOURS_SNAPSHOTS": str(folder),
        **{f"PARCOURS_{name.upper()}": value for name, value in settings.items()},
    }
    served = Served(f"http://127.0.0.1:{free_port()}", environment)
    beside = () if works else ("--no-worker",)
    command = [*PROGRAM, "serve", "--port", served.url.rpartition(":")[2], *beside, *options]
    with open(log, "wb") if log else nullcontext() as said:
        process = subprocess.Popen(command, env=environment, stdout=said, stderr=said)
        try:
            _wait(served.url, process)
            yield served
        finally:
            process.terminate()
            process.wait(10)


def free_port():
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _wait(url, process):
    for _ in range(1800):  # on a new machine the inner loops are compiled first
        try:
            return urllib.request.urlopen(f"{url}/healthz", timeout=1).close()
        except OSError:
            assert process.poll() is None, "the server stopped"
            time.sleep(0.1)
    raise AssertionError("the server does not answer")
