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


def test_other_editions_of_the_same_are_not_the_answer():
    near = shelf(("Baking bread", "Ann"), ("Baking bread 2", "Ann"), ("Baking bread", "Bob"), ("Bread at home", "Ann"))
    assert {each.id for each in near.similar("book-0")} == {"book-2", "book-3"}


@pytest.mark.parametrize("resource_id", ["know-flour", "lost-book"])
def test_what_is_not_listed_is_like_nothing(tiny, resource_id):
    assert "lost-book" not in [each.id for each in tiny.similar(resource_id)]


def test_a_resource_alone_has_no_like():
    assert shelf(("Baking", "Ann")).similar("book-0") == []
