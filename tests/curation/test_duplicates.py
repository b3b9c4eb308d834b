from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog import Resource
from curation.duplicates import Entry, Pair, find
from curation.nearness import CROWD

HERONS = Entry(
    "herons",
    "Counting Herons with Python: From Marsh to Model",
    ("Ada Reed", "Léon Brochet"),
    "https://press.example.org/herons",
    edition="2nd",
    year=2021,
    identifiers={"isbn13": "978-0-306-40615-7"},
    type="book",
)
OTHERS = [
    Entry("otters", "Otters and Ordinary Differential Equations", ("Max Weir",)),
    Entry("newts", "A Newt's Guide to Graph Databases", ("Ada Reed",), "https://press.example.org/newts"),
    Entry("eels", "Streaming Eels: Real-Time Pipelines in the River", ("Kim Pool",)),
]


def likeness(one: Entry, other: Entry) -> float:
    """The score of two entries beside some others (0 to 1)."""
    found = find([replace(one, id="one"), replace(other, id="other"), *OTHERS], threshold=0)
    return next((pair.score for pair in found if (pair.one, pair.other) == ("one", "other")), 0.0)


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"title": "counting herons with PYTHON - from marsh to model"},
        {"title": "Counting Herons with Python"},
        {"title": "Countng Herons with Python: From Marsh to Model"},
        {"title": "Counting Herons with Python: From Marsh to Model (2nd edition)", "edition": None},
        {"title": "Counting Herons with Python: From Marsh to Model, Second Edition", "edition": "2"},
        {"creators": ("Reed, A.", "L. Brochet")},
        {"creators": ("Leon Brochet",)},
        {"url": "https://shop.example.com/item?id=7"},
        {"url": "http://www.press.example.org/herons/?utm_source=letter", "creators": ("Marsh Press",)},
        {"identifiers": {"isbn10": "0306406152"}, "url": None},
        {"identifiers": {"isbn13": "9780306406157"}, "title": "Le comptage des hérons", "creators": (), "url": None},
        {"year": 2022, "identifiers": {}},
    ],
)
def test_a_work_is_found_by_another_record_of_it(changed):
    assert likeness(HERONS, replace(HERONS, **changed)) > 0.5


@pytest.mark.parametrize(
    "changed",
    [
        {"edition": "3rd"},
        {"edition": "3rd", "url": HERONS.url},
        {"title": "Counting Herons with Python: From Marsh to Model (3rd edition)", "edition": None},
        {"title": "Counting Herons with R: From Marsh to Model", "url": "https://press.example.org/herons-r"},
        {"creators": ("Otto Sedge",), "url": "https://sedge.example.net"},
    ],
)
def test_another_edition_language_or_creator_makes_another_work(changed):
    bare = replace(HERONS, identifiers={}, url=None) if "url" not in changed else replace(HERONS, identifiers={})
    assert likeness(bare, replace(bare, **changed)) < 0.5 < likeness(bare, bare)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Statistics for Anglers, Volume 1", "Statistics for Anglers, Volume 2"),
        ("Statistics for Anglers, volume I", "Statistics for Anglers, volume II"),
        ("Statistique pour pêcheurs, tome III", "Statistique pour pêcheurs, tome IV"),
        ("Wader KX-200 Binoculars", "Wader KX-300 Binoculars"),
        ("The State of the Pond 2023", "The State of the Pond 2024"),
    ],
)
def test_what_differs_by_a_number_alone_is_a_series(one, other):
    assert likeness(Entry("", one, ("Ada Reed",)), Entry("", other, ("Ada Reed",))) < 0.1
    assert likeness(Entry("", one, ("Ada Reed",)), Entry("", one, ("Ada Reed",))) > 0.5


@pytest.mark.parametrize("more", ["2", "III", "part 2", "(tome II)"])
def test_a_number_that_the_other_lacks_makes_a_sequel_unless_it_is_a_year(more):
    first = Entry("", "Pond Life", ("Ada Reed",))
    assert likeness(first, replace(first, title=f"Pond Life {more}")) < 0.5
    assert likeness(first, replace(first, title="Pond Life (2022)")) > 0.5


def test_ways_to_call_a_volume_are_one():
    assert likeness(Entry("", "Statistics for Anglers, Vol. 1"), Entry("", "Statistics for Anglers, volume I")) > 0.9


def test_a_model_number_tells_what_other_words_hide():
    names = "Wader Waterproof Binoculars - KX2047B", "Wader KX-2047B Field Glasses for Birds"
    assert likeness(Entry("", names[0]), Entry("", names[1])) > 0.5
    assert likeness(Entry("", names[0]), Entry("", names[1].replace("2047", "2152"))) < 0.5


def test_a_number_that_many_have_tells_nothing():
    crowd = [Entry(f"{i}", f"Marsh reading number {i} of 365 days") for i in range(CROWD)]
    pair = [Entry("a", "Pond 365 by night"), Entry("b", "Pond, or 365 swamps")]
    assert not any("numbers" in found.reasons for found in find([*crowd, *pair], threshold=0))
    assert any("numbers" in found.reasons for found in find(pair, threshold=0))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"creators": ("Ada Reed",)}, {"creators": ("Max Weir",)}),
        ({"url": "https://a.example.org/intro"}, {"url": "https://b.example.org/intro"}),
        ({"url": "https://a.example.org/1"}, {"url": "https://a.example.org/2"}),
    ],
)
def test_two_lectures_called_introduction_are_two(one, other):
    assert likeness(Entry("", "Introduction", **one), Entry("", "Introduction", **other)) < 0.5
    assert likeness(Entry("", "Introduction", **one), Entry("", "Introduction", **one)) > 0.5


def test_reasons_are_codes_with_what_speaks_most_for_it_first():
    twin = replace(HERONS, id="twin", year=2019, type="course")
    assert find([HERONS, twin]) == [
        Pair("herons", "twin", 1.0, ("same-address", "same-isbn", "title", "creators", "other-year", "other-type"))
    ]


def test_an_identifier_in_common_is_found_though_titles_are_not_alike():
    one, other = Entry("a", "Marsh", identifiers={"doi": "10.5555/X.1"}), Entry("b", "Étang")
    same = replace(other, identifiers={"doi": "https://doi.org/10.5555/x.1"})
    assert [pair.reasons[0] for pair in find([one, same])] == ["same-doi"]
    assert find([one, other]) == []


def test_an_empty_identifier_is_none():
    pair = [Entry("a", "Marsh", identifiers={"isbn13": ""}), Entry("b", "Étang", identifiers={"isbn13": " "})]
    assert find(pair) == []


def test_an_address_of_a_crowd_tells_nothing():
    crowd = [
        Entry(f"{i}", title, url="https://tube.example.org") for i, title in enumerate("abcdefghijklmnopqrstuvwxyz")
    ]
    assert find(crowd) == []
    assert find(crowd[:2]) != []


def test_between_two_collections_each_is_in_one_pair_at_most():
    poor = replace(HERONS, id="poor", identifiers={}, url=None)
    assert [(pair.one, pair.other) for pair in find([HERONS], [poor, replace(HERONS, id="good"), *OTHERS])] == [
        ("herons", "good")
    ]
    assert len(find([HERONS, replace(HERONS, id="good"), poor])) == 3


def test_collections_may_use_the_same_ids():
    assert [(pair.one, pair.other) for pair in find([HERONS], [HERONS])] == [("herons", "herons")]


def test_nothing_has_no_duplicates():
    assert find([]) == find([HERONS]) == find([], [HERONS]) == find([HERONS], []) == []


def test_titles_that_have_no_words_are_compared_by_the_rest():
    assert find([Entry("a", "!"), Entry("b", "?")]) == []
    same = [Entry(name, title, url="https://a.example.org") for name, title in (("a", "!"), ("b", "?"))]
    assert [pair.reasons[0] for pair in find(same)] == ["same-address"]


def test_a_resource_is_known_by_each_of_its_titles():
    titles = {"en": "Counting Herons", "fr": "Compter les hérons"}
    resource = Resource("r", "book", titles, {}, ("en",), "free", "active", creators=("Ada Reed",), year=2021)
    assert Entry.of(resource, "fr") == Entry("r", "Compter les hérons", ("Ada Reed",), year=2021, type="book")
    assert Entry.of(resource, "de") == Entry.each_of(resource)[0]
    assert find(Entry.each_of(resource)) == []
    found = find(Entry.each_of(resource), [Entry("fr", "Compter les hérons", ("Ada Reed",))])
    assert [(pair.one, pair.other) for pair in found] == [("r", "fr")]


WORDS = st.lists(st.sampled_from("marsh heron otter 2 II kx200 r c++ édition 3rd ed ½ 池".split()), max_size=5)
NAMES = st.lists(st.sampled_from(["Ada Reed", "A. Reed", "Reed", "A Ada", "Ada X", "?", ""]), max_size=3)
URLS = st.sampled_from([None, "https://a.example.org/1", "https://www.a.example.org/2", "b.example.org", "http://["])
ENTRIES = st.lists(
    st.builds(
        Entry,
        st.sampled_from("abcdefgh"),
        WORDS.map(" ".join),
        NAMES.map(tuple),
        URLS,
        st.sampled_from([None, "2nd", "troisième", "rev."]),
        st.sampled_from([None, 2020, 2023]),
        st.sampled_from([{}, {"isbn10": "0306406152"}, {"isbn13": "9780306406157"}, {"doi": "10.5555/1"}]),
        st.sampled_from([None, "book", "talk"]),
    ),
    max_size=8,
    unique_by=lambda entry: entry.id,
)
many = settings(max_examples=60, deadline=None)


@many
@given(ENTRIES, st.randoms(use_true_random=False))
def test_pairs_depend_neither_on_the_run_nor_on_the_order(entries, random):
    shuffled = random.sample(entries, len(entries))
    assert find(entries, threshold=0) == find(entries, threshold=0) == find(shuffled, threshold=0)


@many
@given(ENTRIES)
def test_nothing_is_a_duplicate_of_itself_and_no_pair_comes_twice(entries):
    pairs = [(pair.one, pair.other) for pair in find(entries, threshold=0)]
    assert all(one < other for one, other in pairs)
    assert len(set(pairs)) == len(pairs)


@many
@given(ENTRIES, ENTRIES)
def test_either_collection_may_come_first(ones, others):
    there = {(pair.one, pair.other, pair.score, pair.reasons) for pair in find(ones, others, threshold=0)}
    back = {(pair.other, pair.one, pair.score, pair.reasons) for pair in find(others, ones, threshold=0)}
    assert there == back


@many
@given(ENTRIES, ENTRIES)
def test_scores_are_shares_in_order_and_a_threshold_only_leaves_out(ones, others):
    pairs = find(ones, others, threshold=0)
    scores = [pair.score for pair in pairs]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert find(ones, others, threshold=0.7) == [pair for pair in pairs if pair.score >= 0.7]
