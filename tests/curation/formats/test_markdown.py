"""Awesome lists and their kin."""

import pytest

from curation.formats import Fault, markdown


def read(text):
    return list(markdown.read(text.encode()))


def fields(text):
    return [row.fields for row in read(text)]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("[A](https://a.org)", {"title": "A", "url": "https://a.org"}),
        ("[A](https://a.org) - By *Ann*.", {"title": "A", "url": "https://a.org", "summary": "By Ann."}),
        ("**[A](https://a.org)**: good", {"title": "A", "url": "https://a.org", "summary": "good"}),
        ("A: https://a.org/x. Web", {"title": "A", "url": "https://a.org/x", "summary": "Web"}),
        ("https://a.org/x_(y)", {"url": "https://a.org/x_(y)"}),
        ("[A](https://a.org/é)", {"title": "A", "url": "https://a.org/é"}),
        ("<https://a.org>", {"url": "https://a.org"}),
        ("Book A [PDF](https://a.org)", {"title": "Book A", "url": "https://a.org"}),
        ('<a href="https://a.org">A</a> b', {"title": "A", "url": "https://a.org", "summary": "b"}),
        ("[A][x] b\n\n[x]: https://a.org", {"title": "A", "url": "https://a.org", "summary": "b"}),
        ("By Ann: [A](x.md)", {"title": "A", "url": "x.md", "other": {"before": "By Ann"}}),
        (
            "[A](https://a.org), [slides](https://b.org)",
            {"title": "A", "url": "https://a.org", "summary": "slides",
             "links": [{"title": "slides", "url": "https://b.org"}]},
        ),
    ],
)  # fmt: skip
def test_an_item(item, expected):
    assert fields(f"- {item}\n") == [expected]


def test_headings_and_groups_are_tags():
    text = "# All\n## Books\n- Free\n  - [A](a)\n    - [B](b)\n\n# Talks\n1. [C](c)\n"
    assert fields(text) == [
        {"title": "A", "url": "a", "tags": ["All", "Books", "Free"]},
        {"title": "B", "url": "b", "tags": ["All", "Books", "Free"], "part_of": "A"},
        {"title": "C", "url": "c", "tags": ["Talks"]},
    ]


def test_what_is_no_row():
    assert (
        read("# A\n[![badge](i)](b)\n\nSee [this](x) and that.\n\n- [toc](#a)\n- plain\n\n```\n- [code](c)\n```\n")
        == []
    )


def test_a_paragraph_that_is_a_link():
    assert fields("---\ntitle: x\n---\n### S\n\n[A](a)\n") == [{"title": "A", "url": "a", "tags": ["S"]}]
    assert read("---\ntitle: x\n---\n### S\n\n[A](a)\n")[0].line == 6


def test_a_table():
    text = "# T\n\n| Cours | Lien | Niveau |\n|--|--|--|\n| A | [ici](a) | 1 |\n| [B](b) | | 2 |\n| | | 3 |\n"
    rows = read(text)
    assert [row.fields for row in rows[:2]] == [
        {"title": "A", "url": "a", "level": "1", "tags": ["T"]},
        {"title": "B", "url": "b", "level": "2", "tags": ["T"]},
    ]
    assert (type(rows[2]), rows[2].line) == (Fault, 7)


@pytest.mark.parametrize("box", ["", "!!! info\n"])
def test_a_section_whose_items_name_fields_is_one(box):
    margin = "    " if box else ""
    items = "\n".join(
        margin + each
        for each in ("- **Durée** : 3 h", "- Langue: FR", "- Certificat: oui", "- Accès : [ici](https://a.org)")
    )
    [draft] = read(f"# Cours\n## A\nTrès bien.\n\n{box}{items}\n\n## B\n")
    assert draft.line == 2
    assert draft.fields == {
        "title": "A", "url": "https://a.org", "summary": "Très bien.", "duration": "3 h", "language": "FR",
        "tags": ["Cours"], "other": {"certificat": "oui"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\n".join("  " * at + "- [a](b)" for at in range(100)), "nested deeper"),
        ("- " + "[" * 5_000 + "\n- [a](b)\n", "too long"),
        ("- " + "x" * 60_000 + "\n- [a](b)\n", "too long"),
    ],
)
def test_limits(text, message):
    rows = read(text)
    assert message in rows[0].message
    assert rows[1].fields["title"] == "a"
