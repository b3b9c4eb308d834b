"""Requests per second over HTTP beside an empty Flask view, on the same server with as many workers, in one run.

python -m benchmarks.http [--seconds 10] [--connections 50] [--soak 300]

Needs wrk (Debian has it). Queries are a thousand of the names of the catalogue's skills, in both languages, and words
of its titles; "new" ones have a number behind them, so that none comes twice and no answer is remembered.
"""

import argparse
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from flask import Flask
from rich.console import Console
from rich.table import Table

import catalog

WORKERS, COUNT = 2, 1000
SCRIPT = """
local paths = {{{paths}}}
local tag = "{tag}"
local new = {new}
local at = 0
local id = 0
local threads = 0
function setup(thread) thread:set("id", threads); threads = threads + 1 end
function request()
  at = at + 1
  local path = paths[(at * 2 + id) % #paths + 1]
  if new then path = path .. "+" .. id .. "x" .. at end
  local headers = {{}}
  if tag ~= "" then headers["If-None-Match"] = tag end
  return wrk.format("GET", path, headers)
end
"""


@dataclass(frozen=True)
class Load:
    """What wrk saw: requests per second, the 99th percentile in ms, and answers that were no success."""

    rate: float
    p99: float
    failed: int


def empty() -> Flask:
    """Make the peer: one view that does nothing."""
    app = Flask("empty")
    app.add_url_rule("/", view_func=lambda: "")
    return app


PEER = ["granian", "--interface", "wsgi", "--factory", "benchmarks.http:empty", "--blocking-threads", "1",
        "--no-access-log", "--log-level", "warning"]  # fmt: skip
OURS = ["api.cli", "serve"]


@contextmanager
def served(module: list[str], folder: Path) -> Iterator[tuple[str, int]]:
    """Serve an application; yield its address and the server's process id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", *module, "--port", str(port), "--workers", str(WORKERS)]
    environment = {"PARCOURS_DATABASE": f"sqlite:///{folder / 'store.sqlite'}", "PARCOURS_SNAPSHOTS": str(folder)}
    server = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(f"{address}/")
        yield address, server.pid
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


def load(
    address: str, paths: list[str], given: argparse.Namespace, *, tag: str = "", new: bool = False, seconds: int = 0
) -> Load:
    """Ask for ``paths`` as fast as answers come; ``new`` puts a number behind each, ``tag`` says what one has."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        listed = ",".join(f'"{each}"' for each in paths)
        script.write(SCRIPT.format(paths=listed, tag=tag.replace('"', '\\"'), new=str(new).lower()))
        script.flush()
        command = ["wrk", "-t2", f"-c{given.connections}", f"-d{seconds or given.seconds}s", "--latency", "-s",
                   script.name, address]  # fmt: skip
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rate, latency = re.search(r"Requests/sec:\s+([\d.]+)", said), re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    if rate is None or latency is None:
        raise SystemExit(said)
    unit = {"us": 1e-3, "ms": 1.0, "s": 1e3}[latency[2]]
    return Load(float(rate[1]), float(latency[1]) * unit, int(failed[1]) if failed else 0)


def queries() -> list[str]:
    """Return paths that search for what people search for."""
    content = catalog.load()
    texts = [name for skill in content.skills.values() for name in skill.names]
    texts += [" ".join(each.name("en").split()[:3]) for each in content.resources.values()]
    texts = random.Random(0).sample(sorted(set(texts)), COUNT)
    return [f"/api/v1/resources?q={quote(text, safe='')}" for text in texts]


def memory(pid: int) -> float:
    """Return the megabytes that the children of a process hold of their own, together."""
    children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()
    return sum(_private(int(child)) for child in children)


def _private(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except ProcessLookupError:  # it has ended: what measures a new catalogue is a child too
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1000


def _wait(address: str) -> None:
    for _ in range(1200):
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server does not answer.")


def measured(given: argparse.Namespace, folder: Path) -> Iterator[tuple[str, Load, Load]]:
    """Yield each kind of request with its load and that of the empty view right before it."""
    paths = queries()
    with served(PEER, folder) as (peer, _), served(OURS, folder) as (ours, pid):
        with urllib.request.urlopen(ours + paths[0]) as answer:
            tag = answer.headers["ETag"]
        _wait(f"{ours}/api/v1/quality")  # the server measures a new catalogue once, beside the requests
        kinds = {
            f"search, the same {len(paths):,} queries": (paths, {}),
            "304": (paths[:1], {"tag": tag}),
            "search, every query a new one": (paths, {"new": True}),
        }
        load(ours, paths, given, seconds=2)
        for kind, (asked, options) in kinds.items():
            yield kind, load(peer, ["/"], given), load(ours, asked, given, **options)
        if given.soak:
            before = memory(pid)
            soaked = load(ours, paths, given, new=True, seconds=given.soak)
            kind = f"{given.soak} s of new queries: {before:.0f} MB of the workers' own before, {memory(pid):.0f} after"
            yield kind, load(peer, ["/"], given), soaked


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--soak", type=int, default=0, help="seconds of a long run")
    given = parser.parse_args()
    if not shutil.which("wrk"):
        raise SystemExit("wrk is not here: apt-get install wrk.")
    table = Table("request", "requests/s", "p99 ms", "failed", "empty view/s", "its p99", "× empty")
    with tempfile.TemporaryDirectory() as folder:
        for kind, ours, peer in ((kind, ours, peer) for kind, peer, ours in measured(given, Path(folder))):
            figures = [f"{ours.rate:,.0f}", f"{ours.p99:.1f}", str(ours.failed), f"{peer.rate:,.0f}", f"{peer.p99:.1f}"]
            table.add_row(kind, *figures, f"{ours.rate / peer.rate:.2f}")
    Console(width=130).print(table)


if __name__ == "__main__":
    main()
