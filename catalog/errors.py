"""What can be wrong with a catalogue, or with a question to it.

CatalogError
├── BadCatalogFile      a data file has faults (all of them are told)
├── BrokenRules         the files are well formed, but break a rule of curation
└── NotFound
    ├── ResourceNotFound
    ├── SkillNotFound
    ├── RoleNotFound
    └── RevisionNotFound
"""

from collections.abc import Iterable, Mapping
from typing import Any

from rapidfuzz import fuzz, process


class CatalogError(Exception):
    """Something about the catalogue is wrong."""


class BadCatalogFile(CatalogError):
    """A data file has faults; ``faults`` maps each record to its fields' messages."""

    def __init__(self, name: str, faults: Mapping[str, Any]) -> None:
        lines = [f"{name}: {record}: {field}: {message}" for record, field, message in _flat(faults)]
        super().__init__("\n".join(lines))
        self.name = name
        self.faults = faults


class BrokenRules(CatalogError):
    """The catalogue breaks rules of curation; ``broken`` has one sentence for each."""

    def __init__(self, broken: Iterable[str]) -> None:
        self.broken = tuple(broken)
        super().__init__("\n".join(self.broken))


class NotFound(CatalogError):
    """No such thing; ``nearest`` holds the ids that look most like what was asked for."""

    noun = "thing"

    def __init__(self, asked: str, known: Iterable[str]) -> None:
        self.asked = asked
        self.nearest = nearest(asked, known)
        super().__init__(f"No {self.noun} has the id {asked!r}.{hint(self.nearest)}")


class ResourceNotFound(NotFound):
    """No resource has this id."""

    noun = "resource"


class SkillNotFound(NotFound):
    """No skill has this id."""

    noun = "skill"


class RoleNotFound(NotFound):
    """No role has this id."""

    noun = "role"


class RevisionNotFound(NotFound):
    """No revision has this id, or more than one begins so."""

    noun = "revision"


def nearest(asked: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the ids that look most like what was asked for."""
    found = process.extract(asked, list(known), scorer=fuzz.WRatio, limit=3, score_cutoff=60)
    return tuple(name for name, _, _ in found)


def hint(found: Iterable[str]) -> str:
    """Return the question whether one of these was meant, after a space; nothing where there is none."""
    named = " or ".join(map(repr, found))
    return f" Did you mean {named}?" if named else ""


def _flat(faults: Mapping[str, Any]) -> Iterable[tuple[str, str, str]]:
    for record, fields in faults.items():
        for field, messages in fields.items() if isinstance(fields, Mapping) else [("record", fields)]:
            yield record, field, str(messages)
