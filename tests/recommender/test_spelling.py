import pytest

from recommender import spelling

COUNTS = {"learning": 90, "leaning": 1, "machine": 50, "fine": 9, "tuning": 8, "kubernetes": 6, "python": 40,
          "reinforcement": 7, "sql": 30, "apprentissage": 20, "r": 9, "data": 99}  # fmt: skip


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
])  # fmt: skip
def test_what_was_meant(speller, typed, meant):
    assert speller.correct(typed) == meant


@pytest.mark.parametrize("typed", ["leaning", "sqk", "r", "c++", "xyzzyx", "pithen", ""])
def test_what_is_known_short_or_like_nothing_is_left_alone(speller, typed):
    assert speller.correct(typed) is None


def test_an_empty_vocabulary_corrects_nothing():
    assert spelling.Speller(spelling.arrays({})).correct("learning") is None
