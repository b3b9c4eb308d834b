from dataclasses import replace

import pytest

from catalog import ResourceNotFound


@pytest.mark.parametrize(("resource", "change", "kinds"), [
    ("know-flour", {}, []),
    ("lost-book", {}, ["status"]),
    ("bread-radio", {}, ["mode"]),
    ("a-good-knife", {}, ["mode"]),
    ("baker-certificate", {}, ["long"]),
    ("baker-certificate", {"cost": "free", "weeks": 20}, ["cost"]),
    ("the-oven", {"languages": ("en",)}, ["language"]),
    ("the-oven-in-english", {}, ["burden"]),
    ("the-oven-in-english", {"types": ("book",)}, ["type"]),
    ("know-flour", {"disliked": ("know-flour",)}, ["disliked"]),
    ("know-flour", {"completed": ("know-flour",)}, ["completed"]),
    ("know-flour", {"known": {"flour": 2}}, ["known"]),
    ("baking-bread", {"weeks": 3}, ["requirements"]),
])  # fmt: skip
def test_reasons(tiny, profile, resource, change, kinds):
    found = tiny.why_not(replace(profile, **change), resource)
    assert [kind for kind, _ in found.reasons] == kinds
    assert found.included == (not kinds)
    assert all(set(text) == {"en", "fr"} for _, text in found.reasons)


@pytest.mark.parametrize("resource", ["the-oven-in-english", "baker-certificate", "baking-bread", "master-flour"])
def test_the_change_brings_it_in(tiny, profile, resource):
    tight = replace(profile, weeks=3, cost="free")
    found = tiny.why_not(tight, resource)
    assert not found.included
    assert tiny.path(replace(tight, **found.change)).holds(resource)
    assert ("pinned" in found.change) == (resource in WANTED_BY_NO_NEED)


WANTED_BY_NO_NEED = {"master-flour", "the-oven-in-english"}
"""In the hours that are needed to hold them, neither helps a need: they come in only when pinned."""


def test_what_it_would_cost_is_said(tiny, profile):
    found = tiny.why_not(replace(profile, weeks=20, known={"oven": 1, "flour": 1}), "baking-bread")
    assert [text["en"] for _, text in found.reasons] == ["Others lead as far in fewer hours, or fit you better."]
    tight = tiny.why_not(replace(profile, weeks=17, known={"oven": 1}), "baking-bread")
    assert [kind for kind, _ in tight.reasons] == ["coverage"]
    assert tight.coverage < tight.path.coverage == 1


def test_an_unknown_resource_is_told(tiny, profile):
    with pytest.raises(ResourceNotFound):
        tiny.why_not(profile, "nothing")
