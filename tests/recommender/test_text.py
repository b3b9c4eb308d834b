import pytest

from recommender.features import asked
from recommender.text import Concepts, stems, words


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


def test_every_word_of_an_alias_is_asked_for_and_the_labels_of_both_languages():
    concepts = Concepts(
        {"ml": ["machine learning", "statistical learning"]},
        labels={"ml": {"en": "machine learning", "fr": "apprentissage automatique"}},
    )
    found = asked(words("statistical learning"), concepts)
    assert {"ml", "statist", "machin", "learn", "apprentissag", "automat"} <= found.keys()
