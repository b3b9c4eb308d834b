"""The engine of each organisation: the public one, or one over the public catalogue mixed with the organisation's."""

from collections import defaultdict
from functools import partial
from pathlib import Path
from threading import Lock

from cachetools import LRUCache

from api.live import Live
from learners.organisations import Organisation, Organisations
from learners.own_catalog import OwnCatalog
from recommender import Engine
from recommender.indexing import index
from recommender.snapshots import Snapshots

KEPT = 32
"""Engines that a worker keeps; who was not asked for the longest goes."""


class Engines:
    """The engines of a worker; their snapshots are files in ``folder``, which workers share, or in memory."""

    def __init__(self, live: Live, organisations: Organisations, folder: Path | None = None) -> None:
        self._live, self._organisations, self._folder = live, organisations, folder
        self._kept: LRUCache[str, tuple[tuple[int, str], Engine]] = LRUCache(KEPT)
        self._locks: defaultdict[str, Lock] = defaultdict(Lock)
        self._lock = Lock()

    def of(self, organisation: Organisation) -> Engine:
        """Return the engine of an organisation, over its catalogue and the public one as they are now."""
        public = self._live.engine
        if organisation.catalog_version == 0:
            return public
        wanted = organisation.catalog_version, public.catalog.revision
        with self._lock:
            lock = self._locks[organisation.id]
        with lock:  # who comes while it is built waits for that; other organisations do not
            with self._lock:
                kept = self._kept.get(organisation.id)
            if kept is None or kept[0] != wanted:
                kept = wanted, self._built(organisation, public)
                with self._lock:
                    self._kept[organisation.id] = kept
        return kept[1]

    def _built(self, organisation: Organisation, public: Engine) -> Engine:
        content = OwnCatalog(self._organisations.scope(organisation.id), public.catalog).merge()
        if content.revision == public.catalog.revision:  # all that it added or hid was taken back
            return public
        if self._folder is None:
            return Engine(content)
        snapshots = Snapshots(self._folder / "organisations" / organisation.id)
        build = partial(index, content.resources.values(), content.skills, content.roles)
        return Engine(content, snapshots.get(content.revision, build))
