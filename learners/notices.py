"""What is told to other systems when something happened: the kinds, and the body that each form of them gets."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

KINDS = (
    "member.created", "member.changed", "member.left", "member.erased",
    "path.assigned", "path.replanned", "path.cancelled", "path.reminded", "path.completed",
    "progress.recorded", "catalog.changed",
)  # fmt: skip


def body(form: str, kind: str, data: Mapping[str, Any], at: datetime) -> str | None:
    """Return the text to send, or None where a form has nothing to say of this kind."""
    return FORMS[form](kind, data, at)


def _webhook(kind: str, data: Mapping[str, Any], at: datetime) -> str:
    """The body that https://www.standardwebhooks.com recommends."""
    return orjson.dumps({"type": kind, "timestamp": at.isoformat(), "data": data}).decode()


FORMS = {"webhook": _webhook}
