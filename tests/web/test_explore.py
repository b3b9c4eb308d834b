"""Explore: to find a resource by words and filters, with a mouse, by keyboard, on a phone, without scripts."""

import re

import pytest

from api import create_app
from api.web.filters import HOURS
from catalog import Catalog
from tests.conftest import bakery, resource
from tests.web.conftest import SCREENS

LABELS = {
    "en": {"words": "Search the resources", "beginner": "Beginner", "off": "Remove the filter: Level: Beginner",
           "filters": "Filters", "order": "Order", "search": "Search", "exact": "Search exactly"},
    "fr": {"words": "Rechercher une ressource", "beginner": "Débutant", "off": "Retirer le filtre : Niveau : Débutant",
           "filters": "Filtres", "order": "Ordre", "search": "Rechercher", "exact": "Chercher exactement"},
}  # fmt: skip
HOSTILE = '"><script>document.title=1</script><img src=x onerror=alert(1)>'


@pytest.fixture(scope="module")
def bakers():
    """The pages over the bakery."""
    return create_app(content=bakery()).test_client()


def opened(visit, lang, address="", **options):
    page = visit(locale=lang, **options)
    page.goto(f"/{lang}/resources{address}")
    return page


def found(page):
    """How many resources the page says it found."""
    return int(re.match(r"[\d,\s]+", page.locator("#found").inner_text())[0].replace(",", ""))


def click_now(page, name):
    """Click at once, without waiting until the page is still, on what the page holds at that moment."""
    page.evaluate("name => document.getElementById(name).click()", name)


def settled(page, text):
    """Wait until the address has a text."""
    page.wait_for_function("text => decodeURIComponent(location.search).includes(text)", arg=text)


def focused(page):
    return page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("lang", LABELS)
def test_resources_of_a_level(visit, lang, screen, scripts):
    page = opened(visit, lang, java_script_enabled=scripts, viewport=SCREENS[screen])
    says, everything = LABELS[lang], found(page)
    if screen == "phone":
        page.locator("#filters > summary").click()
    page.locator("#level-beginner").click()
    page.wait_for_url("**level=beginner*")
    assert 0 < found(page) < everything
    assert all(says["beginner"] in text for text in page.locator(".hits .meta").all_text_contents())
    assert page.locator("#level-beginner").get_attribute("aria-current") == "true"
    page.get_by_role("link", name=says["off"]).click()
    page.wait_for_url(re.compile(r"resources\??$"))
    assert found(page) == everything


@pytest.mark.parametrize("lang", LABELS)
def test_one_finds_while_typing_and_the_caret_stays(visit, lang):
    page = opened(visit, lang, "?level=beginner")
    page.get_by_label(LABELS[lang]["words"]).press_sequentially("aprentissage", delay=20)
    settled(page, "q=aprentissage")
    assert "level=beginner" in page.url
    assert page.locator("mark").first.is_visible()
    assert page.evaluate("[document.activeElement.id, document.activeElement.selectionStart]") == ["q", 12]
    assert page.locator("#said").inner_text() == page.locator("#found").inner_text()
    assert page.title().startswith("aprentissage")
    corrected = found(page)
    page.get_by_role("link", name=LABELS[lang]["exact"]).click()
    page.wait_for_url("**exact=true*")
    assert found(page) < corrected


def test_typing_leaves_one_entry_in_the_history_and_each_filter_one(visit):
    page = opened(visit, "en")
    before = page.evaluate("history.length")
    page.locator("#q").press_sequentially("python", delay=20)
    settled(page, "q=python")
    assert page.evaluate("history.length") == before
    page.locator("#type-course").click()
    settled(page, "type=course")
    page.locator("#level-beginner").click()
    settled(page, "level=beginner")
    both = found(page)
    page.go_back()
    page.wait_for_function("() => document.querySelectorAll('.chosen .chip').length === 1")
    assert "level" not in page.url
    assert found(page) > both
    page.go_forward()
    page.wait_for_function("() => document.querySelectorAll('.chosen .chip').length === 2")
    assert found(page) == both
    assert page.locator("#q").input_value() == "python"


def test_a_filter_chosen_while_typing_takes_the_words_along(visit):
    page = opened(visit, "en")
    page.locator("#q").fill("python")
    click_now(page, "level-beginner")
    settled(page, "level=beginner")
    page.wait_for_timeout(300)  # what was typed would have been asked for by now
    assert {"q=python", "level=beginner"} <= set(page.url.split("?")[1].split("&"))


def test_a_filter_that_is_answered_late_is_not_given_up_for_the_words_it_has_asked_for(visit):
    page = opened(visit, "en")

    def late(route):
        page.wait_for_timeout(400)
        route.continue_()

    page.route("**/resources?*level=beginner*", late)
    page.locator("#q").fill("python")
    click_now(page, "level-beginner")
    settled(page, "level=beginner")
    assert "q=python" in page.url


def test_an_answer_that_comes_late_is_dropped(visit):
    page = opened(visit, "en")
    late = []

    def hold(route):
        if "q=py&" in route.request.url + "&":
            late.append(route)
        else:
            route.continue_()

    page.route("**/resources?*", hold)
    page.locator("#q").press_sequentially("py")
    page.wait_for_timeout(250)
    assert late
    page.locator("#q").press_sequentially("thon")
    settled(page, "q=python")
    late[0].continue_()
    page.wait_for_timeout(200)
    assert "q=python" in page.url
    assert page.title().startswith("python")


def test_the_keyboard_alone_searches_moves_and_opens(visit):
    page = opened(visit, "en", "?level=beginner")
    titles = page.locator(".hits h3").all_text_contents()
    page.keyboard.press("/")
    assert focused(page) == "q"
    one, two, three = titles[:3]
    for key, there in (("ArrowDown", one), ("j", two), ("ArrowDown", three), ("k", two), ("ArrowUp", one),
                       ("ArrowUp", "q"), ("ArrowDown", one), ("Escape", "q")):  # fmt: skip
        page.keyboard.press(key)
        assert focused(page) == there, key
    page.keyboard.type("/j")
    assert page.locator("#q").input_value() == "/j"
    page.wait_for_function("() => location.search.includes('q=')")
    page.locator("#q").fill("")
    settled(page, "level=beginner")
    page.wait_for_function("() => !location.search.includes('q=')")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/resources/*")
    assert page.get_by_role("heading", level=1).inner_text() == one


def test_the_focus_stays_on_the_filter_and_goes_to_the_results_from_what_vanishes(visit):
    page = opened(visit, "en", "?cost=free&type=book", viewport=SCREENS["phone"])
    page.locator("#filters > summary").click()
    page.locator("#level-beginner").focus()
    page.keyboard.press("Enter")
    settled(page, "level=beginner")
    page.wait_for_function("() => document.activeElement.id === 'level-beginner'")
    assert page.locator("#level-beginner").is_visible()  # what was unfolded stays unfolded
    page.get_by_role("link", name="Remove the filter: Cost").press("Enter")
    page.wait_for_function("() => document.activeElement.id === 'found'")


def test_the_other_language_keeps_what_was_chosen_since(visit):
    page = opened(visit, "en")
    page.locator("#level-advanced").click()
    settled(page, "level=advanced")
    page.get_by_role("link", name="Français", exact=True).click()
    page.wait_for_url("**/fr/resources?level=advanced")


def test_orders_and_pages_have_addresses(visit):
    page = opened(visit, "en", "?type=course")
    page.get_by_label("Order").select_option("title")
    page.wait_for_url("**sort=title*")
    first = page.locator(".hits h3").all_text_contents()
    assert first == sorted(first, key=str.casefold)
    page.get_by_role("link", name="Next").click()
    page.wait_for_url("**page=2*")
    page.wait_for_function("() => document.activeElement.id === 'found'")
    assert page.locator(".hits h3").first.text_content().casefold() > first[-1].casefold()
    page.get_by_role("link", name="Previous").click()
    page.wait_for_function("() => !location.search.includes('page')")
    assert page.locator(".hits h3").all_text_contents() == first


def test_without_an_answer_one_is_told(visit):
    page = opened(visit, "en")
    page.route("**/resources?*", lambda route: route.abort())
    page.locator("#level-beginner").click()
    page.locator("#lost").wait_for()
    assert "connection" in page.locator("#lost").inner_text()


@pytest.mark.parametrize(("address", "counts"), [
    ("", {"level": {"beginner": 6, "intermediate": 2}, "cost": {"free": 6, "paid": 2}}),
    ("?level=beginner&cost=paid", {"level": {"beginner": 1, "intermediate": 1}, "cost": {"free": 5, "paid": 1}}),
    ("?level=advanced", {"level": {"beginner": 6, "intermediate": 2, "advanced": 0}}),
    ("?status=unverified", {"status": {"active": 8, "unverified": 1}, "level": {"beginner": 1}}),
    ("?type=podcast,course", {"hours": {"0-2": 1, "2-10": 4, "10-40": 2, "40-": 1}}),
    ("?role=bread+maker", {"role": {"baker": 6}, "skill": {"flour": 3, "baking": 4}}),
])  # fmt: skip
def test_counts_say_what_each_choice_would_leave(bakers, address, counts):
    page = bakers.get(f"/en/resources{address}").text
    for facet, values in counts.items():
        shown = re.findall(rf'<a id="{facet}-([\w-]*)".*?class="count">(\d+)<', page)
        assert {value: int(count) for value, count in shown}.items() >= values.items()
        assert {value for value, count in shown if count != "0"} <= values.keys() | {"oven"}


@pytest.mark.parametrize("hours", HOURS)
def test_a_range_of_hours_leaves_what_is_within(client, hours):
    low, high = hours
    link = {(None, 2): "max_hours=2", (40, None): "min_hours=40"}.get(hours, f"min_hours={low}&amp;max_hours={high}")
    page = client.get("/en/resources").text
    assert f'href="?{link}"' in page
    count = int(re.search(rf'href="\?{link}".*?class="count">(\d+)<', page)[1])
    left = client.get(f"/en/resources?{link.replace('&amp;', '&')}").text
    assert f">{count} resources" in left
    within = [float(each) for each in re.findall(r"· ([\d.]+) h", left)]
    assert within
    assert all((low or 0) <= each <= (high or 999) for each in within)


@pytest.mark.parametrize("lang", LABELS)
@pytest.mark.parametrize(("address", "said"), [
    ("level=expert", {"en": ("Level", "“expert”", "Beginner, Intermediate, Advanced"),
                      "fr": ("Niveau", "« expert »", "Débutant, Intermédiaire, Avancé")}),
    ("page=abc", {"en": ("Page", "“abc”", "whole number"), "fr": ("Page", "« abc »", "nombre entier")}),
    ("sort=colour", {"en": ("Order", "“colour”", "Newest first"), "fr": ("Ordre", "« colour »", "Titre")}),
    ("min_hours=9&max_hours=2", {"en": ("Most hours", "“2”"), "fr": ("Heures au plus", "« 2 »")}),
    ("skill=floor", {"en": ("skill", "“floor”", "nearest: flour"), "fr": ("compétence", "« floor »", "farine")}),
    ("role=qqqq", {"en": ("role", "“qqqq”", "nearest: baker"), "fr": ("métier", "« qqqq »", "boulanger")}),
    ("exact=maybe", {"en": ("typed", "“maybe”"), "fr": ("saisi", "« maybe »")}),
    ("year_from=1200", {"en": ("since", "“1200”", "1900"), "fr": ("depuis", "« 1200 »", "1900")}),
])  # fmt: skip
def test_a_wrong_value_is_named_and_the_rest_is_shown(bakers, lang, address, said):
    page = bakers.get(f"/{lang}/resources?q=flour&{address}")
    assert page.status_code == 422
    note = re.search(r'<div class="note" role="alert">.*?</div>', page.text, re.S)[0].replace("\u00a0", " ")
    assert all(each in note for each in said[lang])
    assert "master flour" in re.sub(r"</?mark>", "", page.text)


def test_a_dead_end_says_what_each_step_back_would_bring(bakers):
    page = bakers.get("/en/resources?q=oven&level=intermediate&cost=paid").text
    ways = re.search(r'<ul class="ways">(.*?)</ul>', page, re.S)[1]
    said = re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", ways))
    assert "Without words: oven 1 resource" in said
    assert "Without level: Intermediate 1 resource" in said
    assert "cost" not in said  # without that there is nothing either
    assert 'href="/en/"' in page


def test_nothing_found_offers_names_that_are_near(client):
    page = client.get("/en/resources?q=kagle+pandsa&exact=true&level=advanced").text
    assert ">0 resources" in page
    assert 'class="ways"' in page


@pytest.mark.parametrize(("address", "said"), [
    ("q=aprentissage", "apprentissage"), ("page=999", "20 pages only"), ("mode=follow", "How one uses it: to follow"),
    ("min_hours=3&max_hours=7", "Hours: 3 to 7 h"), ("utm_source=x", "391 resources"), ("level=&q=+", "391 resources"),
])  # fmt: skip
def test_the_page_says_what_it_was_asked(client, address, said):
    page = client.get(f"/en/resources?{address}")
    assert page.status_code == 200
    assert said in re.sub(r"\s+", " ", page.text)


def test_the_same_search_is_a_table_away(client):
    page = client.get("/en/resources?q=python&level=beginner&cost=free").text
    address = re.search(r'href="(/api/v1/resources\?[^"]*)"', page)[1].replace("&amp;", "&")
    table = client.get(address)
    assert table.mimetype == "text/csv"
    total = int(re.search(r'id="found"[^>]*>(\d+)', page)[1])
    assert len(table.text.splitlines()) == total + 1


@pytest.mark.parametrize("lang", LABELS)
def test_hostile_titles_and_words_are_text(lang):
    records = [resource("x", {}, title={"en": f"bread {HOSTILE}"}, summary={"en": f"bread {HOSTILE}", "fr": HOSTILE},
                        url="javascript:alert(1)", tags=(HOSTILE,))]  # fmt: skip
    client = create_app(content=Catalog(records, [], [])).test_client()
    for words in ("bread", HOSTILE):
        page = client.get(f"/{lang}/resources", query_string={"q": words, "level": HOSTILE}).text
        assert "<img src=x" not in page
        assert "<script>document" not in page
        assert "javascript:" not in page
        assert "&lt;img src=x" in page.replace("<mark>", "").replace("</mark>", "")
