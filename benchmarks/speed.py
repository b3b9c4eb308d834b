"""Speed and size on many generated records, beside peers in the same run; the ratio to tantivy beside each figure.

python -m benchmarks.speed --count 60000 [--systems parcours,tantivy,…] [--folder DIR]

Every system builds in one process of its own and answers in another. Timed is each question from the words as typed to
the numbers of the best twenty records in order. All systems are asked the same questions in turns, in several
rounds, so that noise falls on all alike; a question counts with the median of its times, and the percentiles are over
the questions.
"""

import argparse
import contextlib
import multiprocessing
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import numpy as np
from rich.console import Console
from rich.progress import Progress, track
from rich.table import Table

from benchmarks import child, corpus
from benchmarks.peers import postgresql
from benchmarks.peers.system import FACETS, Question

SYSTEMS = ("parcours", "tantivy", "tantivy_stop", "fts5", "bm25s", "postgresql", "tfidf")
PEER = "tantivy"
FULL = ("parcours", "tantivy", "tantivy_stop")
"""The systems that count as they rank, look for what was meant by a mistyped word and are mapped by further workers."""

QUESTIONS, WARMING, ROUNDS = 500, 200, 5
MOST, MOST_WARMING = 40.0, 5.0
"""Seconds that a system may take for one kind of question, in all rounds, and while warming up."""

UNCOUNTED, SLIPPED = "without total", "with a typo"
STDERR = Console(stderr=True)


@dataclass(frozen=True, slots=True)
class Asked:
    """The answers of one system to one kind of question: milliseconds by round and question, and the totals found."""

    rounds: list[list[float]] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        """Return how many questions were asked in every round; a slow system has no time for all."""
        return min(map(len, self.rounds))

    def percentile(self, percent: float) -> float:
        """Return a percentile over the questions, each with the median of its times, ms."""
        return float(np.percentile([median(times) for times in zip(*self.rounds, strict=False)], percent))


def questions(count: int, *, seed: int) -> dict[str, list[Question]]:
    """Return the questions of each kind; all but the mistyped are of the same words."""
    typed, slipped = corpus.queries(count, seed=seed), corpus.queries(count, seed=seed, slip=True)
    levels = FACETS["level"]
    return {
        "plain": [Question(text) for text in typed],
        UNCOUNTED: [Question(text, total=False) for text in typed],
        "filtered": [Question(text, level=levels[i % len(levels)]) for i, text in enumerate(typed)],
        "with facets": [Question(text, facets=True) for text in typed],
        SLIPPED: [Question(text, slip=True) for text in slipped],
    }


@contextlib.contextmanager
def process() -> Iterator[ProcessPoolExecutor]:
    """Give a new process, that does one thing after the other."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        yield pool


@contextlib.contextmanager
def opened(name: str, folder: Path) -> Iterator[ProcessPoolExecutor]:
    """Give the process in which a system is open."""
    with process() as pool:
        pool.submit(child.start, name, folder).result()
        try:
            yield pool
        finally:
            pool.submit(child.close, name).result()


def built(names: list[str], place: Path, count: int) -> dict[str, child.Built]:
    """Build all systems in folders of ``place``; under ``reading`` is what only reading the records takes."""
    records = place / "records"
    child.write(records, track(corpus.resources(count), "records", total=count, transient=True, console=STDERR))
    found = {}
    for name in ("reading", *names):
        with process() as pool:
            what = (child.reading,) if name == "reading" else (child.build, name, place / name)
            found[name] = pool.submit(*what, records, count).result()
    return found


def asked(pools: dict[str, ProcessPoolExecutor]) -> dict[str, dict[str, Asked]]:
    """Ask all systems in rounds; return the answers by kind of question and system."""
    warming, asking = questions(WARMING, seed=2), questions(QUESTIONS, seed=1)
    turns = [(kind, name) for kind in asking for name in pools if kind != UNCOUNTED or name in FULL]
    found: dict[str, dict[str, Asked]] = {kind: {} for kind in asking}
    with Progress(console=STDERR, transient=True) as progress:
        bar = progress.add_task("asking", total=(ROUNDS + 1) * len(turns))
        for kind, name in turns:
            progress.update(bar, description=f"warming up {name}", advance=1)
            pools[name].submit(child.ask, name, warming[kind], MOST_WARMING).result()
        for kind, name in turns * ROUNDS:
            progress.update(bar, description=f"asking {name}, {kind}", advance=1)
            spent, totals = pools[name].submit(child.ask, name, asking[kind], MOST / ROUNDS).result()
            answers = found[kind].setdefault(name, Asked())
            answers.rounds.append([1e3 * each for each in spent])
            answers.totals.extend(totals)
    return found


def further(names: list[str], place: Path) -> dict[str, child.Opened]:
    """Open the systems once more, each in a new process, and ask the plain questions."""
    plain, found = questions(QUESTIONS, seed=1)["plain"], {}
    for name in names:
        with process() as pool:
            found[name] = pool.submit(child.further, name, place / name, plain).result()
    return found


def times(found: dict[str, dict[str, Asked]]) -> Table:
    """Return the table of the answers."""
    table = Table("question", "system", "asked", "found", "p50 ms", "ratio", "p99 ms", "ratio",
                  caption="found: records in all, mean · * asks words as they are typed")  # fmt: skip
    table.columns[1].no_wrap = True
    for kind, systems in found.items():
        peer = systems.get(PEER)
        for name, each in systems.items():
            first = kind if name == next(iter(systems)) else ""
            shown = f"{name} *" if kind == SLIPPED and name not in FULL else name
            total = f"{np.mean(each.totals):,.0f}" if each.totals else "–"
            p50, p99 = (_beside(each.percentile(p), peer and peer.percentile(p), "{:.3f}") for p in (50, 99))
            table.add_row(first, shown, str(len(each)), total, *p50, *p99)
        table.add_section()
    return table


def costs(builds: dict[str, child.Built], sizes: dict[str, int]) -> Table:
    """Return the table of what building takes."""
    table = Table("building", "seconds", "ratio", "peak MB", "ratio", "disk MB", "ratio")
    peer, size = builds.get(PEER), sizes.get(PEER)
    for name, each in builds.items():
        seconds = _beside(each.seconds, peer and peer.seconds, "{:.1f}")
        peak = _beside(each.peak / 1e6, peer and peer.peak / 1e6, "{:,.0f}")
        disk = _beside(sizes[name] / 1e6, size and size / 1e6, "{:,.0f}") if name in sizes else ("", "")
        table.add_row(name, *seconds, *peak, *disk)
    return table


def workers(opens: dict[str, child.Opened]) -> Table:
    """Return the table of what a further worker takes."""
    table = Table("a further worker", "opens in ms", "first answer ms", "own MB before", "own MB after")
    for name, each in opens.items():
        table.add_row(name, f"{1e3 * each.opening:.1f}", f"{1e3 * each.first:.1f}",
                      f"{each.before / 1e6:.0f}", f"{each.after / 1e6:.0f}")  # fmt: skip
    return table


def present(names: list[str]) -> list[str]:
    """Return the systems that can run here; tells which cannot."""
    if "postgresql" in names and not postgresql.BINARIES:
        STDERR.print("[bold red]PostgreSQL is left out: no server in /usr/lib/postgresql/*/bin.")
        return [name for name in names if name != "postgresql"]
    return names


def main() -> None:
    """Print three tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=60_000, help="records (default: %(default)s)")
    parser.add_argument("--systems", default=",".join(SYSTEMS), help="which, between commas (default: %(default)s)")
    parser.add_argument("--folder", type=Path, help="where to build, in a folder that is removed in the end")
    options = parser.parse_args()
    names = present(options.systems.split(","))
    with tempfile.TemporaryDirectory(dir=options.folder) as folder, contextlib.ExitStack() as stack:
        place = Path(folder)
        place.chmod(0o755)  # PostgreSQL's server, another user than root, comes through here
        builds = built(names, place, options.count)
        pools = {name: stack.enter_context(opened(name, place / name)) for name in names}
        sizes = {name: pool.submit(child.size, name).result() for name, pool in pools.items()}
        tables = [times(asked(pools)), costs(builds, sizes)]
        tables.append(workers(further([name for name in names if name in FULL], place)))
    for table in tables:
        Console().print(table)


def _beside(figure: float, peer: float | None, pattern: str) -> tuple[str, str]:
    """Return a figure, and how many times the peer's it is."""
    return pattern.format(figure), f"{figure / peer:.2f}" if peer else ""


if __name__ == "__main__":
    main()
