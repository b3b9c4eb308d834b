"""Every order is a permutation of the records; what is unknown comes last, and ties keep the catalogue's order."""

import numpy as np
import pytest

from recommender.orders import SORTS, OrderBuilder
from tests.conftest import resource

HOURS, YEARS = [3, None, 1, 3], [2020, 2024, None, 2020]


@pytest.fixture(scope="module")
def orders():
    builder = OrderBuilder()
    for number, title in enumerate(["Éclair", "bread", "Zest", "apple"]):
        builder.add(resource(f"r{number}", {}, title={"en": title}))
    return builder.arrays({"hours": np.array(HOURS, float), "years": np.array(YEARS, float)})


@pytest.mark.parametrize(("sort", "rows"), [
    ("title", [3, 1, 0, 2]), ("hours", [2, 0, 3, 1]), ("-hours", [0, 3, 2, 1]),
    ("year", [0, 3, 1, 2]), ("-year", [1, 0, 3, 2]),
])  # fmt: skip
def test_order(orders, sort, rows):
    assert orders[f"order_{sort}"].tolist() == rows


def test_there_is_an_order_for_every_sort_but_relevance(orders):
    assert {name.removeprefix("order_") for name in orders} == set(SORTS) - {"relevance"}
