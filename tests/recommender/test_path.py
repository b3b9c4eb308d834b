from dataclasses import replace
from datetime import date, timedelta

import pytest

from recommender import BadProfile, Profile

ROLES = ["data-scientist", "machine-learning-engineer", "data-engineer", "ai-architect", "mlops-engineer",
         "data-analyst", "ai-ethicist", "executive"]  # fmt: skip


def ids(path):
    return [step.placed.resource.id for step in path.steps]


def test_what_is_required_comes_first(tiny, profile):
    assert ids(tiny.path(profile)) == ["know-flour", "the-oven", "baking-bread"]


def test_enough_hours_pay_for_the_certificate(tiny, profile):
    path = tiny.path(replace(profile, weeks=20))
    assert path.coverage == 1
    assert ids(path) == ["baker-certificate"]


def test_a_language_keeps_the_rest_out(tiny, profile):
    assert ids(tiny.path(replace(profile, languages=("en",)))) == ["know-flour", "the-oven-in-english", "baking-bread"]


def test_who_knows_more_learns_less(tiny, profile):
    assert ids(tiny.path(replace(profile, known={"flour": 1, "oven": 1}))) == ["baking-bread"]


def test_what_is_missing_says_why_and_what_would_mend_it(tiny, profile):
    path = tiny.path(replace(profile, cost="free"))
    assert [(gap.skill, gap.because["en"]) for gap in path.missing] == [("baking", "no free resource teaches it")]
    assert [gap.nearest[0].id for gap in path.missing] == ["baker-certificate"]
    late = tiny.path(replace(profile, weeks=12))
    assert late.missing[0].because["fr"] == "les heures ne suffisent pas"
    assert [each.change for each in late.relaxations] == [{"hours_per_week": 7}, {"weeks": 16}], "80 h are the fewest"


def test_tools_and_podcasts_stand_beside_the_steps(tiny, profile):
    path = tiny.path(profile)
    assert [each.resource.id for each in path.practice] == ["a-good-knife"]
    assert [each.resource.id for each in path.follow] == ["bread-radio"]


def test_dates_follow_the_hours(tiny, profile):
    placed = [step.placed for step in tiny.path(profile).steps]
    assert placed[0].starts == date(2026, 12, 1)
    assert placed[0].ends == date(2026, 12, 6), "4 h at 5 h a week end on the sixth day"
    assert placed[-1].ends == date(2026, 12, 1) + timedelta(weeks=4) - timedelta(days=1)


def test_a_goal_alone_works(tiny, profile):
    path = tiny.path(replace(profile, role=None, goal="je veux apprendre la boulangerie"))
    assert path.role is None
    assert "baking-bread" in ids(path)


@pytest.mark.parametrize("field", ["completed", "liked", "disliked"])
def test_an_unknown_resource_in_a_profile_is_told(tiny, profile, field):
    with pytest.raises(BadProfile) as caught:
        tiny.path(replace(profile, **{field: ("nothing",)}))
    assert field in caught.value.errors


@pytest.mark.parametrize("level", ["beginner", "intermediate", "advanced"])
@pytest.mark.parametrize("role", ROLES)
def test_every_role_and_level_has_a_sound_path(real, role, level):
    path = real.path(Profile(start=date(2026, 12, 1), role=role, level=level, hours_per_week=4, weeks=26))
    assert path.violations == 0
    assert path.hours <= path.profile.budget
    assert path.bound - path.coverage < 1e-6
    assert path.steps
    assert all(step.placed.resource.status in {"active", "archived", "renamed"} for step in path.steps)
    assert all(step.placed.gains or step.closes for step in path.steps), "no step repeats what is known"
    for step in path.steps:
        assert sum(reason.contribution for reason in step.reasons) == pytest.approx(step.score, abs=1e-6)
    days = [(step.placed.starts, step.placed.ends) for step in path.steps]
    assert all(start <= end for start, end in days)
    assert days == sorted(days)


@pytest.mark.parametrize("role", ["data-scientist", "executive"])
def test_more_hours_never_cover_less(real, role):
    profile = Profile(start=date(2026, 12, 1), role=role, weeks=20)
    covered = [real.path(replace(profile, hours_per_week=hours)).coverage for hours in (1, 2, 4, 8)]
    assert covered == sorted(covered)


def taught(path):
    return [gain.skill for step in path.steps for gain in step.placed.gains]


def test_statistics_come_before_deep_learning(real):
    skills = taught(real.path(Profile(start=date(2026, 12, 1), role="data-scientist", hours_per_week=4, weeks=26)))
    assert skills.index("statistics") < skills.index("machine-learning") < skills.index("deep-learning")


def test_executives_are_not_sent_to_linear_algebra(real):
    path = real.path(Profile(start=date(2026, 12, 1), role="executive", hours_per_week=4, weeks=26))
    assert not {"linear-algebra", "python", "sql", "calculus", "docker"} & set(taught(path))


def test_mlops_engineers_reach_deployment_and_monitoring(real):
    path = real.path(Profile(start=date(2026, 12, 1), role="mlops-engineer", hours_per_week=4, weeks=26))
    assert {"model-deployment", "model-monitoring"} <= set(taught(path))


def test_one_profile_can_be_asked_by_several_threads(tiny, profile):
    from concurrent.futures import ThreadPoolExecutor

    asked = [replace(profile, weeks=weeks) for weeks in (3, 5, 7)] * 8
    with ThreadPoolExecutor(8) as pool:
        found = [path.id for path in pool.map(tiny.path, asked)]
    assert found == [tiny.path(each).id for each in asked]


def test_when_all_days_are_holidays_more_weeks_are_offered(tiny, profile):
    off = tuple(profile.start + timedelta(days=i) for i in range(42))
    path = tiny.path(replace(profile, holidays=off))
    assert (path.steps, path.profile.budget) == ((), 0)
    assert [each.change for each in path.relaxations] == [{"weeks": 6 + 16}]


@pytest.mark.parametrize("filters", [{}, {"cost": "free"}, {"languages": ("en",)}, {"excluded_types": ("course",)}])
def test_a_relaxation_buys_what_it_says(real, filters):
    asked = Profile(start=date(2026, 12, 1), role="data-engineer", hours_per_week=2, weeks=12, **filters)
    offered = real.path(asked).relaxations
    assert offered
    for each in offered:
        change = {name: () if value == [] else value for name, value in each.change.items()}
        assert real.path(replace(asked, **change)).coverage == pytest.approx(each.coverage, abs=1e-6)


def test_what_is_pinned_and_can_be_no_step_is_told(tiny, profile):
    kept = replace(profile, pinned=("bread-radio", "know-flour", "master-flour"), cost="free")
    assert tiny.barred(kept) == ("bread-radio", "master-flour")
