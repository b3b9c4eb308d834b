"""How long varied profiles take to plan, beside a fixed integer programme solved by HiGHS in the same run.

python -m benchmarks.paths [--profiles 500] [--count 100000]

With ``--count``, over a generated catalogue of so many resources (see `benchmarks.generated`).
"""

import argparse
import random
import time
from collections.abc import Callable
from datetime import date

import numpy as np
from rich.progress import track
from scipy.optimize import Bounds, LinearConstraint, milp

import catalog
from benchmarks.generated import generated
from catalog import Catalog
from recommender import Profile
from recommender.indexing import index
from recommender.planner import Planner
from recommender.roles import RoleResolver
from recommender.search import Search


def profiles(content: Catalog, count: int, *, seed: int = 7) -> list[Profile]:
    """Return varied profiles over all that a profile can say; the same seed gives the same ones."""
    rng = random.Random(seed)
    listed = [each.id for each in content.resources.values() if each.listed]
    return [_profile(rng, list(content.roles), list(content.skills), listed) for _ in range(count)]


def _profile(rng: random.Random, roles: list[str], skills: list[str], listed: list[str]) -> Profile:
    return Profile(
        start=date(2026, 12, 1),
        role=rng.choice(roles),
        level=rng.choice(["beginner", "beginner", "intermediate", "advanced"]),
        known={skill: rng.randint(1, 3) for skill in rng.sample(skills, rng.choice([0, 0, 2, 5]))},
        completed=tuple(rng.sample(listed, rng.choice([0, 0, 1, 3]))),
        liked=tuple(rng.sample(listed, rng.choice([0, 0, 2]))),
        disliked=tuple(rng.sample(listed, rng.choice([0, 0, 2]))),
        languages=rng.choice([(), (), ("fr",), ("en",), ("fr", "en")]),
        cost=rng.choice(["free", "freemium", "paid", "paid"]),
        types=rng.choice([(), (), (), ("course",), ("book", "course")]),
        hours_per_week=rng.choice([1, 2, 3, 4, 5, 6, 8, 10, 20]),
        weeks=rng.choice([4, 6, 8, 12, 16, 26, 39, 52]),
    )


def peer() -> None:
    """Solve a knapsack of 200 things: what the machine is worth just now."""
    rng = np.random.default_rng(0)
    worth, weight = rng.integers(1, 100, 200), rng.integers(1, 40, 200)
    room = LinearConstraint(weight[None, :], -np.inf, 600)
    milp(-worth, integrality=np.ones(200), bounds=Bounds(0, 1), constraints=room)


def timed(call: Callable[[], object]) -> float:
    """Return milliseconds."""
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1e3


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profiles", type=int, default=500)
    parser.add_argument("--count", type=int)
    given = parser.parse_args()
    count = given.profiles
    content = generated(given.count) if given.count else catalog.load()
    arrays = index(content.resources.values(), content.skills, content.roles)
    planner = Planner(content, Search(arrays), RoleResolver(content))
    asked = profiles(content, count)
    planner.plan(Profile(start=date(2026, 12, 1), role="executive"))
    base = float(np.median([timed(peer) for _ in range(20)]))
    cold = np.array([timed(lambda one=each: planner.plan(one)) for each in track(asked, "cold")])
    again = np.array([timed(lambda one=each: planner.plan(one)) for each in asked[-200:]])
    paths = [planner.plan(each) for each in asked]
    p50, p90, p95, p99 = np.percentile(cold, [50, 90, 95, 99])
    print(f"{count} profiles, cold: p50 {p50:.1f} ms, p90 {p90:.1f}, p95 {p95:.1f}, p99 {p99:.1f}, "
          f"max {cold.max():.1f}")  # fmt: skip
    print(f"the peer: {base:.1f} ms; p50 is {p50 / base:.1f} × it, p99 {p99 / base:.1f} ×")
    print(f"again: p50 {np.percentile(again, 50):.3f} ms, p99 {np.percentile(again, 99):.3f}")
    print(f"coverage not proven: {sum(p.bound - p.coverage > 1e-6 for p in paths)}; "
          f"burden not proven: {sum(not p.lightest for p in paths)}; "
          f"violations: {sum(p.violations for p in paths)}")  # fmt: skip


if __name__ == "__main__":
    main()
