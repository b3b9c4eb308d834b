"""The first page: to say a role or a goal and what one has, and to be told what cannot be."""

import re

import pytest

from tests.web.conftest import SCREENS

LABELS = {
    "en": {"role": "Your role or target job", "hours": "Hours per week", "go": "Show my path",
           "unsure": "I don't know"},
    "fr": {"role": "Votre métier ou métier visé", "hours": "Heures par semaine", "go": "Voir mon parcours",
           "unsure": "Je ne sais pas"},
}  # fmt: skip
HOSTILE = '"><script>document.title=1</script><img src=x onerror=alert(1)>'


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize(("lang", "typed", "offered", "skill"), [
    ("fr", "analiste en don", "analyste en données", "tableaux de bord"),
    ("en", "data analist", "data analyst", "dashboards"),
])  # fmt: skip
def test_a_mistyped_role_is_completed_and_asks_for_its_skills(visit, lang, screen, typed, offered, skill):
    page = visit(viewport=SCREENS[screen], locale=lang)
    page.goto(f"/{lang}/")
    assert page.get_by_role("checkbox").count() == 0
    page.get_by_label(LABELS[lang]["role"]).press_sequentially(typed)
    page.get_by_role("option", name=offered).click()
    tap = page.get_by_label(skill)
    tap.check()
    page.get_by_label(LABELS[lang]["hours"]).fill("6")
    page.get_by_role("button", name=LABELS[lang]["go"]).click()
    page.wait_for_url("**/path?**")
    assert offered in page.get_by_role("heading", level=1).inner_text()
    assert "known=dashboards:" in page.url.replace("%3A", ":")
    assert "deadline" not in page.url
    assert "hours_per_week=6" in page.url


def test_the_keyboard_alone_takes_a_completion(page):
    page.goto("/fr/")
    page.get_by_label(LABELS["fr"]["role"]).press_sequentially("mlop")
    page.locator("[role=option]").first.wait_for()
    page.wait_for_load_state("networkidle")  # completions of what was typed before would come in between
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.get_by_label(LABELS["fr"]["role"]).input_value() == "MLOps"
    page.get_by_role("checkbox", name="Docker").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/path?**")
    assert page.get_by_role("heading", level=1).inner_text().endswith("spécialiste en MLOps")


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("lang", LABELS)
def test_who_does_not_know_a_role_says_a_goal(visit, lang, scripts):
    page = visit(java_script_enabled=scripts, locale=lang)
    page.goto(f"/{lang}/")
    page.get_by_text(LABELS[lang]["unsure"]).click()
    page.locator("#goal").fill("nlp")
    page.get_by_role("button", name=LABELS[lang]["go"]).click()
    page.wait_for_url("**/path?**")
    assert page.get_by_role("heading", level=1).inner_text().endswith("nlp")
    assert page.locator(".steps li").count()


@pytest.mark.parametrize("lang", LABELS)
def test_the_form_works_without_scripts(visit, lang):
    page = visit(java_script_enabled=False, locale=lang)
    page.goto(f"/{lang}/")
    page.get_by_label(LABELS[lang]["role"]).fill("data scientst")
    page.get_by_role("button", name=LABELS[lang]["go"]).click()
    page.wait_for_url("**/path?**")
    assert page.get_by_role("heading", level=1).inner_text().endswith("data scientist")
    assert page.locator(".steps > li").count()
    assert page.locator("[data-done]:visible").count() == 0


def test_a_day_until_when_stands_instead_of_weeks(visit):
    page = visit()
    page.goto("/en/?role=executive")
    page.get_by_label("Or until when").fill("2099-01-01")
    assert page.get_by_label("Number of weeks").input_value() == ""
    page.get_by_label("Number of weeks").fill("12")
    assert page.get_by_label("Or until when").input_value() == ""


@pytest.mark.parametrize(("query", "field", "said"), [
    ("role=mlops&weeks=many", "weeks", "“many”"), ("role=mlops&hours_per_week=900", "hours_per_week", "“900”"),
    ("role=mlops&deadline=2001-01-01", "deadline", "“2001-01-01”"), ("goal=qqqqqqq", "goal", "“qqqqqqq”"),
    ("role=xyzzy", "role", "“xyzzy”"), ("hours_per_week=5", "role", "Name a role"),
])  # fmt: skip
def test_a_refused_value_comes_back_marked_and_in_focus(visit, query, field, said):
    page = visit()
    page.goto(f"/en/path?{query}")
    marked = page.locator("[aria-invalid]")
    assert marked.evaluate_all("all => all.map(each => each.name)") == [field]
    assert page.evaluate("document.activeElement.name") == field
    assert said in page.locator(f"#{field}-fault").inner_text()
    assert f"{field}-fault" in marked.get_attribute("aria-describedby")


@pytest.mark.parametrize(("query", "status", "kept"), [
    ("role=mlops&weeks=many", 422, 'name="hours_per_week" type="number" inputmode="decimal" min="0.5" max="80" '
                                   'step="any" value="4"'),
    ("role=xyzzy&goal=nlp", 404, 'value="nlp"'), ("role=mlops&weeks=0&cost=free", 422, 'value="free" checked'),
    ("role=mlops&weeks=0&known=python:1", 422, 'value="python:1" checked'),
    ("role=mlops&weeks=0&known=java:1", 422, 'type="hidden" name="known" value="java:1"'),
    ("role=mlops&weeks=0&language=fr", 422, 'value="fr" selected'),
])  # fmt: skip
def test_other_values_stay_as_they_were_filled_in(client, query, status, kept):
    page = client.get(f"/en/path?{query}")
    assert page.status_code == status
    assert kept in page.text


def test_an_unknown_role_offers_the_nearest_with_all_that_was_chosen(client):
    page = client.get("/en/path?role=astronaut&hours_per_week=7").text
    offered = re.findall(r'class="chip" href="/en/path\?role=([\w-]+)&amp;hours_per_week=7"', page)
    assert len(set(offered)) == 3


@pytest.mark.parametrize(("query", "name"), [
    ("known=nonsense:1", "known"), ("known=python:9", "known"), ("pinned=no-such", "pinned"),
    ("disliked=no-such", "disliked"), ("start=x", "start"), ("excluded_type=hats", "excluded_type"),
])  # fmt: skip
def test_what_the_form_does_not_ask_for_is_named_and_can_be_left_out(client, query, name):
    page = client.get(f"/en/path?role=mlops&{query}")
    assert page.status_code == 422
    assert f"The address says {name}:" in page.text
    assert 'href="?role=mlops">Go on without it' in page.text


@pytest.mark.parametrize("path", ["", "path", "typical", "suggest/role"])
@pytest.mark.parametrize("name", ["role", "goal", "known", "pinned", "level", "weeks", "language", "q"])
@pytest.mark.parametrize("also", [{}, {"role": "mlops"}])
def test_hostile_values_stay_text(client, path, name, also):
    page = client.get(f"/fr/{path}", query_string={**also, name: HOSTILE})
    assert page.status_code in {200, 404, 422}
    assert "<script>document" not in page.text
    assert "<img src=x" not in page.text
