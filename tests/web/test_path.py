"""The path: read, adjusted, swapped, ticked off and taken along, in a real browser and without scripts."""

import json
import re
from dataclasses import replace

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from tests.web.conftest import SCREENS

ASKED = "path?role=data-scientist&hours_per_week=8&weeks=26"
TEXTS = {
    "en": {"swap": "Take this one", "undo": "Undo", "instead": "instead of", "done": "Done", "export": "Export",
           "imported": "merged", "wrong": "no progress file", "covered": "covered", "reset": "Reset",
           "of": "1 of"},
    "fr": {"swap": "Choisir celle-ci", "undo": "Annuler", "instead": "à la place de", "done": "Fait",
           "export": "Exporter", "imported": "réuni", "wrong": "pas un fichier de progression", "covered": "couverts",
           "reset": "Tout effacer", "of": "1 sur"},
}  # fmt: skip
HOSTILE = '"><script>document.title=1</script><img src=x onerror=alert(1)>'


def titles(page):
    return page.locator(".steps h4").all_inner_texts()


def settled(page):
    """Wait until no answer is on its way."""
    expect(page.locator(".htmx-request")).to_have_count(0)


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("lang", TEXTS)
def test_from_the_start_to_a_swap_a_tick_and_another_browser(visit, tmp_path, lang, screen):
    said = TEXTS[lang]
    page = visit(viewport=SCREENS[screen], locale=lang)
    page.goto(f"/{lang}/?role=data+scientst&hours_per_week=8")
    page.locator("form.ask button").click()
    page.wait_for_url("**/path?**")
    before = titles(page)

    step = page.locator(".steps > li", has=page.locator(".instead")).first
    left, kept = step.locator("h4").inner_text(), ""
    step.locator("summary").click()
    kept = step.locator(".instead a:not(.button)").first.inner_text()
    step.get_by_role("link", name=said["swap"]).first.click()
    page.wait_for_url("**pinned=**")
    assert kept in titles(page)
    assert left not in titles(page)
    banner = page.locator(".swaps")
    assert said["instead"] in banner.inner_text()
    assert left in banner.inner_text()
    page.go_back()
    assert titles(page) == before
    page.go_forward()
    page.locator(".swaps").get_by_role("link", name=said["undo"]).click()
    page.wait_for_url(lambda url: "pinned" not in url)
    assert titles(page) == before

    address, first = page.url, before[0]
    page.locator(".steps > li").first.get_by_role("checkbox", name=said["done"]).check()
    progress = page.locator(".headway")
    progress.wait_for()
    assert said["of"] in progress.inner_text()
    assert first not in titles(page)
    assert page.url == address
    page.wait_for_function("document.activeElement.matches('.steps [data-done]')")

    with page.expect_download() as download:
        page.get_by_role("button", name=said["export"]).click()
    file = tmp_path / "progress.json"
    download.value.save_as(file)
    assert len(json.loads(file.read_text())["done"]) == 1

    other = visit(viewport=SCREENS[screen], locale=lang)
    other.goto(address)
    assert other.locator(".headway").count() == 0
    other.locator("#import").set_input_files(file)
    other.locator(".headway").wait_for()
    assert said["imported"] in other.locator("#kept").inner_text()
    assert titles(other) == titles(page)
    other.reload()
    other.locator(".headway").wait_for()
    other.locator("#done summary").click()
    other.locator("#done").get_by_role("checkbox").uncheck()
    other.locator(".headway").wait_for(state="detached")
    assert titles(other) == before


@pytest.mark.parametrize("content", ["no JSON", "[]", "{}", '{"parcours": 2, "done": {}}',
                                     '{"parcours": 1, "done": ["a"]}', '{"parcours": 1, "done": null}'])  # fmt: skip
@pytest.mark.parametrize("lang", TEXTS)
def test_a_wrong_file_is_refused_and_named(visit, lang, content):
    page = visit(locale=lang)
    page.goto(f"/{lang}/{ASKED}")
    page.locator("#import").set_input_files(
        {"name": "holiday <b>.json", "mimeType": "application/json", "buffer": content.encode()}
    )
    expect(page.locator("#kept")).to_contain_text(TEXTS[lang]["wrong"])
    assert "holiday <b>.json" in page.locator("#kept").inner_text()
    assert page.evaluate("localStorage.length") == 0


def test_an_import_is_merged_with_what_is_ticked_off_here(visit):
    page = visit()
    page.goto(f"/en/{ASKED}")
    here = page.locator("[data-done]").first.get_attribute("data-done")
    page.locator("[data-done]").first.check()
    page.locator(".headway").wait_for()
    there = page.locator(".steps [data-done]").nth(1).get_attribute("data-done")
    file = json.dumps({"parcours": 1, "done": {there: "2026-01-01", "gone-from-the-catalogue": "2026-01-01"}})
    page.locator("#import").set_input_files({"name": "p.json", "mimeType": "application/json", "buffer": file.encode()})
    expect(page.locator(f"#done [data-done='{there}']")).to_be_checked()
    expect(page.locator(f"#done [data-done='{here}']")).to_be_checked()


@pytest.mark.parametrize("answer", ["accept", "dismiss"])
def test_a_reset_asks_first(visit, answer):
    page = visit()
    page.goto(f"/en/{ASKED}")
    page.locator("[data-done]").first.check()
    page.locator(".headway").wait_for()
    page.on("dialog", lambda dialog: getattr(dialog, answer)())
    page.get_by_role("button", name="Reset").click()
    expect(page.locator(".headway")).to_have_count(int(answer == "dismiss"))


def test_a_done_step_shortens_the_path(client):
    def hours(done):
        text = client.get(f"/en/{ASKED}", headers={"HX-Request": "true", "Parcours-Done": ",".join(done)}).text
        ids = re.findall(r'id="step-\d+">.*?data-done="([^"]+)"', text, re.S)
        return ids, float(re.search(r"<dt>hours</dt><dd>([\d.,]+)", text)[1])

    ids, before = hours([])
    for n in range(1, len(ids)):
        left, now = hours(ids[:n])
        assert now < before
        assert not set(left) & set(ids[:n])
        before = now


@pytest.mark.parametrize("done", ["", "no-such-resource", "<script>", ",,,", "é"])
def test_what_is_ticked_off_elsewhere_does_no_harm(client, done):
    plain = client.get(f"/en/{ASKED}").text
    answer = client.get(f"/en/{ASKED}", headers={"Parcours-Done": done.encode().decode("latin-1")})
    assert answer.status_code == 200
    assert answer.text == plain


def test_sliders_answer_while_one_drags_and_keep_the_focus(page):
    page.goto(f"/fr/{ASKED}")
    before = page.locator(".figures").inner_text()
    slider = page.get_by_role("slider", name="Heures par semaine")
    slider.focus()
    for _ in range(8):
        page.keyboard.press("ArrowLeft")
    expect(page.locator(".figures")).not_to_have_text(before, use_inner_text=True)
    settled(page)
    assert page.evaluate("document.activeElement.dataset.for") == "hours_per_week"
    assert page.locator("#hours_per_week").input_value() == "4"
    assert "hours_per_week=4" in page.url
    assert "deadline" not in page.url
    assert "couverts" in page.locator("#spoken").inner_text()
    shown = titles(page)
    page.reload()
    assert titles(page) == shown


def test_what_is_unfolded_stays_so_when_the_answer_changes(visit):
    page = visit()
    page.goto(f"/en/{ASKED}")
    page.locator("#embed summary").click()
    page.get_by_label("Free only").check()
    page.wait_for_url("**cost=free**")
    settled(page)
    assert page.locator("#embed-code").is_visible()


def test_a_refused_number_is_told_beside_the_panel_and_the_path_stays(visit):
    page = visit()
    page.goto(f"/en/{ASKED}")
    before = titles(page)
    page.get_by_text("More choices").click()
    page.get_by_label("Or until when").fill("2001-01-01")
    expect(page.locator("#refused")).to_contain_text("“2001-01-01”")
    assert titles(page) == before
    page.get_by_label("Or until when").fill("")
    expect(page.locator("#refused")).to_have_text("")


@pytest.mark.parametrize("lang", TEXTS)
def test_the_path_works_without_scripts(visit, lang):
    page = visit(java_script_enabled=False, locale=lang)
    page.goto(f"/{lang}/{ASKED}")
    assert page.locator("[data-done]:visible, [data-copy]:visible, #keep:visible").count() == 0
    page.locator("#weeks").fill("10")
    page.locator("#adjust button").click()
    assert "weeks=10" in page.url
    page.locator(".instead").first.locator("xpath=ancestor::details").locator("summary").click()
    page.get_by_role("link", name=TEXTS[lang]["swap"]).first.click()
    assert page.locator(".swaps").is_visible()
    page.locator("#why_not").fill("hands on machine lerning")
    page.locator(".why-form button").click()
    assert "Hands-On" in page.locator("#why-not .card").inner_text()


def test_why_not_gives_reasons_and_a_change_that_brings_it_in(visit):
    page = visit()
    page.goto(f"/en/{ASKED}")
    page.get_by_label("A resource that you expected").press_sequentially("hands-on mach")
    page.locator("[role=option]").first.click()
    page.get_by_role("button", name="Ask").click()
    page.wait_for_url("**why_not=**")
    name = page.locator("#why-not h3").inner_text()
    assert name.startswith("Hands-On Machine Learning")
    assert page.locator("#why-not .card li").count() >= 2
    page.get_by_role("link", name="Make this change").click()
    page.wait_for_url(lambda url: "why_not" not in url)
    assert name in titles(page)


@pytest.mark.parametrize(("query", "said"), [
    ("why_not=qqqqqqqqqq", "is called “qqqqqqqqqq”"), ("why_not=kaggle-python", "in your path already"),
    ("why_not=scikit-learn", "stands beside the steps"),
    ("cost=free&why_not=hands-on-machine-learning", "allow what is"),
    ("language=fr&why_not=hands-on-machine-learning", "also allow English"),
    ("excluded_type=book&why_not=hands-on-machine-learning", "no longer leave out: book"),
    ("disliked=hands-on-machine-learning&why_not=hands-on-machine-learning", "no longer set it aside"),
    ("type=course&why_not=hands-on-machine-learning", "also allow this type: book"),
    ("weeks=2&why_not=hands-on-machine-learning", "give it"),
    ("completed=hands-on-machine-learning&why_not=hands-on-machine-learning", "untick it"),
])  # fmt: skip
def test_each_answer_to_why_not(client, query, said):
    page = client.get(f"/en/path?role=data-scientist&hours_per_week=8&{query}")
    assert page.status_code == 200
    assert said in page.text.split('id="why-not"')[1]


@pytest.mark.parametrize(("query", "said"), [
    ("goal=nlp", "Your path: nlp"), ("role=executive&level=advanced&known=ai-strategy:3", "executive"),
    ("role=data-scientist&weeks=1&hours_per_week=0.5", "No step fits these choices"),
    ("role=data+scientst", "We took “data scientst” for data scientist"),
    ("role=data-scientist&pinned=deep-learning-book&cost=free&excluded_type=book", "is set aside"),
    ("role=mlops&pinned=scikit-learn", "“scikit-learn” is set aside"),
])  # fmt: skip
def test_what_is_special_is_said(client, query, said):
    page = client.get(f"/en/path?{query}")
    assert page.status_code == 200
    assert said in page.text


def test_who_knows_everything_has_nothing_to_do(client, real_catalog):
    known = ",".join(f"{skill}:{need.level}" for skill, need in real_catalog.roles["executive"].needs.items())
    page = client.get(f"/en/path?role=executive&known={known}").text
    assert "Nothing left to learn here" in page
    assert 'class="steps"' not in page


def test_a_proof_that_was_not_finished_says_the_gap(app, client, monkeypatch):
    engine = app.extensions["live"].engine
    plan = engine.path
    monkeypatch.setattr(engine, "path", lambda profile: replace(plan(profile), bound=plan(profile).coverage + 0.0123))
    assert "up to 1.3 points more" in client.get(f"/en/{ASKED}").text


def test_each_way_to_more_coverage_is_a_link_that_takes_it(client):
    page = client.get("/en/path?role=data-scientist&hours_per_week=2&cost=free&language=fr&deadline=2099-01-01")
    assert page.status_code == 422
    page = client.get("/en/path?role=data-scientist&hours_per_week=2&weeks=20&cost=free&language=fr").text
    ways = re.findall(r'href="(\?[^"]+)">[^<]*</a> <span>would cover (\d+)%', page)
    assert len(ways) >= 3
    for address, covered in ways:
        assert f"<dd>{covered}%</dd>" in client.get("/en/path" + address.replace("&amp;", "&")).text


@pytest.mark.parametrize("query", ["role=data-scientist", "goal=nlp", "role=mlops&disliked=kaggle-python"])
def test_calendar_and_table_say_the_same_path(client, query):
    page = client.get(f"/en/path?{query}").text
    steps = re.findall(r'id="step-(\d+)"', page)
    calendar = client.get(f"/en/path.ics?{query}")
    assert calendar.mimetype == "text/calendar"
    assert len(Calendar.from_ical(calendar.data).walk("VEVENT")) >= 1
    assert len(client.get(f"/en/path.csv?{query}").text.splitlines()) == len(steps) + 1


@pytest.mark.parametrize(("lang", "title"), [
    ("en", "Learning path: data analyst"), ("fr", "Parcours d'apprentissage\u00a0: analyste en données"),
])  # fmt: skip
def test_the_print_view_is_one_page(visit, lang, title):
    page = visit(locale=lang)
    page.goto(f"/{lang}/path/print?role=data-analyst")
    assert page.get_by_role("heading", level=1).inner_text() == title
    assert page.locator("tbody tr").count() > 3
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1


@pytest.mark.parametrize("lang", TEXTS)
def test_the_link_and_the_code_to_embed_are_copied(visit, server, lang):
    page = visit(locale=lang, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"/{lang}/{ASKED}&level=intermediate")
    page.locator("#take > .row [data-copy]").click()
    expect(page.locator(".copied")).not_to_be_empty()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    page.locator("#embed summary").click()
    page.locator("#embed [data-copy]").click()
    code = page.locator("#embed-code").inner_text()
    assert f'<script src="{server}/embed.js"' in code
    assert f'<parcours-path role="data-scientist" level="intermediate" lang="{lang}">' in code
    page.wait_for_function("async () => (await navigator.clipboard.readText()).includes('parcours-path')")


@pytest.mark.parametrize("path", ["path", "path/print", "path.csv", "path.ics"])
@pytest.mark.parametrize("name", ["role", "goal", "why_not", "holidays", "pinned", "start"])
def test_hostile_values_stay_text(client, path, name):
    page = client.get(f"/en/{path}", query_string={"role": "mlops", "goal": "nlp", name: HOSTILE})
    assert page.status_code in {200, 404, 422}
    assert "<script>document" not in page.text
    assert "<img src=x" not in page.text


@pytest.mark.parametrize(("lang", "said"), [("en", "practice of what you have learnt"), ("fr", "mettre en pratique")])
def test_what_closes_a_stage_says_so_and_each_step_what_it_gives(client, lang, said):
    page = client.get(f"/{lang}/path?role=data-analyst&hours_per_week=4&weeks=26").text
    assert said in page
    gains = re.findall(r'<p class="gains">.*?</p>', page, re.S)
    assert gains
    assert all('class="skill"' in each for each in gains)
