"""What a filter asks of the database: the values that whatever it finds must have."""

from collections.abc import Iterator, Mapping
from typing import Any

from scim2_models import SearchRequest
from scim2_models.path import CompareOperator, Comparison, FilterNode, LogicalExpr, LogicalOperator

CORE = "urn:ietf:params:scim:schemas:core:2.0:"
MANAGER = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:user:manager.value"
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "User": {
        "id": "id", "username": "user_name", "externalid": "external_id", "groups": "group", "groups.value": "group",
        MANAGER: "manager",
    },
    "Group": {"id": "id", "displayname": "name", "externalid": "external_id"},
}  # fmt: skip
"""The attributes that are looked up, and what they are called there."""


def equal(asked: SearchRequest[Any], resource_type: str) -> dict[str, str]:
    """Return what is looked up by its value, so that not every row is read; the filter still judges what is found."""
    columns, core = COLUMNS[resource_type], f"{CORE}{resource_type}:".lower()
    found: dict[str, str] = {}
    for each in _joined(asked.filter.ast) if asked.filter is not None else ():
        column = columns.get(str(each.attr_path).lower().removeprefix(core))
        if column and each.op == CompareOperator.eq and isinstance(each.value, str):
            found[column] = each.value
    return found


def _joined(node: FilterNode) -> Iterator[Comparison]:
    """Yield the comparisons that must all hold."""
    if isinstance(node, Comparison):
        yield node
    elif isinstance(node, LogicalExpr) and node.op == LogicalOperator.and_:
        for each in node.terms:
            yield from _joined(each)
