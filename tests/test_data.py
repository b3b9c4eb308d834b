"""The real files keep the rules of curation."""

import json
from pathlib import Path

import pytest

from catalog.files import default_folder
from catalog.rules import broken_rules

LISTED = json.loads((Path(__file__).parent / "golden" / "document.json").read_text())


def test_no_rule_is_broken(real_catalog):
    assert broken_rules(real_catalog) == []


def test_there_are_enough_records(real_catalog):
    assert len(real_catalog.resources) >= 370
    assert len(real_catalog.roles) == 8


def test_every_entry_of_the_document_has_a_record(real_catalog):
    assert len(LISTED) == 79
    named = {each.source["listed_as"] for each in real_catalog.resources.values() if each.source}
    assert named == set(LISTED)


@pytest.mark.parametrize("name", LISTED)
def test_every_entry_is_found_by_the_name_that_the_document_gives_it(client, name):
    found = client.get("/api/v1/resources", query_string={"q": name, "status": "active,archived,renamed,unverified"})
    first = [each.get("source", {}).get("listed_as") for each in found.json["items"][:5]]
    assert name in first


def test_what_is_doubtful_names_what_serves_instead(real_catalog):
    doubtful = [each for each in real_catalog.resources.values() if each.status == "unverified"]
    assert doubtful
    assert all(real_catalog.resources[each.successor].listed for each in doubtful)


@pytest.mark.parametrize(("old", "new"), [
    ("Trifacta", "alteryx-designer-cloud"), ("Alteryx Designer Cloud", "alteryx-designer-cloud"),
    ("AWS SageMaker", "amazon-sagemaker-ai"), ("Amazon SageMaker AI", "amazon-sagemaker-ai"),
    ("Google AI Blog", "google-research-blog"), ("Google Research Blog", "google-research-blog"),
    ("Vertex AI", "gemini-enterprise-agent-platform"), ("Talend", "qlik-talend-cloud"),
])  # fmt: skip
def test_what_was_renamed_is_found_under_both_names(client, old, new):
    assert new in [each["id"] for each in client.get("/api/v1/resources", query_string={"q": old}).json["items"][:3]]


def test_summaries_are_short_and_differ_by_language(real_catalog):
    for each in real_catalog.resources.values():
        assert each.summary["en"] != each.summary["fr"], each.id
        assert all(40 <= len(text) <= 420 for text in each.summary.values()), each.id


@pytest.mark.parametrize("name", ["resources", "skills", "roles"])
def test_files_are_written_in_one_way(name):
    text = (default_folder() / f"{name}.json").read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n"
