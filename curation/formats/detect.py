"""What format a file is in: by its content first, by its name second."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from curation.errors import UnknownFormat
from curation.formats import bibtex, bookmarks, feeds, json_files, jsonld, markdown, opml, pages, tables
from curation.formats.draft import Fault, Row
from curation.formats.texts import binary, declared

READERS: Mapping[str, Callable[[bytes], Iterator[Row]]] = {
    "csv": tables.read,
    "xlsx": tables.read,
    "json": json_files.read,
    "json-ld": jsonld.read,
    "html": pages.read,
    "bookmarks": bookmarks.read,
    "feed": feeds.read,
    "opml": opml.read,
    "bibtex": bibtex.read,
    "markdown": markdown.read,
}
"""The formats, and what reads them."""

ALLOWED = "CSV, XLSX, JSON, JSON lines, JSON-LD, HTML, bookmarks, RSS, Atom, OPML, BibTeX and Markdown are read"

NAMES: Mapping[str, str] = {
    "csv": "csv", "tsv": "csv", "tab": "csv", "md": "markdown", "markdown": "markdown", "bib": "bibtex",
}  # fmt: skip
"""What the ends of names say of texts whose content says nothing clear."""

ROOTS: Mapping[str, str] = {
    "rss": "feed", "feed": "feed", "channel": "feed", "opml": "opml", "html": "html", "head": "html", "body": "html",
}  # fmt: skip

ASIDE = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)", re.DOTALL | re.IGNORECASE)
ROOT = re.compile(r"\s*<(?:[\w.-]+:)?([\w.-]+)")
BOOKMARKS = re.compile(r"\s*<!DOCTYPE\s+NETSCAPE-Bookmark", re.IGNORECASE)
HTML = re.compile(r"\s*<!DOCTYPE\s+html|<html[\s>]", re.IGNORECASE)
JSON = re.compile(r"\s*(?:\{\s*(?:[\"}]|$)|\[\s*[\[{\]\"])")
SCRIPT = re.compile(r"<script\b[^>]*application/ld\+json", re.IGNORECASE)
ENTRY = re.compile(r"^[ \t]*@[A-Za-z]+\s*[{(]\s*[^\s,{}]*\s*,", re.MULTILINE)
LINKED = re.compile(r"^ {0,8}(?:[-*+]|\d+[.)])\s[^\n]*(?:\]\(|https?://|\]\[)|^\[[^\]\n]+\]\([^)\n]+\)", re.MULTILINE)
MARKED = re.compile(rf"{LINKED.pattern}|^#{{1,6}} \S|^\|?[ :|-]*--[ :|-]*$", re.MULTILINE)
EMPTY = re.compile(r"^[ \t\r]*$", re.MULTILINE)
ITEM = re.compile(r"<(?:\w+:)?(?:item|channel)[\s>]|purl\.org/rss/1\.0/|my\.netscape\.com/rdf")
FRIEND = re.compile(r"<(?:\w+:)?(?:Agent|Person|Group|Document|member)[\s>]", re.IGNORECASE)
HEAD = 200_000
"""Characters of a text that are looked at."""


def read(data: bytes, name: str = "") -> tuple[str, Iterator[Row]]:
    """Return the format of a file and what it says, row by row.

    Raises `UnknownFormat` where it is in none that is read.
    """
    kind = detect(data, name)
    return kind, _something(READERS[kind](data), kind)


def detect(data: bytes, name: str = "") -> str:
    """Return the format of a file: a key of `READERS`; raises `UnknownFormat`."""
    if data[:2] == b"PK":
        if b"xl/" in data:
            return "xlsx"
        raise UnknownFormat(f"The archive is no workbook: {ALLOWED}.")
    text = declared(data)
    if not text.strip("\ufeff \t\r\n\0"):
        raise UnknownFormat(f"The file is empty: {ALLOWED}.")
    if binary(text):
        raise UnknownFormat(f"The file is neither a text nor a workbook: {ALLOWED}.")
    found = _by_content(text[:HEAD].lstrip("\ufeff"), name.rpartition(".")[2].lower())
    if found is None:
        raise UnknownFormat(f"The file has nothing that shows its format: {ALLOWED}.")
    return found


def _by_content(head: str, ending: str) -> str | None:
    """Return the format that the beginning of a text shows, or that its name says."""
    if JSON.match(head):
        return "json-ld" if jsonld.is_linked(head) else "json"
    marked = _markup(head) if head.lstrip().startswith("<") else None
    if marked:
        return marked
    named = NAMES.get(ending)
    if named:
        return named
    lines = head.count("\n") + 1 - len(EMPTY.findall(head))
    tests: tuple[tuple[str, bool], ...] = (
        ("html", SCRIPT.search(head) is not None),
        ("bibtex", ENTRY.search(head) is not None),
        ("markdown", len(LINKED.findall(head)) * 3 >= lines),
        ("csv", _tabular(head)),
        ("markdown", MARKED.search(head) is not None),
    )
    return next((kind for kind, is_it in tests if is_it), None)


def _markup(head: str) -> str | None:
    """Return the format that the root of an XML or HTML document names."""
    if BOOKMARKS.match(head):
        return "bookmarks"
    if HTML.match(head):
        return "html"
    at = 0
    while found := ASIDE.match(head, at):
        at = found.end()
    root = ROOT.match(head, at)
    name = root[1].lower() if root else ""
    if name == "rdf":
        return "feed" if ITEM.search(head) and not FRIEND.search(head) else "opml"
    return ROOTS.get(name)


def _tabular(head: str) -> bool:
    """Return whether the first rows of a text have the same number of cells, more than one, or are addresses."""
    rows = [cells for _, cells in islice(tables.rows(head.encode("utf-8", "replace")), 20)]
    rows = [cells for cells in rows if len(cells) > 1 or not cells[0].startswith("#")]
    widths = [len(cells) for cells in rows]
    if len(rows) > 1 and widths[0] > 1:
        return widths.count(widths[0]) * 10 >= len(widths) * 6
    return bool(rows) and all(tables.ADDRESS.match(cells[0]) for cells in rows[1:] or rows)


def _something(rows: Iterator[Row], kind: str) -> Iterator[Row]:
    """Yield the rows; a file without any is told."""
    none = True
    for row in rows:
        none = False
        yield row
    if none:
        yield Fault(1, "", "", f"The {kind} file holds no resource: each needs a title or a url.")
