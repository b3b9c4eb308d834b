"""From a profile to its path."""

from collections.abc import Mapping, Sequence

from catalog import Catalog, Need, Resource
from catalog.rules import reachable
from recommender.alternatives import alternatives
from recommender.beside import beside
from recommender.closing import closings, with_closings
from recommender.errors import BadProfile
from recommender.overlap import repeated
from recommender.path import Alternative, Path, Step
from recommender.profile import Profile, check
from recommender.question import Question, Shelf
from recommender.roles import RoleResolver, Understood
from recommender.schedule import Placed, order, place
from recommender.search import Query, Search
from recommender.shortfall import missing, relaxations


class Planner:
    """Plans paths over one catalogue; the same profile gives the same path."""

    def __init__(self, catalog: Catalog, search: Search, roles: RoleResolver, *, memory: int = 1024) -> None:
        self._catalog, self._search, self._roles = catalog, search, roles
        self.shelf = Shelf(catalog, search.columns)
        self._memory = memory
        self._remembered: dict[str, Path] = {}

    def plan(self, profile: Profile) -> Path:
        """Return the best path for ``profile``; raises `UnknownRole` or `BadProfile`."""
        digest = profile.digest(self._catalog.revision)
        path = self._remembered.get(digest)
        if path is None:
            question, understood = self.question(profile)
            path = self._remembered[digest] = self._plan(question, understood, digest)
            if len(self._remembered) > self._memory:
                self._remembered.pop(next(iter(self._remembered)), None)
        return path

    def question(self, profile: Profile) -> tuple[Question, Understood | None]:
        """Return ``profile`` made ready for planning, and what its role was understood as; raises as `plan` does."""
        check(profile, self._catalog)
        needs, understood = self._needs(profile)
        barred = self.barred(profile)
        if barred:
            said = "cannot be a step: it is nothing to study, or a filter of this profile keeps it out."
            raise BadProfile({"pinned": [f"{each!r} {said}" for each in barred]})
        return Question(self.shelf, profile, needs), understood

    def barred(self, profile: Profile) -> tuple[str, ...]:
        """Return what is pinned and can be no step of a path for ``profile``; raises `BadProfile`."""
        check(profile, self._catalog)
        steps = self.shelf.allowed(profile) & self.shelf.steps
        return tuple(each for each in profile.pinned if not steps[self.shelf.pool.place[each]])

    def _needs(self, profile: Profile) -> tuple[dict[str, Need], Understood | None]:
        """Return the needs of the role, and the skills that the goal speaks of."""
        understood = self._roles.resolve(profile.role) if profile.role else None
        needs = dict(understood.role.needs) if understood else {}
        for skill in self._goal_skills(profile.goal, alone=not needs):
            needs.setdefault(skill, Need(level=2, weight=1.0))
        if not needs:
            raise BadProfile({"goal": [f"{profile.goal!r} speaks of no skill in the catalogue; name one, or a role."]})
        return needs, understood

    def _goal_skills(self, goal: str, *, alone: bool) -> list[str]:
        named = [each.removeprefix("skill:") for each in self._search.named_concepts(goal) if each.startswith("skill:")]
        if named or not alone or not goal:
            return named
        hits = self._search.find(Query(goal, limit=5)).hits
        return list(dict.fromkeys(skill for hit in hits for skill in hit.document.get("teaches", ())))[:5]

    def _plan(self, question: Question, understood: Understood | None, digest: str) -> Path:
        profile, have = question.profile, question.have
        best = question.best()
        chosen = [self._catalog.resources[each.id] for each in best.chosen]
        ordered = self._place(question, order(chosen, have, self._catalog))
        closing = closings(question, ordered)
        placed = self._place(question, with_closings(ordered, closing)) if closing else ordered
        reached = reachable(self._catalog, [each.resource for each in placed], dict(have))
        coverage = question.covered(reached)
        swaps = alternatives(question, placed)
        whole = coverage >= 1 - 1e-9
        return Path(
            id=digest,
            profile=profile,
            understood=understood,
            needs=question.needs,
            have=have,
            steps=tuple(
                _step(question, each, swaps[each.resource.id], closes=each.resource in closing.values())
                for each in placed
            ),
            practice=beside(question, placed, "practice"),
            follow=beside(question, placed, "follow"),
            reached=reached,
            coverage=coverage,
            bound=best.bound,
            lightest=best.lightest,
            violations=_violations(placed, have, self._catalog),
            missing=() if whole else missing(question, reached),
            relaxations=() if whole else relaxations(question, best.coverage),
        )

    def _place(self, question: Question, ordered: Sequence[Resource]) -> list[Placed]:
        profile = question.profile
        return place(ordered, question.have, self._catalog, days=profile.days, hours_per_week=profile.hours_per_week)


def _step(question: Question, placed: Placed, swaps: Sequence[Alternative], *, closes: bool) -> Step:
    reasons = tuple(question.fit.reasons(placed.resource))
    score = round(sum(reason.contribution for reason in reasons), 6)
    repeats = 0.0 if closes else repeated(placed.resource.teaches, placed.known)
    return Step(placed, reasons, score, tuple(swaps), closes, repeats)


def _violations(placed: Sequence[Placed], have: Mapping[str, int], catalog: Catalog) -> int:
    """Count, independently of the solver, the requirements of steps that nothing before them meets."""
    levels, violated = dict(have), 0
    for each in placed:
        violated += sum(levels.get(s, 0) < n for s, n in catalog.requirements(each.resource).items())
        for skill, level in each.resource.teaches.items():
            levels[skill] = max(level, levels.get(skill, 0))
    return violated
