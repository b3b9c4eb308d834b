"""What there is to learn from: resources, the skills they teach, the roles that need them."""

from catalog.catalog import Catalog
from catalog.errors import (
    BadCatalogFile,
    BrokenRules,
    CatalogError,
    ResourceNotFound,
    RevisionNotFound,
    RoleNotFound,
    SkillNotFound,
)
from catalog.files import load
from catalog.resource import Resource
from catalog.role import Need, Role
from catalog.skill import Skill

__all__ = [
    "BadCatalogFile",
    "BrokenRules",
    "Catalog",
    "CatalogError",
    "Need",
    "Resource",
    "ResourceNotFound",
    "RevisionNotFound",
    "Role",
    "RoleNotFound",
    "Skill",
    "SkillNotFound",
    "load",
]
