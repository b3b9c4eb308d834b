"""A catalogue: resources, skills and roles, read as one immutable thing."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from catalog.errors import ResourceNotFound, RoleNotFound, SkillNotFound
from catalog.resource import Resource
from catalog.role import Role
from catalog.skill import Skill


class Catalog:
    """All that there is to learn from, at one revision.

    Order is that of the files; it breaks every tie of ranking and planning.
    """

    def __init__(self, resources: Iterable[Resource], skills: Iterable[Skill], roles: Iterable[Role]) -> None:
        self.resources: Mapping[str, Resource] = MappingProxyType({each.id: each for each in resources})
        self.skills: Mapping[str, Skill] = MappingProxyType({each.id: each for each in skills})
        self.roles: Mapping[str, Role] = MappingProxyType({each.id: each for each in roles})
        self.revision = self._revision()

    def resource(self, resource_id: str) -> Resource:
        """Return the resource with this id, or raise `ResourceNotFound`."""
        if resource_id not in self.resources:
            raise ResourceNotFound(resource_id, self.resources)
        return self.resources[resource_id]

    def skill(self, skill_id: str) -> Skill:
        """Return the skill with this id, or raise `SkillNotFound`."""
        if skill_id not in self.skills:
            raise SkillNotFound(skill_id, self.skills)
        return self.skills[skill_id]

    def role(self, role_id: str) -> Role:
        """Return the role with this id, or raise `RoleNotFound`."""
        if role_id not in self.roles:
            raise RoleNotFound(role_id, self.roles)
        return self.roles[role_id]

    def requirements(self, resource: Resource) -> dict[str, int]:
        """Return the level needed of each skill before taking ``resource``.

        These are its own requirements and those of the skills that it teaches, save the skills that it teaches
        itself.
        """
        needed = dict(resource.requires)
        for taught in resource.teaches:
            for skill, level in self.skills[taught].requires.items():
                if skill not in resource.teaches:
                    needed[skill] = max(level, needed.get(skill, 0))
        return needed

    def documents(self) -> dict[str, list[dict[str, Any]]]:
        """Return all records as JSON data."""
        return {
            "resources": [each.document() for each in self.resources.values()],
            "skills": [each.document() for each in self.skills.values()],
            "roles": [each.document() for each in self.roles.values()],
        }

    def _revision(self) -> str:
        content = json.dumps(self.documents(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()[:16]
