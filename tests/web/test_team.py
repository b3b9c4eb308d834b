"""The pages for who leads people."""

import csv
import io
import re
from datetime import date, timedelta
from html import unescape

import pytest
from python_calamine import CalamineWorkbook

from tests.learners.test_progress import assign, step

TODAY = date.today()


def text(answer):
    """What a page says, without its markup, its spaces made equal."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def names(answer):
    """Whom the list shows, in its order."""
    return [unescape(each) for each in re.findall(r'/team/members/[^"]+">([^<]+)</a>', answer.text)]


@pytest.fixture
def boss(acme):
    """A browser in which somebody with a key for reports has signed in."""
    client = acme.app.test_client()
    headers = {"Sec-Fetch-Site": "same-origin"}
    assert client.post("/en/sign-in", data={"key": acme.key}, headers=headers).status_code == 303
    return client


@pytest.fixture
def people(acme):
    """Ada is stuck and in the bakery, Bea is on track, Cleo has left."""
    ids = {}
    for name in ("ada", "bea", "cleo"):
        ids[name] = acme.post("members", {"user_name": name, "given_name": name.title()}).json["id"]
    acme.post("groups", {"name": "Bakery & Co", "members": [ids["ada"]]})
    late = [step(each, TODAY - timedelta(days=9), TODAY + timedelta(days=days), title={"fr": f"le {each}"})
            for each, days in (("know-flour", -3), ("the-oven", 5))]  # fmt: skip
    for name in ids:
        assign(acme.scope(), ids[name], *late, name=name)
    acme.post("events", {"id": "1", "member": "bea", "resource": "know-flour", "kind": "completed"})
    acme.post("events", {"id": "2", "member": "bea", "resource": "the-oven", "kind": "skipped"})
    acme.post("events", {"id": "3", "member": "bea", "resource": "the-oven", "kind": "started"})
    acme.call("PATCH", f"members/{ids['cleo']}", {"active": False})
    return ids


@pytest.mark.parametrize("path", ["team", "team/members/x", "team/progress.csv"])
def test_who_has_not_signed_in_is_sent_to_do_it(acme, path):
    answer = acme.app.test_client().get(f"/fr/{path}")
    assert (answer.status_code, "/fr/sign-in" in answer.headers["Location"]) == (303, True)


@pytest.mark.parametrize(("lang", "said"), [("en", "No path is assigned yet"), ("fr", "Aucun parcours n'est encore")])
def test_without_paths_the_page_says_how_to_assign_one(boss, lang, said):
    page = boss.get(f"/{lang}/team")
    assert said in text(page)
    assert "/api/v1/assignments" in page.text


@pytest.mark.parametrize(("query", "shown"), [
    ("", ["Ada", "Bea"]), ("?state=stuck", ["Ada"]), ("?state=on_track", ["Bea"]), ("?state=done", []),
    ("?q=BE", ["Bea"]), ("?q=nobody", []), ("?sort=-name", ["Bea", "Ada"]), ("?sort=-share", ["Bea", "Ada"]),
    ("?sort=last", ["Ada", "Bea"]), ("?sort=due", ["Ada", "Bea"]), ("?page=2", []),
    ("?state=odd&sort=odd&group=odd&page=odd", ["Ada", "Bea"]), ("?page=99999999999", ["Ada", "Bea"]),
])  # fmt: skip
def test_the_list_shows_who_is_asked_for(boss, people, query, shown):
    answer = boss.get(f"/en/team{query}")
    assert answer.status_code == 200
    assert names(answer) == shown


def test_a_group_shows_its_people_alone(acme, boss, people):
    group = acme.get("groups").json["items"][0]["id"]
    answer = boss.get(f"/en/team?group={group}")
    assert names(answer) == ["Ada"]
    assert "1 path · Bakery & Co" in text(answer)


@pytest.mark.parametrize(("lang", "said"), [
    ("en", ["2 paths", "Late 0", "Stuck 1", "On track 1", "1 of 2 steps, 50% of the hours", "Steps that people drop"]),
    ("fr", ["2 parcours", "En retard 0", "À l'arrêt 1", "Dans les temps 1", "étapes : 1 sur 2", "Étapes abandonnées"]),
])  # fmt: skip
def test_the_page_counts_in_both_languages(boss, people, lang, said):
    shown = text(boss.get(f"/{lang}/team")).replace("\u202f", " ")
    assert [each for each in said if each not in shown] == []


def test_a_title_says_its_language(boss, people):
    assert '<span lang="fr">le know-flour</span>' in boss.get("/en/team").text


def test_the_order_turns_with_its_link(boss, people):
    page = boss.get("/en/team?sort=name").text
    assert 'aria-sort="ascending"' in page
    assert re.search(r'href="/en/team\?sort=-name#people"', page)


@pytest.mark.parametrize("report", ["progress", "groups", "steps"])
def test_what_the_page_shows_comes_as_files(boss, people, report):
    rows = list(csv.DictReader(io.StringIO(boss.get(f"/fr/team/{report}.csv?state=stuck").text)))
    book = CalamineWorkbook.from_filelike(io.BytesIO(boss.get(f"/fr/team/{report}.xlsx?state=stuck").data))
    sheet = book.get_sheet_by_index(0).to_python()
    assert (sheet[0], len(sheet) - 1) == (list(rows[0]), len(rows))
    if report == "progress":
        assert [(each["name"], each["state"], each["next_title"]) for each in rows] == [
            ("Ada", "stuck", "le know-flour")
        ]


def test_a_person_has_a_page_with_each_step(boss, people):
    said = text(boss.get(f"/en/team/members/{people['bea']}"))
    assert "On track 1 of 2 steps" in said
    assert "le know-flour completed" in said
    assert "le the-oven begun" in said
    assert "Skipped: le four" in said


def test_who_left_is_not_in_the_list_and_has_a_page(boss, people):
    said = text(boss.get(f"/en/team/members/{people['cleo']}"))
    assert "This person has left" in said


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_nobody_has_a_page_of_another_organisation(globex, boss, people, lang):
    other = globex.post("members", {"user_name": "zoe", "given_name": "Zoe"}).json["id"]
    assert boss.get(f"/{lang}/team/members/{other}").status_code == 404
    assert "Zoe" not in boss.get(f"/{lang}/team").text


def test_a_name_is_shown_as_it_is(acme, boss):
    member = acme.post("members", {"user_name": "x", "given_name": "<b>&amp;</b>"}).json["id"]
    assign(acme.scope(), member, "know-flour")
    page = boss.get("/en/team?q=<b>").text
    assert "<b>&amp;" not in page
    assert "&lt;b&gt;&amp;amp;&lt;/b&gt;" in page


def test_long_lists_come_in_pages(acme, boss):
    for at in range(52):
        member = acme.post("members", {"user_name": f"m{at:02}"}).json["id"]
        assign(acme.scope(), member, "know-flour", name=f"p{at}")
    first, second = boss.get("/en/team?sort=name"), boss.get("/en/team?sort=name&page=2")
    assert (len(names(first)), names(second)) == (50, ["m50", "m51"])
    assert "Page 1 of 2" in text(first)
