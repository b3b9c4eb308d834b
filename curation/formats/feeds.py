"""Feeds: RSS 0.9 to 2.0 and Atom (RFC 4287), with the words of iTunes for podcasts, read by feedparser."""

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax import SAXParseException

import feedparser  # type: ignore[import-untyped]

from curation.formats.draft import Fault, Row, drafted, several
from curation.formats.texts import untagged
from curation.formats.xml import document, mended, parsed

BEGINS = re.compile(r"<(?:\w+:)?(?:item|entry)[\s>/]", re.IGNORECASE)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
SPOKEN = ("audio/", "video/")


def read(data: bytes) -> Iterator[Row]:
    """Yield what the feed says of itself, then what each entry says; a fault where the XML breaks."""
    text = document(data)
    heard = _heard(text.encode("utf-8", "replace"))
    if heard is None:
        _, faults = parsed(data)
        yield from faults
        heard = _heard(mended(data))
    if heard is None:
        yield Fault(1, "", "", "The feed cannot be read: RSS 0.9 to 2.0 and Atom are allowed.")
        return
    fault = _fault(heard)
    if fault:
        yield fault
    lines = _lines(text)
    feed, entries = heard.feed, heard.entries
    yield drafted(1, {**_said(feed), "type": "podcast" if _podcast(heard) else "site"})
    for entry in entries:
        yield drafted(next(lines, 1), {**_said(entry), "part_of": untagged(feed.get("title", ""))})


def _heard(document: bytes) -> Any:
    """Return what feedparser makes of a document; None where it fails, as it does on some that are broken."""
    try:
        return feedparser.parse(io.BytesIO(document), sanitize_html=False)
    except (LookupError, TypeError, ValueError, AttributeError, AssertionError, RecursionError):
        return None


def _said(it: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a feed or an entry."""
    media = [each for each in it.get("enclosures", []) if each.get("href")]
    return {
        "title": untagged(_text(it, "title")),
        "url": _text(it, "link") or next((each["href"] for each in media), "") or _address(_text(it, "id")),
        "creators": several(_text(each, "name") for each in it.get("authors", [])) or several([_text(it, "author")]),
        "publisher": _text(it.get("publisher_detail", {}), "name") or _text(it, "publisher"),
        "summary": untagged(_text(it, "subtitle") or _text(it, "summary")),
        "language": _text(it, "language"),
        "duration": _text(it, "itunes_duration"),
        "published": _text(it, "published") or _text(it, "updated"),
        "tags": several(_text(each, "label") or _text(each, "term") for each in it.get("tags") or []),
        "links": [{"title": _text(each, "type"), "url": each["href"]} for each in media],
        "id": _text(it, "id"),
    }


def _text(it: Mapping[str, Any], name: str) -> str:
    value = it.get(name)
    return value.strip() if isinstance(value, str) else ""


def _address(text: str) -> str:
    return text if text.startswith(("http://", "https://")) else ""


def _podcast(heard: Any) -> bool:
    """Return whether the feed is a podcast: it uses the words of iTunes, or its entries have sounds to play."""
    kinds = (each.get("type") or "" for entry in heard.entries for each in entry.get("enclosures", []))
    return "itunes" in heard.get("namespaces", {}) or any(kind.startswith(SPOKEN) for kind in kinds)


def _lines(text: str) -> Iterator[int]:
    """Yield the line where each entry begins."""
    line, counted = 1, 0
    text = COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    for found in BEGINS.finditer(text):
        line, counted = line + text.count("\n", counted, found.start()), found.start()
        yield line


def _fault(heard: Any) -> Fault | None:
    error = heard.get("bozo_exception")
    if not isinstance(error, SAXParseException):
        return None
    line = error.getLineNumber() or 1
    return Fault(line, "", "", f"The XML breaks here: {error.getMessage()}. What can be read is kept.")
