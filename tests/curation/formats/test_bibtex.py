"""BibTeX."""

from curation.formats import Draft, Fault, bibtex

TEXT = r"""@comment{ not this }
@string{p = "Press"}
@book{key1,
  title = {The {Big} Book of Caf{\'e}s}, author = {Doe, Jane and John Roe and {The Group}},
  publisher = p, year = 2020, isbn = "978-0-00", keywords = {a, b; c}, volume = 3
}
@misc{key2, title = "Site", howpublished = {\url{https://a.org/x}}}
@article{key1, title = {Same key}, journal = {J}}
@book{key3, title = "no end"""


def test_entries():
    book, site, same, broken = bibtex.read(TEXT.encode())
    assert book.fields == {
        "id": "key1", "title": "The Big Book of Cafés", "creators": ["Jane Doe", "John Roe", "The Group"],
        "publisher": "Press", "year": "2020", "isbn": "978-0-00", "tags": ["a", "b", "c"], "type": "book",
        "other": {"volume": "3"},
    }  # fmt: skip
    assert (book.line, book.places["title"]) == (3, "title")
    assert site.fields["url"] == "https://a.org/x"
    assert isinstance(same, Draft)
    assert same.fields["type"] == "paper"
    assert (type(broken), broken.line) == (Fault, 9)
