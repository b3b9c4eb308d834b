"""The kernel gives exactly what adding up every posting gives."""

import random

import numpy as np
import pytest

from recommender import snapshot
from recommender.building import Builder, Field, build
from recommender.facets import packed
from recommender.index import Index
from recommender.kernel import SURE
from recommender.text import Concepts
from recommender.tokenizer import digest
from tests.recommender.plain import terms

SIZE = 9000
WORDS = [f"w{i}" for i in range(500)]
ODDS = [1 / (i + 1) for i in range(500)]


@pytest.fixture(scope="module")
def arrays(tmp_path_factory):
    rng = random.Random(1)
    records = [[Field(" ".join(rng.choices(WORDS, ODDS, k=rng.randint(3, 25))), 1.0)] for _ in range(SIZE)]
    path = tmp_path_factory.mktemp("snapshot") / "index"
    snapshot.write(path, build(records, Concepts({"skill:a": ["w1 w2"]})))
    return snapshot.read(path)


@pytest.mark.parametrize("seed", range(60))
def test_the_best_and_the_matching_are_those_of_a_full_sum(arrays, seed):
    rng = random.Random(seed)
    index = Index(arrays)
    typed = {rng.choices(WORDS, ODDS)[0]: rng.choice([0.5, 1, 2]) for _ in range(rng.randint(1, 6))}
    asked = terms(index, {digest(word): boost for word, boost in typed.items()})
    kept = np.random.default_rng(seed).random(SIZE) < rng.choice([0.01, 0.5, 1.0])
    scores, matched = np.zeros(SIZE, np.int64), np.zeros(SIZE, bool)
    for lo, hi, weight, *_ in asked:
        rows = arrays["docs"][lo:hi]
        scores[rows] += weight * arrays["impacts"][lo:hi].astype(np.int64)
        matched[rows] = True
    expected = np.flatnonzero(matched & kept)
    expected = expected[np.argsort(-scores[expected], kind="stable")]
    offset = rng.choice([0, 0, 1, 99, SIZE])
    every, allowed, total, rows, found = index.found(asked, packed(kept), offset, 100)
    assert rows.tolist() == expected[offset : offset + 100].tolist()
    assert found.tolist() == scores[rows].tolist()
    assert total == expected.size
    assert every.tolist() == packed(matched).tolist()
    assert allowed.tolist() == packed(matched & kept).tolist()


@pytest.mark.parametrize("limit", [1, 5, 20, 21])
@pytest.mark.parametrize("seed", range(10))
def test_what_the_best_are_known_to_have_at_the_least_changes_nothing(arrays, seed, limit):
    rng = random.Random(seed)
    index, every = Index(arrays), packed(np.ones(SIZE, bool))
    asked = terms(index, {digest(word): 1.0 for word in rng.choices(WORDS, ODDS, k=seed % 4 + 1)})
    plain, floored = (index.found(asked, every, seed % 3, limit, listed=listed) for listed in (False, True))
    assert floored[3].tolist() == plain[3].tolist()
    assert floored[4].tolist() == plain[4].tolist()


def test_a_floor_is_what_the_best_of_the_listed_records_have(tmp_path):
    builder = Builder(Concepts({}), tmp_path)
    for i in range(40):
        builder.add([Field("rye " * (i + 1) + "bread " * (40 - i), 1.0)], listed=i % 2 == 0)
    made = builder.arrays()
    index = Index(made)
    at = index.place(digest("rye"))
    impacts = sorted(made["impacts"][made["offsets"][at] : made["offsets"][at + 1]][::2])
    assert made["floors"][at] == impacts[-SURE]


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-40], lambda b: b[:900] + bytes([b[900] ^ 1]) + b[901:], lambda _: b""]
)
def test_a_damaged_snapshot_is_noticed(tmp_path, damage):
    path = tmp_path / "some"
    snapshot.write(path, {"numbers": np.arange(500)})
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(snapshot.DamagedSnapshot):
        snapshot.read(path)
