"""The documents tell what the program does."""

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest

from api.config import Settings

ROOT = Path(__file__).parents[1]
API = (ROOT / "docs" / "api.md").read_text()
EXAMPLES = re.findall(r"```http\n(GET|POST) (\S+)(?:\n\n(.*?))?\n```\n\n```json\n(.*?)\n```", API, re.S)


def test_every_route_is_documented(app):
    rules = {r.rule for r in app.url_map.iter_rules() if r.rule.startswith("/api/v1/") and "openapi" not in r.rule}
    assert rules
    for rule in rules:
        plain = re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", r"{\1}", rule)
        assert f"`{plain.removeprefix('/api/v1')}`" in API, plain


def test_there_are_examples():
    assert len(EXAMPLES) >= 13


@pytest.mark.parametrize(("method", "path", "body", "said"), EXAMPLES, ids=[each[1] for each in EXAMPLES])
def test_examples_are_true(client, method, path, body, said):
    answer = client.open(path, method=method, data=body or None, content_type="application/json" if body else None)
    assert within(json.loads(said), answer.json), answer.json


def within(said, real):
    """Whether ``said`` is a part of ``real``: the keys it names, the first items it lists, '…' for any value."""
    if said == "…":
        return True
    if isinstance(said, dict):
        return isinstance(real, dict) and all(k in real and within(v, real[k]) for k, v in said.items())
    if isinstance(said, list):
        return isinstance(real, list) and len(said) <= len(real) and all(map(within, said, real))
    return said == real


@pytest.mark.parametrize("name", [field.name for field in fields(Settings)])
def test_every_setting_is_documented(name):
    assert f"`PARCOURS_{name.upper()}`" in (ROOT / "README.md").read_text()


def test_links_between_documents_lead_somewhere():
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!http|#)([^)#]+)", page.read_text()):
            assert (page.parent / target).exists(), (page, target)
