"""Fields of a query string: several values, levels by name, and hints at what was meant."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

import marshmallow as ma
from marshmallow import fields
from rapidfuzz import fuzz, process

from catalog.level import LEVELS

MOST_HOLIDAYS = 1000
"""Days."""


def choice(values: Iterable[str]) -> Callable[[str], None]:
    """Return a validator for a closed list, which hints at the nearest value."""
    allowed = list(values)

    def check(value: str) -> None:
        if value not in allowed:
            raise ma.ValidationError(_refusal(value, allowed))

    return check


class Several(fields.Field[tuple[str, ...]]):
    """Several values: the parameter repeated, or separated by commas."""

    is_multiple = True

    def __init__(self, allowed: Iterable[str] | None = None, **options: Any) -> None:
        super().__init__(**options)
        self._check = choice(allowed) if allowed is not None else None

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> tuple[str, ...]:
        given = value if isinstance(value, list | tuple) else [value]
        if not all(isinstance(each, str) for each in given):
            raise ma.ValidationError("Must be text, or a list of texts.")
        parts = tuple(part.strip() for each in given for part in each.split(",") if part.strip())
        for part in parts:
            if self._check:
                self._check(part)
        return parts


class Known(fields.Field[dict[str, int]]):
    """Known skills with levels: ``python:2,git:beginner``, or an object in JSON."""

    is_multiple = True

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> dict[str, int]:
        if isinstance(value, dict):
            return {str(skill): _level(level) for skill, level in value.items()}
        given = value if isinstance(value, list) else [value]
        if not all(isinstance(each, str) for each in given):
            raise ma.ValidationError("Must be an object of skills and levels, or text such as 'python:2,git:1'.")
        pairs = [part.strip().partition(":") for each in given for part in each.split(",") if part.strip()]
        return {skill: _level(level or "1") for skill, _, level in pairs}


class Holidays(fields.Field[tuple[date, ...]]):
    """Days off: dates, and intervals of dates with both ends (``2026-12-24/2027-01-03``, ISO 8601)."""

    is_multiple = True

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> tuple[date, ...]:
        given = value if isinstance(value, list | tuple) else [value]
        if not all(isinstance(each, str) for each in given):
            raise ma.ValidationError("Must be dates (2026-12-25) or intervals (2026-12-24/2027-01-03).")
        parts = [part.strip() for each in given for part in each.split(",") if part.strip()]
        days = tuple(day for part in parts for day in _days(part))
        if len(days) > MOST_HOLIDAYS:
            raise ma.ValidationError(f"{len(days)} days off; at most {MOST_HOLIDAYS} are allowed.")
        return days


def _days(part: str) -> list[date]:
    first, _, last = part.partition("/")
    try:
        start, end = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        raise ma.ValidationError(f"{part!r} is no date (2026-12-25) and no interval (2026-12-24/2027-01-03).") from None
    if not 0 <= (end - start).days < MOST_HOLIDAYS:
        raise ma.ValidationError(f"{part!r} must end on or after its first day, within {MOST_HOLIDAYS} days.")
    return [start + timedelta(days=i) for i in range((end - start).days + 1)]


def _level(value: Any) -> int:
    if value in LEVELS:
        return LEVELS[value]
    if str(value) in {"0", "1", "2", "3"} and not isinstance(value, bool):
        return int(value)
    raise ma.ValidationError(f"{value!r} is no level: 0 to 3, {', '.join(LEVELS)}.")


def _refusal(value: str, allowed: list[str]) -> str:
    near = process.extractOne(value, allowed, scorer=fuzz.ratio, score_cutoff=60)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    named = ", ".join(allowed) if len(allowed) <= 16 else f"{', '.join(allowed[:8])} … ({len(allowed)} in all)"
    return f"{value!r} is not allowed.{hint} Allowed: {named}."
