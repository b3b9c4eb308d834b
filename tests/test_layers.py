"""Imports go down only, and imports do nothing."""

import re
from pathlib import Path

import pytest

ABOVE = {
    "catalog": "recommender|curation|learners|api|flask|numpy|scipy|sklearn",
    "recommender": "curation|learners|api|flask|sqlalchemy",
    "curation": "learners|api|flask",
    "learners": "api|flask",
    "parcours_client": "catalog|recommender|curation|learners|api|flask",
}
ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(("package", "above"), ABOVE.items())
def test_imports_go_down(package, above):
    files = list((ROOT / package).rglob("*.py"))
    assert files
    for path in files:
        assert not re.search(rf"^\s*(from|import) ({above})\b", path.read_text(), re.M), path


def test_only_api_reads_the_environment():
    for package in ABOVE:
        for path in (ROOT / package).rglob("*.py"):
            assert "environ" not in path.read_text(), path
