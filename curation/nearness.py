"""Which records are worth comparing: those of like titles, and those with an identifier or an address in common."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from curation.entry import Key, Reading

NEIGHBOURS = 9
"""The records of nearest title that each is compared with; in one collection it is itself among them."""

LEAST = 0.15
"""The least cosine of titles (0 to 1) at which records are compared for them."""

CROWD = 20
"""The most records that may have something in common before it is taken to tell nothing."""

BATCH = 256
"""The records whose likeness to all others is in memory at one time."""

UNTITLED = "untitled"
"""One more title, because scikit-learn refuses titles that are all empty."""

Place = tuple[int, int]


def candidates(left: Sequence[Reading], right: Sequence[Reading]) -> Iterator[tuple[int, int, float]]:
    """Yield the places of records that may be of one work, with the cosine of their titles (0 to 1)."""
    if left and right:
        ones, others = _vectors(left, right)
        forth = set(_nearest(ones, others))
        back = forth if left is right else _nearest(others, ones)
        near = sorted({*forth, *((i, j) for j, i in back), *_in_common(left, right)})
        for start in range(0, len(near), BATCH * NEIGHBOURS):
            i, j = np.array(near[start : start + BATCH * NEIGHBOURS]).T
            cosines = np.asarray(ones[i].multiply(others[j]).sum(axis=1)).ravel()
            yield from zip(i.tolist(), j.tolist(), cosines.tolist(), strict=True)


def _vectors(left: Sequence[Reading], right: Sequence[Reading]) -> tuple[Any, Any]:
    """Return the TF-IDF vectors of titles, by the runs of three to six letters in their words, as sparse rows."""
    ones, others = [each.title for each in left], [each.title for each in right]
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 6), sublinear_tf=True, lowercase=False)
    letters.fit([*ones, *([] if left is right else others), UNTITLED])
    made = letters.transform(ones)
    return made, made if left is right else letters.transform(others)


def _nearest(ones: Any, others: Any) -> Iterator[Place]:
    """Yield the places of each row of ``ones`` and of the `NEIGHBOURS` of ``others`` that are nearest to it."""
    columns = others.T.tocsr()
    for start in range(0, ones.shape[0], BATCH):
        block = ones[start : start + BATCH] @ columns
        for row, (begin, end) in enumerate(zip(block.indptr, block.indptr[1:], strict=False), start):
            near = block.data[begin:end] >= LEAST
            cosines, places = block.data[begin:end][near], block.indices[begin:end][near]
            best = np.lexsort((places, -cosines))[:NEIGHBOURS]
            yield from ((row, place) for place in places[best].tolist())


def _in_common(left: Sequence[Reading], right: Sequence[Reading]) -> Iterator[Place]:
    """Yield the places of records with a key in common."""
    having: dict[Key, tuple[list[int], list[int]]] = {}
    for side, readings in enumerate((left, right)):
        for place, reading in enumerate(readings):
            for key in dict.fromkeys(reading.keys):
                having.setdefault(key, ([], []))[side].append(place)
    for ones, others in having.values():
        if max(len(ones), len(others)) <= CROWD:
            yield from ((i, j) for i in ones for j in others)
