"""From the job titles of an organisation to roles: its own table first, then what everybody calls a job."""

from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from functools import cache

from learners.members import tidy
from learners.rows import Scope
from learners.tables import TITLES
from recommender.text import fold

Rule = tuple[str, str]
"""A title, in which ``*`` stands for anything, and the id of the role that it means."""


class Titles:
    """The table of an organisation: the first rule that a title meets counts."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def rules(self) -> list[Rule]:
        """Return the rules in their order."""
        with self._scope.reading() as rows:
            return [(each["title"], each["role"]) for each in rows.all(TITLES, order="position")]

    def put(self, rules: Iterable[Rule]) -> None:
        """Replace the rules."""
        kept = [{"position": f"{at:08}", "title": tidy(title), "role": role} for at, (title, role) in enumerate(rules)]
        with self._scope.writing() as rows:
            rows.remove(TITLES)
            rows.add(TITLES, *kept)
            rows.audit("titles.changed", self._scope.organisation, rules=len(kept))

    def reader(self, resolve: Callable[[str], str | None]) -> Callable[[str], str | None]:
        """Return what says the role of a title; ``resolve`` answers for titles that no rule is about."""
        rules = [(_plain(title), role) for title, role in self.rules()]

        @cache
        def read(job_title: str) -> str | None:
            plain = _plain(job_title)
            return next((role for title, role in rules if fnmatchcase(plain, title)), None) or resolve(job_title)

        return read


def _plain(title: str) -> str:
    """Return a title without what does not matter; brackets are no patterns here."""
    return " ".join(fold(title).replace("[", "(").replace("?", " ").split())
