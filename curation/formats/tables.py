"""Tables: CSV and its kin (RFC 4180 and what programs make of it), and XLSX (ECMA-376)."""

import csv
import io
import re
import zlib
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from curation.formats.columns import gathered, guess
from curation.formats.draft import Fault, Row, drafted, shown
from curation.formats.texts import decoded, tidy

SEPARATORS = ",;\t|"
ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)

MOST_REPAIRS = 50
"""How often the end of a text is looked for from a quote that has none."""

LARGEST = 200_000_000
"""Bytes of a workbook when it is unpacked."""

MOST, WIDEST = 1_048_576, 1_000
"""Rows and columns of a sheet: its reader makes room for each cell up to the last one."""

PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]+)(\d+)["']""")

BROKEN = (CalamineError, BadZipFile, zlib.error, OSError, EOFError, ValueError, LookupError, RuntimeError)
"""What the readers of workbooks raise for broken, encrypted or unusual ones."""

Line = tuple[int, list[str] | Fault]
"""A row of a table: where it begins, and its cells or why they cannot be read."""


def read(data: bytes, columns: Mapping[str, str] | None = None) -> Iterator[Row]:
    """Yield what each row of a CSV text or a workbook says; ``columns`` corrects the guess of their fields."""
    if data[:2] == b"PK":
        yield from _workbook(data, columns)
    else:
        yield from _drafts(_lines(decoded(data)), columns)


def rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each row of a CSV text, exactly, and the line where it begins; broken rows are left out."""
    return ((line, cells) for line, cells in _lines(decoded(data)) if isinstance(cells, list))


def separator(text: str) -> str:
    """Return what separates the cells: what cuts the first rows into the most cells, most evenly."""
    head = text[:20_000]
    return max(SEPARATORS, key=lambda each: _evenness(head, each))


def _evenness(head: str, each: str) -> tuple[float, int]:
    try:
        widths = [
            len(cells) for cells in islice(csv.reader(io.StringIO(head, newline=""), delimiter=each), 50) if cells
        ]
    except csv.Error:
        return 0, 0
    if not widths or widths[0] < 2:
        return 0, 0
    return widths.count(widths[0]) / len(widths), widths[0]


def _lines(text: str) -> Iterator[Line]:
    """Yield the rows of a text; one that breaks the rules of quoting is told, and the next is read."""
    lines = io.StringIO(text, newline="").readlines()
    said = re.match(r"sep=(.)\r?\n?$", lines[0]) if lines else None
    delimiter, start = (said[1], 1) if said else (separator(text), 0)
    for _ in range(MOST_REPAIRS):
        broken = yield from _until_broken(lines, start, delimiter)
        if broken is None:
            return
        start = broken + 1
    if start < len(lines):
        yield start + 1, Fault(start + 1, "", "", f"Too many quotes have no end: lines {start + 1} on are not read.")


def _until_broken(lines: list[str], start: int, delimiter: str) -> Generator[Line, None, int | None]:
    """Yield rows from a line on, up to a quote without an end, whose line is returned."""
    reader = csv.reader(islice(lines, start, None), delimiter=delimiter, strict=True)
    while True:
        begins = start + reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return None
        except csv.Error as error:
            message = f"The row cannot be read ({error}): quote cells that hold {delimiter!r} or quotes, double these."
            yield begins + 1, Fault(begins + 1, "", shown(lines[begins].strip()), message)
            if start + reader.line_num > begins + 1:
                return begins
        else:
            if cells:
                yield begins + 1, cells


def _drafts(lines: Iterable[Line], columns: Mapping[str, str] | None) -> Iterator[Row]:
    """Yield what the rows below a header say, or all of them where the first is none."""
    header: list[str] | None = None
    fields: dict[str, str] = {}
    for line, cells in lines:
        if isinstance(cells, Fault):
            yield cells
        elif not any(map(str.strip, cells)) or _comment(cells, header):
            continue
        elif header is not None:
            yield _row(line, header, fields, cells)
        elif any(map(ADDRESS.match, cells)):
            header, fields = _headless(cells)
            yield _row(line, header, fields, cells)
        else:
            header = _named(cells)
            fields = guess(header, columns)


def _comment(cells: Sequence[str], header: Sequence[str] | None) -> bool:
    """Return whether a row is a remark: one cell that begins with ``#`` where there is no table of one column."""
    return cells[0].startswith("#") and not any(cells[1:]) and (header is None or len(header) > 1)


def _named(cells: Sequence[str]) -> list[str]:
    """Return the names of columns: those without one, or with one that was there, get their place."""
    names: list[str] = []
    seen: set[str] = set()
    for at, cell in enumerate(cells, start=1):
        name = tidy(cell) or f"column {at}"
        names.append(f"{name} ({at})" if name in seen else name)
        seen.add(names[-1])
    return names


def _headless(cells: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Return the columns of a table without a header: the first address, and the first other text as title."""
    names = [f"column {at}" for at in range(1, len(cells) + 1)]
    address = next(name for name, cell in zip(names, cells, strict=True) if ADDRESS.match(cell))
    title = next((name for name, cell in zip(names, cells, strict=True) if name != address and cell.strip()), "")
    return names, {address: "url", title: "title"}


def _row(line: int, header: Sequence[str], fields: Mapping[str, str], cells: Sequence[str]) -> Row:
    beyond = [cell for cell in cells[len(header) :] if cell.strip()]
    if beyond:
        message = f"The row has {len(cells)} cells, the table {len(header)} columns: quote cells that hold separators."
        return Fault(line, f"column {len(header) + 1}", shown(beyond[0]), message)
    said, places = gathered(zip(header, map(str.strip, cells), strict=False), fields)
    return drafted(line, said, places)


def _workbook(data: bytes, columns: Mapping[str, str] | None) -> Iterator[Row]:
    """Yield what the rows of all sheets say; a workbook that is broken or too large is one fault."""
    try:
        _measure(data)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            yield from _drafts(((at, list(map(_text, row))) for at, row in enumerate(cells, start=1)), columns)
    except BROKEN as error:
        yield Fault(1, "", "", f"The workbook cannot be read: {error}. A sound .xlsx file is allowed.")


def _measure(data: bytes) -> None:
    """Refuse a workbook that would be too large once it is read, however small it is sent; raises `ValueError`."""
    with ZipFile(io.BytesIO(data)) as parts:
        if sum(each.file_size for each in parts.infolist()) > LARGEST:
            raise ValueError(f"it is larger than {LARGEST} bytes when it is unpacked")
        for name in parts.namelist():
            if not name.startswith("xl/worksheets/"):
                continue
            for column, line in PLACE.findall(parts.read(name)):
                if len(column) > 3 or _number(column) > WIDEST or len(line) > 7 or int(line) > MOST:
                    raise ValueError(f"a sheet has at most {WIDEST} columns and {MOST} rows")


def _number(column: bytes) -> int:
    return sum((letter - 64) * 26**at for at, letter in enumerate(reversed(column)))


def _text(cell: Any) -> str:
    """Return what a cell of a sheet says as text."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    return str(cell) if cell is not None else ""
