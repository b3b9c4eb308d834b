"""Facet columns say of each record what its resource says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.resource import LISTED
from recommender.facets import FACETS, Columns, FacetBuilder, packed, unpacked


@pytest.fixture(scope="module")
def columns(real_catalog):
    builder = FacetBuilder(real_catalog.skills, real_catalog.roles)
    for resource in real_catalog.resources.values():
        builder.add(resource)
    return Columns(builder.arrays())


def values(resource, facet, roles):
    return {
        "language": resource.languages,
        "skill": tuple(resource.teaches),
        "role": tuple(role.id for role in roles if role.needs.keys() & resource.teaches.keys()),
    }.get(facet) or (getattr(resource, facet, None),)


@pytest.mark.parametrize("facet", FACETS)
def test_a_record_has_the_values_that_its_resource_has(columns, real_catalog, facet):
    resources, roles = list(real_catalog.resources.values()), list(real_catalog.roles.values())
    for value in columns.values[facet]:
        expected = [value in values(each, facet, roles) for each in resources]
        assert columns.mask(facet, (value,)).tolist() == expected, value


def test_any_of_several_values_will_do_and_an_unknown_one_matches_nothing(columns):
    one, other = columns.mask("level", ("beginner",)), columns.mask("level", ("advanced",))
    assert (columns.mask("level", ("beginner", "advanced", "none-such")) == (one | other)).all()
    assert not columns.mask("level", ("none-such",)).any()


def test_listed_are_those_of_a_status_that_is_shown(columns, real_catalog):
    assert columns.listed.tolist() == [each.status in LISTED for each in real_catalog.resources.values()]


def test_hours_and_years_are_numbers_or_unknown(columns, real_catalog):
    for resource, hours, year in zip(real_catalog.resources.values(), columns.hours, columns.years, strict=True):
        assert (resource.hours == hours) or (resource.hours is None and np.isnan(hours))
        assert (resource.year == year) or (resource.year is None and np.isnan(year))


@given(st.lists(st.booleans(), max_size=200))
def test_a_set_of_bits_is_the_mask_it_was_made_of(mask):
    assert unpacked(packed(np.array(mask, bool)), len(mask)).tolist() == mask
