"""A search answered before Flask begins is the one that Flask gives."""

import pytest

from api import create_app
from api.searches import Searches
from tests.conftest import bakery

FORMS = [
    "q={}", "q={}&facets=level,type", "level=beginner&q={}", "level=beginner&q={}&per_page=2&page=2", "role=baker&q={}",
    "q={}&sort=title", "q={}&exact=true", "q={}&format=json", "q={}&min_hours=1&cost=free", "&q={}&",
]  # fmt: skip
WORDS = ["flour", "sour+dough", "flur", "p%C3%A9trin", "%26%3D%2B", "none-such", "100%25", "the", "%3Cb%3E"]


@pytest.fixture
def answered(monkeypatch):
    """How each search was answered: True for those that Flask did not see."""
    seen = []
    answer = Searches.answer

    def noted(self, environ, engine):
        found = answer(self, environ, engine)
        seen.append(found is not None)
        return found

    monkeypatch.setattr(Searches, "answer", noted)
    return seen


@pytest.mark.parametrize("form", FORMS)
def test_other_words_get_the_answer_that_flask_gives(form, answered):
    client, fresh = create_app(content=bakery()).test_client(), create_app(content=bakery())
    client.get(f"/api/v1/resources?{form.format('bread')}")
    for words in WORDS:
        path = f"/api/v1/resources?{form.format(words)}"
        fresh.extensions["answers"].searches = Searches()  # knows no parameters: Flask reads all of them
        one, other = client.get(path), fresh.test_client().get(path)
        assert (one.status_code, one.data) == (200, other.data)
        assert dict(one.headers) == dict(other.headers)
        assert answered[-2:] == [True, False]


@pytest.mark.parametrize("query", [
    "q=bread&q=flour", "%71=bread&q=flour", "q=%FF", "q=" + "a" * 301, "q=", "", "q=bread&level=expert", "Q=bread",
])  # fmt: skip
def test_what_is_out_of_the_ordinary_is_left_to_flask(query, answered):
    client = create_app(content=bakery()).test_client()
    one, again = (client.get(f"/api/v1/resources?{query}", headers={"If-None-Match": '"no"'}) for _ in range(2))
    assert (one.status_code, one.data) == (again.status_code, again.data)
    assert not any(answered)


def test_a_table_is_not_answered_with_json(answered):
    client = create_app(content=bakery()).test_client()
    for words in ("bread", "flour"):
        for form in ({"Accept": "text/csv"}, {"Accept": "application/json"}):
            assert client.get(f"/api/v1/resources?q={words}", headers=form).mimetype == form["Accept"]
        assert client.get(f"/api/v1/resources?q={words}&format=csv").mimetype == "text/csv"
    assert answered == [False, False, False, False, True, False]


def test_parameters_are_checked_again_over_another_catalogue(answered):
    app = create_app(content=bakery())
    client = app.test_client()
    assert client.get("/api/v1/resources?q=bread&role=baker").status_code == 200
    content = bakery()
    app.extensions["live"].engine = type(app.extensions["live"].engine)(
        type(content)(content.resources.values(), content.skills.values(), [])
    )
    assert client.get("/api/v1/resources?q=flour&role=baker").status_code == 404
    assert not any(answered)


def test_pages_are_linked_with_all_other_parameters():
    client = create_app(content=bakery()).test_client()
    for words in ("bread", "flour"):
        link = client.get(f"/api/v1/resources?page=2&level=beginner&q={words}&per_page=1").headers["Link"]
        assert f'</api/v1/resources?level=beginner&q={words}&per_page=1&page=1>; rel="prev"' in link


def test_a_header_is_one_line_of_ascii_whatever_the_address_holds():
    client = create_app(content=bakery()).test_client()
    for _ in range(2):
        answer = client.get("/api/v1/resources", query_string='q=<pain>\u00e9"&level=beginner')
        assert answer.status_code == 200
        assert answer.headers["Link"].startswith("</api/v1/resources?q=%3Cpain%3E%C3%A9%22&level=beginner&page=1>")
