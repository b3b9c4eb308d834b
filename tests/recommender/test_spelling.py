import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from recommender import snapshot, spelling

COUNTS = {"learning": 90, "leaning": 1, "machine": 50, "fine": 9, "tuning": 8, "kubernetes": 6, "python": 40,
          "reinforcement": 7, "sql": 30, "apprentissage": 20, "r": 9, "data": 99, "μηχανη": 3, "c++": 5, "win32": 2,
          "机器学习": 4}  # fmt: skip


@pytest.fixture(scope="module")
def speller():
    return spelling.Speller(spelling.arrays(COUNTS))


@pytest.mark.parametrize(("typed", "meant"), [
    ("lerning", "learning"),  # as near as leaning, and commoner
    ("laerning", "learning"),
    ("machinne", "machine"),
    ("nachine", "machine"),  # the first letter may be wrong
    ("finetuning", "fine tuning"),
    ("kubern", "kubernetes"),
    ("reinforcmnet", "reinforcement"),  # two edits in a long word
    ("aprentisage", "apprentissage"),
    ("pythonn", "python"),
    ("μιχανη", "μηχανη"),
    ("机器学学", "机器学习"),
])  # fmt: skip
def test_what_was_meant(speller, typed, meant):
    assert speller.correct(typed) == meant


@pytest.mark.parametrize("typed", ["leaning", "sqk", "r", "c++", "xyzzyx", "pithen", "", "a" * 10_000, "\ud800abc"])
def test_what_is_known_short_or_like_nothing_is_left_alone(speller, typed):
    assert speller.correct(typed) is None


def test_an_empty_vocabulary_corrects_nothing():
    speller = spelling.Speller(spelling.arrays({}))
    assert speller.correct("learning") is None


def test_a_snapshot_that_was_read_corrects_as_the_one_that_was_written(speller, tmp_path):
    snapshot.write(tmp_path / "words", spelling.arrays(COUNTS))
    assert spelling.Speller(snapshot.read(tmp_path / "words")).correct("lerning") == "learning"


vocabularies = st.dictionaries(st.text("abc", min_size=1, max_size=6) | st.text(max_size=6), st.integers(1, 9))


@given(vocabularies, st.data())
def test_a_known_word_is_never_corrected(counts, data):
    speller = spelling.Speller(spelling.arrays(counts))
    for word in counts:
        assert speller.correct(word) is None


@given(vocabularies, st.text("abc", max_size=9) | st.text(string.printable) | st.text())
def test_a_correction_is_made_of_known_words(counts, typed):
    meant = spelling.Speller(spelling.arrays(counts)).correct(typed)
    assert meant is None or all(word in counts for word in [meant, *meant.split(" ")][-meant.count(" ") - 1 :])


@given(
    st.dictionaries(st.text("abé", min_size=3, max_size=7), st.integers(1, 9)), st.text("abé", min_size=4, max_size=8)
)
def test_the_nearest_word_is_the_one_that_comparing_all_finds(counts, typed):
    near = [
        (word[0] != typed[0], -counts[word], word) for word in counts if OSA.distance(typed, word, score_cutoff=1) <= 1
    ]
    if near and typed not in counts:
        assert spelling.Speller(spelling.arrays(counts)).correct(typed) == min(near)[-1]
