"""Onboarding rules: whoever has a title, a role or is in a group starts a path on a day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fnmatch import fnmatchcase
from typing import Any

from learners.assignments import Assignment, Assignments
from learners.errors import BadRequest, RuleNotFound
from learners.groups import Groups
from learners.members import Member, Members
from learners.rows import Row, Scope, new_id
from learners.tables import ASSIGNMENTS, GROUPS, RULES
from learners.wanted import Wanted
from recommender import BadProfile, UnknownRole
from recommender.text import fold


@dataclass(frozen=True, slots=True)
class Rule:
    """Whoever has this title (``*`` is anything), role and group (None asks nothing) starts a path on day ``day``.

    Days count from the member's first one. ``path`` holds ``role``, ``goal`` and ``profile``; empty is the path to
    the member's own role. ``deadline_days`` count from the start of the path.
    """

    id: str
    position: int
    title: str | None
    role: str | None
    group_id: str | None
    day: int
    path: Mapping[str, Any]
    deadline_days: int | None
    active: bool


class Rules:
    """The onboarding rules of an organisation."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def all(self) -> list[Rule]:
        """Return the rules in their order."""
        with self._scope.reading() as rows:
            return [_rule(each) for each in rows.all(RULES, order="position")]

    def get(self, rule_id: str) -> Rule:
        """Return a rule, or raise `RuleNotFound`."""
        with self._scope.reading() as rows:
            row = rows.one(RULES, id=rule_id)
        if row is None:
            raise RuleNotFound(rule_id)
        return _rule(row)

    def create(self, values: Mapping[str, Any]) -> Rule:
        """Add a rule after the others; raises `BadRequest` for a group that there is not."""
        with self._scope.writing() as rows:
            position = 1 + max((each["position"] for each in rows.all(RULES)), default=-1)
            row = {"title": None, "role": None, "group_id": None, "day": 0, "path": {}, "deadline_days": None,
                   "active": True, **values, "id": new_id(), "position": position}  # fmt: skip
            if row["group_id"] is not None and rows.one(GROUPS, id=row["group_id"]) is None:
                raise BadRequest({"group": [f"{row['group_id']!r} is the id of no group."]})
            rows.add(RULES, row)
            rows.audit("rule.created", row["id"])
        return _rule(row)

    def change(self, rule_id: str, values: Mapping[str, Any]) -> Rule:
        """Change a rule; paths that it has assigned stay. Raises `RuleNotFound`, and as `create` does."""
        self.get(rule_id)
        with self._scope.writing() as rows:
            if values.get("group_id") is not None and rows.one(GROUPS, id=values["group_id"]) is None:
                raise BadRequest({"group": [f"{values['group_id']!r} is the id of no group."]})
            if values:
                rows.change(RULES, values, id=rule_id)
                rows.audit("rule.changed", rule_id)
        return self.get(rule_id)

    def remove(self, rule_id: str) -> None:
        """Remove a rule; paths that it has assigned stay. Raises `RuleNotFound`."""
        with self._scope.writing() as rows:
            if not rows.remove(RULES, id=rule_id):
                raise RuleNotFound(rule_id)
            rows.audit("rule.removed", rule_id)


def onboard(
    scope: Scope, member_id: str, assignments: Callable[[], Assignments]
) -> tuple[list[Assignment], dict[str, str]]:
    """Assign what the rules ask for a member and he does not have yet; once for each rule, however often it is called.

    Returns the new assignments, and why a rule that meets him could not be followed, by the rule's id.
    """
    member = Members(scope).get(member_id)
    rules = [each for each in Rules(scope).all() if each.active] if member.active else []
    if not rules:
        return [], {}
    groups = {each["id"] for each in Groups(scope).of(member_id)}
    with scope.reading() as rows:
        origins = {each["origin"] for each in rows.all(ASSIGNMENTS, member=member_id)}
    made, failed = [], {}
    for rule in rules:
        origin = f"rule:{rule.id}"
        if origin not in origins and meets(rule, member, groups):
            try:
                assignment, new = assignments().assign(member_id, _wanted(rule, member), origin)
            except (BadProfile, BadRequest, UnknownRole) as error:
                failed[rule.id] = str(error)
            else:
                made += [assignment] if new else []
    return made, failed


def meets(rule: Rule, member: Member, groups: set[str]) -> bool:
    """Whether a rule is about a member who is in these groups."""
    title = rule.title is None or _matches(member.job_title or "", rule.title)
    role = rule.role is None or rule.role == member.role
    return title and role and (rule.group_id is None or rule.group_id in groups)


def _matches(job_title: str, pattern: str) -> bool:
    plain, wanted = (" ".join(fold(each).split()) for each in (job_title, pattern))
    return fnmatchcase(plain, wanted.replace("[", "[[]"))


def _wanted(rule: Rule, member: Member) -> Wanted:
    """Return the path of a rule; who is there for long already starts it today."""
    today = date.today()
    starts = max(today, (member.starts or today) + timedelta(days=rule.day))
    deadline = starts + timedelta(days=rule.deadline_days) if rule.deadline_days is not None else None
    return Wanted(**rule.path, starts=starts, deadline=deadline)


def _rule(row: Row) -> Rule:
    return Rule(**{name: row[name] for name in Rule.__slots__})
