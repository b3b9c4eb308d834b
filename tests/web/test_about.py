"""What the page about the catalogue tells, and that it is true."""

import gc
import re
import weakref
from collections import Counter

import pytest

from api import create_app
from catalog.thinness import thin
from recommender import Engine, Query
from tests.conftest import bakery
from tests.web.hostile import hostile
from tests.web.test_roles import text

FIGURES = {
    "paths": 96, "optimal": 0.99, "largest_gap": 0.0, "violations": 0, "by_role": {"baker": 0.5, "gone": 0.25},
    "by_level": {"beginner": 0.625}, "by_filter": {"any": 0.75, "free+fr": 0.125}, "planning": [12.5, 30.0, 40.0],
    "queries": 18, "within": 0.944, "mrr": 0.66, "searching": [0.25, 0.5, 0.75],
}  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_it_tells_how_much_there_is_of_each_kind_and_each_count_leads_there(client, real, lang):
    page = client.get(f"/{lang}/about").text
    facets = real.search(Query(), facets=("type", "level", "language", "cost")).facets
    for facet, values in facets.items():
        for value, count in values:
            assert re.search(rf'href="/{lang}/resources\?{facet}={value}">.*?<span>{count}</span>', page), value
    assert sum(map(len, facets.values())) == len(re.findall(rf'href="/{lang}/resources\?\w+=', page))


@pytest.mark.parametrize(("lang", "said"), [
    ("en", "{resources} resources, {skills} skills and {roles} roles"),
    ("fr", "{resources} ressources, {skills} compétences et {roles} métiers"),
])  # fmt: skip
def test_it_tells_its_size_its_revision_and_when_it_was_last_verified(client, real_catalog, lang, said):
    told = text(client.get(f"/{lang}/about"))
    sizes = {kind: len(getattr(real_catalog, kind)) for kind in ("resources", "skills", "roles")}
    assert said.format(**sizes) in told
    assert real_catalog.revision in told
    on = {"en": "last verification on 23 November 2026", "fr": "dernière vérification le 23 novembre 2026"}
    assert on[lang] in told


def test_it_tells_where_it_is_thin(client, real_catalog):
    told, needs = text(client.get("/en/about")), thin(real_catalog)
    assert f"The roles have {len(needs)} needs" in told
    for count, said in [(sum(not each.french for each in needs), "have no resource in French"),
                        (sum(not each.free_french for each in needs), "have no free resource in French"),
                        (sum(each.total <= 2 for each in needs), "have two resources at most")]:  # fmt: skip
        assert f"{count} {said}" in told


@pytest.mark.parametrize(("lang", "said"), [("en", "in French, free"), ("fr", "en français, gratuit")])
def test_it_tells_what_would_help_most(client, real, lang, said):
    best = real.gaps.additions[0]
    assert (best.audience.language, best.audience.cost) == ("fr", "free")
    told = text(client.get(f"/{lang}/about"))
    after = told.partition({"en": "What would help most", "fr": "Ce qui aiderait le plus"}[lang])[2].lower()
    assert real.catalog.skills[best.skill].label[lang].lower() in after[:300]
    assert said.lower() in after[:300]
    role = max(best.roles, key=best.roles.get)
    assert real.catalog.roles[role].label[lang].lower() in after[:500]
    assert f"+{best.roles[role]:.0%}"[:-1] in after[:500]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_it_tells_how_far_the_entries_of_the_source_document_were_verified(client, real_catalog, lang):
    told = text(client.get(f"/{lang}/about"))
    resources = real_catalog.resources.values()
    states = Counter(each.verified["state"] for each in resources)
    listed = Counter(each.verified["state"] for each in resources if each.source)
    assert {"en": "all its 79 entries", "fr": "ses 79 entrées"}[lang] in told
    for state, count in states.items():
        of_list = {"en": f"{count} resources, {listed[state]} from the list",
                   "fr": f"{count} ressources, dont {listed[state]} de la liste"}[lang]  # fmt: skip
        assert of_list in told


@pytest.mark.parametrize(("lang", "said"), [("en", "This revision is not measured yet."),
                                            ("fr", "Cette révision n'est pas encore mesurée.")])  # fmt: skip
def test_it_says_that_a_revision_is_not_measured_yet(lang, said):
    assert said in text(create_app(content=bakery()).test_client().get(f"/{lang}/about"))


@pytest.mark.parametrize(("lang", "said"), [
    ("en", ["99% proven", "94% of 18 golden queries", "12.5 ms for a path", "0.25 ms for a search", "Baker 50%",
            "gone 25%", "Only free and French 12%"]),
    ("fr", ["99 % prouvés", "94 % des 18 questions témoins", "12,5 ms pour un parcours", "0,25 ms pour une recherche",
            "Boulanger 50 %", "gone 25 %", "Gratuit et en français 12 %"]),
])  # fmt: skip
def test_it_shows_what_was_measured(lang, said):
    app = create_app(content=bakery())
    app.extensions["store"].put_figures(bakery().revision, FIGURES)
    told = text(app.test_client().get(f"/{lang}/about"))
    for each in said:
        assert each in told


def test_every_address_of_data_that_it_names_answers(client):
    addresses = re.findall(r'href="(/api/[^"]+|/en/docs)"', client.get("/en/about").text)
    assert len(addresses) >= 5
    for each in addresses:
        assert client.get(each.replace("&amp;", "&")).status_code == 200, each


def test_another_catalogue_has_its_own_figures_and_the_one_before_is_forgotten():
    app = create_app(content=bakery())
    client, live = app.test_client(), app.extensions["live"]
    assert bakery().revision in client.get("/en/about").text
    before = weakref.ref(live.engine)
    live.engine = Engine(hostile())
    assert "2 resources, 2 skills and 2 roles" in text(client.get("/en/about"))
    assert "The roles have 4 needs" in text(client.get("/en/about"))
    gc.collect()
    assert before() is None


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_hostile_names_stay_text(lang):
    page = create_app(content=hostile()).test_client().get(f"/{lang}/about").text
    assert "&lt;script&gt;" in page
    for bad in ("<script>alert", "<img src=x", "javascript:"):
        assert bad not in page
