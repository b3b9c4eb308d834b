"""The words of the texts that a reader is shown: which word of the vocabulary each is, and where its record has it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import inner, outer
from recommender.records import mapped
from recommender.snapshot import Arrays, release
from recommender.tokenizer import next_word, table
from recommender.vocabulary import place_of

ROWS = 10_000
"""Records that are read at a time."""

WORD, START = 36, 12
"""A token is a number: a word's place in the vocabulary above these bits, where it stands in the record's JSON above
those, and its length in bytes below."""

FARTHEST, LONGEST = (1 << (WORD - START)) - 1, (1 << START) - 1
"""What a token can say; a word beyond is left out."""

Tokens = NDArray[np.uint64]


def tokens(arrays: Arrays, folder: Path) -> Arrays:
    """Return the tokens of all records, which go through a file in ``folder``, and where those of each text end."""
    texts, spans, path = arrays["records"], arrays["record_spans"], folder / "tokens"
    words = arrays["word_slots"], arrays["word_digests"]
    starts = arrays["record_offsets"][:-1]

    def read(span: tuple[int, int]) -> tuple[Tokens, NDArray[np.int64]]:
        rows = slice(*span)
        found: tuple[Tokens, NDArray[np.int64]] = _read(texts, starts[rows], spans[rows], *words, *table())
        return found

    counts = [np.zeros(1, np.int64)]
    with path.open("wb") as file, ThreadPoolExecutor(2) as cores:
        for pair in _pairs([*range(0, starts.size, ROWS), starts.size]):
            for found, count in cores.map(read, pair):
                file.write(found.data)
                counts.append(count)
            release(texts)
    return {"tokens": mapped(path).view(np.uint64), "token_offsets": np.cumsum(np.concatenate(counts))}


def _pairs(bounds: list[int]) -> Iterator[list[tuple[int, int]]]:
    """Return spans, two at a time: no more are read before they are written."""
    spans = list(pairwise(bounds))
    for i in range(0, len(spans), 2):
        yield spans[i : i + 2]


@outer
def _read(text, starts, spans, slots, known, plan, several):  # type: ignore[no-untyped-def]
    """Return the tokens of records that begin at ``starts``, and how many each of their texts has."""
    room = np.int64(0)
    for row in range(starts.size):
        for i in range(spans.shape[1]):
            room += (np.int64(spans[row, i, 1]) - np.int64(spans[row, i, 0]) + 1) // 2
    found, counts = np.empty(room, np.uint64), np.zeros(starts.size * spans.shape[1], np.int64)
    used = 0
    for row in range(starts.size):
        for i in range(spans.shape[1]):
            before = used
            first, end = starts[row] + np.int64(spans[row, i, 0]), starts[row] + np.int64(spans[row, i, 1])
            while True:
                first, stop, value = next_word(text, first, end, True, plan, several)
                if first == end:
                    break
                word = place_of(value, slots, known)
                if word >= 0:
                    used = _put(found, used, word, first - starts[row], stop - first)
                first = stop
            counts[row * spans.shape[1] + i] = used - before
    return found[:used], counts


@inner
def _put(found, used, word, start, length):  # type: ignore[no-untyped-def]
    if start > FARTHEST or length > LONGEST:
        return used
    found[used] = np.uint64(word) << np.uint64(WORD) | np.uint64(start) << np.uint64(START) | np.uint64(length)
    return used + 1
