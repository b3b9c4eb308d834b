"""Markdown (CommonMark and tables, read by markdown-it): lists, tables and sections of links, such as awesome lists."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from curation.formats.columns import NAMED, gathered, guess, plain
from curation.formats.draft import Fault, Row, drafted, several, shown
from curation.formats.markdown_links import BARE, Item, alone, away, item_of, joined
from curation.formats.texts import decoded, tidy

DEEPEST = 60
"""How deep lists and quotes may be nested."""

LONGEST, BRACKETS = 50_000, 1_000
"""Characters and opening brackets of a paragraph at most: its reader goes back to each of these."""

GENERIC = frozenset(
    "here link links website site web page pdf html epub video videos slides code book course home homepage "
    "ici lien liens cours livre".split()
)
OPENING = " \t\n-–—:;,|>→•*_(["
CLOSING = " \t\n-–—:;,.|>→•*_)]"
LABEL = re.compile(r"\([\w-]+\)=\s*$")
PAIR = re.compile(r"\s*([^:\n]{2,40}?)\s*:\s+(?=\S)|\s*([^:\n]{2,40}?)\s*:\s*$")
ADMONITION = re.compile(r"(?:!!!|\?\?\?\+?)\s+\w+")
RULE = re.compile(r"-{3,}\s*$")


@dataclass(slots=True)
class Section:
    """What stands below a heading, up to the next."""

    heading: Item
    tags: list[str]
    rows: list[Row] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)
    said: list[tuple[str, str]] = field(default_factory=list)


def read(data: bytes) -> Iterator[Row]:
    """Yield what each item of a list, row of a table, or paragraph says that is a link.

    A section whose items name fields (``Duration: 3 h``) is one draft, titled by its heading. Links within the
    document, and those in running text, are none. Lines too long or nested too deep are faults.
    """
    reader = _Markdown("commonmark", {"maxNesting": DEEPEST + 2}).enable("table")
    reader.core.ruler.before("inline", "short", _short)
    faults: list[Fault] = []
    tokens = reader.parse(_prepared(decoded(data)), {"faults": faults})
    yield from faults
    deep = next((each for each in tokens if each.level > DEEPEST), None)
    if deep is not None:
        line = (deep.map or [0])[0] + 1
        yield Fault(line, "", "", f"Lists are nested deeper than {DEEPEST // 2}: what is within is not read.")
    yield from _Reader(tokens).rows()


class _Markdown(MarkdownIt):
    """A reader that leaves addresses as they are written."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        """Return an address as it is."""
        return url


def _short(state: StateCore) -> None:
    """Take out the paragraphs that are too long to be read in good time, and note the faults."""
    for token in state.tokens:
        if token.type == "inline" and (len(token.content) > LONGEST or token.content.count("[") > BRACKETS):
            message = f"The paragraph is too long: {LONGEST} characters and {BRACKETS} brackets are allowed."
            state.env["faults"].append(Fault((token.map or [0])[0] + 1, "", shown(token.content), message))
            token.content = ""


def _prepared(text: str) -> str:
    """Return a text with lines where they were: front matter blanked, admonitions out of their box."""
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    boxed = False
    for at, line in enumerate(lines):
        if LABEL.match(line):
            lines[at] = ""
        elif ADMONITION.match(line):
            lines[at], boxed = "", True
        elif boxed and line.startswith(("    ", "\t")):
            lines[at] = line[1:] if line.startswith("\t") else line[4:]
        elif line.strip():
            boxed = False
    if lines and RULE.match(lines[0]):
        end = next((at for at, line in enumerate(lines[1:200], start=1) if RULE.match(line)), 0)
        lines[: end + 1] = [""] * (end + 1) if end else lines[:1]
    return "\n".join(lines)


class _Reader:
    """Goes through the tokens of a document once and makes rows of them, section by section."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.level = 1
        self.headings: list[tuple[int, str]] = []
        self.section = Section(Item(1), [])
        self.items: list[Item] = []
        self.header: list[str] | None = None
        self.cells: list[Item] = []
        self.inside: list[str] = []

    def rows(self) -> Iterator[Row]:
        for token in self.tokens:
            if token.type == "heading_open":
                yield from self._closed()
                self.level = int(token.tag[1])
            if token.type == "inline":
                self._inline(token)
            elif token.type == "list_item_open":
                self.items.append(Item((token.map or [0])[0] + 1))
            elif token.type == "list_item_close":
                self._item(self.items.pop())
            elif token.type == "tr_close":
                self._table_row()
            elif token.type == "table_open":
                self.header = None
            if token.nesting:
                self._nest(token)
        yield from self._closed()

    def _nest(self, token: Token) -> None:
        """Keep the names of what a token stands in."""
        if token.nesting > 0:
            self.inside.append(token.tag)
        elif self.inside:
            self.inside.pop()

    def _inline(self, token: Token) -> None:
        """Note a text where it belongs: a heading, a cell, an item, or a paragraph."""
        item = item_of(token)
        where = self.inside[-1] if self.inside else ""
        if where in ("th", "td"):
            self.cells.append(item)
        elif where.startswith("h") and not self.items:
            self._heading(item)
        elif self.items:
            joined(self.items[-1], item)
        elif alone(item):
            self.section.rows.append(self._row(item, []))
        else:
            if not item.text.rstrip().endswith(":"):
                self.section.prose.append(item.text)
            self._pairs(item.text)

    def _heading(self, item: Item) -> None:
        """Begin a section; it is below those with a smaller number."""
        while self.headings and self.headings[-1][0] >= self.level:
            self.headings.pop()
        tags = [name for _, name in self.headings]
        title = tidy(item.text)
        self.headings.append((self.level, title))
        self.section = Section(item, tags)
        if away(item.links):
            self.section.rows.append(self._row(item, [], title=title))

    def _item(self, item: Item) -> None:
        """Note an item that ends: as a row where it has a link, else as what it says of its section."""
        if away(item.links):
            above = [each for each in self.items if each.text]
            self.section.rows.append(self._row(item, above))
        if not self.items or not away(item.links):
            self._pairs(item.text, every=not away(item.links))

    def _pairs(self, text: str, *, every: bool = False) -> None:
        """Note the fields that lines name: ``Duration: 3 h``; ``every`` one, or those that are known."""
        for line in text.split("\n"):
            found = PAIR.match(line)
            name = plain(found[1] or found[2]) if found else ""
            if found and (every or name in NAMED):
                self.section.said.append((name, line[found.end() :].strip()))

    def _row(self, item: Item, above: Sequence[Item], title: str = "") -> Row:
        """Return what an item with a link says, with its headings and the items that hold it as tags."""
        links = away(item.links)
        first = links[0]
        before, after = item.text[: first.start].strip().rstrip(OPENING), item.text[first.end :].lstrip(CLOSING)
        named = first.text if plain(first.text) not in GENERIC else before or first.text
        headings = [name for _, name in self.headings[: -1 if title else None]]
        groups = [tidy(each.text) for each in above if not away(each.links)]
        holder = next((tidy(each.text) for each in reversed(above) if away(each.links)), "")
        fields = {
            "title": title or tidy(named or before),
            "url": first.url,
            "summary": tidy(after),
            "tags": several([*headings, *groups]),
            "part_of": holder,
            "links": [{"title": tidy(each.text), "url": each.url} for each in links[1:]],
            "other": {"before": tidy(before)} if before and named and named != before else {},
        }
        return drafted(item.line, fields, {"tags": "headings"})

    def _table_row(self) -> None:
        """Note a row of a table: the first is its header; a row without a link is none."""
        cells, self.cells = self.cells, []
        if self.header is None:
            self.header = [tidy(cell.text) or f"column {at}" for at, cell in enumerate(cells, start=1)]
            return
        links = away([link for cell in cells for link in cell.links])
        fields = guess(self.header)
        said, places = gathered(zip(self.header, (tidy(cell.text) for cell in cells), strict=False), fields)
        line = cells[0].line if cells else 1
        if not links:
            if any(cell.text.strip() for cell in cells):
                self.section.rows.append(drafted(line, {"tags": [], **said} if "title" in said else {}, places))
            return
        said["title"] = said.get("title") or links[0].text
        said["url"] = links[0].url
        said["tags"] = several([*(name for _, name in self.headings), *said.get("tags", [])])
        said["links"] = [{"title": tidy(each.text), "url": each.url} for each in links[1:]]
        self.section.rows.append(drafted(line, said, places))

    def _closed(self) -> Iterator[Row]:
        """Yield the rows of a section that ends, or the one that it is."""
        section = self.section
        section.rows.sort(key=attrgetter("line"))
        names = {name: NAMED[name] for name, _ in section.said if name in NAMED}
        said, places = gathered(section.said, names)
        drafts = [row.fields for row in section.rows if not isinstance(row, Fault)]
        if len(places) >= 2 and section.heading.text and 0 < len(drafts) <= 2 * len(places):
            yield from (row for row in section.rows if isinstance(row, Fault))
            yield _record(section, said, places, drafts)
        else:
            yield from section.rows
        self.section = Section(Item(1), [])


def _record(section: Section, said: dict[str, Any], places: dict[str, str], drafts: Sequence[Mapping[str, Any]]) -> Row:
    """Return the one draft of a section whose items name its fields."""
    found = [{"title": each.get("title", ""), "url": each["url"]} for each in drafts if "url" in each]
    found += [link for each in drafts for link in each.get("links", [])]
    urls = BARE.search(str(said.pop("url", "")))
    fields = {
        "summary": tidy(" ".join(section.prose)),
        **said,
        "title": tidy(section.heading.text),
        "url": urls[0] if urls else found[0]["url"],
        "tags": several([*section.tags, *said.get("tags", [])]),
    }
    fields["links"] = [link for link in found if link["url"] != fields["url"]]
    return drafted(section.heading.line, fields, places)
