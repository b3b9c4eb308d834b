from dataclasses import replace

import pytest

from catalog import Catalog
from recommender import UnknownRole
from recommender.roles import RoleResolver


@pytest.mark.parametrize(("asked", "role"), [
    ("mlops-engineer", "mlops-engineer"), ("MLOps", "mlops-engineer"), ("data scientst", "data-scientist"),
    ("ingenieur donnees", "data-engineer"), ("Éthicienne IA", "ai-ethicist"), ("PDG", "executive"),
    ("Senior Data Engineer", "data-engineer"), ("ingénieure machine learning junior", "machine-learning-engineer"),
    ("15-2051.00", "data-scientist"), ("M1403", "data-scientist"), ("analyste de données", "data-analyst"),
    ("http://data.europa.eu/esco/occupation/d3edb8f8-3a06-47a0-8fb9-9b212c006aa2", "data-analyst"),
    ("architecte IA", "ai-architect"), ("Lead Data Scientist (H/F), Lyon", "data-scientist"), ("CTO", "executive"),
    ("Chief Information Officer (CIO)", "executive"), ("Chef entreprise", "executive"),
    ("Stagiaire analyste data", "data-analyst"), ("Statistical data analyst", "data-analyst"),
])  # fmt: skip
def test_what_people_call_a_job(real, asked, role):
    assert real.role(asked).role.id == role


@pytest.mark.parametrize("asked", ["boulanger", "xyzzy", "?", "chauffeur de taxi", "a", "d", "en", "of the",
                                   "Cook", "Chef", "Juriste", "Consultant", "Engineer", "Office manager",
                                   "Account executive", "C++ developer"])  # fmt: skip
def test_another_trade_is_refused_with_what_is_nearest(real, asked):
    with pytest.raises(UnknownRole) as caught:
        real.role(asked)
    assert len(caught.value.nearest) == 3


def test_a_name_that_is_there_wins_over_all_that_sound_like_it(real):
    numbered = [replace(real.catalog.roles["executive"], id=f"role-{n}", aliases={}) for n in range(9)]
    found = RoleResolver(Catalog([], [], numbered))
    assert [found.resolve(each.id).role.id for each in numbered] == [each.id for each in numbered]


def test_runners_up_are_said(real):
    assert real.role("AI platform engineer").runners_up


def test_a_name_without_letters_is_no_name_of_other_jobs(real):
    bread = replace(real.catalog.roles["executive"], id="🍞", label={"en": "🍞", "fr": "🍞"}, aliases={})
    found = RoleResolver(Catalog([], [], [*real.catalog.roles.values(), bread]))
    assert found.resolve("data scientist").role.id == "data-scientist"
