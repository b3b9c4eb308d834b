"""A page of search hits as JSON: records, their scores, and what matched marked; written by compiled code in one go."""

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import inner, outer
from recommender.highlights import MARGIN, WIDEST, copied, highlights, words_of
from recommender.snapshot import Arrays

DECIMALS = 10_000
"""Scores are told as parts of this."""

DIGITS = 20
"""The most digits of a score."""

_SCORE, _MARKS = (np.frombuffer(each, np.uint8) for each in (b',"score":', b',"highlights":'))


class Pages:
    """Writes the records of a snapshot as hits."""

    def __init__(self, arrays: Arrays, unit: int) -> None:
        """Write scores that are whole numbers; ``unit`` is told as 1."""
        names = ("records", "record_offsets", "record_spans", "tokens", "token_offsets", "member_offsets",
                 "member_words")  # fmt: skip
        self._arrays, self._unit = tuple(arrays[name] for name in names), unit

    def write(
        self, rows: NDArray[np.int64], scores: NDArray[np.int64], features: NDArray[np.int64]
    ) -> tuple[bytes, NDArray[np.int64]]:
        """Return ``rows`` as JSON, with commas between them, and where the marks and the whole of each end.

        A hit is its record with ``score`` and ``highlights``: those shown texts that have a word with one of
        ``features`` (places in the index), as `recommender.highlights` marks them. The places have the shape rows × 3:
        where the hit's own fields begin, where its highlights do, and where it ends.
        """
        out, cuts = _written(rows, scores, self._unit, features, *self._arrays)
        return out.tobytes(), cuts


@outer
def _written(  # type: ignore[no-untyped-def]
    rows, scores, unit, features, raw, offsets, spans, tokens, token_offsets, member_offsets, members
):
    wanted, sieve = words_of(features, member_offsets, members)
    out, cuts = np.empty(_room(rows, offsets, spans), np.uint8), np.empty((rows.size, 3), np.int64)
    used = 0
    for i in range(rows.size):
        if i:
            out[used] = 44
            used += 1
        record, end = offsets[rows[i]], offsets[rows[i] + 1]
        cuts[i, 0] = copied(raw, record, end - 1, out, used)
        used = copied(_SCORE, 0, _SCORE.size, out, cuts[i, 0])
        used = _decimal((scores[i] * DECIMALS + unit // 2) // unit, out, used)
        cuts[i, 1] = copied(_MARKS, 0, _MARKS.size, out, used)
        used = highlights(rows[i], raw, record, spans, tokens, token_offsets, wanted, sieve, out, cuts[i, 1])
        out[used] = 125
        used += 1
        cuts[i, 2] = used
    return out[:used], cuts


@inner
def _room(rows, offsets, spans):  # type: ignore[no-untyped-def]
    """Return the most bytes that ``rows`` can become."""
    room = rows.size * (_SCORE.size + _MARKS.size + DIGITS + MARGIN)
    for row in rows:
        room += offsets[row + 1] - offsets[row]
        for text in range(spans.shape[1]):
            room += np.int64(spans[row, text, 1] - spans[row, text, 0]) * WIDEST
    return room


@inner
def _decimal(parts, out, used):  # type: ignore[no-untyped-def]
    """Write a number of `DECIMALS` as a decimal fraction; return where it ends."""
    power = 1
    while parts // power >= 10 * DECIMALS:
        power *= 10
    power *= DECIMALS
    while power:
        out[used] = 48 + parts // power % 10
        used += 1
        if power == DECIMALS:
            out[used] = 46
            used += 1
        power //= 10
    return used
