"""BibTeX (and BibLaTeX's names), read by bibtexparser."""

import logging
import re
from collections.abc import Iterator, Mapping
from typing import Any

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from bibtexparser.model import Block, Entry, ParsingFailedBlock

from curation.formats.draft import Fault, Row, drafted, shown
from curation.formats.texts import decoded, tidy

TYPES: Mapping[str, str] = {
    **dict.fromkeys(("book", "inbook", "mvbook", "collection", "proceedings", "booklet", "manual"), "book"),
    **dict.fromkeys(("article", "inproceedings", "conference", "incollection", "techreport", "report"), "paper"),
    **dict.fromkeys(("phdthesis", "mastersthesis", "thesis", "unpublished"), "paper"),
    **dict.fromkeys(("online", "electronic", "www"), "site"),
    "periodical": "journal", "video": "talk", "software": "tool",
}  # fmt: skip
NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "url": ("url", "howpublished", "link"),
    "publisher": ("publisher", "journal", "journaltitle", "booktitle", "school", "institution", "organization"),
    "summary": ("abstract", "annote", "annotation", "note"),
    "language": ("language", "langid"),
    "year": ("year",),
    "published": ("date",),
    "edition": ("edition",),
    "isbn": ("isbn",),
    "doi": ("doi",),
    "issn": ("issn",),
}
"""The fields of a draft, and of an entry, the first of which that is there is taken."""

LOGGER = logging.getLogger("bibtexparser.splitter")
ADDRESS = re.compile(r"https?://[^\s{}\\]+")
BRACES = re.compile(r"[{}]")
AND = re.compile(r"\s+and\s+")


def read(data: bytes) -> Iterator[Row]:
    """Yield what each entry says; one that is broken is a fault."""
    text = decoded(data)
    LOGGER.disabled = True  # It warns of each entry that we report as a fault.
    try:
        library = parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    except (RecursionError, ValueError, IndexError, KeyError, TypeError, AttributeError) as error:
        yield Fault(1, "", "", f"The BibTeX cannot be read: {error}")
        return
    for block in library.blocks:
        if isinstance(block, ParsingFailedBlock | Entry):
            yield _row(block)


def _row(block: Block) -> Row:
    line = (block.start_line or 0) + 1
    block = getattr(block, "ignore_error_block", None) or block
    if not isinstance(block, Entry):
        return Fault(line, "", shown(block.raw), f"The entry cannot be read: {_why(block)}")
    said = {field.key.lower(): tidy(BRACES.sub("", str(field.value)).strip('"')) for field in block.fields}
    found = {name: next((key for key in keys if said.get(key)), "") for name, keys in NAMES.items()}
    fields: dict[str, Any] = {name: said.get(key) for name, key in found.items()}
    address = ADDRESS.search(fields["url"] or "")
    people = said.get("author") or said.get("editor") or ""
    fields |= {
        "id": block.key,
        "type": TYPES.get(block.entry_type.lower()),
        "url": address[0] if address else "",
        "creators": [_person(each) for each in AND.split(people) if each],
        "tags": [each for each in map(str.strip, re.split("[,;]", said.get("keywords", ""))) if each],
        "other": {key: value for key, value in said.items() if key not in {*found.values(), *TAKEN}},
    }
    return drafted(line, fields, found)


def _why(block: Block) -> str:
    """Return why a block is broken."""
    error = getattr(block, "error", None)
    return tidy(str(getattr(error, "abort_reason", None) or error)) or "it has no end, write @type{key, name = {value}}"


TAKEN = ("author", "editor", "keywords")


def _person(name: str) -> str:
    """Return ``Given Family`` for ``Family, Given``."""
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}" if comma else name
