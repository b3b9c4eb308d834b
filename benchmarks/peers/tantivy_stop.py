"""tantivy without the stop words of both languages, which its own English analysis keeps and Parcours leaves out."""

from typing import ClassVar

from benchmarks.peers import tantivy


class System(tantivy.System):
    """The same in everything else."""

    STOPS: ClassVar[tuple[str, ...]] = ("english", "french")
