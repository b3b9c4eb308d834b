"""What is told to other systems when something happened: the kinds, and the body that each form of them gets."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import orjson

from learners import statements

KINDS = (
    "member.created", "member.changed", "member.left", "member.erased",
    "path.assigned", "path.replanned", "path.cancelled", "path.reminded", "path.completed",
    "progress.recorded", "catalog.changed",
)  # fmt: skip

Writer = Callable[[str, str, Mapping[str, Any], datetime], dict[str, Any] | None]


def body(form: str, organisation: str, kind: str, data: Mapping[str, Any], at: datetime) -> str | None:
    """Return the text to send, or None where a form has nothing to say of this."""
    said = FORMS[form](organisation, kind, data, at)
    return orjson.dumps(said).decode() if said is not None else None


def _webhook(_: str, kind: str, data: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """The body that https://www.standardwebhooks.com recommends."""
    return {"type": kind, "timestamp": at.isoformat(), "data": data}


FORMS: Mapping[str, Writer] = {"webhook": _webhook, "xapi": statements.statement}
TOLD: Mapping[str, tuple[str, ...]] = {"webhook": KINDS, "xapi": tuple(statements.STATEMENTS)}
"""The kinds that each form tells."""
