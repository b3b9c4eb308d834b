"""Records are found by row and id, and are the JSON of their resources."""

import json

import numpy as np
import pytest

from recommender.records import RecordBuilder, Records
from tests.conftest import resource


@pytest.fixture
def folder(tmp_path):
    return tmp_path


def stored(resources, folder):
    builder = RecordBuilder(folder)
    for each in resources:
        builder.add(each)
    return Records(builder.arrays())


def test_a_record_is_the_json_of_its_resource(real_catalog, folder):
    records = stored(real_catalog.resources.values(), folder)
    assert len(records) == len(real_catalog.resources)
    for row, each in enumerate(real_catalog.resources.values()):
        assert json.loads(bytes(records[row])) == each.document()
        assert records.row(each.id) == row


@pytest.mark.parametrize("resource_id", ["none-such", "", "kaggl", "é"])
def test_an_unknown_id_has_no_row(real_catalog, folder, resource_id):
    assert stored(real_catalog.resources.values(), folder).row(resource_id) is None


def test_several_rows_come_in_the_order_that_is_asked(folder):
    records = stored([resource(f"r{number}", {}) for number in range(5)], folder)
    found = records.of(np.array([3, 0, 3]))
    assert [json.loads(bytes(each))["id"] for each in found] == ["r3", "r0", "r3"]


def test_the_shown_texts_are_where_the_spans_say(folder):
    title, summary = 'A "quoted" \\ title\n', {"en": "é", "fr": "œuvre < 3"}
    records = stored([resource("one", {}, title={"fr": title}, summary=summary)], folder)
    start = int(records.offsets[0])
    texts = [records.raw[start + a : start + b].tobytes() for a, b in records.spans[0].tolist()]
    assert [json.loads(b'"%b"' % text) for text in texts] == [title, "é", "œuvre < 3"]


def test_no_record_is_no_fault(folder):
    assert len(stored([], folder)) == 0
