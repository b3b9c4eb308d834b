"""Each organisation has an engine of its own, and nothing of one is in the answers of another."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api import create_app
from api.engines import KEPT, Engines
from catalog.errors import NotFound
from learners.mixing import Own, mix
from learners.own_catalog import OwnCatalog
from learners.own_records import Drafts
from recommender import Engine, Profile, Query, UnknownRole
from recommender.facets import FACETS
from tests.api.test_own_catalog import COURSE
from tests.conftest import bakery

NUMBERS = count()
WORDS = ("zymurgy", "quince", "flour", "flower", "oven", "kiln", "baker", "zebra")
PUBLIC = bakery()


@pytest.fixture(scope="module")
def app():
    return create_app(content=PUBLIC)


@pytest.fixture(scope="module")
def make(app):
    """Make an organisation with some own records and hidden resources; return a way to read it again."""

    def made(records=None, hidden=()):
        name = f"organisation-{next(NUMBERS)}"
        organisations = app.extensions["organisations"]
        organisations.create(name, name)
        own = OwnCatalog(organisations.scope(name), PUBLIC)
        own.load(records or {})
        for each in hidden:
            own.hide(each)
        return lambda: organisations.get(name)

    return made


@st.composite
def records(draw):
    """Own records of an organisation: ids and words are few, so that two organisations often have the same ones."""
    ids = st.lists(st.sampled_from(WORDS), max_size=3, unique=True)
    text = st.lists(st.sampled_from([*WORDS, "🍞", "l'été", "\0", "1"]), min_size=1, max_size=3).map(" ".join)
    both = st.fixed_dictionaries({"en": text, "fr": text})
    own_skills = [f"own-{each}" for each in draw(ids)]
    levels = st.dictionaries(st.sampled_from([*PUBLIC.skills, *own_skills]), st.integers(1, 3), max_size=3)
    none = {"en": [], "fr": []}
    skills = [
        {"id": each, "label": draw(both), "aliases": none, "definition": draw(both),
         "broader": draw(st.sampled_from([None, *PUBLIC.skills])),
         "requires": draw(st.dictionaries(st.sampled_from(list(PUBLIC.skills)), st.integers(1, 3), max_size=2))}
        for each in own_skills
    ]  # fmt: skip
    resources = [
        {"id": f"own-{each}", "type": draw(st.sampled_from(["course", "book", "podcast", "tool"])), "title": draw(both),
         "summary": draw(both), "languages": ["en"], "cost": draw(st.sampled_from(["free", "paid"])),
         "hours": draw(st.sampled_from([0.01, 1, 7.3, 2000])), "teaches": draw(levels), "requires": draw(levels)}
        for each in draw(ids)
    ]  # fmt: skip
    need = st.fixed_dictionaries({"level": st.integers(1, 3), "weight": st.sampled_from([0.001, 1, 10])})
    needs = st.dictionaries(st.sampled_from([*PUBLIC.skills, *own_skills]), need, min_size=1, max_size=3)
    roles = [
        {"id": draw(st.sampled_from([f"own-{each}", "baker"])), "label": draw(both), "aliases": none,
         "mission": draw(both), "needs": draw(needs)}
        for each in draw(ids)[:1]
    ]  # fmt: skip
    return {"resources": resources, "skills": skills, "roles": roles}


HIDDEN = st.sets(st.sampled_from(list(PUBLIC.resources)), max_size=4)


def answers(engine):
    """All that can be asked of an engine, with the answers."""
    words = [*WORDS, *(word for each in PUBLIC.resources.values() for word in each.name("en").split())]
    ids = [*PUBLIC.resources, *(f"own-{each}" for each in WORDS), "own-zymurgi", "own"]
    return {
        "revision": engine.catalog.revision,
        "all": shown(engine.search(Query(limit=100), facets=FACETS)),
        "words": [shown(engine.search(Query(each), facets=FACETS)) for each in dict.fromkeys(words)],
        "suggestions": [engine.suggest(each[:end]) for each in dict.fromkeys(words) for end in (1, 3, len(each))],
        "similar": [asked(engine.similar, each) for each in ids],
        "skills": [asked(lambda name: engine.catalog.skill(name).document(), each) for each in ids],
        "roles": [asked(lambda name: engine.role(name).role.id, each) for each in [*words, *ids]],
        "paths": [outlined(engine.path(Profile(start=date(2026, 12, 1), role=each))) for each in engine.catalog.roles],
    }  # fmt: skip


def shown(found):
    return found.total, b"".join(found.pieces), found.facets, found.corrections


def outlined(path):
    return path.id, path.coverage, [(step.placed.resource.id, step.placed.starts) for step in path.steps]


def asked(question, name):
    try:
        return question(name)
    except (NotFound, UnknownRole) as error:
        return str(error)


def alone(given_records, hidden):
    """The engine of an organisation in a world where there is nobody else."""
    nothing = Own({}, {}, {})
    return Engine(mix(PUBLIC, Own.of(Drafts(given_records, PUBLIC, nothing).documents, hidden)))


@settings(max_examples=20)
@given(one=records(), hidden=HIDDEN, other=records(), hidden_too=HIDDEN)
def test_an_organisation_gets_the_answers_that_it_would_get_alone(app, make, one, hidden, other, hidden_too):
    first, second, neither = make(one, hidden), make(other, hidden_too), make()
    engines = app.extensions["engines"]
    assert answers(engines.of(first())) == answers(alone(one, hidden))
    assert answers(engines.of(second())) == answers(alone(other, hidden_too))
    assert engines.of(neither()) is app.extensions["live"].engine


def test_the_public_engine_has_nothing_of_anybody(app, make):
    before = answers(Engine(bakery()))
    app.extensions["engines"].of(make({"resources": [COURSE]}, ["know-flour"])())
    assert answers(app.extensions["live"].engine) == before


def test_an_engine_is_built_once_for_each_version(app, make):
    organisation, engines = make({"resources": [COURSE]}), app.extensions["engines"]
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: id(engines.of(organisation())), range(8)))
    assert len(found) == 1
    scope = app.extensions["organisations"].scope(organisation().id)
    OwnCatalog(scope, PUBLIC).hide("know-flour")
    assert "know-flour" not in engines.of(organisation()).catalog.resources


def test_workers_share_a_snapshot(app, make, tmp_path):
    live, organisations = app.extensions["live"], app.extensions["organisations"]
    organisation = make({"resources": [COURSE]})()
    first, second = (Engines(live, organisations, tmp_path).of(organisation) for _ in range(2))
    assert len(list(tmp_path.glob(f"organisations/{organisation.id}/*.snapshot"))) == 1
    assert answers(first) == answers(second)


def test_who_was_not_asked_for_the_longest_is_forgotten(app, make):
    engines = Engines(app.extensions["live"], app.extensions["organisations"])
    organisations = [make({}, ["know-flour"])() for _ in range(KEPT + 1)]
    first = engines.of(organisations[0])
    assert engines.of(organisations[0]) is first
    for each in organisations[1:]:
        engines.of(each)
    assert engines.of(organisations[0]) is not first
