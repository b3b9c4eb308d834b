"""The processes in which `benchmarks.speed` runs each system, so that neither memory nor caches mix."""

import pickle
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from rich.console import Console
from rich.progress import track

from benchmarks.peers.system import Question, System
from catalog import Resource

_opened: dict[str, System] = {}


@dataclass(frozen=True, slots=True)
class Built:
    """What building took: seconds, and the peak of resident memory, bytes."""

    seconds: float
    peak: int


@dataclass(frozen=True, slots=True)
class Opened:
    """What a further worker takes: seconds to open and to answer first, bytes of its own before and after."""

    opening: float
    first: float
    before: int
    after: int


def write(path: Path, resources: Iterable[Resource]) -> None:
    """Write resources to a file, from which `read` streams them: quicker than to generate them for each system."""
    with path.open("wb") as file:
        for each in resources:
            pickle.dump(each, file, pickle.HIGHEST_PROTOCOL)


def read(path: Path, count: int, title: str) -> Iterator[Resource]:
    """Yield the ``count`` resources of a file, with a progress bar."""
    with path.open("rb") as file:
        for _ in track(range(count), title, transient=True, console=Console(stderr=True)):
            yield pickle.load(file)


def reading(path: Path, count: int) -> Built:
    """Only read the resources, which is part of every building."""
    start = time.perf_counter()
    for _ in read(path, count, "reading"):
        pass
    return Built(time.perf_counter() - start, _peak())


def build(name: str, folder: Path, path: Path, count: int) -> Built:
    """Build a system in a new folder from the resources of a file."""
    kind = _kind(name)
    folder.mkdir()
    start = time.perf_counter()
    beside = kind.build(folder, read(path, count, f"building {name}"))
    return Built(time.perf_counter() - start, _peak() + beside * 1024)


def start(name: str, folder: Path) -> None:
    """Open a system, for the calls of `size`, `ask` and `close`."""
    _opened[name] = _kind(name)(folder)


def size(name: str) -> int:
    """Return a system's size on the disk, bytes."""
    return _opened[name].size()


def ask(name: str, questions: list[Question], most: float) -> tuple[list[float], list[int]]:
    """Ask in turn; return the seconds of each question and the totals. Ends after ``most`` seconds."""
    system, spent, totals, end = _opened[name], [], [], time.perf_counter() + most
    for question in questions:
        start = time.perf_counter()
        answer = system.ask(question)
        spent.append(time.perf_counter() - start)
        totals += [answer.total] if answer.total is not None else []
        if time.perf_counter() > end:
            break
    return spent, totals


def close(name: str) -> None:
    """Close a system."""
    _opened.pop(name).close()


def further(name: str, folder: Path, questions: list[Question]) -> Opened:
    """Open a system that another process has open too, and ask; its files are in the page cache then."""
    for path in filter(Path.is_file, folder.rglob("*")):
        with path.open("rb") as file:  # what no process has read for a while may have left the page cache
            while file.read(1 << 24):
                pass
    kind, before = _kind(name), _own()
    start = time.perf_counter()
    system = kind(folder)
    opened = time.perf_counter()
    system.ask(questions[0])
    first = time.perf_counter()
    for question in questions:
        system.ask(question)
    return Opened(opened - start, first - opened, before, _own())


def _kind(name: str) -> type[System]:
    """Return a system's class; only its own process imports it, so that no other pays for its libraries."""
    found: type[System] = import_module(f"benchmarks.peers.{name}").System
    return found


def _own() -> int:
    """Return the bytes of memory that this process shares with no other."""
    text = Path("/proc/self/smaps_rollup").read_text(encoding="ascii")
    return sum(int(kib) for kib in re.findall(r"Private_(?:Clean|Dirty):\s+(\d+)", text)) * 1024


def _peak() -> int:
    """Return the peak of this process's resident memory, bytes."""
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    assert found is not None, "no VmHWM in /proc/self/status"
    return int(found[1]) * 1024
