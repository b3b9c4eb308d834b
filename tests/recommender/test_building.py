"""An index does not depend on how its records are cut into batches, and holds what plain counting finds."""

import math
import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender import building
from recommender.building import IDF_POWER, K1, B, Field, build
from recommender.features import named
from recommender.index import AS_SHOWN, SCALE, Index
from recommender.postings import FULL
from recommender.text import STOP_WORDS, Concepts
from recommender.tokenizer import digest
from tests.recommender.plain import terms

ENGLISH = ("en",)
CONCEPTS = Concepts({"skill:bread": ["sour dough", "pain"]}, labels={"skill:bread": {"en": "sour dough", "fr": "pain"}})
TEXTS = ["Sour dough at home", "The oven, the flour and salt", "Le pain de Paris", "Baking", "", "baking baking bread"]


def record(text, *, names=False, weight=1.0, languages=ENGLISH):
    return [Field(text, weight, languages, names)]


@pytest.mark.parametrize("size", [1, 30, 200])
def test_batches_of_any_size_give_the_same_index(monkeypatch, size):
    rng = random.Random(0)
    records = [record(" ".join(rng.choices(TEXTS, k=3)), names=rng.random() < 0.5) for _ in range(40)]
    whole = build(records, CONCEPTS)
    monkeypatch.setattr(building, "BATCH", size)
    cut = build(records, CONCEPTS)
    assert whole.keys() == cut.keys()
    for name, array in whole.items():
        np.testing.assert_array_equal(array, cut[name], err_msg=name)


def test_one_text_may_have_more_words_than_the_table_had_room_for():
    words = [f"w{number}" for number in range(70_000)]
    index = Index(build([record("bread"), record(" ".join(words))], Concepts({})))
    for word in (words[0], words[-1]):
        assert index.best(terms(index, {digest(word): 1.0}), 1)[0].tolist() == [1]


def test_records_are_read_once_and_in_order():
    read = []

    def records():
        for number, text in enumerate(TEXTS):
            read.append(number)
            yield record(text)

    build(records(), CONCEPTS)
    assert read == list(range(len(TEXTS)))


@pytest.mark.parametrize("texts", [[], [""], ["", ""], ["the"], ["bread"]])
def test_the_smallest_catalogues_have_an_index(texts):
    index = Index(build([record(text) for text in texts], CONCEPTS))
    rows, scores = index.best(terms(index, {digest("bread"): 1.0}), 5)
    assert rows.tolist() == [0] * ("bread" in texts)
    assert (scores > 0).all()


words = st.lists(st.sampled_from(["flour", "salt", "oven", "rye"]), max_size=8)


@given(st.lists(words, min_size=1, max_size=12))
def test_a_score_is_bm25_of_the_weighted_frequency(texts):
    index = Index(build([record(" ".join(text), weight=2.0) for text in texts], Concepts({})))
    mean = sum(map(len, texts)) * 2.0 / len(texts) or 1.0
    having = sum("flour" in text for text in texts)
    idf = max(math.log((1 + len(texts)) / (1 + having)), 0.01) ** IDF_POWER
    rows, scores = index.best(terms(index, {digest("flour"): 1.0}), len(texts))
    found = dict(zip(rows.tolist(), (scores / AS_SHOWN).tolist(), strict=True))
    for row, text in enumerate(texts):
        frequency = 2.0 * Counter(text)["flour"]
        room = K1 * (1 - B + B * 2.0 * len(text) / mean)
        expected = idf * frequency / (frequency + room)
        assert found.get(row, 0.0) == pytest.approx(expected, abs=0.5 / SCALE + idf / FULL)


def test_a_name_is_found_by_all_its_words_and_only_by_these():
    index = Index(build([record("Sour dough", names=True), record("Sour dough at home", names=True)], CONCEPTS))
    rows, _ = index.best(terms(index, {named(["sour", "dough"]): 1.0}), 5)
    assert rows.tolist() == [0]


def test_common_words_are_kept_of_names_alone():
    assert "the" in STOP_WORDS
    index = Index(build([record("The bread"), record("The bread", names=True)], CONCEPTS))
    rows, _ = index.best(terms(index, {digest("the"): 1.0}), 5)
    assert rows.tolist() == [1]


def test_a_concept_is_found_by_any_of_its_names():
    index = Index(build([record(text) for text in TEXTS], CONCEPTS))
    rows, _ = index.best(terms(index, {digest("skill:bread"): 1.0}), 5)
    assert sorted(rows.tolist()) == [0, 2]


def test_equal_records_have_equal_scores_and_keep_their_order():
    index = Index(build([record("rye bread")] * 300, CONCEPTS))
    rows, scores = index.best(terms(index, {digest("rye"): 1.0, digest("bread"): 0.5}), 300)
    assert rows.tolist() == list(range(300))
    assert len(set(scores.tolist())) == 1
