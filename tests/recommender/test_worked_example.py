"""The example of docs/paths.md, as the program answers it; the page names every figure that is checked here."""

from datetime import date
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "paths.md").read_text()


def test_the_path(tiny, profile):
    path = tiny.path(profile)
    assert [step.placed.resource.id for step in path.steps] == ["know-flour", "the-oven", "baking-bread"]
    assert f"{path.coverage:.4f}" in PAGE
    assert path.bound == path.coverage


ENDS = [date(2026, 12, 6), date(2026, 12, 14), date(2026, 12, 28)]


@pytest.mark.parametrize(("position", "end"), list(enumerate(ENDS)))
def test_its_fits_and_dates(tiny, profile, position, end):
    step = tiny.path(profile).steps[position]
    assert f"**{step.score}**" in PAGE
    assert step.placed.ends == end
    assert f"{end.day} December" in PAGE


def test_its_burden_and_relaxations(tiny, profile):
    path = tiny.path(profile)
    assert f"**{sum(step.placed.resource.hours * (2 - step.score) for step in path.steps):.5f}**" in PAGE
    assert [list(each.change.items()) for each in path.relaxations] == [[("hours_per_week", 14)], [("weeks", 16)]]
    assert all(f"**{value}**" in PAGE for each in path.relaxations for value in each.change.values())
