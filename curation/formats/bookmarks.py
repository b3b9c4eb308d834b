"""Bookmarks as browsers export them (NETSCAPE-Bookmark-file-1), read by lxml."""

from collections.abc import Iterator

from lxml import etree, html

from curation.formats.draft import Fault, Row, drafted, several
from curation.formats.texts import CONTROLS, declared, tidy
from curation.formats.xml import line_of


def read(data: bytes) -> Iterator[Row]:
    """Yield what each bookmark says; the folders around it are its tags."""
    text = CONTROLS.sub("", declared(data))
    try:
        parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        yield Fault(1, "", "", f"The bookmarks cannot be read: {error}")
        return
    folders: list[str] = []
    heading = ""
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag == "dl":
            folders = [*folders, heading] if event == "start" else folders[:-1]
            heading = ""
        elif event == "start" and element.tag in ("h1", "h3"):
            heading = tidy(element.text or "") if element.tag == "h3" else ""
        elif event == "start" and element.tag == "a":
            yield _row(element, folders)


def _row(element: etree._Element, folders: list[str]) -> Row:
    fields = {
        "title": tidy("".join(map(str, element.itertext()))),
        "url": (element.get("href") or "").strip(),
        "tags": several([*folders, *map(tidy, (element.get("tags") or "").split(","))]),
    }
    return drafted(line_of(element), fields, {"tags": "folders"})
