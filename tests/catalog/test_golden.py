import json

import pytest

from catalog import BadCatalogFile, load
from catalog.golden import golden


def test_every_golden_answer_is_in_the_catalogue():
    assert {each.best for each in golden()} <= set(load().resources)


def test_a_folder_without_queries_has_none(tmp_path):
    assert golden(tmp_path) == []


@pytest.mark.parametrize(("text", "said"), [
    ("{", "JSON"), (json.dumps([{"query": "x", "best": "y"}]), "within"), (json.dumps([{"colour": 1}]), "colour"),
])  # fmt: skip
def test_a_fault_is_told(tmp_path, text, said):
    (tmp_path / "queries.json").write_text(text)
    with pytest.raises(BadCatalogFile, match=said):
        golden(tmp_path)
