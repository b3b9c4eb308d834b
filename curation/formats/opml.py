"""Lists of subscriptions: OPML 1.0 to 2.0 (opml.org), and their kin in RDF (FOAF)."""

from collections.abc import Iterator

from lxml import etree

from curation.formats.draft import Fault, Row, drafted, several, shown
from curation.formats.texts import tidy
from curation.formats.xml import line_of, parsed

ADDRESSES = ("htmlurl", "url", "xmlurl")
KINDS = {"rss": "site", "atom": "site", "pie": "site", "podcast": "podcast"}
DEEPEST = 100
"""How deep outlines may be nested."""

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
NAMES = ("title", "name", "member_name")
POINTERS = ("channel", "feed", "seealso", "weblog")


def read(data: bytes) -> Iterator[Row]:
    """Yield what each outline with an address says; its groups are its tags. A fault where the XML breaks."""
    root, faults = parsed(data)
    yield from faults
    if root is None:
        if not faults:
            yield Fault(1, "", "", "There is no XML element: an <opml> document is allowed.")
        return
    yield from _friends(root) if _local(root) == "rdf" else _outlines(root)


def _outlines(root: etree._Element) -> Iterator[Row]:
    """Yield the rows of an OPML document, without recursion: outlines can be nested as deep as one likes."""
    groups: list[tuple[etree._Element, str]] = []
    for outline in root.iter():
        if _local(outline) != "outline":
            continue
        while groups and groups[-1][0] not in _above(outline, groups[-1][0]):
            groups.pop()
        said = {str(name).lower(): str(value).strip() for name, value in outline.attrib.items()}
        title = tidy(said.get("text") or said.get("title") or "")
        if len(groups) > DEEPEST:
            yield Fault(line_of(outline), "outline", shown(title), f"Outlines are nested deeper than {DEEPEST}.")
            return
        if not any(map(said.get, ADDRESSES)) and len(outline):
            groups.append((outline, title))
            continue
        yield _row(outline, title, said, [name for _, name in groups])
        if len(outline):
            groups.append((outline, title))


def _above(outline: etree._Element, group: etree._Element) -> Iterator[etree._Element]:
    """Yield what holds an outline, from the inside out; a tree is at most 256 deep."""
    yield from outline.iterancestors()


def _row(outline: etree._Element, title: str, said: dict[str, str], groups: list[str]) -> Row:
    found = [said[name] for name in ADDRESSES if said.get(name)]
    line = line_of(outline)
    if not found:
        message = "An outline without outlines needs an address: xmlUrl, htmlUrl or url."
        return Fault(line, "xmlUrl", shown(title), message)
    tags = [part for each in said.get("category", "").split(",") for part in each.split("/")]
    fields = {
        "title": title,
        "url": found[0],
        "summary": said.get("description"),
        "language": said.get("language"),
        "type": KINDS.get(said.get("type", "").lower()),
        "published": said.get("created"),
        "tags": several(map(tidy, [*groups, *tags])),
        "links": [{"title": "", "url": each} for each in found[1:]],
    }
    return drafted(line, fields)


def _friends(root: etree._Element) -> Iterator[Row]:
    """Yield what FOAF says: each feed that an agent has, with the agent's name."""
    title = ""
    for element in root.iter():
        name = _local(element)
        if name in NAMES:
            title = tidy(element.text or "") or title
        elif name in ("agent", "person") and not any(_local(each) in NAMES for each in element):
            title = ""
        address = (element.get(f"{RDF}about") or element.get(f"{RDF}resource") or "").strip()
        if name in POINTERS and address:
            yield drafted(line_of(element), {"title": title, "url": address, "type": "site"})
        elif name == "channel":
            yield Fault(line_of(element), "rdf:about", "", "A channel needs an address: rdf:about.")


def _local(element: etree._Element) -> str:
    """Return an element's name without its namespace, in lower case; nothing for what is no element."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
