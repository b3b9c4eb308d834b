"""Leave out what no answer can hold, before the optimum is sought; this loses nothing."""

from collections.abc import Mapping, Sequence

from recommender.candidate import Candidate, Goal, stuck


def reduce(
    candidates: Sequence[Candidate], goals: Sequence[Goal], have: Mapping[str, int], budget: float
) -> list[Candidate]:
    """Return the candidates that are short enough, reachable, of use to a goal, and not replaced at no loss."""
    short = [each for each in candidates if each.hours <= budget]
    blocked, _ = stuck(short, have)
    out = {each.id for each in blocked}
    reachable = [each for each in short if each.id not in out]
    wanted = {goal.skill: goal.level for goal in goals if have.get(goal.skill, 0) < goal.level}
    useful: dict[str, Candidate] = {}
    while True:
        more = [c for c in reachable if c.id not in useful and _gives(c, wanted, have)]
        if not more:
            return _undominated([each for each in reachable if each.id in useful], wanted, have)
        for each in more:
            useful[each.id] = each
            for skill, level in each.requires.items():
                if have.get(skill, 0) < level:
                    wanted[skill] = max(level, wanted.get(skill, 0))


def _undominated(
    candidates: Sequence[Candidate], wanted: Mapping[str, int], have: Mapping[str, int]
) -> list[Candidate]:
    """Leave out whatever another one replaces at no loss: as much of use, for no more hours, burden and entry."""
    gives = {
        c.id: {s: top for s, n in c.teaches.items() if (top := min(n, wanted.get(s, 0))) > have.get(s, 0)}
        for c in candidates
    }
    needs = {c.id: {s: n for s, n in c.requires.items() if n > have.get(s, 0)} for c in candidates}

    def replaces(one: Candidate, other: Candidate) -> bool:
        return (
            one.hours <= other.hours
            and one.burden <= other.burden
            and all(gives[one.id].get(s, 0) >= n for s, n in gives[other.id].items())
            and all(needs[other.id].get(s, 0) >= n for s, n in needs[one.id].items())
        )

    kept: list[Candidate] = []
    for each in sorted(candidates, key=lambda c: (c.burden, c.hours)):
        if not any(replaces(other, each) for other in kept):
            kept.append(each)
    ids = {each.id for each in kept}
    return [each for each in candidates if each.id in ids]


def _gives(candidate: Candidate, wanted: Mapping[str, int], have: Mapping[str, int]) -> bool:
    return any(
        skill in wanted and min(level, wanted[skill]) > have.get(skill, 0) for skill, level in candidate.teaches.items()
    )
