"""What one sees of skills: the list with its filter, and each of them."""

import re

import pytest

from api import create_app
from recommender import Query
from tests.web.hostile import hostile
from tests.web.test_roles import text

LEVELS = ("beginner", "intermediate", "advanced")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_skill_is_listed_once(client, real, lang):
    listed = re.findall(rf'href="/{lang}/skills/([\w-]+)"', client.get(f"/{lang}/skills").text)
    assert sorted(listed) == sorted(real.catalog.skills)


@pytest.mark.parametrize("skill", ["python", "machine-learning", "mathematics"])
def test_the_list_counts_the_resources_of_each_level_as_a_search_finds_them(client, real, skill):
    row = re.search(rf'/en/skills/{skill}".*?(?:</div>|</h2>)', client.get("/en/skills").text, re.S)[0]
    for level in LEVELS:
        found = real.search(Query(filters={"skill": (skill,), "level": (level,)})).total
        told = re.search(rf"(\d+) resources?, {level}", row)
        assert (int(told[1]) if told else 0) == found


def test_the_narrower_stand_under_the_broader(visit):
    page = visit()
    page.goto("/en/skills")
    under = page.locator("section", has=page.locator("h2", has_text="Mathematics")).locator("li", has_text="Statistics")
    assert under.locator("li").all_inner_texts()[0].startswith("Bayesian statistics")


@pytest.mark.parametrize(("typed", "shown", "said"), [
    ("kubern", ["Kubernetes"], "1 compétence"),
    ("learning deep", ["Apprentissage par renforcement", "Apprentissage profond"], "2 compétences"),
    ("ethique", ["Éthique de l'IA", "Gouvernance de l'IA"], "2 compétences"),
    ("qqqq", [], "Aucune compétence ne porte un tel nom."),
])  # fmt: skip
def test_the_list_is_filtered_as_one_types_in_either_language_without_accents(page, typed, shown, said):
    page.goto("/fr/skills")
    page.get_by_label("Filtrer les compétences").press_sequentially(typed)
    assert said in page.locator("output").inner_text()
    visible = page.locator("#skill-groups [data-names]:not(.passed):visible > a")
    assert visible.all_inner_texts() == shown
    assert "q=" in page.url
    page.reload()
    assert page.get_by_label("Filtrer les compétences").input_value() == typed
    assert said in page.locator("output").inner_text()


def test_what_a_found_skill_stands_under_stays_in_sight(visit):
    page = visit()
    page.goto("/en/skills?q=kubernetes")
    assert page.locator("#skill-groups h2:visible > a").all_inner_texts() == ["DevOps"]


def test_without_scripts_the_whole_list_is_there_and_no_dead_field(visit, real):
    page = visit(java_script_enabled=False)
    page.goto("/en/skills")
    assert page.locator("#skill-groups a:visible").count() == len(real.catalog.skills)
    assert page.get_by_role("searchbox").count() == 0


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_skill_tells_what_it_is_its_place_and_who_needs_it(client, real, lang):
    page = client.get(f"/{lang}/skills/machine-learning")
    skill, said = real.catalog.skills["machine-learning"], text(page)
    for name in (*skill.label.values(), skill.definition[lang], *skill.aliases[lang]):
        assert name in said or name.capitalize() in said
    near = [skill.broader, *skill.requires]
    near += [s.id for s in real.catalog.skills.values() if skill.id in s.requires or s.broader == skill.id]
    for each in near:
        assert f'href="/{lang}/skills/{each}"' in page.text
    for role in real.catalog.roles.values():
        assert (f'href="/{lang}/roles/{role.id}"' in page.text) == (skill.id in role.needs)
    assert f'href="{skill.esco}" rel="noopener noreferrer"' in page.text


@pytest.mark.parametrize("skill", ["machine-learning", "python", "docker"])
def test_the_best_resources_of_each_level_are_of_that_level_and_lead_furthest_first(client, real, skill):
    page = client.get(f"/en/skills/{skill}").text
    shelves = re.findall(r'<section class="card">(.*?)</section>', page, re.S)
    assert len(shelves) == 3
    for level, shelf in zip(LEVELS, shelves, strict=True):
        asked = Query(filters={"skill": (skill,), "level": (level,)}, limit=100)
        teaching = [real.catalog.resources[hit.id] for hit in real.search(asked).hits]
        shown = [real.catalog.resources[each] for each in re.findall(r"/en/resources/([\w-]+)", shelf)]
        reached = sorted((each.teaches[skill] for each in teaching), reverse=True)[:4]
        assert {each.id for each in shown} <= {each.id for each in teaching}
        assert [each.teaches[skill] for each in shown] == reached
        assert (f"See all {len(teaching)}" in shelf) == (len(teaching) > 4)


def test_all_resources_of_a_skill_are_one_click_away(page, real):
    page.goto("/fr/skills/machine-learning")
    total = real.search(Query(filters={"skill": ("machine-learning",)})).total
    page.get_by_role("link", name=f"Explorer les {total} ressources").click()
    page.wait_for_url("**/fr/resources?skill=machine-learning")


def test_what_is_no_skill_is_not_found(client):
    assert client.get("/fr/skills/machine-lerning").status_code == 404


@pytest.mark.parametrize("path", ["skills", "skills/wide", "skills/narrow"])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_hostile_names_stay_text_and_only_web_addresses_are_links(lang, path):
    page = create_app(content=hostile()).test_client().get(f"/{lang}/{path}").text
    assert "&lt;script&gt;" in page
    for bad in ("<script>alert", "<img src=x", "javascript:"):
        assert bad not in page
    assert ("http://data.europa.eu/esco/skill/1" in page) == (path == "skills/narrow")
