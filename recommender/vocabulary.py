"""The words of many texts, numbered as they are read."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import inner, outer
from recommender.text import fold
from recommender.tokenizer import NAMED, PRIME, next_word, table

_NAMED, _PRIME = np.uint64(NAMED), np.uint64(PRIME)


class Vocabulary:
    """Numbers words in the order in which they are first read."""

    def __init__(self) -> None:
        self.spelt: list[str] = []
        self._slots, self._numbers = np.zeros(1 << 16, np.uint64), np.zeros(1 << 16, np.int32)

    def read(self, texts: Sequence[bytes]) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.uint64]]:
        """Return the numbers of the words of ``texts``, how many each text has, and its feature as a name."""
        whole = b"".join(texts)
        raw, ends = np.frombuffer(whole, np.uint8), np.cumsum([0, *map(len, texts)])
        tokens, lens = np.empty(len(whole) // 2 + len(texts), np.int32), np.empty(len(texts), np.int64)
        names, firsts = np.empty(len(texts), np.uint64), np.empty((len(whole) // 2 + len(texts), 2), np.int64)
        done = used = 0
        while done < len(texts):
            known = len(self.spelt)
            done, used, count = _read(
                raw, ends, done, used, known, self._slots, self._numbers, tokens, lens, names, firsts, *table()
            )
            self.spelt += [fold(whole[start:end].decode()) for start, end in firsts[: count - known].tolist()]
            if done < len(texts):
                self._slots, self._numbers = _roomier(self._slots, self._numbers)
        return tokens[:used], lens, names


@inner
def _slot(slots, value):  # type: ignore[no-untyped-def]
    """Return where a digest is, or belongs, in a table with open addressing."""
    mask = np.uint64(slots.size - 1)
    at = (value ^ value >> np.uint64(29)) & mask
    while slots[at] != 0 and slots[at] != value:
        at = (at + np.uint64(1)) & mask
    return at


@outer
def slots(digests):  # type: ignore[no-untyped-def]
    """Return a table with open addressing of the places of words, by their digests; -1 where it is empty."""
    size = 1 << 4
    while size < 4 * digests.size:
        size *= 2
    found = np.full(size, -1, np.int32)
    for i in range(digests.size):
        at = _held(digests[i], found, digests)
        if found[at] < 0:
            found[at] = i
    return found


@inner
def place_of(value, slots, digests):  # type: ignore[no-untyped-def]
    """Return the place of a word by its digest, or -1, from the table of `slots`."""
    return np.int64(slots[_held(value, slots, digests)])


@inner
def _held(value, slots, digests):  # type: ignore[no-untyped-def]
    mask = slots.size - 1
    at = np.int64((value ^ value >> np.uint64(29)) & np.uint64(mask))
    while slots[at] >= 0 and digests[slots[at]] != value:
        at = (at + 1) & mask
    return at


@outer
def _roomier(slots, numbers):  # type: ignore[no-untyped-def]
    """Return the same table with four times the room."""
    more, moved = np.zeros(slots.size * 4, np.uint64), np.zeros(slots.size * 4, np.int32)
    for i in range(slots.size):
        if slots[i] != 0:
            at = _slot(more, slots[i])
            more[at], moved[at] = slots[i], numbers[i]
    return more, moved


@outer
def _read(  # type: ignore[no-untyped-def]
    text, ends, first, used, count, slots, numbers, tokens, lens, names, firsts, plan, several
):
    """Read texts from the one numbered ``first`` on, as long as the table has room.

    Return how many are read in all, how many words they have, and how many words are known then; ``firsts`` has where
    the new ones first stand.
    """
    known = count
    for segment in range(first, lens.size):
        if 2 * count + ends[segment + 1] - ends[segment] + 2 > slots.size:
            return segment, used, count
        at, end, before, name = ends[segment], ends[segment + 1], used, _NAMED
        while True:
            start, at, value = next_word(text, at, end, False, plan, several)
            if start == end:
                break
            held = _slot(slots, value)
            if slots[held] == 0:
                slots[held], numbers[held] = value, count
                firsts[count - known] = start, at
                count += 1
            tokens[used] = numbers[held]
            used += 1
            name = (name ^ value) * _PRIME
        lens[segment], names[segment] = used - before, name
    return lens.size, used, count
