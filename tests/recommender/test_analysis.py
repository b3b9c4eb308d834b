"""Compiled analysis asks for what a plain reading of the words does, however the catalogue knows them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.analysis import Analyzer
from recommender.building import Field, build
from recommender.index import Index
from recommender.text import Concepts, words
from tests.recommender.plain import asked, placed

CONCEPTS = Concepts(
    {
        "ml": ["machine learning", "statistical learning", "apprentissage automatique", "ML"],
        "mlops": ["machine learning operations", "ML Ops"],
        "bread": ["sour dough", "pain", "the loaf"],
        "c++": ["C++"],
    },
    labels={
        "ml": {"en": "machine learning", "fr": "apprentissage automatique"},
        "mlops": {"en": "machine learning operations"},
        "bread": {"en": "sour dough", "fr": "pain"},
    },
)
ENGLISH = ["Learning machines", "Sour dough at home", "Operations of the bakery in C++", "Loaves and crystals 2"]
FRENCH = ["Apprendre le pain", "Les machines générales", "Général"]
TYPED = [
    *("machine", "machines", "learning", "learned", "statistical", "operations", "operation", "ml", "ops", "2s", "2"),
    *("apprentissage", "automatiques", "sour", "dough", "doughs", "pain", "loaf", "loaves", "the", "le", "of", "a"),
    *("bakery", "bakeries", "generale", "generales", "general", "crystal", "c++", "C#", "xyzzy", "Œuvre", "home", "at"),
]


@pytest.fixture(scope="module")
def opened():
    records = [[Field(text, 1.0, (lang,), True)] for lang, texts in (("en", ENGLISH), ("fr", FRENCH)) for text in texts]
    arrays = build(records, CONCEPTS)
    index = Index(arrays)
    return index, Analyzer(arrays, index)


def read(index, analyzer, text, **options):
    places, boosts, corrections = analyzer.asked(text, **options)
    return dict(zip(places.tolist(), boosts.tolist(), strict=True)), corrections


@given(st.lists(st.sampled_from(TYPED), max_size=9).map(" ".join) | st.sampled_from(ENGLISH + FRENCH) | st.text())
def test_a_query_asks_for_what_its_words_do_read_one_by_one(opened, text):
    index, analyzer = opened
    found, corrections = read(index, analyzer, text, exact=True)
    assert found == placed(index, asked(words(text), CONCEPTS))
    assert corrections == []


@given(st.lists(st.sampled_from(["machin", "machne", "lerning", "sourdough", "the", "loaf", "qqq"]), max_size=5))
def test_what_was_meant_is_asked_for(opened, typed):
    index, analyzer = opened
    found, corrections = read(index, analyzer, " ".join(typed))
    meant = " ".join(dict(corrections).get(word, word) for word in typed)
    assert found == placed(index, asked(meant.split(), CONCEPTS))
    assert dict(corrections).get("sourdough", "sour dough") == "sour dough"
    assert {"machine", "learning", "sour dough"} >= {better for _, better in corrections}


@pytest.mark.parametrize("case", ["", "?", "machine lerning", "Le pain et l’apprentissage", "data analyst of SQL"])
def test_over_the_real_catalogue_too(real, case):
    search = real._search
    places, boosts, corrections = search._analyzer.asked(case)
    typed = [each for word in words(case) for each in dict(corrections).get(word, word).split()]
    expected = placed(search.index, asked(typed, search._analyzer._concepts))
    assert dict(zip(places.tolist(), boosts.tolist(), strict=True)) == expected


def test_each_skill_asks_for_what_its_names_do_read_one_by_one(real):
    search = real._search
    for skill in real.catalog.skills.values():
        for name in skill.names:
            places, boosts, _ = search._analyzer.asked(name, exact=True)
            expected = placed(search.index, asked(words(name), search._analyzer._concepts))
            assert dict(zip(places.tolist(), boosts.tolist(), strict=True)) == expected, name


def test_a_catalogue_without_concepts_is_asked_for_words():
    arrays = build([[Field("rye bread", 1.0, ("en",))]], Concepts({}))
    places, boosts, _ = Analyzer(arrays, Index(arrays)).asked("bread")
    assert boosts.tolist() == [1.0]
    assert places.size == 1
