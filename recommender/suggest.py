"""Completions while typing: titles, creators, skills and roles."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from catalog import Catalog
from recommender.text import fold, words

FUZZY_FROM = 4
KINDS = ("role", "skill", "resource", "creator")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion: its text, what kind of thing it is and, unless it is a creator, the id of that."""

    text: str
    kind: str
    id: str | None


class Suggester:
    """Completes the beginning of any word of a name; accents and case do not matter."""

    def __init__(self, catalog: Catalog) -> None:
        self._all = list(dict.fromkeys(_suggestions(catalog)))
        self._folded = [" ".join(words(each.text)) for each in self._all]
        self._long = {row: folded for row, folded in enumerate(self._folded) if len(folded) >= FUZZY_FROM}
        starts = [
            (folded[at:], at > 0, row)
            for row, folded in enumerate(self._folded)
            for at in (0, *(i + 1 for i, letter in enumerate(folded) if letter == " "))
        ]
        self._starts = sorted(starts)

    def complete(self, typed: str, *, limit: int = 10) -> list[Suggestion]:
        """Return what ``typed`` may become, names that begin with it first; fuzzy from four letters on."""
        prefix = " ".join(words(typed)) or fold(typed).strip()
        if not prefix:
            return []
        first = bisect_left(self._starts, (prefix,))
        found: list[tuple[bool, int, int, int]] = []
        for start, inner, row in self._starts[first:]:
            if not start.startswith(prefix):
                break
            found.append((inner, KINDS.index(self._all[row].kind), len(self._folded[row]), row))
        rows = list(dict.fromkeys(row for *_, row in sorted(found)))
        if not rows and len(prefix) >= FUZZY_FROM:
            near = process.extract(prefix, self._long, scorer=fuzz.partial_ratio, limit=3 * limit, score_cutoff=75)
            rows = [row for _, _, row in near]
        best: dict[tuple[str, str], Suggestion] = {}
        for each in (self._all[row] for row in rows):
            best.setdefault((each.kind, each.id or each.text), each)
        return list(best.values())[:limit]


def _suggestions(catalog: Catalog) -> Iterator[Suggestion]:
    for role in catalog.roles.values():
        yield from (Suggestion(name, "role", role.id) for name in role.names)
    for skill in catalog.skills.values():
        yield from (Suggestion(name, "skill", skill.id) for name in skill.names)
    for resource in catalog.resources.values():
        if resource.listed:
            names = (*resource.title.values(), *resource.alternate_names)
            yield from (Suggestion(name, "resource", resource.id) for name in names)
            yield from (Suggestion(name, "creator", None) for name in resource.creators)
