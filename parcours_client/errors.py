"""The one error of the client."""

from collections.abc import Mapping, Sequence
from typing import Any

import httpx


class ParcoursError(Exception):
    """The server refused a request, or could not be reached.

    ``status`` is that of HTTP, 0 where no answer came. ``detail`` says what is wrong, ``errors`` says it by field, and
    ``nearest`` holds ids like the one that was asked for.
    """

    def __init__(
        self, status: int, detail: str, errors: Mapping[str, Any] | None = None, nearest: Sequence[str] = ()
    ) -> None:
        super().__init__(f"{status}: {detail}" if status else detail)
        self.status, self.detail, self.errors, self.nearest = status, detail, dict(errors or {}), tuple(nearest)

    @classmethod
    def of(cls, answer: httpx.Response) -> "ParcoursError":
        """Return what an answer with an error says: problem+json (RFC 9457), or SCIM's own form of it."""
        try:
            said = answer.json()
        except ValueError:
            said = None
        if not isinstance(said, dict):
            return cls(answer.status_code, answer.text[:500] or answer.reason_phrase)
        detail = said.get("detail") or said.get("title") or answer.reason_phrase
        return cls(answer.status_code, detail, said.get("errors"), said.get("nearest", ()))
