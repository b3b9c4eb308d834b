"""CSV in its many kinds, and XLSX."""

import csv
import io

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from curation.formats import Draft, Fault, tables


def read(text, encoding="utf-8", **options):
    return list(tables.read(text.encode(encoding), **options))


def fields(text, encoding="utf-8", **options):
    return [row.fields for row in read(text, encoding, **options)]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_separator_encoding_and_newline(separator, encoding, newline):
    text = newline.join(["title|url", "Élan|https://a.org", "Été|https://b.org"]).replace("|", separator)
    assert fields(text, encoding) == [
        {"title": "Élan", "url": "https://a.org"},
        {"title": "Été", "url": "https://b.org"},
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a,b\n1,"x, y"\n', ["1", "x, y"]),
        ('a,b\n1,"x ""y"" z"\n', ["1", 'x "y" z']),
        ('a,b\n1,"x\ny"\n', ["1", "x\ny"]),
        ('a,b\r\n1,"x\r\ny"\r\n', ["1", "x\r\ny"]),
        ('a,b\n1,""\n', ["1", ""]),
        ("a,b\n1,5'6\"\n", ["1", "5'6\""]),
        ("sep=;\na;b\n1;2,3\n", ["1", "2,3"]),
    ],
)
def test_cells_are_exact(text, expected):
    assert list(tables.rows(text.encode()))[-1][1] == expected


def test_lines_are_where_rows_begin():
    assert [line for line, _ in tables.rows(b'a,b\n"x\ny",1\nz,2\n')] == [1, 2, 4]


@given(
    st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0\r\ufeff")), min_size=2, max_size=4))
)
def test_what_is_written_is_read(rows):
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([["title", "url"], *rows])
    assert [cells for _, cells in tables.rows(text.getvalue().encode())] == [["title", "url"], *rows]


def test_what_has_no_column_is_kept():
    assert fields("Titre;Couleur\nA;bleu\n") == [{"title": "A", "other": {"Couleur": "bleu"}}]


def test_a_row_is_a_draft_or_a_fault():
    rows = read('title,url\nA,http://a\n# a remark\n\n,\nB,http://b,beyond\n"C"x,http://c\nD\n')
    assert [(type(row), row.line) for row in rows] == [(Draft, 2), (Fault, 6), (Fault, 7), (Draft, 8)]
    assert "quote cells" in rows[1].message


def test_a_quote_without_an_end_loses_its_row_alone():
    rows = read('title,url\nA,http://a\n"B,http://b\nC,http://c\n')
    assert [(type(row), row.line) for row in rows] == [(Draft, 2), (Fault, 3), (Draft, 4)]


def test_a_row_without_title_and_url_is_a_fault():
    [fault] = read("title,url,auteur\n,,Ann\n")
    assert fault.message == "There is neither a title nor a url: give at least one of them."


def test_columns_may_be_said():
    assert fields("a,b\nA,http://a\n", columns={"a": "title", "b": "url"}) == [{"title": "A", "url": "http://a"}]


def test_a_table_without_a_header():
    assert fields("A,http://a\nB,http://b\n")[0] == {"title": "A", "url": "http://a"}


def workbook(*sheets):
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return data.getvalue()


def test_all_sheets_of_a_workbook():
    data = workbook([["Titre", "Année"], ["A", 2024]], [["Title"], ["B"]])
    assert [row.fields for row in tables.read(data)] == [{"title": "A", "year": "2024"}, {"title": "B"}]


@pytest.mark.parametrize("data", [b"PK\x03\x04xl/ broken", workbook([["x"]])[:-30]])
def test_a_broken_workbook_is_a_fault(data):
    [fault] = tables.read(data)
    assert "cannot be read" in fault.message


def test_a_workbook_with_a_cell_too_far_is_refused():
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        book.add_worksheet().write(0, 16_000, "far")
    [fault] = tables.read(data.getvalue())
    assert "columns" in fault.message
