"""Members as tables: CSV and XLSX, in and out."""

import csv
import io
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from zipfile import BadZipFile, ZipFile

from flask import Response, abort
from python_calamine import CalamineError, CalamineWorkbook

from api import formats
from learners.member_columns import COLUMNS, Line, together

MOST = 200_000
"""Members in a table at most."""

XLSX = formats.MEDIA["xlsx"]
BROKEN = (CalamineError, BadZipFile, zlib.error, OSError, EOFError, ValueError, LookupError, RuntimeError)
"""What is raised for workbooks that are damaged or encrypted."""

TEXTS = ("text/csv", "text/plain", "text/tab-separated-values", "application/csv")
SEPARATORS = ",;\t|"
MARKS: Mapping[bytes, str] = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
"""How texts begin that say their encoding."""

LARGEST = 200_000_000
"""Bytes of a workbook when it is unpacked."""

WIDEST = 100
"""Columns of a sheet: its reader makes room for each cell up to the last one."""

PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]+)(\d+)["']""")


def read(content: bytes, kind: str, charset: str | None = None) -> Iterator[Line]:
    """Return the rows of a table; 415 where it is none of a kind that is known, 400 where it cannot be read."""
    if kind == XLSX or content[:2] == b"PK":
        return _sheet(content)
    if kind in TEXTS:
        return _lines(_decoded(content, charset))
    return abort(415, f"Send a table as text/csv or as {XLSX}.")


def _sheet(content: bytes) -> Iterator[Line]:
    """Return the rows of a workbook's first sheet."""
    try:
        _measure(content)
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    except BROKEN as error:
        return abort(400, f"The workbook cannot be read: {error}")
    return ((line, list(map(_cell, cells))) for line, cells in enumerate(rows, start=1))


def _measure(content: bytes) -> None:
    """Refuse a workbook that would be too large once it is read, however small it is sent."""
    with ZipFile(io.BytesIO(content)) as parts:
        if sum(each.file_size for each in parts.infolist()) > LARGEST:
            abort(413, f"The workbook must not be larger than {LARGEST} bytes when it is unpacked.")
        for name in parts.namelist():
            for column, line in PLACE.findall(parts.read(name)):
                if len(column) > 3 or _number(column) > WIDEST or int(line[:9]) > MOST + 1:
                    cell = (column[:9] + line[:9]).decode()
                    abort(413, f"A sheet has at most {WIDEST} columns and {MOST} rows; there is a cell at {cell}.")


def _number(column: bytes) -> int:
    return sum((letter - 64) * 26**at for at, letter in enumerate(reversed(column)))


def _lines(text: str) -> Iterator[Line]:
    """Yield the rows of a text; one that breaks the rules of quoting is told, and the next is read."""
    said = re.match(r"sep=(.)\r?\n", text)
    first = next(filter(str.strip, text.splitlines()), "")
    separator = said[1] if said else max(SEPARATORS, key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    if said:
        next(lines)
    while True:
        line = lines.line_num + 1
        try:
            yield line, list(map(_cell, next(lines)))
        except csv.Error as error:
            yield line, f"cannot be read: {error}"
        except StopIteration:
            return


def _cell(value: Any) -> Any:
    return formats.unquoted(value.strip()) if isinstance(value, str) else value


def _decoded(content: bytes, charset: str | None) -> str:
    """Return text: in the encoding that it shows or that is named, else UTF-8, else as Western spreadsheets write."""
    shown = next((name for mark, name in MARKS.items() if content.startswith(mark)), None)
    if shown is None and b"\0" in content[:2]:
        shown = "utf-16-be" if content[:1] == b"\0" else "utf-16-le"
    for encoding in filter(None, (shown, charset, "utf-8", "cp1252")):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
        except LookupError:
            return abort(415, f"There is no encoding {encoding!r} of texts.")
    return content.decode("latin-1")


def _written(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    return ({**each, "groups": together(each["groups"])} for each in rows)


def _quoted(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a sheet holds of a row: no text is a formula there, but none must seem to be quoted either."""
    return {name: f"'{value}" if isinstance(value, str) and formats.unquoted(value) != value else value
            for name, value in row.items()}  # fmt: skip


FORMS: Mapping[str, Callable[[Iterable[Mapping[str, Any]]], Response]] = {
    "csv": lambda rows: formats.table(_written(rows), COLUMNS, name="members.csv"),
    "xlsx": lambda rows: formats.workbook(map(_quoted, _written(rows)), COLUMNS, name="members.xlsx"),
}
"""The tables that members are given as."""
