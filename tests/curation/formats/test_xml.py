"""Feeds, lists of subscriptions and bookmarks."""

import pytest

from curation.formats import Fault, bookmarks, feeds, opml

RSS = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>
<title>Été</title><link>https://a.org/</link><language>fr</language><itunes:author>Ann</itunes:author>
<description>&lt;p&gt;About &amp;amp; more&lt;/p&gt;</description>
<item><title>One</title><enclosure url="https://a.org/1.mp3" type="audio/mpeg" length="1"/>
<itunes:duration>10:00</itunes:duration></item>
<item><title>Two</title><link>https://a.org/2</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Blog</title><link href="https://b.org/"/>
<entry><title>Post</title><link href="https://b.org/1"/><author><name>Bob</name></author>
<updated>2024-01-02T00:00:00Z</updated><category term="ml"/></entry></feed>"""
OUTLINES = """<opml version="2.0"><body>
<outline text="Data">
<outline text="A &eacute;" type="rss" xmlUrl="https://a.org/f" htmlUrl="https://a.org/" category="/x/y"/>
</outline>
<outline text="B" url="https://b.org/"/>
<outline text="nothing"/>
</body></opml>"""


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "utf-16"])
def test_a_podcast_and_its_episodes(encoding):
    feed, one, two = feeds.read(RSS.format(encoding=encoding).encode(encoding))
    assert feed.fields == {
        "title": "Été", "url": "https://a.org/", "creators": ["Ann"], "language": "fr", "type": "podcast",
        "summary": "About & more",
    }  # fmt: skip
    assert one.fields["duration"] == "10:00"
    assert (one.fields["url"], one.fields["part_of"], one.line) == ("https://a.org/1.mp3", "Été", 5)
    assert two.fields == {"title": "Two", "url": "https://a.org/2", "part_of": "Été"}


def test_atom():
    feed, entry = feeds.read(ATOM.encode())
    assert feed.fields == {"title": "Blog", "url": "https://b.org/", "type": "site"}
    assert entry.fields == {
        "title": "Post", "url": "https://b.org/1", "creators": ["Bob"], "published": "2024-01-02T00:00:00Z",
        "tags": ["ml"], "part_of": "Blog",
    }  # fmt: skip


def test_a_feed_that_breaks_keeps_what_was_before():
    fault, feed, entry = feeds.read(RSS.format(encoding="utf-8").split("<item><title>Two")[0].encode())
    assert isinstance(fault, Fault)
    assert "breaks" in fault.message
    assert entry.fields["title"] == "One"


def test_a_feed_that_its_parser_fails_on_is_mended():
    rows = list(feeds.read(b"<rss><channel><image><width></width><title>A</title></channel></rss>"))
    assert all(isinstance(row, Fault) or row.fields["title"] == "A" for row in rows)
    assert "breaks" in rows[0].message


def test_outlines():
    a, b, fault = opml.read(OUTLINES.encode())
    assert a.fields == {
        "title": "A é", "url": "https://a.org/", "type": "site", "tags": ["Data", "x", "y"],
        "links": [{"title": "", "url": "https://a.org/f"}],
    }  # fmt: skip
    assert (b.fields["url"], b.line) == ("https://b.org/", 5)
    assert "xmlUrl" in fault.message


def test_outlines_that_break():
    fault, a = opml.read(OUTLINES.split('<outline text="B"')[0].encode())
    assert (type(fault), a.fields["title"]) == (Fault, "A é")


def test_outlines_nested_too_deep():
    rows = list(opml.read(b"<opml>" + b'<outline text="a" url="b">' * 300))
    assert any("nested deeper" in row.message for row in rows if isinstance(row, Fault))


TENFOLD = "".join(f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9))
BOMB = f'<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa">{TENFOLD}]><opml><outline text="&j;" url="u"/></opml>'
OUTSIDE = (
    '<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><outline text="a" url="u">&x;</outline></opml>'
)


@pytest.mark.parametrize("read", [opml.read, feeds.read])
@pytest.mark.parametrize("text", [BOMB, OUTSIDE])
def test_entities_are_not_expanded(read, text):
    said = str(list(read(text.replace("opml", "rss" if read is feeds.read else "opml").encode())))
    assert "root:" not in said
    assert len(said) < 1_000


def test_bookmarks():
    text = """<!DOCTYPE NETSCAPE-Bookmark-file-1><H1>Menu</H1><DL><p>
    <DT><H3>Data</H3><DL><p><DT><A HREF="https://a.org/" TAGS="x">A</A></DL><p>
    <DT><A HREF="https://b.org/">B</A></DL>"""
    assert [row.fields for row in bookmarks.read(text.encode())] == [
        {"title": "A", "url": "https://a.org/", "tags": ["Data", "x"]},
        {"title": "B", "url": "https://b.org/"},
    ]
