"""What matched, marked in the texts of a record: compiled, straight from the record's JSON to JSON again."""

import numpy as np

from recommender.compiled import inner, outer
from recommender.intrinsics import copy_bytes
from recommender.records import SHOWN
from recommender.tokens import LONGEST, START, WORD

ESCAPES = {"<": b"&lt;", ">": b"&gt;", "&": b"&amp;", "'": b"&#x27;", '\\"': b"&quot;"}
"""What has a meaning in HTML, as it stands inside a string of JSON, and what it becomes."""

SIEVE = 4096
"""Bits that say which words may be wanted, by their last bits."""

WIDEST = 14
"""The most bytes that one byte of text can become: a letter in ``<mark>``."""

_LESS, _MORE, _AND, _SINGLE, _DOUBLE = (np.frombuffer(each, np.uint8) for each in ESCAPES.values())
_PLAIN = np.array([chr(byte) not in "<>&'\\" for byte in range(256)])
_FARTHEST, _LONGEST = np.uint64((1 << (WORD - START)) - 1), np.uint64(LONGEST)
_OPEN, _CLOSE = (np.frombuffer(each, np.uint8) for each in (b"<mark>", b"</mark>"))
_KEYS = np.frombuffer("".join(f'"{name}":"' for name in SHOWN).encode(), np.uint8)
_ENDS = np.cumsum([0, *(len(name) + 4 for name in SHOWN)])

MARGIN = 8 * len(SHOWN) + _KEYS.size
"""The most bytes that an object of marked texts has besides them."""


@inner
def highlights(row, raw, record, spans, tokens, token_offsets, wanted, sieve, out, used):  # type: ignore[no-untyped-def]
    """Write a JSON object at ``used``: those shown texts of a row that have a wanted word; return where it ends.

    The texts are HTML: such words in ``<mark>``, all else escaped. ``record`` is where its JSON begins in ``raw``.
    """
    begun = used
    out[used] = 123
    used += 1
    for text in range(spans.shape[1]):
        segment = row * spans.shape[1] + text
        high = token_offsets[segment + 1]
        low = _next(tokens, token_offsets[segment], high, wanted, sieve)
        if low == high:
            continue
        out[used] = 44
        used = copied(_KEYS, _ENDS[text], _ENDS[text + 1], out, used + (used > begun + 1))
        start, end = record + np.int64(spans[row, text, 0]), record + np.int64(spans[row, text, 1])
        used = _marked(raw, start, end, record, tokens, low, high, wanted, sieve, out, used)
        out[used] = 34
        used += 1
    out[used] = 125
    return used + 1


@outer
def words_of(features, member_offsets, members):  # type: ignore[no-untyped-def]
    """Return the words that have one of ``features``, and the sieve of them."""
    size = 0
    for feature in features:
        size += member_offsets[feature + 1] - member_offsets[feature]
    wanted, sieve = np.empty(size, np.uint64), np.zeros(SIEVE // 64, np.uint64)
    used = 0
    for feature in features:
        for i in range(member_offsets[feature], member_offsets[feature + 1]):
            word = np.uint64(members[i])
            wanted[used] = word
            used += 1
            sieve[word >> np.uint64(6) & np.uint64(SIEVE // 64 - 1)] |= np.uint64(1) << (word & np.uint64(63))
    return wanted, sieve


@inner
def _next(tokens, at, high, wanted, sieve):  # type: ignore[no-untyped-def]
    """Return the place of the first wanted token from a place on; ``high`` where there is none."""
    while at < high:
        word = tokens[at] >> np.uint64(WORD)
        if sieve[word >> np.uint64(6) & np.uint64(SIEVE // 64 - 1)] >> (word & np.uint64(63)) & np.uint64(1):
            for each in wanted:
                if each == word:
                    return at
        at += 1
    return high


@inner
def _marked(raw, start, end, record, tokens, at, high, wanted, sieve, out, used):  # type: ignore[no-untyped-def]
    """Copy a text, the wanted ones of its tokens marked, the first of which is at a place."""
    while at < high:
        first = record + np.int64(tokens[at] >> np.uint64(START) & _FARTHEST)
        stop = first + np.int64(tokens[at] & _LONGEST)
        used = _escaped(raw, start, first, out, used)
        used = copied(_OPEN, 0, _OPEN.size, out, used)
        used = _escaped(raw, first, stop, out, used)
        used = copied(_CLOSE, 0, _CLOSE.size, out, used)
        start, at = stop, _next(tokens, at + 1, high, wanted, sieve)
    return _escaped(raw, start, end, out, used)


@inner
def _escaped(raw, start, end, out, used):  # type: ignore[no-untyped-def]
    """Copy a part of a text, escaped, in runs of what need not be; return where it ends."""
    at = start
    while at < end:
        first = at
        while at < end and _PLAIN[raw[at]]:
            at += 1
        used = copied(raw, first, at, out, used)
        if at < end:
            at, used = _escape(raw, at, out, used)
    return used


@inner
def _escape(raw, at, out, used):  # type: ignore[no-untyped-def]
    """Write what the byte at a place becomes, with the one after it where that is part of it; return both places."""
    byte = raw[at]
    if byte == 60:
        return at + 1, copied(_LESS, 0, _LESS.size, out, used)
    if byte == 62:
        return at + 1, copied(_MORE, 0, _MORE.size, out, used)
    if byte == 38:
        return at + 1, copied(_AND, 0, _AND.size, out, used)
    if byte == 39:
        return at + 1, copied(_SINGLE, 0, _SINGLE.size, out, used)
    if raw[at + 1] == 34:
        return at + 2, copied(_DOUBLE, 0, _DOUBLE.size, out, used)
    return at + 2, copied(raw, at, at + 2, out, used)


@inner
def copied(text, start, end, out, used):  # type: ignore[no-untyped-def]
    """Copy a part of a text to ``used``; return where it ends."""
    copy_bytes(text, start, out, used, end - start)
    return used + end - start
