"""The drawings keep the laws of their geometry, say in words what they draw, and can be read on every screen."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.messages import LANGUAGES, month
from api.web.drawing import coverage, heat_map, lines, neighbours, skill_map, timeline
from api.web.drawing.label import LONGEST
from api.web.drawing.layers import HEIGHT, depths, layered, simplified
from api.web.drawing.timeline import DESKTOP, PHONE
from catalog import Catalog
from recommender import Profile
from tests.conftest import skill

START = date(2026, 11, 25)
OFF = tuple(date(2026, 12, 23) + timedelta(days=n) for n in range(7))
PROFILES = {
    "half a year": Profile(start=START, role="data-scientist", hours_per_week=6),
    "two months": Profile(start=START, role="mlops", weeks=8),
    "with holidays": Profile(start=START, role="ai-ethicist", weeks=10, hours_per_week=5, holidays=OFF),
    "a year": Profile(start=START, role="data-engineer", weeks=52, hours_per_week=6),
    "two years": Profile(start=START, role="ai-architect", weeks=104, hours_per_week=4),
    "not from nothing": Profile(start=START, role="data-scientist", level="intermediate"),
    "one week": Profile(start=START, role="data-analyst", weeks=1, hours_per_week=6),
    "a goal": Profile(start=START, goal="fraud detection", weeks=10),
    "no hour": Profile(start=START, role="executive", weeks=1, hours_per_week=0.5),
}


@pytest.fixture(params=PROFILES)
def path(request, real):
    return real.path(PROFILES[request.param])


def overlapping(boxes):
    return [
        (a, b)
        for at, a in enumerate(boxes)
        for b in boxes[:at]
        if a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom
    ]


def points(curve):
    """Points along the cubic and level parts of path data as `curve` writes it, without the arrow."""
    (x, y), found = map(float, re.match(r"M(\S+) ([^CH]+)", curve).groups()), []
    for kind, said in re.findall(r"([CH])([^CHm]+)", curve):
        numbers = [float(each) for each in said.split()]
        ends = numbers if kind == "C" else [x, y, numbers[0], y, numbers[0], y]
        for t in (i / 20 for i in range(21)):
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            found.append(tuple(sum(w * p for w, p in zip(weights, each, strict=True))
                               for each in ((x, *ends[::2]), (y, *ends[1::2]))))  # fmt: skip
        x, y = ends[-2:]
    return found


def crossed(curve, boxes):
    return [
        box for box in boxes for x, y in points(curve) if box.x + 1 < x < box.right - 1 and box.y < y < box.y + HEIGHT
    ]


# Layers


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=20))
@settings(max_examples=60)
def test_edges_lead_from_a_lower_layer_to_a_higher_one_past_all_boxes(edges):
    kept = simplified(edges)
    laid = layered(kept, depths(kept))
    boxes = list(laid.boxes.values())
    assert overlapping(boxes) == []
    for (source, target), curve in laid.curves.items():
        assert laid.boxes[source].layer < laid.boxes[target].layer
        assert crossed(curve, boxes) == []
        assert all(0 <= x <= laid.width and 0 <= y <= laid.height for x, y in points(curve))


@given(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda edge: edge[0] < edge[1])))
def test_what_leads_to_what_is_still_so_with_fewer_edges(edges):
    def ways(edges):
        found = set(edges)
        while more := {(a, d) for a, b in found for c, d in edges if b == c} - found:
            found |= more
        return found

    kept = simplified(edges)
    assert ways(kept) == ways(edges)
    assert all((a, b) not in ways(set(kept) - {(a, b)}) for a, b in kept)


def test_a_circle_is_cut_where_it_closes():
    assert simplified([("a", "a"), ("a", "b"), ("b", "c"), ("c", "a")]) == [("a", "b"), ("b", "c")]


# Skill map


def test_the_map_holds_every_skill_that_counts_once_and_apart(path, real_catalog):
    drawn = skill_map(path, real_catalog)
    boxes = [node.box for node in drawn.nodes]
    shown = [node.skill for node in drawn.nodes]
    assert len(shown) == len(set(shown))
    gained = {gain.skill for step in path.steps for gain in step.placed.gains}
    assert {*path.needs, *gained} <= set(shown)
    assert overlapping(boxes) == []
    assert all(box.x >= 0 and box.right <= drawn.width and box.y >= 0 and box.bottom <= drawn.height for box in boxes)


def test_the_edges_of_the_map_go_right_and_through_no_box(path, real_catalog):
    drawn = skill_map(path, real_catalog)
    box = {node.skill: node.box for node in drawn.nodes}
    for line in drawn.lines:
        assert box[line.source].right < box[line.target].x
        assert crossed(line.curve, box.values()) == []
        assert line.always == (line.source in real_catalog.skills[line.target].requires)


def test_the_map_says_how_each_skill_stands(path, real_catalog):
    for node in skill_map(path, real_catalog).nodes:
        assert (node.have, node.reached) == (path.have.get(node.skill, 0), path.reached.get(node.skill, 0))
        assert node.needed == (node.skill in path.needs)
        assert node.levels.count("open") == max(0, node.wanted - node.reached)
        assert (node.state in ("have", "gain")) == (node.reached >= node.wanted)
        assert bool(node.steps) == (node.reached > node.have)


def test_a_baker_sees_what_leads_to_baking(tiny, profile):
    drawn = skill_map(tiny.path(profile), tiny.catalog)
    assert [(node.skill, node.state, node.steps, node.after) for node in drawn.nodes] == [
        ("flour", "gain", (1,), ()), ("oven", "gain", (2,), ()), ("baking", "partly", (3,), ("flour", "oven")),
    ]  # fmt: skip


# Timeline


def test_a_bar_lies_within_the_days_that_it_stands_for(path):
    drawn = timeline(path)
    rows = [row for _, rows in drawn.stages for row in rows]
    assert [row.resource for row in rows] == [step.placed.resource for step in path.steps]
    per_day = 100 / (7 * drawn.weeks) if drawn.weeks else 0
    for row in (*rows, *drawn.practice, *drawn.follow):
        assert row.bar.x == pytest.approx((row.starts - START).days * per_day, abs=0.01)
        assert row.bar.width == pytest.approx(((row.ends - row.starts).days + 1) * per_day, abs=0.01)
        assert 0 <= row.bar.x < row.bar.x + row.bar.width <= 100.01


def test_the_hours_of_the_weeks_are_those_of_the_path(path):
    drawn = timeline(path)
    assert [each.first for each in drawn.efforts] == [1, *(each.last + 1 for each in drawn.efforts[:-1])][
        : len(drawn.efforts)
    ]
    assert sum(each.hours * (each.last - each.first + 1) for each in drawn.efforts) == pytest.approx(path.hours, abs=1)
    assert max((each.height for each in drawn.efforts), default=100) == 100


def test_a_week_of_holidays_has_no_hours(real):
    drawn = timeline(real.path(PROFILES["with holidays"]))
    assert [(each.first, each.last) for each in drawn.efforts if not each.hours] == [(5, 5)]


@pytest.mark.parametrize(("name", "first", "monthly"), [
    ("one week", START, False), ("two months", START, False), ("half a year", date(2026, 12, 1), True),
    ("two years", date(2026, 12, 1), True),
])  # fmt: skip
def test_days_weeks_or_months_are_marked_and_few_of_them_named(real, name, first, monthly):
    drawn = timeline(real.path(PROFILES[name]))
    assert (drawn.marks[0].day, drawn.monthly) == (first, monthly)
    assert 0 < sum(mark.phone for mark in drawn.marks) <= PHONE
    assert 0 < sum(mark.named for mark in drawn.marks) <= DESKTOP
    assert all(0 <= mark.x < 100 for mark in drawn.marks)


@pytest.mark.parametrize(("after", "shown"), [(-1, False), (0, False), (1, True), (56, False)])
def test_today_is_marked_within_the_path(real, after, shown):
    drawn = timeline(real.path(PROFILES["two months"]), START + timedelta(days=after))
    assert (drawn.today is not None) == shown


# Coverage


def test_coverage_adds_up(path):
    drawn = coverage(path)
    rows = [row for _, rows in drawn.groups for row in rows]
    assert {row.skill for row in rows} == path.needs.keys()
    assert sum(row.share for row in rows) == pytest.approx(1)
    assert drawn.after == pytest.approx(sum(r.share * min(r.reached, r.wanted) / r.wanted for r in rows), abs=1e-4)
    assert drawn.before == pytest.approx(sum(r.share * min(r.have, r.wanted) / r.wanted for r in rows))
    for group, each in drawn.groups:
        assert [row.share for row in each] == sorted((row.share for row in each), reverse=True)
        assert all((group == "covered") == (row.reached >= row.wanted) for row in each)
        assert all((group == "open") == (row.reached == 0) for row in each)


# Heat map and neighbours


def test_a_level_counts_what_leads_to_it_from_below(tiny):
    drawn = heat_map(tiny.catalog)
    rows = {row.skill: row.needs["baker"] for area in drawn.areas for row in area.rows}
    assert {name: [level.counts for level in levels] for name, levels in rows.items()} == {
        "baking": [{"any": 2, "en": 2, "fr": 0}, {"any": 1, "en": 1, "fr": 0}],
        "flour": [{"any": 2, "en": 2, "fr": 0}],
    }
    assert [level.band("fr") for level in rows["baking"]] == [0, 0]
    assert rows["baking"][1].band("any") == 1


def test_the_heat_map_holds_every_need_of_every_role(real_catalog):
    drawn = heat_map(real_catalog)
    assert heat_map(real_catalog) is drawn
    for role in real_catalog.roles.values():
        assert len(drawn.levels(role.id)) == sum(need.level for need in role.needs.values())
        thinnest = [area.thinnest(role.id, "any") for area in drawn.areas if area.levels(role.id)]
        counts = [level.counts["any"] for level in drawn.levels(role.id)]
        assert min(level.counts["any"] for level in thinnest) == min(counts)


def test_every_skill_stands_among_its_neighbours(real_catalog):
    for each in real_catalog.skills.values():
        drawn = neighbours(each, real_catalog)
        relations = {node.skill: set(node.relations) for node in drawn.nodes}
        others = real_catalog.skills.values()
        assert each.requires.keys() <= {name for name, said in relations.items() if "requires" in said}
        assert {o.id for o in others if each.id in o.requires} == {
            n for n, s in relations.items() if "required_by" in s
        }
        assert {o.id for o in others if o.broader == each.id} == {n for n, s in relations.items() if "narrower" in s}
        boxes = [node.box for node in drawn.nodes]
        assert overlapping(boxes) == []
        assert all(drawn.top <= box.y and box.bottom <= drawn.top + drawn.height for box in boxes)
        assert all(crossed(curve, boxes) == [] for _, curve in drawn.lines)


def test_skills_that_require_each_other_can_be_drawn():
    one, other = skill("one", other=1), replace(skill("other", one=2), broader="one")
    drawn = neighbours(one, Catalog([], [replace(one, broader="other"), other], []))
    assert {node.skill for node in drawn.nodes} == {"one", "other"}


# Words


@pytest.mark.parametrize(("name", "shown"), [
    ("SQL", ("SQL",)),
    ("apprentissage profond", ("apprentissage profond",)),
    ("visualisation de données", ("visualisation", "de données")),
    ("traitement automatique du langage naturel", ("traitement automatique", "du langage naturel")),
    ("a name that is far too long to be held by the box", ("a name that is far too", "long to be held by…")),
    ("x" * 50, ("x" * 22, "…")),
    ("", ()),
])  # fmt: skip
def test_a_name_is_written_in_two_lines(name, shown):
    assert lines(name) == shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_name_of_the_catalogue_is_whole(real_catalog, lang):
    for each in real_catalog.skills.values():
        assert " ".join(lines(each.label[lang])) == each.label[lang]
        assert all(len(line) <= LONGEST for line in lines(each.label[lang]))


@pytest.mark.parametrize(("lang", "said"), [("en", "Dec"), ("fr", "déc.")])
def test_a_month_is_written_short(lang, said):
    assert month(lang, date(2026, 12, 1)) == said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hostile_names_are_only_text(app, lang, tiny, profile):
    from flask import render_template

    from api.messages import translator

    evil = "<script>alert(1)</script>"
    skills = [replace(each, label={"en": evil, "fr": evil}) for each in tiny.catalog.skills.values()]
    hostile = Catalog(tiny.catalog.resources.values(), skills, tiny.catalog.roles.values())
    with app.test_request_context(f"/{lang}/path"):
        for template in ("path/timeline.html", "path/skill_map.html", "path/coverage.html", "about/heat_map.html",
                         "skills/neighbours.html"):  # fmt: skip
            values = {"path": tiny.path(profile), "catalog": hostile, "skill": "baking", **translator(lang)}
            said = render_template(template, **values)
            assert "<script" not in said
            assert "None" not in said


# In the browser

PATHS = ["role=data-scientist&hours_per_week=6", "role=executive&weeks=1&hours_per_week=3",
         "role=ai-architect&weeks=104&hours_per_week=3", "role=data-scientist&level=intermediate"]  # fmt: skip

TOO_WIDE = """() => [...document.querySelectorAll('svg.map a.node')].filter(node => {
    const box = node.querySelector('.box').getBoundingClientRect();
    return [...node.querySelectorAll('text, circle, .mark')].map(each => each.getBoundingClientRect()).some(each =>
        each.left < box.left || each.right > box.right - 4 || each.top < box.top || each.bottom > box.bottom);
}).map(node => node.dataset.skill)"""

SMALL = """() => [...document.querySelectorAll('figure svg text, .coverage td, .heat-map td')]
    .filter(text => parseFloat(getComputedStyle(text).fontSize) < 11).length"""

AXIS = """() => [...document.querySelectorAll('.axis text:not(.today)')].map(text => text.getBoundingClientRect())
    .filter(({width}) => width).map(({left, right}) => [left, right])"""


@pytest.mark.parametrize("query", PATHS)
def test_names_stay_within_their_boxes_and_marks_apart(page, query):
    page.goto(f"/fr/path?{query}")
    assert page.locator("svg.map a.node").count() > 5
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate(SMALL) == 0
    spans = page.evaluate(AXIS)
    assert spans
    assert all(right < left for (_, right), (left, _) in zip(spans, spans[1:], strict=False))
    assert spans[-1][1] <= page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_names_of_neighbours_stay_within_their_boxes(page):
    for name in ("machine-learning", "python", "deep-learning", "natural-language-processing", "git"):
        page.goto(f"/fr/skills/{name}")
        assert page.evaluate(TOO_WIDE) == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_says_what_the_map_draws(visit, lang, real_catalog):
    page = visit(locale=lang)
    page.goto(f"/{lang}/path?role=data-scientist")
    drawn = page.locator("svg.map a.node").evaluate_all("nodes => nodes.map(n => [n.dataset.skill, n.ariaLabel])")
    rows = page.locator(".skill-map tbody tr").evaluate_all(
        "rows => rows.map(r => [...r.cells].map(c => c.textContent))"
    )
    assert [real_catalog.skills[name].label[lang] for name, _ in drawn] == [cells[0] for cells in rows]
    for (_, said), (name, state, levels, *_) in zip(drawn, rows, strict=True):
        assert said.startswith(name)
        assert state.split(" (")[0] in said
        assert said.endswith(levels)


def test_a_skill_that_has_the_focus_lights_up_what_leads_to_it_and_what_it_leads_to(visit):
    page = visit()
    page.goto("/en/path?role=data-scientist&hours_per_week=6")
    node = page.locator('a.node[data-skill="machine-learning"]')
    node.focus()
    lit = page.locator("a.node.lit").evaluate_all("nodes => nodes.map(n => n.dataset.skill)")
    assert {"python", "statistics", "machine-learning", "model-evaluation"} <= set(lit)
    assert "sql" not in lit
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/skills/machine-learning")


def test_the_heat_map_counts_by_language_without_javascript(visit):
    page = visit(java_script_enabled=False)
    page.goto("/en/about")
    cells = page.locator(".heat-map td span:visible")
    before = cells.all_inner_texts()
    page.get_by_label("in French", exact=True).check()
    after = cells.all_inner_texts()
    assert len(before) == len(after) > 20
    assert before != after
