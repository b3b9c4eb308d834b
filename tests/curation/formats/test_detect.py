"""What format a file is in; and no bytes whatever are a traceback."""

import io
import zipfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from curation.formats import READERS, Draft, Fault, UnknownFormat, detect, read
from curation.formats.detect import NAMES, ROOTS


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("title,url\nA,http://a\n", "", "csv"),
        ("titre;lien\nA;http://a\n# remarque\n", "x.txt", "csv"),
        ("https://a.org\nhttps://b.org\n", "", "csv"),
        ("a,b\n", "a.csv", "csv"),
        ('{"title": "A"}', "a.csv", "json"),
        ('[{"title": "A"}]', "", "json"),
        ('{"title": "A"}\n{"title": "B"}', "a.jsonl", "json"),
        ('{"@context": "https://schema.org", "@type": "Book"}', "", "json-ld"),
        ("\ufeff<?xml version='1.0'?><!-- x --><rss/>", "", "feed"),
        ("<feed xmlns='http://www.w3.org/2005/Atom'/>", "a.html", "feed"),
        ("<rdf:RDF xmlns='http://purl.org/rss/1.0/'><channel/><item/></rdf:RDF>", "", "feed"),
        ("<rdf:RDF><foaf:Agent/></rdf:RDF>", "", "opml"),
        ("<opml/>", "", "opml"),
        ("<!DOCTYPE html><p>", "", "html"),
        ("<!DOCTYPE NETSCAPE-Bookmark-file-1>", "a.html", "bookmarks"),
        ('text <script type="application/ld+json">{}</script>', "", "html"),
        ("% x\n@book{key, title={A}}", "", "bibtex"),
        ("- [A](http://a), b\n- [B](http://b), c\n", "", "markdown"),
        ("[A](http://a)\n\n[B](http://b)\n", "", "markdown"),
        ("<h1>A</h1>\n\n- [A](http://a)\n", "README.md", "markdown"),
        ("# A\ntext\n", "", "markdown"),
    ],
)
def test_detect(text, name, kind):
    assert detect(text.encode(), name) == kind


def archive(name):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as parts:
        parts.writestr(name, "x")
    return data.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"", b" \n", b"\xef\xbb\xbf", b"\0" * 10, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", archive("a"), b"<x:y/>", b"hello"],
)
def test_what_is_in_no_known_format_is_refused(data):
    with pytest.raises(UnknownFormat, match="CSV, XLSX, JSON"):
        read(data)


def test_tables_name_formats_that_are_read():
    assert set(NAMES.values()) | set(ROOTS.values()) <= READERS.keys()


def test_a_file_that_holds_nothing_is_told():
    kind, rows = read(b"<opml/>")
    assert kind == "opml"
    assert [row.message for row in rows] == ["The opml file holds no resource: each needs a title or a url."]


BEGINNINGS = [
    "", "PK\3\4xl/", "{", "[", '{"@type":"Course","name":', '[{"title":', "<rss><channel><item>",
    "<opml><outline url='",
    "<rdf:RDF><foaf:Agent>", "<html>", "<script type=application/ld+json>", "@book{a,", "- [a](", "# a\n|b|\n|-|\n|",
    "title,url\n", 'a;b\n"', "<!DOCTYPE NETSCAPE-Bookmark", "<?xml version='1.0' encoding='utf-16'?><rss>",
]  # fmt: skip
WORDS = [
    "{",
    "}",
    "[",
    "]",
    '"',
    "'",
    "<",
    ">",
    "/",
    "&",
    "@",
    "=",
    ",",
    ":",
    "\n",
    "title",
    "<item>",
    "- ",
    "\\",
    "](",
    "|",
]
MESS = st.lists(st.sampled_from(WORDS) | st.text(max_size=5), max_size=20).map("".join)


@settings(deadline=None)
@given(
    st.binary()
    | st.builds(lambda start, rest: (start + rest).encode("utf-8", "replace"), st.sampled_from(BEGINNINGS), MESS)
)
@example(b"\xff\xfe\0")
def test_no_bytes_are_a_traceback(data):
    try:
        _, rows = read(data)
        assert all(isinstance(row, Draft | Fault) for row in rows)
    except UnknownFormat:
        pass


@settings(deadline=None, max_examples=20)
@given(st.binary(max_size=200) | MESS.map(lambda text: text.encode("utf-8", "replace")))
@pytest.mark.parametrize("kind", READERS)
def test_no_reader_fails_on_what_is_not_for_it(kind, data):
    assert all(isinstance(row, Draft | Fault) for row in READERS[kind](data))
