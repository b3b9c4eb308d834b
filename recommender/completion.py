"""The compiled inner loops of completion: names sorted from each of their words on, the best of a span of them.

Names are ``tokens``, their words as places in a sorted vocabulary, each name ended by -1. A space comes before every
letter, so that texts sort as their tokens do. A start is the place of a token from which a name is read; spans are
rows of first start (or word), end, and cost.
"""

import numpy as np

from recommender.compiled import inner, outer
from recommender.letters import HALF, decode, distance, entry, following, hashes

BLOCK = 256
"""Starts of which the best is known beforehand."""

HEAD = 6
"""The letters of a word by which words like it are found; an edit after them leaves them as they are."""

EDIT = 2
"""What an edit costs; another first letter costs 1 more."""

INNER = np.uint32(1 << 31)
"""The bit of a start's key that says that it is not the beginning of its name; the others are the name's rank."""


@outer
def sort(starts, tokens):  # type: ignore[no-untyped-def]
    """Sort starts by the tokens from there on: multikey quicksort (Bentley and Sedgewick 1997)."""
    stack = np.empty((256, 3), np.int64)
    stack[0] = 0, starts.size, 0
    held = 1
    while held:
        held -= 1
        low, high, depth = stack[held]
        while high - low > 16:
            pivot = _median(
                tokens[starts[low] + depth],
                tokens[starts[(low + high) >> 1] + depth],
                tokens[starts[high - 1] + depth],
            )
            less, more, i = low, high, low
            while i < more:
                token = tokens[starts[i] + depth]
                if token < pivot:
                    starts[i], starts[less] = starts[less], starts[i]
                    less += 1
                    i += 1
                elif token > pivot:
                    more -= 1
                    starts[i], starts[more] = starts[more], starts[i]
                else:
                    i += 1
            if held + 2 > stack.shape[0]:
                stack = np.concatenate((stack, np.empty_like(stack)))
            stack[held] = low, less, depth
            stack[held + 1] = more, high, depth
            held += 2
            low, high, depth = less, more, depth + 1
            if pivot < 0:
                high = low
        for i in range(low + 1, high):
            start, j = starts[i], i
            while j > low and _before(tokens, start + depth, starts[j - 1] + depth):
                starts[j] = starts[j - 1]
                j -= 1
            starts[j] = start


@inner
def _median(a, b, c):  # type: ignore[no-untyped-def]
    return max(min(a, b), min(max(a, b), c))


@inner
def _before(tokens, one, other):  # type: ignore[no-untyped-def]
    while tokens[one] == tokens[other]:
        if tokens[one] < 0:
            return False
        one += 1
        other += 1
    return tokens[one] < tokens[other]


@outer
def minima(keys):  # type: ignore[no-untyped-def]
    """Return the least key of each whole block."""
    least = np.empty(keys.size // BLOCK, np.uint32)
    for b in range(least.size):
        least[b] = keys[b * BLOCK : (b + 1) * BLOCK].min()
    return least


@outer
def narrowed(starts, tokens, spans, depth, words, most):  # type: ignore[no-untyped-def]
    """Return the spans, at most ``most``, of the starts in ``spans`` whose word number ``depth`` is in ``words``."""
    out = np.empty((most, 3), np.int64)
    held = 0
    for s in range(spans.shape[0]):
        for w in range(words.shape[0]):
            low = _bound(starts, tokens, spans[s, 0], spans[s, 1], depth, words[w, 0])
            high = _bound(starts, tokens, low, spans[s, 1], depth, words[w, 1])
            if low < high and held < most:
                out[held] = low, high, spans[s, 2] + words[w, 2]
                held += 1
    return out[:held]


@inner
def _bound(starts, tokens, low, high, depth, token):  # type: ignore[no-untyped-def]
    while low < high:
        middle = (low + high) >> 1
        if tokens[starts[middle] + depth] < token:
            low = middle + 1
        else:
            high = middle
    return low


@outer
def best(spans, keys, least, things, limit):  # type: ignore[no-untyped-def]
    """Return ``cost << 32 | key`` of the best starts in ``spans``, best first, no more than one of each thing.

    ``least`` are the least keys of blocks, ``things`` says what each rank is a name of.
    """
    found, owners = np.empty(limit, np.int64), np.empty(limit, np.int32)
    held = 0
    for s in range(spans.shape[0]):
        at, end, cost = spans[s]
        cost <<= 32
        while at < end:
            block = at // BLOCK
            stop = min(end, (block + 1) * BLOCK)
            covered = stop - at == BLOCK
            if not (covered and held == limit and cost | np.int64(least[block]) > found[held - 1]):
                for p in range(at, stop):
                    key = cost | np.int64(keys[p])
                    if held < limit or key < found[held - 1]:
                        held = _insert(found, owners, held, key, things[keys[p] & ~INNER])
            at = stop
    return found[:held]


@inner
def _insert(found, owners, held, key, thing):  # type: ignore[no-untyped-def]
    """Keep a key in order, and only the best of each thing; return how many are kept."""
    hole = 0
    while hole < held and owners[hole] != thing:
        hole += 1
    if hole < held and found[hole] <= key:
        return held
    if hole == held and held < found.size:
        held += 1
    hole = min(hole, held - 1)
    while hole > 0 and found[hole - 1] > key:
        found[hole], owners[hole] = found[hole - 1], owners[hole - 1]
        hole -= 1
    found[hole], owners[hole] = key, thing
    return held


@outer
def near(word, ended, text, offsets, table, most):  # type: ignore[no-untyped-def]
    """Return spans, at most ``most``, of the words one edit away from ``word``, or which begin so, unless ``ended``.

    ``table`` is that of `letters.prefix_deletions`, sorted. Spans may overlap.
    """
    out = np.empty((most, 3), np.int64)
    held, n = 0, word.size
    head = min(n, HEAD)
    other, hashed = np.empty(max(n, HEAD) + 2, np.uint32), np.empty(head + 1, np.uint64)
    for h in range(hashes(word, head, hashed)):
        p = entry(table, hashed[h])
        while p < table.size and table[p] >> HALF == hashed[h]:
            first, length = np.int64(table[p] & np.uint64(0xFFFFFFFF)) >> 3, np.int64(table[p] & np.uint64(7))
            p += 1
            m = decode(text, offsets[first], offsets[first + 1], other)
            apart = distance(word, head, other, min(m, length), 1, False)
            if apart > 1 or (head == n and (apart == 0 or (ended and m != length))):
                continue
            cost = EDIT + (other[0] != word[0])
            if head == n:
                end = first + 1 if ended else following(text, offsets, first, length)
                held = _note(out, held, first, end, cost)
                continue
            end = following(text, offsets, first, length)
            for place in range(first, end):
                m = decode(text, offsets[place], offsets[place + 1], other)
                if distance(word, n, other, m, 1, not ended) == 1:
                    held = _note(out, held, place, place + 1, cost)
    return out[:held]


@inner
def _note(out, held, first, end, cost):  # type: ignore[no-untyped-def]
    """Add a span unless it is there, or there is no room; return how many there are."""
    for i in range(held):
        if out[i, 0] <= first and end <= out[i, 1]:
            return held
        if out[i, 1] == first and out[i, 2] == cost and i == held - 1:
            out[i, 1] = end
            return held
    if held < out.shape[0]:
        out[held] = first, end, cost
        held += 1
    return held
