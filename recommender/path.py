"""A path: the best set of resources for a profile, in order, dated, explained and proven."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

from catalog import Catalog, Need, Resource, Role
from catalog.resource import COSTS
from catalog.rules import reachable, usable
from recommender import wording
from recommender.candidate import Candidate, Goal, coverage
from recommender.errors import BadProfile
from recommender.fit import Fit, Reason
from recommender.optimum import Optimum, solve
from recommender.profile import Profile, check, known_skills
from recommender.roles import RoleResolver, Understood
from recommender.schedule import Placed, order, place
from recommender.search import Query, Search

BESIDE = 3
"""How many resources to practise with, and to follow, stand beside the steps."""


@dataclass(frozen=True, slots=True)
class Step:
    """A placed resource with the reasons for it and what could stand in its place."""

    placed: Placed
    reasons: tuple[Reason, ...]
    score: float
    alternatives: tuple[Resource, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A need that stays open, why, and the resources that come nearest to it."""

    skill: str
    level: int
    because: dict[str, str]
    nearest: tuple[Resource, ...]


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A change of the profile and the coverage that it buys."""

    change: dict[str, object]
    coverage: float


@dataclass(frozen=True, slots=True)
class Path:
    """The answer to a profile. ``bound`` is proven: no choice from the catalogue covers more."""

    id: str
    profile: Profile
    understood: Understood | None
    needs: Mapping[str, Need]
    have: Mapping[str, int]
    steps: tuple[Step, ...]
    practice: tuple[Resource, ...]
    follow: tuple[Resource, ...]
    reached: Mapping[str, int]
    coverage: float
    bound: float
    violations: int
    missing: tuple[Missing, ...]
    relaxations: tuple[Relaxation, ...]

    @property
    def hours(self) -> float:
        """The effort of all steps."""
        return sum(step.placed.resource.hours or 0.0 for step in self.steps)

    @property
    def weeks(self) -> int:
        """The weeks that the effort fills, the last one begun counted whole."""
        return ceil(self.hours / self.profile.hours_per_week - 1e-9)

    @property
    def role(self) -> Role | None:
        """The role that the path leads to, unless it follows a goal alone."""
        return self.understood.role if self.understood else None


class Planner:
    """Plans paths over one catalogue; the same profile gives the same path."""

    def __init__(self, catalog: Catalog, search: Search, roles: RoleResolver, *, memory: int = 1024) -> None:
        self._catalog, self._search, self._roles = catalog, search, roles
        self._usable = usable(catalog)
        self._memory = memory
        self._remembered: dict[str, Path] = {}

    def plan(self, profile: Profile) -> Path:
        """Return the best path for ``profile``; raises `UnknownRole` or `BadProfile`."""
        check(profile, self._catalog)
        digest = profile.digest(self._catalog.revision)
        path = self._remembered.get(digest)
        if path is None:
            path = self._remembered[digest] = self._plan(profile, digest)
            if len(self._remembered) > self._memory:
                self._remembered.pop(next(iter(self._remembered)), None)
        return path

    def coverage_with(self, profile: Profile, resource: Resource) -> float | None:
        """Return the coverage of the best path that holds ``resource``; None if no path can."""
        needs, _ = self.needs(profile)
        have = known_skills(profile, needs, self._catalog)
        fit = Fit(self._catalog, profile, needs, have)
        goals = [Goal(skill, need.level, need.weight) for skill, need in needs.items()]
        # To hold it becomes a goal of its own, weightier than all the others together.
        held = Goal(f"holds {resource.id}", 1, 2 * sum(goal.weight for goal in goals))
        allowed = [self._candidate(each, fit) for each in self._usable if profile.allows(each)]
        marked = [
            replace(each, teaches={**each.teaches, held.skill: 1}) if each.id == resource.id else each
            for each in allowed
        ]
        chosen = solve(marked, [*goals, held], have, profile.budget, light=True).chosen
        if resource.id not in {each.id for each in chosen}:
            return None
        reached = reachable(self._catalog, [self._catalog.resources[each.id] for each in chosen], dict(have))
        return coverage(goals, reached)

    def needs(self, profile: Profile) -> tuple[dict[str, Need], Understood | None]:
        """Return what ``profile`` aims at: the needs of its role, and the skills that its goal speaks of."""
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
        return list(dict.fromkeys(skill for hit in hits for skill in hit.resource.teaches))[:5]

    def _plan(self, profile: Profile, digest: str) -> Path:
        needs, understood = self.needs(profile)
        have = known_skills(profile, needs, self._catalog)
        fit = Fit(self._catalog, profile, needs, have)
        goals = [Goal(skill, need.level, need.weight) for skill, need in needs.items()]
        best = self._best(profile, fit, goals, have)
        chosen = [self._catalog.resources[each.id] for each in best.chosen]
        placed = place(
            order(chosen, have, self._catalog), have, self._catalog,
            start=profile.start, hours_per_week=profile.hours_per_week,
        )  # fmt: skip
        reached = reachable(self._catalog, chosen, dict(have))
        steps = tuple(self._step(each, placed, profile, fit, have) for each in placed)
        whole = coverage(goals, reached) >= 1 - 1e-9
        return Path(
            id=digest,
            profile=profile,
            understood=understood,
            needs=needs,
            have=have,
            steps=steps,
            practice=self._beside("practice", profile, fit, chosen),
            follow=self._beside("follow", profile, fit, chosen),
            reached=reached,
            coverage=coverage(goals, reached),
            bound=best.bound,
            violations=_violations(placed, have, self._catalog),
            missing=() if whole else self._missing(profile, needs, have, reached),
            relaxations=() if whole else self._relaxations(profile, fit, goals, have, best.coverage),
        )

    def _best(
        self, profile: Profile, fit: Fit, goals: Sequence[Goal], have: Mapping[str, int], *, light: bool = False
    ) -> Optimum:
        allowed = [self._candidate(each, fit) for each in self._usable if profile.allows(each)]
        return solve(allowed, goals, have, profile.budget, light=light)

    def _candidate(self, resource: Resource, fit: Fit) -> Candidate:
        hours = resource.hours or 0.0
        needed = self._catalog.requirements(resource)
        return Candidate(resource.id, hours, resource.teaches, needed, hours * (2 - fit.score(resource)))

    def _step(
        self, placed: Placed, others: Sequence[Placed], profile: Profile, fit: Fit, have: Mapping[str, int]
    ) -> Step:
        reasons = tuple(fit.reasons(placed.resource))
        score = round(sum(reason.contribution for reason in reasons), 6)
        return Step(placed, reasons, score, self._alternatives(placed, others, profile, fit, have))

    def _alternatives(
        self, placed: Placed, others: Sequence[Placed], profile: Profile, fit: Fit, have: Mapping[str, int]
    ) -> tuple[Resource, ...]:
        """Up to three resources that give what this step gives, and can be taken in its place."""
        before = dict(have)
        for other in others[: list(others).index(placed)]:
            for gain in other.gains:
                before[gain.skill] = gain.after
        used = {each.resource.id for each in others}
        can = [
            each
            for each in self._usable
            if each.id not in used
            and profile.allows(each)
            and all(each.teaches.get(gain.skill, 0) >= gain.after for gain in placed.gains)
            and all(before.get(s, 0) >= level for s, level in self._catalog.requirements(each).items())
        ]
        return tuple(sorted(can, key=lambda each: -fit.score(each))[:3])

    def _beside(self, mode: str, profile: Profile, fit: Fit, chosen: Sequence[Resource]) -> tuple[Resource, ...]:
        """The resources of ``mode`` that go with the role's open needs and with what the steps teach."""
        taught = {skill for each in chosen for skill in each.teaches}
        can = [
            each
            for each in self._catalog.resources.values()
            if each.mode == mode and profile.allows(each) and (fit.gained(each) or taught & each.teaches.keys())
        ]
        return tuple(sorted(can, key=lambda each: -fit.score(each))[:BESIDE])

    def _missing(
        self, profile: Profile, needs: Mapping[str, Need], have: Mapping[str, int], reached: Mapping[str, int]
    ) -> tuple[Missing, ...]:
        allowed = [each for each in self._usable if profile.allows(each)]
        within = reachable(self._catalog, allowed, dict(have))
        said = []
        for skill, need in needs.items():
            if reached.get(skill, 0) >= need.level:
                continue
            teachers = [each for each in self._usable if each.teaches.get(skill, 0) >= need.level]
            allowed_teachers = [each for each in teachers if profile.allows(each)]
            kind = (
                "nothing" if not teachers
                else "filters" if not allowed_teachers
                else "requirements" if within.get(skill, 0) < need.level
                else "hours"
            )  # fmt: skip
            because = wording.missing(kind, cost=profile.cost, languages=profile.languages, types=profile.types)
            nearest = sorted(allowed_teachers or teachers, key=lambda each: each.hours or 0.0)[:3]
            said.append(Missing(skill, need.level, because, tuple(nearest)))
        return tuple(said)

    def _relaxations(
        self, profile: Profile, fit: Fit, goals: Sequence[Goal], have: Mapping[str, int], now: float
    ) -> tuple[Relaxation, ...]:
        """The changes of one thing that cover more, the best first."""
        more = ceil(profile.hours_per_week * 1.5)
        changes: list[dict[str, object]] = [{"hours_per_week": more}, {"weeks": ceil(profile.weeks * 1.5)}]
        if profile.languages:
            changes.append({"languages": []})
        if profile.types:
            changes.append({"types": []})
        changes += [{"cost": cost} for cost in COSTS[COSTS.index(profile.cost) + 1 :]]
        solved: dict[str, float] = {}
        bought = []
        for change in changes:
            relaxed = _changed(profile, change)
            budget = replace(relaxed, hours_per_week=relaxed.budget, weeks=1, known={}).digest("")
            if budget not in solved:
                solved[budget] = self._best(relaxed, fit, goals, have, light=True).coverage
            bought.append(Relaxation(change, solved[budget]))
        return tuple(sorted((each for each in bought if each.coverage > now + 1e-9), key=lambda each: -each.coverage))


def _changed(profile: Profile, change: Mapping[str, object]) -> Profile:
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in change.items()}
    return replace(profile, **values)  # type: ignore[arg-type]


def _violations(placed: Sequence[Placed], have: Mapping[str, int], catalog: Catalog) -> int:
    """Count, independently of the solver, the requirements of steps that nothing before them meets."""
    levels, violated = dict(have), 0
    for each in placed:
        violated += sum(levels.get(s, 0) < n for s, n in catalog.requirements(each.resource).items())
        for skill, level in each.resource.teaches.items():
            levels[skill] = max(level, levels.get(skill, 0))
    return violated
