import pytest

import catalog
from recommender import Engine
from tests.conftest import resource, skill


def shelf(*titles):
    """Editions, and other books by the same and by another cook."""
    made = [resource(f"book-{i}", {"baking": 1}, title={"en": title}, creators=(who,), type="book")
            for i, (title, who) in enumerate(titles)]  # fmt: skip
    return Engine(catalog.Catalog(made, [skill("baking")], []))


def test_like_a_course_are_resources_on_the_same_and_not_itself(real):
    near = real.similar("docker-get-started", limit=5)
    assert near
    assert "docker-get-started" not in [each.id for each in near]
    assert all("docker" in each.skills for each in near)


def test_the_reasons_are_skills_and_words_that_both_have(real):
    for near in real.similar("mlflow", limit=5):
        other = real.catalog.resource(near.id)
        assert set(near.skills) == other.teaches.keys() & real.catalog.resource("mlflow").teaches.keys()
    assert "tracking" in real.similar("mlflow", limit=1)[0].terms


@pytest.mark.parametrize(("title", "creator", "edition"), [
    ("Baking bread 2", "Ann", True), ("Baking Bread (2nd edition)", "Ann", True), ("Baking bread", "Bob", False),
    ("Baking bread at home", "Ann", False), ("Baking", "Ann", False),
])  # fmt: skip
def test_other_editions_of_the_same_are_not_the_answer(title, creator, edition):
    near = shelf(("Baking bread", "Ann"), (title, creator), ("Bread of the world", "Cleo")).similar("book-0")
    assert ("book-1" in {each.id for each in near}) is not edition


def test_what_follows_a_work_is_an_edition_of_it():
    old = resource("old", {"baking": 1}, title={"en": "Bread with flour"}, successor="new")
    new = resource("new", {"baking": 1}, title={"en": "Bread with rye"})
    other = resource("other", {"baking": 1}, title={"en": "Bread and salt"})
    near = Engine(catalog.Catalog([old, new, other], [skill("baking")], [])).similar("old")
    assert [each.id for each in near] == ["other"]


@pytest.mark.parametrize("resource_id", ["know-flour", "lost-book"])
def test_what_is_not_listed_is_like_nothing(tiny, resource_id):
    assert "lost-book" not in [each.id for each in tiny.similar(resource_id)]


def test_a_resource_alone_has_no_like():
    assert shelf(("Baking", "Ann")).similar("book-0") == []
