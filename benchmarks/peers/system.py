"""What is asked of every search engine, and what it answers."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from catalog import Resource
from catalog.level import LEVELS
from catalog.resource import COSTS, TYPES

LIMIT = 20
FACETS = {"level": tuple(LEVELS), "type": TYPES, "cost": COSTS, "language": ("en", "fr")}
"""The facets that are filtered by and counted, and their values."""


@dataclass(frozen=True, slots=True)
class Question:
    """Words as typed, any of which a record may have.

    ``level`` keeps the records of one level; ``facets`` asks for the counts of all `FACETS`; ``total`` for how many
    records there are, where the system can tell as it goes; ``slip`` tells that a word may be mistyped.
    """

    text: str
    level: str | None = None
    facets: bool = False
    total: bool = True
    slip: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The numbers of the best `LIMIT` records, best first, how many there are in all, and counts by facet."""

    rows: list[int]
    total: int | None = None
    facets: dict[str, dict[str, int]] = field(default_factory=dict)


def counted(rows: list[int], counts: dict[str, dict[str, int]]) -> Answer:
    """Return the answer of a system whose counts tell the total: every record has one level."""
    return Answer(rows, sum(counts["level"].values()), counts)


class System(Protocol):
    """A search engine on a folder of its own: `build` fills it once, then an instance opened on it answers."""

    @staticmethod
    def build(folder: Path, resources: Iterable[Resource]) -> int:
        """Index the resources, which come once; return the peak memory of processes other than this one, KiB."""

    def __init__(self, folder: Path) -> None: ...

    def ask(self, question: Question) -> Answer:
        """Answer a question."""

    def size(self) -> int:
        """Return how many bytes are on the disk."""

    def close(self) -> None:
        """Let go of what else runs."""


class Stored:
    """A system whose whole is the files of its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def size(self) -> int:
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())

    def close(self) -> None:
        pass


def text(resource: Resource) -> str:
    """Return what is searched, in one."""
    return " ".join((*resource.title.values(), *resource.summary.values()))


def facets(resource: Resource) -> dict[str, str]:
    """Return the value of each of `FACETS`."""
    return {"level": resource.level or "", "type": resource.type, "cost": resource.cost,
            "language": resource.languages[0]}  # fmt: skip


def record(resource: Resource) -> str:
    """Return the record's JSON, which a system that keeps documents stores."""
    return json.dumps(resource.document(), ensure_ascii=False)
