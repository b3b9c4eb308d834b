"""Parcours: the builder, the snapshot and the search that serve the catalogue."""

from collections.abc import Iterable
from pathlib import Path

import catalog
from benchmarks.peers.system import FACETS, LIMIT, Answer, Question, Stored
from catalog import Resource
from recommender import snapshot
from recommender.indexing import index
from recommender.search import Query, Search

FILE = "snapshot"


class System(Stored):
    """The snapshot file, memory-mapped. Words that no record has are corrected whatever the question."""

    @staticmethod
    def build(folder: Path, resources: Iterable[Resource]) -> int:
        shipped = catalog.load()
        snapshot.write(folder / FILE, index(resources, shipped.skills, shipped.roles, folder=folder))
        return 0

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.search = Search(snapshot.read(folder / FILE))

    def ask(self, question: Question) -> Answer:
        filters = {"level": (question.level,)} if question.level else {}
        query = Query(question.text, filters=filters, limit=LIMIT)
        found = self.search.rank(query, facets=FACETS if question.facets else ())
        return Answer(found.rows.tolist(), found.total, {name: dict(counts) for name, counts in found.facets.items()})
