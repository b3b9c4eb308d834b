"""From what people call a job to the role it is."""

from dataclasses import dataclass

from rapidfuzz import fuzz, process, utils

from catalog import Catalog, Role
from recommender.errors import UnknownRole
from recommender.text import STOP_WORDS, fold

SURE = 82.0
"""The least similarity (0 to 100) at which a name counts as a role's."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A role, the name it was understood by, and the runners-up with their similarity (0 to 1)."""

    role: Role
    asked: str
    matched: str
    similarity: float
    runners_up: tuple[tuple[str, float], ...]


class RoleResolver:
    """Finds roles by id, label, alias, code or a mistyped job title, in either language."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._names: dict[str, str] = {}
        self._codes: dict[str, str] = {}
        for role in catalog.roles.values():
            for name in (role.id, *role.names):
                self._names.setdefault(_plain(name), role.id)
            for code in (code for codes in role.codes.values() for code in codes):
                self._codes.setdefault(code.casefold(), role.id)
                self._codes.setdefault(code.casefold().rsplit("/", 1)[-1], role.id)

    def resolve(self, asked: str) -> Understood:
        """Return the role that ``asked`` means, or raise `UnknownRole`."""
        exact = self._codes.get(asked.strip().casefold())
        if exact:
            return Understood(self._catalog.roles[exact], asked, asked, 1.0, ())
        plain = _plain(asked)
        ranked = self._ranked(plain)
        name, similarity, role_id = ranked[0] if ranked else ("", 0.0, "")
        if similarity < SURE or not (plain in self._names or _telling(plain)):
            raise UnknownRole(asked, [role for _, _, role in ranked[:3]] or list(self._catalog.roles)[:3])
        runners = tuple((role, round(score / 100, 3)) for _, score, role in ranked[1:3] if score >= 60)
        return Understood(self._catalog.roles[role_id], asked, name, round(similarity / 100, 3), runners)

    def _ranked(self, plain: str) -> list[tuple[str, float, str]]:
        """The best name of each role with its similarity, best first."""
        best: dict[str, tuple[str, float, str]] = {}
        found = process.extract(plain, self._names.keys(), scorer=_similarity, limit=None)
        for name, score, _ in found:
            best.setdefault(self._names[name], (name, float(score), self._names[name]))
        return sorted(best.values(), key=lambda each: -each[1])


def _similarity(one: str, other: str, **_: object) -> float:
    """Similarity of whole names, blind to the order of words; a short name inside a long one counts little."""
    return max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other), 0.92 * fuzz.token_set_ratio(one, other))


def _telling(plain: str) -> bool:
    """Whether any word of a name says something: *of* and *d* are a part of many names and mean none."""
    return any(len(word) > 1 and word not in STOP_WORDS for word in plain.split())


def _plain(name: str) -> str:
    return str(utils.default_process(fold(name).replace("-", " ")))
