"""Pages of the web (HTML): schema.org in their scripts, else what they say of themselves in their heads."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from lxml import etree, html

from curation.formats.columns import listed
from curation.formats.draft import Fault, Row, drafted, several
from curation.formats.json_files import values
from curation.formats.jsonld import things
from curation.formats.texts import CONTROLS, declared, tidy

OPENS = re.compile(r"<script\b[^<>]{0,500}?application/ld\+json[^<>]{0,500}>", re.IGNORECASE)
CLOSES = re.compile(r"</script", re.IGNORECASE)
WRAPPED = re.compile(r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\]\]>|\]\]>)\s*$")

PAGE: Mapping[str, tuple[str, ...]] = {
    "title": ("og:title", "twitter:title", "citation_title", "dc.title"),
    "url": ("og:url",),
    "summary": ("og:description", "description", "twitter:description", "dc.description"),
    "creators": ("author", "article:author", "book:author", "citation_author", "dc.creator"),
    "publisher": ("og:site_name", "citation_publisher", "dc.publisher"),
    "language": ("og:locale", "dc.language"),
    "published": ("article:published_time", "book:release_date", "citation_publication_date", "dc.date"),
    "isbn": ("book:isbn", "citation_isbn"),
    "tags": ("keywords", "article:tag", "book:tag"),
}
"""The fields of a draft, and the names that pages give them (ogp.me, Dublin Core, Highwire)."""

KINDS: Mapping[str, str] = {"book": "book", "article": "guide", "website": "site", "video": "talk"}


def read(data: bytes) -> Iterator[Row]:
    """Yield what each thing in the scripts of a page says, else the page itself; where JSON breaks, a fault."""
    text = declared(data)
    found = _scripts(text)
    yield from found
    if not any(not isinstance(each, Fault) for each in found):
        yield from _page(text)


def _scripts(text: str) -> list[Row]:
    """Return what the scripts of a page say; what stands about makes no rows."""
    found: list[Row] = []
    line, counted, at = 1, 0, 0
    while (opens := OPENS.search(text, at)) and (closes := CLOSES.search(text, opens.end())):
        at = closes.end()
        line, counted = line + text.count("\n", counted, opens.end()), opens.end()
        inside = values(WRAPPED.sub("", text[counted : closes.start()]))
        found += things(((within + line - 1, _moved(value, line - 1)) for within, value in inside), page=True)
    return found


def _moved(value: Any, lines: int) -> Any:
    """Return a fault of a script with its line within the page; other values as they are."""
    return replace(value, line=value.line + lines) if isinstance(value, Fault) else value


def _page(text: str) -> Iterator[Row]:
    """Yield what a page says of itself in its head."""
    try:
        root = html.document_fromstring(CONTROLS.sub("", text).encode("utf-8", "replace"),
                                        parser=html.HTMLParser(encoding="utf-8", no_network=True))  # fmt: skip
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        yield Fault(1, "", "", f"The page cannot be read: {error}")
        return
    said: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        said.setdefault(name, tidy(meta.get("content") or ""))
    fields: dict[str, Any] = {
        name: next((said[key] for key in keys if said.get(key)), "") for name, keys in PAGE.items()
    }
    links = {str(each.get("rel", "")).lower(): each.get("href") for each in root.iter("link")}
    fields["title"] = fields["title"] or tidy(root.findtext(".//title") or "")
    fields["url"] = fields["url"] or links.get("canonical")
    fields["language"] = root.get("lang") or fields["language"]
    fields["type"] = KINDS.get(said.get("og:type", "").partition(".")[0])
    fields["creators"] = several([fields["creators"]])
    fields["tags"] = several(listed("tags", fields["tags"])) if fields["tags"] else []
    yield drafted(1, fields, dict.fromkeys(fields, "head"))
