"""The texts of Markdown and the links in them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from markdown_it.token import Token

from curation.formats.texts import tidy

BARE = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]{}\"'`|]+(?:\([^\s<>()]*\)[^\s<>()\[\]\"'`|]*)?", re.IGNORECASE)
ANCHOR = re.compile(r"<a\b[^>]*?\bhref\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
EDGES = " \t\n-–—:;,.|>→•*_()[]"


@dataclass(slots=True)
class Link:
    """A link: its text and address, where its text stands in the text around, and whether it is an image's alone."""

    text: str
    url: str
    start: int
    end: int
    image: bool = False


@dataclass(slots=True)
class Item:
    """An item of a list, a paragraph or a heading: its own text, without that of the items within."""

    line: int
    text: str = ""
    links: list[Link] = field(default_factory=list)


def item_of(token: Token) -> Item:
    """Return the text of a token and the links in it: those marked, those in HTML, and bare addresses."""
    item = Item((token.map or [0])[0] + 1)
    parts: list[str] = []
    images: set[int] = set()
    length, at, opened = 0, 0, None
    for child in token.children or []:
        text = _words(child)
        if child.type == "link_open" or (anchor := _anchor(child)):
            url = str(child.attrGet("href") or "") if child.type == "link_open" else anchor
            opened, at = (url, length), len(parts)
        elif opened and (child.type == "link_close" or child.content.lower() == "</a>"):
            url, start = opened
            image = all(each in images for each in range(at, len(parts)) if parts[each])
            said = tidy("".join(parts[at:]))
            item.links.append(Link("" if BARE.fullmatch(said) else said, url, start, length, image))
            opened = None
        elif opened is None and child.type == "text":
            item.links += _bare(text, length)
        if child.type == "image":
            images.add(len(parts))
        parts.append(text)
        length += len(text)
    item.text = "".join(parts)
    return item


def _words(child: Token) -> str:
    if child.type in ("softbreak", "hardbreak"):
        return "\n"
    return child.content if child.type in ("text", "code_inline", "image") else ""


def _anchor(child: Token) -> str:
    found = ANCHOR.match(child.content) if child.type == "html_inline" else None
    return found[1] if found else ""


def _bare(text: str, offset: int) -> list[Link]:
    """Return the addresses that stand in a text as they are."""
    return [
        Link("", found[0].rstrip(".,;:!?*_"), offset + found.start(), offset + found.end())
        for found in BARE.finditer(text)
    ]


def away(links: Sequence[Link]) -> list[Link]:
    """Return the links that lead out of the document."""
    return [each for each in links if each.url and not each.url.startswith(("#", "mailto:", "javascript:", "data:"))]


def alone(item: Item) -> bool:
    """Return whether a text is nothing but one link."""
    links = away(item.links)
    if len(links) != 1 or links[0].image:
        return False
    rest = item.text[: links[0].start] + item.text[links[0].end :]
    return bool(links[0].text or links[0].end > links[0].start) and not rest.strip(EDGES + "\n")


def joined(item: Item, other: Item) -> None:
    """Add another paragraph to an item."""
    offset = len(item.text) + 1 if item.text else 0
    item.text = f"{item.text}\n{other.text}" if item.text else other.text
    item.links += [replace(each, start=each.start + offset, end=each.end + offset) for each in other.links]
