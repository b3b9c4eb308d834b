"""A folder of snapshots, one for each revision: built once on a machine, mapped by every worker."""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import xxhash

from recommender import snapshot
from recommender.indexing import UNFINISHED
from recommender.snapshot import Arrays, DamagedSnapshot

KEPT = 2
"""Snapshots that stay in the folder: the newest, and the one that a server may still have to open."""


class Snapshots:
    """The snapshots in a folder.

    A file is called by its revision and by the program that made it: another version of the program makes its own.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, revision: str) -> Path:
        """Return where the snapshot of a revision is, or would be."""
        return self.folder / f"{revision}-{made_by()}.snapshot"

    def find(self, revision: str) -> Arrays | None:
        """Return the snapshot of a revision, or None where there is none; a damaged one is taken away."""
        path = self.path(revision)
        try:
            return snapshot.read(path)
        except FileNotFoundError:
            return None
        except DamagedSnapshot:
            path.unlink(missing_ok=True)
            return None

    def get(self, revision: str, build: Callable[[], Arrays]) -> Arrays:
        """Return the snapshot of a revision, built where there is none; others who want it wait for that."""
        found = self.find(revision)
        if found is None:
            with self._lock():
                found = self.find(revision)
                if found is None:
                    snapshot.write(self.path(revision), build())
                    self._clear()
                    found = snapshot.read(self.path(revision))
        return found

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Be the only one that builds; the system gives the lock back when a process ends, however it ends."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _clear(self) -> None:
        """Take away what is not needed any more: old snapshots, and what an interrupted build left."""
        newest_first = sorted(self.folder.glob("*.snapshot"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in [*newest_first[KEPT:], *self.folder.glob(".*.snapshot.*")]:
            path.unlink(missing_ok=True)
        for path in self.folder.glob(f"{UNFINISHED}*"):
            shutil.rmtree(path, ignore_errors=True)


@cache
def made_by() -> str:
    """Return a digest of this package's source: what its snapshots look like depends on nothing else."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return xxhash.xxh3_64_hexdigest(b"".join(path.read_bytes() for path in sources))
