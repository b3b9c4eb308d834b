"""Members as tables: CSV and XLSX, in and out."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from flask import Response, abort
from python_calamine import CalamineError, CalamineWorkbook

from api import formats
from api.identity import scope
from learners.groups import Groups
from learners.member_files import BETWEEN, COLUMNS
from learners.members import Member, Members

MOST = 200_000
"""Members in a table at most."""

XLSX = formats.MEDIA["xlsx"]


def read(content: bytes, kind: str) -> Iterator[list[Any]]:
    """Return the rows of a table; 415 where it is none of a kind that is known, 400 where it cannot be read."""
    if kind == XLSX or content[:2] == b"PK":
        return _sheet(content)
    if kind in ("text/csv", "text/plain", "application/csv"):
        return _lines(content)
    return abort(415, f"Send a table as text/csv or as {XLSX}.")


def _sheet(content: bytes) -> Iterator[list[Any]]:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows: list[list[Any]] = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, OSError) as error:
        return abort(400, f"The workbook cannot be read: {error}")
    return iter(rows)


def _lines(content: bytes) -> Iterator[list[Any]]:
    text = _decoded(content)
    first = text.partition("\n")[0]
    separator = max(",;\t|", key=first.count)
    try:
        return iter(list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)))
    except csv.Error as error:
        return abort(400, f"The table cannot be read: {error}")


def _decoded(content: bytes) -> str:
    """Return text: UTF-16 where it says so, UTF-8 where it can be, else what Western Europe's spreadsheets write."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def rows(found: Iterable[Member]) -> Iterator[Mapping[str, Any]]:
    """Return members as rows of a table that can be brought in again."""
    mine = scope()
    groups, names = Groups(mine), {each.id: each.user_name for each in Members(mine).page(0, MOST)[0]}
    for each in found:
        values = {name: getattr(each, name, None) for name in COLUMNS}
        inside = BETWEEN.join(group["name"] for group in groups.of(each.id))
        yield {**values, "manager": names.get(each.manager or ""), "groups": inside}


FORMS: Mapping[str, Callable[[Iterable[Member]], Response]] = {
    "csv": lambda found: formats.table(rows(found), COLUMNS, name="members.csv"),
    "xlsx": lambda found: formats.workbook(rows(found), COLUMNS, name="members.xlsx"),
}
"""The tables that members are given as."""
