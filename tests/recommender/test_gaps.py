from dataclasses import replace

import pytest

from catalog import Catalog, Need
from catalog.rules import reachable, usable
from recommender import Engine
from recommender.gaps import AUDIENCES, Audience
from tests.conftest import bakery, resource

FREE = Audience(None, "free")
FRENCH = Audience("fr", None)


def for_whom(audience, each):
    return audience.language in (None, *each.languages) and audience.cost in (None, each.cost)


def fullest(content, role, audience):
    """The coverage that all resources of an audience give together, reached the slow way."""
    levels = reachable(content, [each for each in usable(content) if for_whom(audience, each)], {})
    whole = sum(need.weight for need in role.needs.values())
    shares = (n.weight * min(levels.get(skill, 0), n.level) / n.level for skill, n in role.needs.items())
    return sum(shares) / whole


def test_what_only_the_certificate_teaches_is_out_of_reach_for_free(tiny):
    lacking = [each for each in tiny.gaps.gaps if each.audience == FREE and each.lost]
    assert [(each.skill, each.level, each.resources, each.because) for each in lacking] == [("baking", 2, 0, "nothing")]
    assert lacking[0].lost == pytest.approx(1 / 3)


def test_what_asks_for_what_nobody_teaches_is_out_of_reach(tiny):
    content = bakery()
    only = [
        replace(each, languages=("fr",)) if each.id == "baking-bread" else each for each in content.resources.values()
    ]
    found = Engine(Catalog(only, content.skills.values(), content.roles.values())).gaps.gaps
    because = {(each.skill, each.level): each.because for each in found if each.audience == FRENCH}
    assert because == {("baking", 1): "requirements", ("baking", 2): "nothing", ("flour", 1): "nothing"}


def test_the_worst_comes_first(tiny):
    lost = [each.lost for each in tiny.gaps.gaps]
    assert lost == sorted(lost, reverse=True)
    gains = [each.gain for each in tiny.gaps.additions]
    assert gains == sorted(gains, reverse=True)
    assert gains[-1] > 0


def test_what_opens_the_way_to_others_counts_for_all_of_them():
    content = bakery()
    without = [each for each in content.resources.values() if each.id not in ("know-flour", "baker-certificate")]
    content = Catalog(without, content.skills.values(), content.roles.values())
    best = Engine(content).gaps.additions[0]
    assert (best.skill, best.level) == ("flour", 1)
    assert best.gain == pytest.approx(2 / 3)  # flour itself, and baking at 1, which asks for it


def test_what_opens_the_way_to_more_of_itself_counts_for_that_too():
    content = bakery()
    only = [replace(content.resources["master-flour"], cost="free")]
    baker = replace(content.roles["baker"], needs={"flour": Need(2, 1.0)})
    best = Engine(Catalog(only, content.skills.values(), [baker])).gaps.additions[0]
    assert (best.skill, best.level) == ("flour", 1)
    assert best.gain == pytest.approx(1.0)


def test_where_there_is_no_role_nothing_is_lacking():
    content = bakery()
    found = Engine(Catalog(content.resources.values(), content.skills.values(), [])).gaps
    assert (found.gaps, found.additions) == ((), ())


@pytest.mark.parametrize("audience", AUDIENCES)
def test_losses_add_up_to_what_the_fullest_path_leaves_open(real, audience):
    for role in real.catalog.roles.values():
        lost = sum(each.lost for each in real.gaps.gaps if (each.role, each.audience) == (role.id, audience))
        assert lost == pytest.approx(1 - fullest(real.catalog, role, audience))


def test_who_adds_what_is_proposed_gains_what_was_said(real):
    for each in real.gaps.additions[:10]:
        audience, levels = each.audience, {each.skill: each.level}
        languages = (audience.language,) if audience.language else ("en", "fr")
        new = resource("new", levels, 10, languages=languages, cost=audience.cost or "paid")
        after = Catalog(
            [*real.catalog.resources.values(), new], real.catalog.skills.values(), real.catalog.roles.values()
        )
        reached = reachable(after, [r for r in usable(after) if for_whom(audience, r) and r.id != "new"], {})
        asks = {skill: level for skill, level in after.requirements(new).items() if reached.get(skill, 0) < level}
        gains = {
            role.id: fullest(after, role, audience) - fullest(real.catalog, role, audience)
            for role in real.catalog.roles.values()
        }
        if not asks:  # of what asks for more than can be reached, the gain is that after those who teach it came
            assert sum(gains.values()) / len(gains) == pytest.approx(each.gain), each
        assert each.gain == pytest.approx(sum(each.roles.values()) / len(gains))


def test_what_a_narrower_addition_gives_is_not_said_twice(real):
    seen = {(each.skill, each.level, each.audience): each.gain for each in real.gaps.additions}
    for (skill, level, audience), gain in seen.items():
        for other in AUDIENCES:
            if other != audience and other.within(audience) and (skill, level, other) in seen:
                assert seen[skill, level, other] < gain
