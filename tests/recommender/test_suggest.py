import pytest


@pytest.mark.parametrize(("typed", "expected"), [
    ("geron", "Aurélien Géron"), ("Gér", "Aurélien Géron"), ("hands-on mach", "Hands-On Machine Learning"),
    ("kubernt", "Kubernetes"), ("mlop", "MLOps"), ("apprentissage pr", "apprentissage profond"),
])  # fmt: skip
def test_completions(real, typed, expected):
    assert any(each.text.startswith(expected) for each in real.suggest(typed))


def test_one_thing_is_offered_once(real):
    found = [(each.kind, each.id or each.text) for each in real.suggest("machine", limit=20)]
    assert len(found) == len(set(found))


def test_like_a_book_are_books_on_the_same(real):
    near = real.similar("docker-get-started", limit=5)
    assert near
    assert all(each.resource.id != "docker-get-started" for each in near)
    assert "docker" in {skill for each in near for skill in each.shared}
