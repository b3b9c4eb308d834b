"""From what people call a job to the role it is."""

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process, utils

from catalog import Catalog, Role
from recommender.errors import UnknownRole
from recommender.text import STOP_WORDS, fold

SURE = 82.0
"""The least similarity (0 to 100) at which a name counts as a role's."""

HELD = 0.92
"""What a name counts for in a longer title that it stands in."""

SLIPS_FROM = 5
"""The letters from which on a title may have a slip."""

NOT_TELLING = STOP_WORDS | frozenset(
    "senior junior lead principal staff trainee intern apprentice sr jr confirme confirmee debutant debutante "
    "stagiaire alternant alternante apprenti apprentie".split()
)
"""Words that do not say what the job is: those of grammar, and ranks."""

VAGUE = {("executive",), ("manager",)}
"""Names of a role that mean another job in a longer title."""


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
        if similarity < SURE:
            raise UnknownRole(asked, [role for _, _, role in ranked[:3]] or list(self._catalog.roles)[:3])
        runners = tuple((role, round(score / 100, 3)) for _, score, role in ranked[1:3] if score >= 60)
        return Understood(self._catalog.roles[role_id], asked, name, round(similarity / 100, 3), runners)

    def _ranked(self, plain: str) -> list[tuple[str, float, str]]:
        """The best name of each role with its similarity, best first."""
        best: dict[str, tuple[str, float, str]] = {}
        found = process.extract(plain, self._names.keys(), scorer=_similarity, limit=None)
        for name, score, _ in found:
            best.setdefault(self._names[name], (name, float(score), self._names[name]))
        if plain in self._names:  # whatever else sounds the same
            best[self._names[plain]] = (plain, 100.0, self._names[plain])
        return sorted(best.values(), key=lambda each: (each[0] != plain, -each[1]))


def _similarity(asked: str, name: str, **_: object) -> float:
    """Similarity (0 to 100) of a title and a role's name, blind to the order of words and to ranks.

    A name may stand in a longer title, unless it is vague: an *office manager* is no *manager*. A title does not
    stand for a longer name: who is a *consultant* need not be one of data science.
    """
    title, known = _telling(asked), _telling(name)
    if not known or set(title) < set(known):
        return 0.0
    in_order = _alike(" ".join(title), " ".join(known))
    in_any = _alike(" ".join(sorted(title)), " ".join(sorted(known)))
    held = 0.0 if known in VAGUE else min(max(_alike(word, part) for word in title) for part in known)
    return max(in_order, in_any, HELD * held)


def _alike(one: str, other: str) -> float:
    """Similarity of spelling; a short word has no slips: a *cook* is no *COO*."""
    if min(len(one), len(other)) < SLIPS_FROM:
        return 100.0 if one == other else 0.0
    return fuzz.ratio(one, other)


@lru_cache(2048)
def _telling(plain: str) -> tuple[str, ...]:
    """The words of a name that tell the job: neither ranks nor *of* and *d*."""
    words = plain.split()
    return tuple(word for word in words if len(word) > 1 and word not in NOT_TELLING) or tuple(words)


def _plain(name: str) -> str:
    return str(utils.default_process(fold(name).replace("-", " ")))
