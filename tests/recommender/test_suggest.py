from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import Resource, Skill
from recommender import snapshot, suggest, suggestions
from recommender.suggest import KINDS, Suggester, Suggestion
from recommender.text import words


@pytest.fixture(scope="module")
def suggester(real_catalog):
    held = (real_catalog.resources, real_catalog.skills, real_catalog.roles)
    return Suggester(suggestions.arrays(*(each.values() for each in held)))


@pytest.mark.parametrize(("typed", "expected"), [
    ("geron", "Aurélien Géron"), ("Gér", "Aurélien Géron"), ("hands-on mach", "Hands-On Machine Learning"),
    ("mlop", "MLOps"), ("apprentissage pr", "apprentissage profond"), ("l'apprentissage pr", "apprentissage profond"),
    ("d", "data analyst"), ("donnees de m", "données de masse"),
])  # fmt: skip
def test_completions(suggester, typed, expected):
    assert any(each.text.startswith(expected) for each in suggester.complete(typed))


@pytest.mark.parametrize(("typed", "expected"), [
    ("kubernt", "Kubernetes"), ("machne lear", "machine learning"), ("aprentissage pro", "apprentissage profond"),
    ("machine leaning", "machine learning"), ("pyhton", "Python"), ("dtaa sci", "data science"),
    ("dee plear", "deep learning"), ("mach ine", "machine learning"), ("apprentissageprof", "apprentissage profond"),
])  # fmt: skip
def test_slips_are_forgiven(suggester, typed, expected):
    assert expected in [each.text for each in suggester.complete(typed)]


@pytest.mark.parametrize("typed", ["", "   ", "?!", "zzzzzzzz", "\ud800", "a" * 10_000, "ab " * 1_000])
def test_what_is_like_no_name_completes_to_nothing(suggester, typed):
    assert suggester.complete(typed) == []


@pytest.mark.parametrize("limit", [0, 1, 20])
def test_no_more_is_offered_than_asked_for(suggester, limit):
    assert len(suggester.complete("machine", limit=limit)) == limit


def test_one_thing_is_offered_once(suggester):
    found = [(each.kind, each.id or each.text) for each in suggester.complete("machine", limit=20)]
    assert len(found) == len(set(found))


def test_a_name_with_symbols_may_be_begun():
    titles = ["C++ for all", "C for all", "Learn node.js", "C# for all", "深度学习", "Μηχανική"]
    suggester = Suggester(suggestions.arrays(map(titled, titles), [], []))
    offered = {typed: [each.text for each in suggester.complete(typed)] for typed in ("c+", "node.j", "深度", "μηχ")}
    assert offered == {"c+": titles[:1], "node.j": titles[2:3], "深度": titles[4:5], "μηχ": titles[5:]}


def test_what_is_not_listed_is_not_offered():
    suggester = Suggester(suggestions.arrays([titled("Lost", status="unverified", creators=("Loser",))], [], []))
    assert suggester.complete("los") == []


def test_an_empty_catalogue_offers_nothing():
    suggester = Suggester(suggestions.arrays([], [], []))
    assert suggester.complete("d") == suggester.complete("machine learning") == []


def test_a_snapshot_that_was_read_completes_as_the_one_that_was_written(tmp_path):
    snapshot.write(tmp_path / "names", suggestions.arrays([titled("Learn Go")], [], []))
    read = Suggester(snapshot.read(tmp_path / "names"))
    assert read.complete("go") == [Suggestion("Learn Go", "resource", "Learn Go")]


def titled(title, **more):
    values = {"id": title, "type": "book", "title": {"en": title}, "summary": {}, "languages": ("en",),
              "cost": "free", "status": "active", **more}  # fmt: skip
    return Resource(**values)


names = st.lists(st.text("ab", min_size=1, max_size=3), min_size=1, max_size=4).map(" ".join)
resources = st.lists(st.tuples(names, st.lists(names, max_size=1), st.lists(names, max_size=2)), max_size=30).map(
    lambda each: [
        titled(title, id=f"r{i}", alternate_names=tuple(others), creators=tuple(creators))
        for i, (title, others, creators) in enumerate(each)
    ]
)
skills = st.lists(names, max_size=4).map(
    lambda each: [Skill(f"s{i}", {"en": name}, {"en": ()}, {"en": ""}) for i, name in enumerate(each)]
)


@given(resources, skills, st.text("ab ", max_size=6), st.integers(1, 12))
def test_completing_a_beginning_finds_what_comparing_all_names_finds(resources, skills, typed, limit):
    prefix = " ".join(words(typed))
    named = [(name, "skill", each.id) for each in skills for name in each.names]
    for each in resources:
        named += [(name, "resource", each.id) for name in (*each.title.values(), *each.alternate_names)]
        named += [(name, "creator", None) for name in each.creators]
    best = {}
    for row, (name, kind, of) in enumerate(named):
        starts = [0, *accumulate(len(word) + 1 for word in name.split())][:-1]
        inner = [at > 0 for at in starts if name[at:].startswith(prefix)]
        if prefix and inner:
            best.setdefault((kind, of or name), []).append((min(inner), KINDS.index(kind), len(name), row))
    wanted = [Suggestion(*named[row]) for *_, row in sorted(map(min, best.values()))]
    found = Suggester(suggestions.arrays(resources, skills, [])).complete(typed, limit=limit)
    if wanted:
        assert found == wanted[:limit]
    else:
        assert not found or len(prefix) >= suggest.FUZZY_FROM


@given(resources, st.text("ab ", max_size=20) | st.text())
def test_whatever_is_typed_each_thing_is_offered_once(resources, typed):
    offered = Suggester(suggestions.arrays(resources, [], [])).complete(typed)
    assert len(offered) == len({(each.kind, each.id or each.text) for each in offered}) <= 10


@given(typed=st.text("abcdeilmnoprst '-", max_size=30) | st.text())
def test_whatever_is_typed_into_the_catalogue_each_thing_is_offered_once(suggester, typed):
    offered = suggester.complete(typed)
    assert len(offered) == len({(each.kind, each.id or each.text) for each in offered}) <= 10
