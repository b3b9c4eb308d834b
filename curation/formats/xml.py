"""XML (W3C, 1.0), read without outside entities, without expanding inside ones, and to its end where it is broken."""

import re
from html.entities import html5

from lxml import etree

from curation.formats.draft import Fault
from curation.formats.texts import CONTROLS, declared

NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]*;)")
OWN = frozenset({"lt;", "gt;", "amp;", "quot;", "apos;"})
DECLARATION = re.compile(r"\s*<\?xml\s[^>]*\?>")


def document(data: bytes) -> str:
    """Return the text of a document without its declaration, its lines where they were."""
    text = CONTROLS.sub("", declared(data).lstrip("\ufeff"))
    return DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), text, count=1)


def parsed(data: bytes) -> tuple[etree._Element | None, list[Fault]]:
    """Return the root of a document, None where there is none, and a fault where it first breaks."""
    text = NAMED.sub(_character, document(data))
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    root: etree._Element | None
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        root = None
    faults = [Fault(each.line, "", "", f"The XML breaks here: {each.message}") for each in parser.error_log]
    return root, faults[:1]


def mended(data: bytes) -> bytes:
    """Return a document that is well formed: what can be read of a broken one."""
    root, _ = parsed(data)
    return b"" if root is None else etree.tostring(root, encoding="utf-8")


def _character(found: re.Match[str]) -> str:
    """Return the character of an entity that HTML names; others and XML's own stay."""
    name = found[1]
    return found[0] if name in OWN else html5.get(name, found[0])


def line_of(element: etree._Element) -> int:
    """Return the line where an element begins."""
    line = element.sourceline
    return line if isinstance(line, int) else 1
