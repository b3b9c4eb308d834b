"""SCIM as scim2-server serves it, but for what would surprise who calls."""

import logging
from typing import Any

from scim2_models import MutabilityException, PatchOp, PreconditionFailedException, Resource, ResourceType
from scim2_server.conditions import Conditions
from scim2_server.handler import ScimHandler
from scim2_server.service import ScimService

from api.scim.models import ALWAYS, PROVIDER, User

log = logging.getLogger(__name__)
TRIES = 10
"""How often a change is tried that names no version, where others change the same thing meanwhile."""


class Service(ScimService):
    """The protocol; what a member always has cannot be removed."""

    def apply_patch(
        self, current: Resource[Any], patch_op: "PatchOp[Any]", conditions: Conditions
    ) -> Resource[Any] | None:
        """Return what a PATCH makes of a resource, None where that is nothing new."""
        patched = super().apply_patch(current, patch_op, conditions)
        if isinstance(patched, User) and (patched.active is None or patched.preferred_language is None):
            raise MutabilityException(detail=f"{' and '.join(ALWAYS)} can be replaced, not removed.")
        return patched

    def bulk_failure(self, outcome: dict[str, Any], exception: Exception) -> dict[str, Any]:
        """Return what is said of an operation that failed; what nobody expected is logged."""
        found = super().bulk_failure(outcome, exception)
        if found["status"] == 500:
            log.error("An operation failed", exc_info=exception)
        return found


class Handler(ScimHandler):
    """Reads, changes, writes; and again, where somebody else wrote in between and no version was asked for."""

    def patch_resource(
        self, resource_type: ResourceType, resource_id: str, patch_op: "PatchOp[Any]", conditions: Conditions
    ) -> Resource[Any]:
        """Apply a PATCH to what is stored, whatever its version, unless the conditions name one."""
        for _ in range(1, _tries(conditions)):
            try:
                return super().patch_resource(resource_type, resource_id, patch_op, conditions)
            except PreconditionFailedException:
                pass
        return super().patch_resource(resource_type, resource_id, patch_op, conditions)

    def replace_resource(
        self, resource_type: ResourceType, current: Resource[Any], replacement: Resource[Any], conditions: Conditions
    ) -> Resource[Any]:
        """Replace what is stored, whatever its version, unless the conditions name one."""
        for _ in range(1, _tries(conditions)):
            try:
                return super().replace_resource(resource_type, current, replacement, conditions)
            except PreconditionFailedException:
                current = self.storage.get(resource_type, str(current.id))
        return super().replace_resource(resource_type, current, replacement, conditions)


def _tries(conditions: Conditions) -> int:
    return 1 if conditions.if_match or conditions.if_none_match else TRIES


SERVICE = Service(PROVIDER)
