"""Compiled work on the letters of words: sorted words as bytes, edit distances, hashes of words without a letter.

A vocabulary is two arrays: the UTF-8 of its words, sorted, end to end, and where each starts, plus the end. Bytes sort
as their code points do, and so as Python's strings. Letters are code points (uint32).
"""

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import inner, outer

BASE = np.uint64(0x9E3779B97F4A7C15)
MIX = np.uint64(0xD6E8FEB86659FD93)
HALF = np.uint64(32)


def letters(word: str) -> NDArray[np.uint32]:
    """Return a word's code points; half a surrogate pair becomes a question mark."""
    return np.frombuffer(word.encode("utf-32-le", "replace"), np.uint32)


@inner
def decode(text, start, end, out):  # type: ignore[no-untyped-def]
    """Write the code points of UTF-8 ``text[start:end]``, as many as ``out`` takes; return how many."""
    n, at = 0, start
    while at < end and n < out.size:
        byte = np.uint32(text[at])
        more = 0 if byte < 0x80 else 1 if byte < 0xE0 else 2 if byte < 0xF0 else 3
        point = byte if more == 0 else byte & np.uint32(0x3F >> more)
        for i in range(at + 1, at + 1 + more):
            point = np.uint32((point << np.uint32(6)) | np.uint32(text[i] & 0x3F))
        out[n] = point
        n += 1
        at += 1 + more
    return n


@inner
def _below(text, start, end, prefix, equal):  # type: ignore[no-untyped-def]
    """Whether a word comes before a prefix; with ``equal``, also whether it begins with it."""
    for i in range(prefix.size):
        if start + i >= end or text[start + i] < prefix[i]:
            return True
        if text[start + i] > prefix[i]:
            return False
    return equal


@outer
def begun(text, offsets, prefix):  # type: ignore[no-untyped-def]
    """Return the span of the words that begin with a prefix (UTF-8), and whether its first one is the prefix itself."""
    first = _bound(text, offsets, prefix, 0, False)
    end = _bound(text, offsets, prefix, first, True)
    return first, end, end > first and offsets[first + 1] - offsets[first] == prefix.size


@inner
def _bound(text, offsets, prefix, low, equal):  # type: ignore[no-untyped-def]
    high = offsets.size - 1
    while low < high:
        middle = (low + high) >> 1
        if _below(text, offsets[middle], offsets[middle + 1], prefix, equal):
            low = middle + 1
        else:
            high = middle
    return low


@outer
def following(text, offsets, first, length):  # type: ignore[no-untyped-def]
    """Return the end of the span of words that begin with the first ``length`` letters of word ``first``."""
    at, end = offsets[first], offsets[first + 1]
    while at < end and (length > 0 or text[at] & 0xC0 == 0x80):
        length -= text[at] & 0xC0 != 0x80
        at += 1
    return _bound(text, offsets, text[offsets[first] : at], first, True)


@outer
def distance(one, n, other, m, limit, open_end):  # type: ignore[no-untyped-def]
    """Return the optimal string alignment of the first ``n`` and ``m`` letters, or ``limit + 1`` where it is more.

    With ``open_end``, that of ``one`` and the nearest beginning of ``other``.
    """
    far = limit + 1
    if n - m > limit or (m - n > limit and not open_end):
        return far
    m = min(m, n + limit)
    width = 2 * limit + 1
    before, last, row = np.full(width, far), np.full(width, far), np.full(width, far)
    for k in range(limit, width):  # column j of row i stands at k = j - i + limit
        last[k] = k - limit
    for i in range(1, n + 1):
        nearest = far
        for k in range(width):
            j = i + k - limit
            best = far
            if j == 0:
                best = i
            elif 0 < j <= m:
                best = last[k] + (one[i - 1] != other[j - 1])
                if k > 0:
                    best = min(best, row[k - 1] + 1)
                if k + 1 < width:
                    best = min(best, last[k + 1] + 1)
                if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                    best = min(best, before[k] + 1)
            row[k] = min(best, far)
            nearest = min(nearest, row[k])
        if nearest > limit:
            return far
        before, last, row = last, row, before
    if open_end:
        return min(last.min(), far)
    return last[m - n + limit]


@outer
def hashes(word, n, out):  # type: ignore[no-untyped-def]
    """Write the hashes (32 bits) of the first ``n`` letters and of what is left without one; return how many.

    A polynomial over the letters, then mixed: each takes no longer for a longer word. What comes twice is there once.
    """
    ends, powers = np.zeros(n + 1, np.uint64), np.ones(n + 1, np.uint64)
    for i in range(n):
        ends[i + 1] = ends[i] * BASE + np.uint64(word[i])
        powers[i + 1] = powers[i] * BASE
    out[0] = mixed(ends[n])
    count = 1
    for i in range(n):
        if i == 0 or word[i] != word[i - 1]:
            rest = n - 1 - i
            out[count] = mixed(ends[i] * powers[rest] + ends[n] - ends[i + 1] * powers[rest])
            count += 1
    return count


@inner
def mixed(value):  # type: ignore[no-untyped-def]
    """Return 32 well-mixed bits of a polynomial."""
    value = (value ^ (value >> HALF)) * MIX
    return (value ^ (value >> HALF)) * MIX >> HALF


@inner
def entry(table, hashed):  # type: ignore[no-untyped-def]
    """Return the first place of a sorted table of ``hash << 32 | item`` that has this hash or a greater one."""
    wanted = np.uint64(hashed) << HALF
    low, high = 0, table.size
    while low < high:
        middle = (low + high) >> 1
        if table[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@outer
def deletions(text, offsets, kept, longest):  # type: ignore[no-untyped-def]
    """Return, unsorted, ``hash << 32 | word`` of the words ``kept``, whole and without each of their letters.

    Words of more than ``longest`` letters are left out.
    """
    out = np.empty(text.size + offsets.size, np.uint64)
    word, hashed = np.empty(longest + 1, np.uint32), np.empty(longest + 2, np.uint64)
    count = 0
    for i in range(offsets.size - 1):
        n = decode(text, offsets[i], offsets[i + 1], word) if kept[i] else 0
        if 0 < n <= longest:
            for h in range(hashes(word, n, hashed)):
                out[count] = hashed[h] << HALF | np.uint64(i)
                count += 1
    return out[:count]


@outer
def prefix_deletions(text, offsets, longest):  # type: ignore[no-untyped-def]
    """Return, unsorted, ``hash << 32 | word << 3 | length`` of all that words begin with.

    Each such beginning, of at most ``longest`` (at most seven) letters, is there whole and without each of its letters,
    with the first word that begins so.
    """
    room = 0
    for length in range(1, longest + 1):
        room += length + 1
    out = np.empty(room * (offsets.size - 1), np.uint64)
    word, before = np.zeros(longest, np.uint32), np.zeros(longest, np.uint32)
    hashed = np.empty(longest + 1, np.uint64)
    known = count = 0
    for i in range(offsets.size - 1):
        n = decode(text, offsets[i], offsets[i + 1], word)
        alike = 0
        while alike < min(n, known) and word[alike] == before[alike]:
            alike += 1
        for length in range(alike + 1, n + 1):
            for h in range(hashes(word, length, hashed)):
                out[count] = hashed[h] << HALF | np.uint64(i << 3 | length)
                count += 1
        word, before, known = before, word, n
    return out[:count]


def packed(words: list[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return texts end to end as UTF-8, and where each starts, plus the end."""
    each = [word.encode("utf-8", "replace") for word in words]
    offsets = np.zeros(len(each) + 1, np.int64)
    np.cumsum([len(one) for one in each], out=offsets[1:])
    return np.frombuffer(b"".join(each), np.uint8), offsets
