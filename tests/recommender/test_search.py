import json
from pathlib import Path

import pytest

from api.app import warm
from recommender import Query, kernel
from recommender.facets import FACETS

CASES = json.loads((Path(__file__).parents[2] / "data" / "queries.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["query"])
def test_golden_queries(real, case):
    found = [hit.id for hit in real.search(Query(case["query"])).hits[: case["within"]]]
    assert case["best"] in found


def test_accents_do_not_matter(real):
    def ids(text):
        return [hit.id for hit in real.search(Query(text)).hits]

    assert ids("éthique des données") == ids("ethique des donnees")


def test_a_skill_finds_the_same_by_its_label_in_either_language(real):
    for skill in real.catalog.skills.values():
        one, other = ({hit.id for hit in real.search(Query(skill.label[lang], limit=10)).hits} for lang in ("en", "fr"))
        assert len(one & other) >= 0.8 * max(len(one), len(other)), skill.id


def test_a_correction_is_said_and_can_be_refused(real):
    assert real.search(Query("machine lerning")).corrections == [("lerning", "learning")]
    assert real.search(Query("machine lerning", exact=True)).corrections == []


def test_filters_hold_together_and_any_value_of_one_will_do(real):
    query = Query(filters={"level": ("beginner", "advanced"), "cost": ("free",)}, limit=100)
    found = real.search(query)
    assert {hit.document["level"] for hit in found.hits} == {"beginner", "advanced"}
    assert {hit.document["cost"] for hit in found.hits} == {"free"}


def test_counts_of_a_facet_ignore_its_own_filter(real):
    free = real.search(Query(filters={"cost": ("free",)}), facets=("cost", "level"))
    everything = real.search(Query(), facets=("cost", "level"))
    assert free.facets["cost"] == everything.facets["cost"]
    assert sum(n for _, n in free.facets["level"]) < sum(n for _, n in everything.facets["level"])
    assert dict(everything.facets["cost"])["free"] == free.total


def test_pages_join_without_overlap(real):
    whole = [hit.id for hit in real.search(Query("data", limit=60)).hits]
    parts = [hit.id for at in (0, 20, 40) for hit in real.search(Query("data", offset=at)).hits]
    assert parts == whole


@pytest.mark.parametrize("sort", ["relevance", "title"])
def test_a_page_behind_the_last_is_empty_and_says_the_total(real, sort):
    found = real.search(Query("data", offset=100_000, sort=sort))
    assert found.hits == []
    assert found.total == real.search(Query("data")).total > 0


@pytest.mark.parametrize("sort", ["relevance", "title"])
@pytest.mark.parametrize("text", ["data", ""])
def test_of_no_hits_there_is_the_total_alone(real, text, sort):
    found = real.search(Query(text, limit=0, sort=sort))
    assert found.hits == []
    assert found.total == real.search(Query(text)).total


def test_no_kind_of_question_is_compiled_anew_after_the_warming(real):
    warm(real)
    compiled = [getattr(kernel, name) for name in dir(kernel) if hasattr(getattr(kernel, name), "signatures")]
    before = {each.py_func.__name__: len(each.signatures) for each in compiled}
    for query in (
        Query("data", filters={"status": ("active",)}), Query("data", filters={"level": ("beginner", "advanced")}),
        Query(min_hours=1.5, max_hours=9), Query(year_from=2020, sort="-year"), Query("", sort="title", offset=20),
        Query("zzzzz"), Query("machine learning", limit=100),
    ):  # fmt: skip
        real.search(query, facets=("status", "skill"))
    assert {each.py_func.__name__: len(each.signatures) for each in compiled} == before


@pytest.mark.parametrize(("sort", "key", "reverse"), [
    ("hours", "hours", False), ("-hours", "hours", True), ("-year", "year", True),
])  # fmt: skip
def test_sorting(real, sort, key, reverse):
    documents = [hit.document for hit in real.search(Query("python", sort=sort)).hits]
    values = [each[key] for each in documents if key in each]
    assert values == sorted(values, reverse=reverse)


@pytest.mark.parametrize("text", ["the", "la", "how to"])
def test_words_that_are_too_common_find_titles_where_nothing_else_is_asked(real, text):
    found = real.search(Query(text)).hits
    assert found
    assert "title" in found[0].highlights


def test_counts_with_filters_are_those_that_counting_every_record_gives(real):
    filters = {"level": ("beginner", "advanced"), "cost": ("free",)}
    found = real.search(Query("data", filters=filters, max_hours=20, limit=100), facets=FACETS)
    for facet, counts in found.facets.items():
        others = {name: values for name, values in filters.items() if name != facet}
        for value, count in counts:
            asked = Query("data", filters={**others, facet: (value,)}, max_hours=20)
            assert real.search(asked).total == count, (facet, value)


def test_what_matched_is_marked_and_the_rest_escaped(tiny):
    hit = tiny.search(Query("bread")).hits[0]
    assert "<mark>bread</mark>" in hit.highlights["title"]


@pytest.mark.parametrize("typed", ["apprentissage automatique", "machine lerning"])
def test_what_matched_in_another_language_or_by_correction_is_marked(real, typed):
    titles = [hit.highlights.get("title", "") for hit in real.search(Query(typed)).hits]
    assert any("<mark>Machine</mark> <mark>Learning</mark>" in title for title in titles)


def test_that_only_listed_records_count_changes_no_order(real):
    search = real._search
    for skill in real.catalog.skills.values():
        ranked = search.rank(Query(skill.label["en"]))
        places, boosts, _ = search._analyzer.asked(skill.label["en"])
        terms = search.index.weighted(places, boosts)
        *_, rows, scores = search.index.found(terms, search.columns.listed_bits, 0, 20)
        assert (ranked.rows.tolist(), ranked.scores.tolist()) == (rows.tolist(), scores.tolist())


def test_what_is_unverified_is_hidden_unless_asked_for(tiny):
    assert "lost-book" not in [hit.id for hit in tiny.search(Query("book")).hits]
    shown = tiny.search(Query("book", filters={"status": ("unverified",)}))
    assert [hit.id for hit in shown.hits] == ["lost-book"]
