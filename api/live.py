"""The engine that answers: opened from the snapshot of the store's revision, exchanged when the catalogue changes."""

import logging
import threading
import time
from collections.abc import Callable
from functools import partial

from catalog.store import Store
from recommender import Engine
from recommender.indexing import index
from recommender.snapshot import Arrays
from recommender.snapshots import Snapshots

EVERY = 2.0
"""Seconds between two looks at the store's revision."""

AGAIN = 60.0
"""Seconds after which a revision that could not be opened is tried again."""

log = logging.getLogger(__name__)


class Live:
    """The engine over the newest catalogue; a request takes it once and keeps it to its end."""

    def __init__(self, engine: Engine, stored: str | None = None) -> None:
        """Answer with ``engine``, over what the store calls the revision ``stored``."""
        self.engine, self._stored = engine, stored
        self._failed: tuple[str, float] = "", 0.0

    def follow(self, store: Store, snapshots: Snapshots, build: Callable[[], object], *, every: float = EVERY) -> None:
        """Look now and then, beside the requests, whether the store holds another revision, and open that.

        Where that has no snapshot, ``build`` makes it in a process of its own, so that requests are answered.
        """

        def forever() -> None:
            while True:
                time.sleep(every)
                try:
                    self.refresh(store, snapshots, build)
                except Exception:
                    log.exception("The new catalogue cannot be opened; the one before goes on answering.")

        threading.Thread(target=forever, daemon=True).start()

    def refresh(self, store: Store, snapshots: Snapshots, build: Callable[[], object]) -> bool:
        """Open the store's revision if it is another one; return whether it was."""
        revision = store.revision()
        if revision is None or revision == self._stored or self._waits(revision):
            return False
        self._failed = revision, time.monotonic()
        if not snapshots.path(revision).exists():
            build()
        self.engine, self._stored = opened(store, snapshots)
        self._failed = "", 0.0
        return True

    def _waits(self, revision: str) -> bool:
        """Whether a revision could not be opened a short while ago."""
        failed, at = self._failed
        return failed == revision and time.monotonic() - at < AGAIN


class CatalogChanged(Exception):
    """The store took another catalogue while its snapshot was being built."""


def opened(store: Store, snapshots: Snapshots, *, each: Callable[[], None] = lambda: None) -> tuple[Engine, str]:
    """Return the engine over the stored catalogue, and the revision that the store calls it.

    ``each`` is called for each record of a snapshot that has to be built.
    """
    revision = store.revision() or ""
    content = store.read()
    if (store.revision() or "") != revision:  # another one came between the two: its records are not this revision's
        return opened(store, snapshots, each=each)
    try:
        arrays = snapshots.get(revision, partial(_built, store, revision, snapshots, each))
    except CatalogChanged:
        return opened(store, snapshots, each=each)
    return Engine(content, arrays), revision


def _built(store: Store, revision: str, snapshots: Snapshots, each: Callable[[], None]) -> Arrays:
    skills, roles = store.vocabularies()
    arrays = index(store.resources(), skills, roles, folder=snapshots.folder, each=each)
    if store.revision() != revision:
        raise CatalogChanged
    return arrays
