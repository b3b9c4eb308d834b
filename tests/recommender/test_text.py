import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender import tokenizer
from recommender.indexing import concepts
from recommender.text import Concepts, stems, words
from recommender.tokenizer import digest
from tests.recommender.plain import asked


@pytest.mark.parametrize(("text", "expected"), [
    ("L'apprentissage profond", ["apprentissage", "profond"]),
    ("qu’est-ce que l’IA ?", ["est", "ce", "que", "ia"]),
    ("C++, C# et R", ["c++", "c#", "et", "r"]),
    (".NET and Node.js", [".net", "and", "node.js"]),
    ("fine-tuning", ["fine", "tuning"]),
    ("Éthique & sœur", ["ethique", "soeur"]),
    ("Learn Go", ["learn", "go"]),
    ("", []),
])  # fmt: skip
def test_words(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(("one", "other"), [("réseaux", "réseau"), ("models", "model"), ("données", "donnée")])
def test_inflected_forms_share_a_stem(one, other):
    assert set(stems(words(one)[0])) & set(stems(words(other)[0]))


def test_the_longest_name_of_a_concept_wins():
    concepts = Concepts({"ml": ["machine learning", "ML"], "mlops": ["machine learning operations"]})
    assert concepts.find(words("Machine Learning Operations and ML")) == [("mlops", slice(0, 3)), ("ml", slice(4, 5))]


def test_stored_concepts_are_opened_as_they_were(real_catalog):
    made = concepts(real_catalog.skills, real_catalog.roles)
    again = Concepts.opened(made.stored())
    assert (again.labels, again.features, again.words) == (made.labels, made.features, made.words)
    for text in ("statistical learning", "ingénieur mlops et data scientist"):
        assert again.find(words(text)) == made.find(words(text)) != []


def test_every_word_of_an_alias_is_asked_for_and_the_labels_of_both_languages():
    concepts = Concepts(
        {"ml": ["machine learning", "statistical learning"]},
        labels={"ml": {"en": "machine learning", "fr": "apprentissage automatique"}},
    )
    found = asked(words("statistical learning"), concepts)
    assert set(map(digest, ["ml", "statist", "machin", "learn", "apprentissag", "automat"])) <= found.keys()


@pytest.mark.parametrize(("one", "other"), [
    ("l’apprentissage", "L'APPRENTISSAGE"), ("e\u0301thique", "Éthique"), ("ﬁne tuning", "fine-tuning"),
    ("𝐃ata", "data"), ("Straße", "STRASSE"), ("ΟΔΟΣ", "οδος"), ("Søren Łukasz", "soren lukasz"),
])  # fmt: skip
def test_however_it_is_written_it_is_the_same_word(one, other):
    assert words(one) == words(other)


WORD = re.compile(r"\.net(?![^\W_])|node\.js(?![^\W_])|c\+\+|[cf]#|(?:[^\W_]\u0301*)+")
ELISION = re.compile(r"(?<![^\W_])(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)'(?=[^\W_])")


@given(st.lists(st.sampled_from([*"abcdefnotjslqup.+#' -_/éÉœ1", "a\u0301"]), max_size=40).map("".join))
def test_words_are_those_that_a_plain_pattern_finds(text):
    spelt = text.lower().replace("œ", "oe").replace("é", "e")
    found = [each.replace("\u0301", "") for each in WORD.findall(ELISION.sub(" ", spelt))]
    assert words(text) == found


@given(st.text(max_size=60))
def test_any_text_has_words_and_their_digests_are_those_read_by_the_index(text):
    encoded = tokenizer.raw(text)
    at, read = 0, []
    while True:
        start, at, value = tokenizer.next_word(encoded, at, encoded.size, False, *tokenizer.table())
        if start == encoded.size:
            break
        read.append(value)
    assert read == [digest(word) for word in words(text)]
