"""A folder of snapshots, one for each revision: built once on a machine, mapped by every worker."""

import fcntl
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path

import xxhash

import catalog
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
        """Return the snapshot of a revision, or None where there is none that is whole."""
        try:
            return snapshot.read(self.path(revision))
        except (FileNotFoundError, DamagedSnapshot):
            return None

    def get(self, revision: str, build: Callable[[], Arrays]) -> Arrays:
        """Return the snapshot of a revision, built where there is none; others who want it wait for that."""
        found = self.find(revision)
        if found is None:
            with self._lock():
                found = self.find(revision)
                if found is None:
                    snapshot.write(self.path(revision), build())
                    found = snapshot.read(self.path(revision))
                    self._clear(self.path(revision))
        return found

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Be the only one that builds; the system gives the lock back when a process ends, however it ends."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _clear(self, own: Path) -> None:
        """Take away what is not needed any more beside ``own``: old snapshots, and what an interrupted build left."""
        others = [path for path in self.folder.glob("*.snapshot") if path != own]
        others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
        for path in [*others[KEPT - 1 :], *self.folder.glob(".*.snapshot.*")]:
            path.unlink(missing_ok=True)
        for path in self.folder.glob(f"{UNFINISHED}*"):
            shutil.rmtree(path, ignore_errors=True)


@cache
def made_by() -> str:
    """Return a digest of what decides how a snapshot looks: the sources and libraries that it is made by."""
    folders = Path(__file__).parent, Path(catalog.__file__).parent
    sources = (path.read_bytes() for folder in folders for path in sorted(folder.glob("*.py")))
    libraries = [sys.version, *map(version, ("numpy", "orjson", "pystemmer", "scikit-learn"))]
    return xxhash.xxh3_64_hexdigest(b"".join(sources) + " ".join(libraries).encode())
