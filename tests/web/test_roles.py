"""What one sees of roles: the list, each of them, and some side by side."""

import re
from datetime import date
from html import unescape

import pytest

from api import create_app
from catalog.thinness import thin
from recommender import Profile
from recommender.comparison import nearness
from tests.web.hostile import MARKUP, hostile


def text(answer):
    """What a page says, without its markup, its spaces made equal."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_role_says_what_it_is_for_what_it_needs_and_how_long_its_path_is(client, real, lang):
    said = text(client.get(f"/{lang}/roles"))
    for role in real.catalog.roles.values():
        path = real.path(Profile(start=date(2026, 12, 1), role=role.id))
        hours = f"{path.hours:g}".replace(".", "," if lang == "fr" else ".")
        assert role.mission[lang] in said
        assert {"en": f"{len(role.needs)} skills · {hours} h of path",
                "fr": f"{len(role.needs)} compétences · parcours de {hours} h"}[lang] in said  # fmt: skip


@pytest.mark.parametrize("address", [
    "compare=mlops-engineer,data-scientist", "compare=mlops-engineer&compare=data-scientist",
    "compare=MLOps,data%20scientst", "compare=mlops-engineer,mlops,data-scientist",
])  # fmt: skip
def test_roles_are_compared_by_id_or_by_any_name(client, address):
    page = client.get(f"/en/roles?{address}")
    heads = re.search(r"<thead>(.*?)</thead>", page.text, re.S)[1]
    assert re.findall(r"/en/roles/([\w-]+)", heads) == ["mlops-engineer", "data-scientist"]


def test_the_comparison_tells_what_both_need_and_what_only_one_does(client, real):
    page = client.get("/en/roles?compare=mlops-engineer,data-scientist").text
    one, other = (real.catalog.roles[each].needs for each in ("mlops-engineer", "data-scientist"))
    groups = [set(re.findall(r"/en/skills/([\w-]+)", body)) for body in re.findall(r"<tbody>(.*?)</tbody>", page, re.S)]
    assert groups == [one.keys() & other.keys(), one.keys() - other.keys(), other.keys() - one.keys()]
    learning = re.search(r'/en/skills/machine-learning".*?</tr>', page, re.S)[0]
    assert re.findall("[●○]{3}", learning) == ["●●○", "●●●"]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_comparison_says_how_near_two_roles_are_and_what_leads_from_one_to_the_other(client, real, lang):
    said = text(client.get(f"/{lang}/roles?compare=data-analyst,data-scientist"))
    one, other = (real.catalog.roles[each] for each in ("data-analyst", "data-scientist"))
    share = f"{nearness(one, other):.0%}".replace("%", " %" if lang == "fr" else "%")
    assert {"en": f"{share} in common", "fr": f"{share} en commun"}[lang] in said
    known = {skill: need.level for skill, need in one.needs.items()}
    path = real.path(Profile(start=date.today(), role=other.id, known=known))
    change = {"en": f"{path.hours:g} h, over {path.weeks} weeks", "fr": f"{path.hours:g} h, en {path.weeks} semaines"}
    assert change[lang] in said
    weeks = next(each.change["weeks"] for each in path.relaxations if each.change.keys() == {"weeks"})
    assert {"en": f"All of it takes {weeks} weeks.", "fr": f"Le tout demande {weeks} semaines."}[lang] in said


def test_the_path_from_one_role_to_another_opens_with_what_is_known(client):
    page = client.get("/en/roles?compare=data-analyst,executive").text
    address = unescape(re.search(r'href="(/en/path\?role=executive[^"]*)"', page)[1])
    assert "known=" in address
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(("lang", "said"), [
    ("en", "No role is called “xyzzyq”. The nearest:"),
    ("fr", "Aucun métier ne s'appelle « xyzzyq ». Les plus proches :"),
])  # fmt: skip
def test_a_name_of_no_role_is_told_with_the_nearest_ones_which_join_the_comparison(client, lang, said):
    page = client.get(f"/{lang}/roles?compare=xyzzyq,executive")
    assert page.status_code == 404
    assert said in text(page)
    joined = re.findall(rf'href="/{lang}/roles\?compare=executive(?:,|%2C)([\w-]+)#comparison"', page.text)
    assert len(joined) == 3


@pytest.mark.parametrize(("compare", "said"), [
    ("executive", "Choose at least one more role to set beside this one: executive."),
    ("executive,data-analyst,ai-ethicist,data-engineer", "Only three fit side by side. Left out: data engineer."),
])  # fmt: skip
def test_too_few_or_too_many_roles_are_told(client, compare, said):
    assert said in text(client.get(f"/en/roles?compare={compare}"))


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_role_tells_its_needs_with_what_teaches_them_its_path_and_the_nearest_roles(client, real, lang):
    page = client.get(f"/{lang}/roles/mlops-engineer")
    role = real.catalog.roles["mlops-engineer"]
    needed = re.search(r'<ul class="plain needed">(.*?)</ul>', page.text, re.S)[1]
    shown = re.findall(rf"/{lang}/skills/([\w-]+)", needed)
    assert set(shown) == set(role.needs)
    weights = [role.needs[skill].weight for skill in shown]
    assert weights == sorted(weights, reverse=True)
    counts = {each.skill: each.total for each in thin(real.catalog) if each.role == role.id}
    told = re.findall(r"(\d+) (?:resources? leads? there|ressources? y mène)", re.sub("<[^>]+>", "", needed))
    assert [int(each) for each in told] == [counts[skill] for skill in shown]
    path = real.path(Profile(start=date.today(), role=role.id))
    for step in path.steps:
        assert f"/{lang}/resources/{step.placed.resource.id}" in page.text
    assert f"/{lang}/path?role=mlops-engineer" in page.text
    assert re.search(rf"/{lang}/roles\?compare=mlops-engineer(,|%2C)machine-learning-engineer", page.text)
    assert role.aliases[lang][0] in page.text


def test_another_name_for_a_role_leads_to_its_page(client):
    assert client.get("/fr/roles/data scientst").location == "/fr/roles/data-scientist"


def test_what_is_no_role_is_not_found(client):
    page = client.get("/fr/roles/xyzzyq")
    assert page.status_code == 404


@pytest.mark.parametrize("javascript", [True, False])
def test_two_roles_are_compared_with_the_keyboard_alone(visit, javascript):
    page = visit(locale="fr-FR", java_script_enabled=javascript)
    page.goto("/fr/roles")
    page.get_by_label("Comparer data scientist").focus()
    page.keyboard.press("Space")
    page.get_by_label("Comparer analyste en données").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/fr/roles?compare=data-scientist&compare=data-analyst#comparison")
    assert page.locator("thead th").all_inner_texts() == ["Compétence", "Data scientist", "Analyste en données"]
    assert page.get_by_label("Comparer data scientist").is_checked()
    page.go_back()
    assert page.locator("#comparison").count() == 0


def test_three_roles_fit_on_every_screen(page):
    page.goto("/fr/roles?compare=mlops-engineer,data-scientist,ai-architect")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator("thead th").count() == 4


@pytest.mark.parametrize("path", ["roles", "roles?compare=first,second", "roles/first", f"roles?compare={MARKUP}"])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_hostile_names_stay_text(lang, path):
    page = create_app(content=hostile()).test_client().get(f"/{lang}/{path}").text
    assert "&lt;script&gt;" in page
    for bad in ("<script>alert", "<img src=x", 'href="javascript:'):
        assert bad not in page
