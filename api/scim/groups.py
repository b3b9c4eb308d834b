"""Groups as SCIM groups, and back."""

from typing import Any

from scim2_models import Meta, Reference

from api.scim.limits import checked
from api.scim.models import Group, GroupMember
from learners import groups as learning


def group(found: learning.Group) -> Group:
    """Return a group as a SCIM group."""
    members = [GroupMember(value=each, ref=Reference(f"Users/{each}"), type="User") for each in found.members]
    return Group(
        id=found.id, external_id=found.external_id, display_name=found.name, members=members or None,
        meta=Meta(resource_type="Group", created=found.created, last_modified=found.changed,
                  version=f'W/"{found.version}"'),
    )  # fmt: skip


def values(said: Group) -> dict[str, Any]:
    """Return what a SCIM group says of a group; raises SCIM's invalidValue."""
    named = checked({"name": said.display_name, "external_id": said.external_id})
    return {**named, "members": [str(each.value) for each in said.members or ()]}
