import pytest

from catalog import Need, Role
from recommender.comparison import nearest, nearness, side_by_side


def role(role_id, **levels):
    names = {"en": role_id, "fr": role_id}
    needs = {skill: Need(level, 3.0 if skill == "oven" else 1.0) for skill, level in levels.items()}
    return Role(role_id, names, {}, names, needs)


BAKER = role("baker", flour=1, oven=2, selling=1)
PIZZAIOLO = role("pizzaiolo", flour=2, oven=2, tomato=2)
GROCER = role("grocer", selling=3, tomato=1)
IDLER = role("idler")


@pytest.mark.parametrize(("one", "other", "near"), [
    (BAKER, BAKER, 1),
    (BAKER, PIZZAIOLO, (1 + 2) / (2 + 2 + 1 + 2)),
    (BAKER, GROCER, 1 / (1 + 2 + 3 + 1)),
    (BAKER, IDLER, 0),
    (IDLER, IDLER, 0),
])  # fmt: skip
def test_nearness_is_the_share_of_levels_in_common(one, other, near):
    assert nearness(one, other) == nearness(other, one) == pytest.approx(near)


def test_the_nearest_come_first_and_strangers_not_at_all():
    assert [found.id for found, _ in nearest(BAKER, [IDLER, GROCER, BAKER, PIZZAIOLO])] == ["pizzaiolo", "grocer"]


def test_what_more_roles_need_comes_first_then_role_by_role_the_weightiest():
    rows = side_by_side((BAKER, PIZZAIOLO, GROCER))
    assert [(row.skill, row.levels) for row in rows] == [
        ("oven", (2, 2, 0)), ("flour", (1, 2, 0)), ("selling", (1, 0, 3)), ("tomato", (0, 2, 1)),
    ]  # fmt: skip
