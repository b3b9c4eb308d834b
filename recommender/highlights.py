"""What matched, marked in the texts of a record: compiled, straight from the record's JSON to JSON again."""

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import inner, outer
from recommender.records import SHOWN, Records
from recommender.tokenizer import next_word, table

ESCAPES = {"<": b"&lt;", ">": b"&gt;", "&": b"&amp;", "'": b"&#x27;", '\\"': b"&quot;"}
"""What has a meaning in HTML, as it stands inside a string of JSON, and what it becomes."""

WIDEST = 14
"""The most bytes that one byte of text can become: a letter in ``<mark>``."""

_LESS, _MORE, _AND, _SINGLE, _DOUBLE = (np.frombuffer(each, np.uint8) for each in ESCAPES.values())
_OPEN, _CLOSE = (np.frombuffer(each, np.uint8) for each in (b"<mark>", b"</mark>"))


def highlights(records: Records, rows: NDArray[np.int64], wanted: NDArray[np.uint64]) -> list[bytes]:
    """Return a JSON object for each of ``rows``: the shown texts that have a word of ``wanted`` (digests), as HTML.

    The words stand in ``<mark>``; all else is escaped.
    """
    if not wanted.size:
        return [b"{}"] * rows.size
    raw, ends = _objects(records.raw, records.offsets, records.spans, rows, wanted, _KEYS, _ENDS, *table())
    out, places = raw.tobytes(), ends.tolist()
    return [out[start:end] for start, end in zip([0, *places], places, strict=False)]


_KEYS = np.frombuffer("".join(f'"{name}":"' for name in SHOWN).encode(), np.uint8)
_ENDS = np.cumsum([0, *(len(name) + 4 for name in SHOWN)])


@outer
def _objects(raw, offsets, spans, rows, wanted, keys, key_ends, plan, several):  # type: ignore[no-untyped-def]
    """Return the JSON objects, one behind the other, and where each ends."""
    room = rows.size * (keys.size + 8)
    sieve = np.uint64(0)
    for row in rows:
        for text in range(spans.shape[1]):
            room += np.int64(spans[row, text, 1] - spans[row, text, 0]) * WIDEST
    for value in wanted:
        sieve |= np.uint64(1) << (value & np.uint64(63))
    out, ends = np.empty(room, np.uint8), np.empty(rows.size, np.int64)
    used = 0
    for i in range(rows.size):
        first, begun = offsets[rows[i]], used
        out[used] = 123
        used += 1
        for text in range(spans.shape[1]):
            start = first + np.int64(spans[rows[i], text, 0])
            end = first + np.int64(spans[rows[i], text, 1])
            out[used] = 44
            before = used + (used > begun + 1)
            value_at = _copied(keys[key_ends[text] : key_ends[text + 1]], out, before)
            stop = _marked(raw, start, end, wanted, sieve, out, value_at, plan, several)
            if stop > value_at:
                out[stop] = 34
                used = stop + 1
        out[used] = 125
        used += 1
        ends[i] = used
    return out[:used], ends


@inner
def _marked(raw, start, end, wanted, sieve, out, used, plan, several):  # type: ignore[no-untyped-def]
    copied, at, any_word = start, start, False
    while True:
        first, at, value = next_word(raw, at, end, True, plan, several)
        if first == end:
            return _escaped(raw, copied, end, out, used) if any_word else used
        if sieve >> (value & np.uint64(63)) & np.uint64(1) and _among(wanted, value):
            used = _escaped(raw, copied, first, out, used)
            used = _copied(_OPEN, out, used)
            used = _escaped(raw, first, at, out, used)
            used = _copied(_CLOSE, out, used)
            copied, any_word = at, True


@inner
def _among(wanted, value):  # type: ignore[no-untyped-def]
    found = False
    for each in wanted:
        found |= each == value
    return found


@inner
def _escaped(raw, start, end, out, used):  # type: ignore[no-untyped-def]
    at = start
    while at < end:
        byte = raw[at]
        at += 1
        if byte == 60:
            used = _copied(_LESS, out, used)
        elif byte == 62:
            used = _copied(_MORE, out, used)
        elif byte == 38:
            used = _copied(_AND, out, used)
        elif byte == 39:
            used = _copied(_SINGLE, out, used)
        elif byte == 92 and raw[at] == 34:
            used = _copied(_DOUBLE, out, used)
            at += 1
        elif byte == 92:
            out[used], out[used + 1] = byte, raw[at]
            used += 2
            at += 1
        else:
            out[used] = byte
            used += 1
    return used


@inner
def _copied(text, out, used):  # type: ignore[no-untyped-def]
    for byte in text:
        out[used] = byte
        used += 1
    return used
