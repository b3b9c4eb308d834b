"""JSON, JSON lines and JSON-LD."""

import json
from pathlib import Path

import pytest

from curation.formats import Draft, Fault, json_files, jsonld

A, B = {"title": "A"}, {"title": "B"}
OURS = Path(__file__).parents[3] / "data" / "resources.json"


def fields(value):
    return [row.fields for row in json_files.read(json.dumps(value).encode())]


@pytest.mark.parametrize(
    "value",
    [[A, B], {"resources": [A, B]}, {"name": "Ours", "items": [A, B]}, {"page": {"hits": [A, B]}, "tags": [{}]}],
)
def test_records_are_found(value):
    assert fields(value) == [A, B]


def test_keys_are_guessed():
    assert fields({"courseName": "A", "instructors": [{"name": "Ann"}], "year": 2020, "isFree": True}) == [
        {"title": "A", "creators": ["Ann"], "year": "2020", "cost": "yes"}
    ]


def test_objects_are_named_or_kept_aside():
    record = {"name": "A", "provider": {"name": "Uni"}, "languages": ["en", {"name": "fr"}], "media": {"image": "i"}}
    assert fields({"results": [record], "pagination": {"count": 1}}) == [
        {"title": "A", "publisher": "Uni", "language": "en, fr", "other": {"media": {"image": "i"}}}
    ]


def test_our_own_records_pass_through():
    records = json.loads(OURS.read_text())
    assert fields(records) == [{key: value for key, value in each.items() if value} for each in records]


def test_lines_and_a_line_that_breaks():
    rows = list(json_files.read(b'{"title": "A"}\n{"title": \n{"title": "B"}\n'))
    assert [type(row) for row in rows] == [Draft, Fault, Draft]
    assert rows[2].line == 3


@pytest.mark.parametrize(
    ("text", "line"), [('[{"title": "A"},\n{"title" "B"}]', 2), ('[{"title": "A"},\n', 2), ('[{"title": "A"}\n', 2)]
)
def test_a_list_that_breaks_keeps_what_was_before(text, line):
    first, fault = json_files.read(text.encode())
    assert first.fields == A
    assert (type(fault), fault.line) == (Fault, line)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, '{"title":' + "[" * 100 + "]" * 100 + "}"])
def test_deep_nesting_is_refused(text):
    [fault] = json_files.read(text.encode())
    assert "nested deeper" in fault.message


def test_what_is_no_record_is_a_fault():
    assert [type(row) for row in json_files.read(b'[1, "x", null, {}]')] == [Fault] * 4


COURSE = {
    "@context": "https://schema.org",
    "@type": "Course",
    "name": "Statistics",
    "description": "All <b>about</b> chance",
    "provider": {"@type": "Organization", "name": "Uni"},
    "hasCourseInstance": [{"@type": "CourseInstance", "instructor": [{"name": "Ann"}, {"name": "Bob"}]}],
    "inLanguage": ["en", "fr"],
    "isAccessibleForFree": True,
    "keywords": "chance, data",
    "timeRequired": "PT10H",
}


def linked(value):
    return list(jsonld.read(json.dumps(value).encode()))


def test_a_course():
    [draft] = linked(COURSE)
    assert draft.fields == {
        "title": "Statistics", "summary": "All about chance", "publisher": "Uni", "creators": ["Ann", "Bob"],
        "language": "en, fr", "cost": "free", "tags": ["chance", "data"], "duration": "PT10H", "type": "course",
    }  # fmt: skip
    assert draft.places["publisher"] == "provider"


@pytest.mark.parametrize(
    "value",
    [
        [COURSE],
        {"@graph": [COURSE, {"@type": "Organization", "name": "Uni"}]},
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": COURSE}]},
        {"@type": "WebPage", "mainEntity": COURSE},
    ],
)
def test_things_are_found(value):
    assert [row.fields["title"] for row in linked(value)] == ["Statistics"]


@pytest.mark.parametrize(
    ("schema", "ours"),
    [("Book", "book"), ("https://schema.org/PodcastSeries", "podcast"), (["Thing", "VideoObject"], "talk")],
)
def test_types(schema, ours):
    assert linked({"@type": schema, "name": "A"})[0].fields["type"] == ours


def test_references_in_a_graph():
    graph = [{"@id": "#a", "@type": "Person", "name": "Ann"}, {"@type": "Book", "name": "B", "author": {"@id": "#a"}}]
    assert linked({"@graph": graph})[0].fields["creators"] == ["Ann"]


def test_what_is_nothing_to_learn_from_is_a_fault():
    [fault] = linked({"@type": "Restaurant", "name": "A"})
    assert "Course" in fault.message
    assert fault.value == "Restaurant"
