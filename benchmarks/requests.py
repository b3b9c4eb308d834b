"""Latency of the calls people make, in process, beside an empty Flask view in the same run.

python -m benchmarks.requests
"""

import time
from collections.abc import Callable

import numpy as np
from flask import Flask

import catalog
from api import create_app

ROUNDS = 200
QUERIES = ("machine learning", "éthique", "docker", "kubernets", "réseaux de neurones", "Géron", "sql beginner")


def percentiles(call: Callable[[int], object], rounds: int = ROUNDS) -> tuple[float, float]:
    """Return p50 and p99 in milliseconds."""
    spent = []
    for i in range(rounds):
        start = time.perf_counter()
        call(i)
        spent.append((time.perf_counter() - start) * 1e3)
    return float(np.percentile(spent, 50)), float(np.percentile(spent, 99))


def search(number: int) -> str:
    """Return the path of a search."""
    return f"/api/v1/resources?q={QUERIES[number % len(QUERIES)]}"


def main() -> None:
    """Print a table."""
    empty = Flask("empty")
    empty.add_url_rule("/", view_func=lambda: "")
    content = catalog.load()
    app = create_app(content=content)
    client, peer = app.test_client(), empty.test_client()
    roles = list(content.roles)
    cold = [f"/api/v1/roles/{r}/path?hours_per_week={h}&level={n}&start=2026-12-01"
            for h in (2, 4, 8) for n in ("beginner", "intermediate", "advanced") for r in roles]  # fmt: skip
    rows = {
        "empty Flask view": percentiles(lambda _: peer.get("/")),
        "GET /resources?q=, a new one": percentiles(lambda i: client.get(f"{search(i)}+{i}")),
        "the same with facets": percentiles(lambda i: client.get(f"{search(i)}+{i}&facets=level,type,cost,language")),
        "GET /resources?q=, again": percentiles(lambda i: client.get(search(i))),
        "GET /roles/…/path, first time": percentiles(lambda i: client.get(cold[i]), len(cold)),
        "GET /roles/…/path, again": percentiles(lambda i: client.get(cold[i % len(cold)])),
    }
    base = rows["empty Flask view"][0]
    print(f"{'':32}{'p50 ms':>9}{'p99 ms':>9}{'× empty':>9}")
    for name, (p50, p99) in rows.items():
        print(f"{name:32}{p50:9.2f}{p99:9.2f}{p50 / base:9.1f}")


if __name__ == "__main__":
    main()
