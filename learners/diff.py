"""What differs between two answers to the same profile."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Document = Mapping[str, Any]
"""A path as the API answers it."""


@dataclass(frozen=True, slots=True)
class Diff:
    """The steps added, removed and moved (id, position before and after), and records that changed, by field."""

    added: tuple[Document, ...]
    removed: tuple[Document, ...]
    moved: tuple[tuple[str, int, int], ...]
    changed: Mapping[str, tuple[str, ...]]

    @property
    def unchanged(self) -> bool:
        """Whether both have the same steps in the same order, with the same records."""
        return not (self.added or self.removed or self.moved or self.changed)


def diff(before: Document, after: Document) -> Diff:
    """Compare two paths, step by step."""
    old, new = _steps(before), _steps(after)
    both = [each for each in old if each in new]
    records = {each: _fields(old[each]["resource"], new[each]["resource"]) for each in both}
    return Diff(
        added=tuple(step["resource"] for each, step in new.items() if each not in old),
        removed=tuple(step["resource"] for each, step in old.items() if each not in new),
        moved=tuple(
            (each, old[each]["position"], new[each]["position"])
            for each, earlier in zip([each for each in new if each in old], both, strict=True)
            if each != earlier
        ),
        changed={each: fields for each, fields in records.items() if fields},
    )


def _steps(path: Document) -> dict[str, Document]:
    return {step["resource"]["id"]: step for stage in path["stages"] for step in stage["steps"]}


def _fields(one: Document, other: Document) -> tuple[str, ...]:
    return tuple(sorted(name for name in {*one, *other} if one.get(name) != other.get(name)))
