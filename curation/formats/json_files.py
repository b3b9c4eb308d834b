"""JSON (RFC 8259): a list of records, an object that holds one, or a record on each line."""

import json
import re
from collections.abc import Iterator
from dataclasses import fields as names_of
from functools import lru_cache
from typing import Any

from catalog.resource import Resource
from curation.formats.columns import gathered, guess
from curation.formats.draft import Fault, Row, drafted, shown
from curation.formats.texts import decoded

DECODER = json.JSONDecoder()
SPACE = re.compile(r"[\s\x1e]*")
BETWEEN = re.compile(r"[\s,]*")
AGAIN = re.compile(r"\n[ \t]*\{")
MOST_REPAIRS = 50
"""How often reading goes on at a later line, after one that breaks."""

OURS = frozenset(each.name for each in names_of(Resource)) | {"mode"}
DEEPEST = 6
"""How deep a list of records is looked for."""

HOLDERS = frozenset("resources courses books items results data entries elements records list ressources cours".split())
"""The keys of lists of records, in objects that may have a name themselves."""

NAMED_BY = frozenset(("title", "url"))
NESTED = 64
TOO_DEEP = f"Values are nested deeper than {NESTED}, which is the most allowed."

Value = tuple[int, Any]
"""A value of a file and the line where it begins; a fault where it breaks."""


def read(data: bytes) -> Iterator[Row]:
    """Yield what each record says; where the text breaks, a fault is the last."""
    for line, value in values(decoded(data)):
        if isinstance(value, Fault):
            yield value
            continue
        for record in records(value):
            yield _row(line, record)


def values(text: str) -> Iterator[Value]:
    """Yield the elements of a list at the top, or the values that follow each other, with their lines."""
    text = text.lstrip("\ufeff")
    start = _after(SPACE, text, 0)
    between, at, end = (BETWEEN, start + 1, "]") if text[start : start + 1] == "[" else (SPACE, start, "")
    line, counted, repairs = 1, 0, 0
    while True:
        at = _after(between, text, at)
        line, counted = line + text.count("\n", counted, at), at
        if at >= len(text) or text[at] == end:
            if at >= len(text) and end:
                yield line, Fault(line, "", "", "The text ends within a list: ']' is missing.")
            return
        value, after = _value(text, at, line)
        yield line, value
        if after is None:
            repairs += 1
            again = None if end or repairs > MOST_REPAIRS else AGAIN.search(text, at)
            if again is None:
                return
            after = again.end() - 1
        at = after


def _value(text: str, at: int, line: int) -> tuple[Any, int | None]:
    """Return the value that begins at a place of a text, and where it ends; a fault and None where it breaks."""
    try:
        value, after = DECODER.raw_decode(text, at)
    except RecursionError:
        return Fault(line, "", shown(text[at : at + 200]), TOO_DEEP), None
    except ValueError as error:
        broken = line + text.count("\n", at, getattr(error, "pos", at))
        message = f"The JSON breaks here ({getattr(error, 'msg', error)}): what follows in it is not read."
        return Fault(broken, "", shown(text[at : at + 200]), message), None
    return (Fault(line, "", shown(value), TOO_DEEP) if _too_deep(value) else value), after


def _too_deep(value: Any) -> bool:
    """Return whether lists and objects are nested deeper than `NESTED`."""
    level = [value]
    for _ in range(NESTED):
        level = [
            inner
            for each in level
            if isinstance(each, list | dict)
            for inner in (each.values() if isinstance(each, dict) else each)
            if isinstance(inner, list | dict)
        ]
        if not level:
            return False
    return True


def records(value: Any, depth: int = 0) -> list[Any]:
    """Return the records that a value is or holds: the longest list of objects within it, or itself."""
    if isinstance(value, list):
        return value
    if not isinstance(value, dict) or depth > DEEPEST:
        return [value]
    held = [each for key, each in value.items() if key.lower() in HOLDERS and _holds(each)]
    if held or NAMED_BY & set(_guessed(tuple(value)).values()):
        return max(held, key=len, default=[value])
    inside = [each if _holds(each) else records(each, depth + 1) for each in value.values() if each]
    return max((each for each in inside if _holds(each) and each[0]), key=len, default=[value])


@lru_cache
def _guessed(keys: tuple[str, ...]) -> dict[str, str]:
    """Return the fields of the keys of a record; many records have the same."""
    return guess(keys)


def _holds(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _row(line: int, record: Any) -> Row:
    if not isinstance(record, dict):
        return Fault(line, "", shown(record), "This is no record: an object with a title or a url is allowed.")
    if record.keys() <= OURS and isinstance(record.get("title"), dict):
        return drafted(line, record)
    return drafted(line, *gathered(((key, _plain(value)) for key, value in record.items()), _guessed(tuple(record))))


def _plain(value: Any) -> Any:
    """Return numbers and truths as texts; texts, lists and objects as they are."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, int | float) else value
