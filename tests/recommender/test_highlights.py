"""What is marked is what a plain reading of the texts marks."""

import html
import json
import re

from hypothesis import given, settings
from hypothesis import strategies as st

import catalog
from recommender import Engine, Query
from tests.conftest import resource

TEXTS = st.text(alphabet="bread flour<>&'\"\\\n\u00e9\u2019/", max_size=50)


@settings(max_examples=60)
@given(TEXTS, TEXTS)
def test_without_the_marks_it_is_the_escaped_text(title, summary):
    one = resource("one", {}, title={"en": title + " bread"}, summary={"en": summary + " flour", "fr": "pain"})
    found = Engine(catalog.Catalog([one], [], [])).search(Query("bread flour", exact=True)).hits[0]
    texts = {"title": one.title["en"], "summary.en": one.summary["en"]}
    assert found.highlights.keys() == texts.keys()
    for name, marked in found.highlights.items():
        assert html.unescape(re.sub("</?mark>", "", marked)) == texts[name]
        assert not re.search(r"<(?!/?mark>)", marked)
        assert {each.lower() for each in re.findall("<mark>(.*?)</mark>", marked)} <= {"bread", "flour"}


def test_marks_stand_around_every_word_that_matches_by_its_stem():
    one = resource("one", {}, title={"fr": "Les réseaux, un réseau"}, languages=("fr",))
    found = Engine(catalog.Catalog([one], [], [])).search(Query("reseau")).hits[0]
    assert found.highlights == {"title": "Les <mark>réseaux</mark>, un <mark>réseau</mark>"}


def test_a_list_without_words_has_no_marks(tiny):
    assert [json.loads(hit.marked) for hit in tiny.search(Query()).hits] == [{}] * 8
