"""The compiled inner loops of search: sets of records as bits, the best k by block-max pruning, facet counts.

Records are rows 0 … n-1. A set of records is an array of 64-bit words, row r at bit r mod 64 of word r // 64. Scores
are whole numbers, so that a sum does not depend on its order and equal records have equal scores.
"""

import numpy as np

from recommender.compiled import inner, outer
from recommender.intrinsics import popcount, trailing_zeros

WINDOW = 4096
"""Rows that are scored together: their sums stay in the fastest cache."""

SURE = 20
"""The best of so many of the listed rows with a feature are known to have a certain score at the least."""

LO, HI, WEIGHT, TABLE, BITMAP, FLOOR = range(6)
"""The columns of a query's terms: the span of its postings, its weight, its row of window maxima and of bits, or -1,
and the score that the best `SURE` listed rows have by it alone, or 0."""


@outer
def terms(places, boosts, scale, offsets, idf, tables, bitmaps, floors):  # type: ignore[no-untyped-def]
    """Return the terms of a query for the features at places; weights are boost · idf, as parts of 1 / ``scale``."""
    found = np.empty((places.size, 6), np.int64)
    for i in range(places.size):
        at = places[i]
        found[i, LO], found[i, HI] = offsets[at], offsets[at + 1]
        found[i, WEIGHT] = max(1, round(boosts[i] * np.float64(idf[at]) * scale))
        found[i, TABLE], found[i, BITMAP] = tables[at], bitmaps[at]
        found[i, FLOOR] = found[i, WEIGHT] * np.int64(floors[at])
    return found


@outer
def search(  # type: ignore[no-untyped-def]
    terms, docs, impacts, table_starts, table_maxima, bitmaps, allowed, windows, listed, offset, limit
):
    """Return the set of rows that have one of ``terms``, that of those in ``allowed``, how many these are, and a page.

    That is, of the latter, the ``limit`` rows of the highest scores after the first ``offset``, and these scores.
    ``listed`` says that all listed rows are allowed.
    """
    matched = union(terms, docs, bitmaps, allowed.size)
    kept, total = both(matched, allowed)
    last = min(offset + limit, total) if offset < total and limit else 0
    floor = np.int64(0)
    if listed and last <= SURE:
        for t in range(terms.shape[0]):
            floor = max(floor, terms[t, FLOOR])
    rows, scores = top(terms, docs, impacts, table_starts, table_maxima, bitmaps, allowed, windows, last, floor)
    return matched, kept, total, rows[offset:], scores[offset:]


@outer
def union(terms, docs, bitmaps, size):  # type: ignore[no-untyped-def]
    """Return the set, of ``size`` words, of all rows that have one of ``terms``."""
    words = np.zeros(size, np.uint64)
    one = np.uint64(1)
    for t in range(terms.shape[0]):
        bits = terms[t, BITMAP]
        if bits >= 0:
            for w in range(words.size):
                words[w] |= bitmaps[bits, w]
        else:
            for p in range(terms[t, LO], terms[t, HI]):
                d = docs[p]
                words[d >> 6] |= one << np.uint64(d & 63)
    return words


@outer
def both(one, other):  # type: ignore[no-untyped-def]
    """Return the set of the rows that two sets have, and how many they are."""
    words = np.empty(one.size, np.uint64)
    total = np.uint64(0)
    for w in range(one.size):
        words[w] = one[w] & other[w]
        total += popcount(words[w])
    return words, np.int64(total)


@outer
def count_each(words, columns, chosen):  # type: ignore[no-untyped-def]
    """Return how many rows of a set each of the ``chosen`` rows of ``columns`` (shape: values × words) has too."""
    found = np.zeros(chosen.size, np.int64)
    held = np.flatnonzero(words)
    if held.size * 4 < words.size:
        for i in range(chosen.size):
            v, total = chosen[i], np.uint64(0)
            for j in range(held.size):
                total += popcount(words[held[j]] & columns[v, held[j]])
            found[i] = total
    else:
        for i in range(chosen.size):
            v, total = chosen[i], np.uint64(0)
            for w in range(words.size):
                total += popcount(words[w] & columns[v, w])
            found[i] = total
    return found


@outer
def between(values, low, high, words):  # type: ignore[no-untyped-def]
    """Take from the set ``words`` the rows whose value is not within ``low`` … ``high``; not-a-number never is."""
    for w in range(words.size):
        kept = words[w]
        left = kept
        while left != 0:
            bit = trailing_zeros(left)
            left &= left - np.uint64(1)
            value = values[w * 64 + np.int64(bit)]
            if not (low <= value <= high):
                kept &= ~(np.uint64(1) << bit)
        words[w] = kept


@outer
def walk(order, words, offset, limit):  # type: ignore[no-untyped-def]
    """Return the rows of a set in the order of a permutation: ``limit`` of them after the first ``offset``."""
    found = np.empty(min(limit, order.size), np.int64)
    seen = kept = 0
    for i in range(order.size if found.size else 0):
        d = order[i]
        if words[d >> 6] >> np.uint64(d & 63) & np.uint64(1):
            if seen >= offset:
                found[kept] = d
                kept += 1
                if kept == found.size:
                    break
            seen += 1
    return found[:kept]


@outer
def impacts_of(terms, docs, impacts, rows):  # type: ignore[no-untyped-def]
    """Return the impact of each term in each of ``rows`` (shape: rows × terms), 0 where it has none."""
    found = np.zeros((rows.size, terms.shape[0]), np.int64)
    for t in range(terms.shape[0]):
        for i in range(rows.size):
            p = _seek(docs, terms[t, LO], terms[t, HI], rows[i])
            if p < terms[t, HI] and docs[p] == rows[i]:
                found[i, t] = impacts[p]
    return found


@inner
def _seek(docs, low, high, row):  # type: ignore[no-untyped-def]
    """Return the first position of low … high at which ``docs`` has ``row`` or more, near ``low`` first."""
    step = 1
    while low + step < high and docs[low + step] < row:
        low += step
        step *= 2
    high = min(high, low + step + 1)
    while low < high:
        middle = (low + high) >> 1
        if docs[middle] < row:
            low = middle + 1
        else:
            high = middle
    return low


@inner
def _windows(terms, docs, impacts, table_starts, table_maxima, starts, most, bounds):  # type: ignore[no-untyped-def]
    """Fill where each window begins in each term's postings, the most a term adds in it, and the sums of these."""
    windows = bounds.size
    for t in range(terms.shape[0]):
        low, high, weight, table = terms[t, LO], terms[t, HI], terms[t, WEIGHT], terms[t, TABLE]
        if table >= 0:
            for w in range(windows):
                starts[t, w] = low + np.int64(table_starts[table, w])
                most[t, w] = weight * np.int64(table_maxima[table, w])
        else:
            w = 0
            starts[t, 0] = low
            for p in range(low, high):
                at = docs[p] // WINDOW
                while w < at:
                    w += 1
                    starts[t, w] = p
                most[t, w] = max(most[t, w], weight * np.int64(impacts[p]))
            while w < windows - 1:
                w += 1
                starts[t, w] = high
        starts[t, windows] = high
        for w in range(windows):
            bounds[w] += most[t, w]


@inner
def _worse(scores, rows, i, j):  # type: ignore[no-untyped-def]
    return scores[i] < scores[j] or (scores[i] == scores[j] and rows[i] > rows[j])


@inner
def _sift_down(scores, rows, size):  # type: ignore[no-untyped-def]
    i = 0
    while True:
        child = 2 * i + 1
        if child >= size:
            return
        if child + 1 < size and _worse(scores, rows, child + 1, child):
            child += 1
        if not _worse(scores, rows, child, i):
            return
        scores[i], scores[child] = scores[child], scores[i]
        rows[i], rows[child] = rows[child], rows[i]
        i = child


@inner
def _sift_up(scores, rows, i):  # type: ignore[no-untyped-def]
    while i > 0:
        parent = (i - 1) >> 1
        if not _worse(scores, rows, i, parent):
            return
        scores[i], scores[parent] = scores[parent], scores[i]
        rows[i], rows[parent] = rows[parent], rows[i]
        i = parent


@inner
def _offer(scores, rows, size, score, row):  # type: ignore[no-untyped-def]
    """Put a row into the heap of the best, the worst of them on top, if it belongs there; return the heap's size."""
    if size < scores.size:
        scores[size], rows[size] = score, row
        _sift_up(scores, rows, size)
        return size + 1
    if score > scores[0] or (score == scores[0] and row < rows[0]):
        scores[0], rows[0] = score, row
        _sift_down(scores, rows, size)
    return size


@inner
def _best_first(scores, rows, size):  # type: ignore[no-untyped-def]
    """Sort the heap in place."""
    for end in range(size - 1, 0, -1):
        scores[0], scores[end] = scores[end], scores[0]
        rows[0], rows[end] = rows[end], rows[0]
        _sift_down(scores, rows, end)


@inner
def _by_bound(starts, most, window, found):  # type: ignore[no-untyped-def]
    """Fill ``found`` with the terms that a window has, the least bound first; return how many."""
    here = 0
    for t in range(most.shape[0]):
        if starts[t, window] < starts[t, window + 1]:
            i = here
            while i > 0 and most[found[i - 1], window] > most[t, window]:
                found[i] = found[i - 1]
                i -= 1
            found[i] = t
            here += 1
    return here


@outer
def top(  # type: ignore[no-untyped-def]
    terms, docs, impacts, table_starts, table_maxima, bitmaps, allowed, windows, k, floor
):
    """Return the rows of the ``k`` highest scores and these scores, best first, equal ones by row.

    MaxScore (Turtle and Flood 1995) within windows of rows, each bounded by its own greatest impacts (block-max
    indexes: Ding and Suel 2011), the most promising window first: what cannot enter the best k is not looked at.
    Only the rows of the set ``allowed`` count, of which ``k`` are known to have the score ``floor`` or more.
    """
    if k == 0:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    number = terms.shape[0]
    starts, most = np.empty((number, windows + 1), np.int64), np.zeros((number, windows), np.int64)
    bounds = np.zeros(windows, np.int64)
    _windows(terms, docs, impacts, table_starts, table_maxima, starts, most, bounds)
    order = np.argsort(-bounds, kind="mergesort") if windows > 1 else np.zeros(1, np.int64)
    sums = np.zeros(WINDOW, np.int64)
    ranks = np.empty(WINDOW // 64, np.int64)
    candidates = np.empty(WINDOW + 1, np.int64)
    by_bound = np.empty(number, np.int64)
    below = np.empty(number + 1, np.int64)
    best_scores = np.empty(k, np.int64)
    best_rows = np.empty(k, np.int64)
    size = 0
    for window in order:
        worst = max(floor, best_scores[0]) if size == k else floor
        if bounds[window] < worst or bounds[window] == 0:
            break
        here = _by_bound(starts, most, window, by_bound)
        below[0] = 0
        for i in range(here):
            below[i + 1] = below[i] + most[by_bound[i], window]
        essential = 0
        while essential < here and below[essential + 1] < worst:
            essential += 1
        least, found = worst - below[essential], 0
        if essential == here - 1:
            found = _enough(terms, docs, impacts, starts, by_bound[essential], window, sums, candidates, least)
        else:
            for i in range(essential, here):
                found = _gathered(terms, docs, impacts, starts, by_bound[i], window, sums, candidates, found)
            found = _promising(candidates, found, sums, least)
        found = _allowed(candidates, found, sums, allowed, window)
        for i in range(essential - 1, -1, -1):
            t = by_bound[i]
            if terms[t, BITMAP] >= 0:
                _looked_up(terms, impacts, bitmaps, starts, t, window, sums, candidates, found, ranks)
            else:
                _added(terms, docs, impacts, starts, t, window, sums)
            found = _promising(candidates, found, sums, worst - below[i])
        for i in range(found):
            size = _offer(best_scores, best_rows, size, sums[candidates[i]], window * WINDOW + candidates[i])
            sums[candidates[i]] = 0
    _best_first(best_scores, best_rows, size)
    return best_rows[:size], best_scores[:size]


@inner
def _gathered(terms, docs, impacts, starts, t, window, sums, candidates, found):  # type: ignore[no-untyped-def]
    """Add a term's postings in a window to the sums of its rows; append the rows that are new; return how many."""
    weight, base = terms[t, WEIGHT], window * WINDOW
    for p in range(starts[t, window], starts[t, window + 1]):
        d = docs[p] - base
        candidates[found] = d
        found += sums[d] == 0
        sums[d] += weight * np.int64(impacts[p])
    return found


@inner
def _enough(terms, docs, impacts, starts, t, window, sums, candidates, least):  # type: ignore[no-untyped-def]
    """Make those of a term's postings in a window candidates that add ``least`` or more; return how many."""
    weight, base, found = terms[t, WEIGHT], window * WINDOW, 0
    enough = -(-least // weight)
    for p in range(starts[t, window], starts[t, window + 1]):
        if np.int64(impacts[p]) >= enough:
            d = docs[p] - base
            candidates[found], sums[d] = d, weight * np.int64(impacts[p])
            found += 1
    return found


@inner
def _added(terms, docs, impacts, starts, t, window, sums):  # type: ignore[no-untyped-def]
    """Add a term's postings in a window to the sums of those rows that have one already."""
    weight, base = terms[t, WEIGHT], window * WINDOW
    for p in range(starts[t, window], starts[t, window + 1]):
        d = docs[p] - base
        sums[d] += weight * np.int64(impacts[p]) if sums[d] else 0


@inner
def _looked_up(terms, impacts, bitmaps, starts, t, window, sums, candidates, found, ranks):  # type: ignore[no-untyped-def]
    """Add a term's postings in a window to the sums of the candidates, each found by how many bits are before its own.

    ``ranks`` is room for the place of the first posting of each word of bits.
    """
    weight, row, first, one = terms[t, WEIGHT], terms[t, BITMAP], window * (WINDOW // 64), np.uint64(1)
    rank = starts[t, window]
    for w in range(min(WINDOW // 64, bitmaps.shape[1] - first)):
        ranks[w] = rank
        rank += np.int64(popcount(bitmaps[row, first + w]))
    for i in range(found):
        d = candidates[i]
        word, bit = bitmaps[row, first + (d >> 6)], one << np.uint64(d & 63)
        if word & bit:
            sums[d] += weight * np.int64(impacts[ranks[d >> 6] + np.int64(popcount(word & (bit - one)))])


@inner
def _promising(candidates, found, sums, least):  # type: ignore[no-untyped-def]
    """Keep the candidates whose sum is ``least`` or more, and clear the sums of the others; return how many."""
    kept = 0
    for i in range(found):
        d = candidates[i]
        candidates[kept] = d
        enough = sums[d] >= least
        kept += enough
        sums[d] = sums[d] if enough else 0
    return kept


@inner
def _allowed(candidates, found, sums, allowed, window):  # type: ignore[no-untyped-def]
    """Keep the candidates that are in the set ``allowed``, and clear the sums of the others; return how many."""
    kept = 0
    for i in range(found):
        d = candidates[i]
        row = window * WINDOW + d
        candidates[kept] = d
        has = allowed[row >> 6] >> np.uint64(row & 63) & np.uint64(1) != 0
        kept += has
        sums[d] = sums[d] if has else 0
    return kept


@outer
def tables(offsets, docs, impacts, chosen, starts, maxima):  # type: ignore[no-untyped-def]
    """Fill the window tables of the terms ``chosen`` (see `_windows`), begins relative to a term's first posting."""
    windows = maxima.shape[1]
    for i in range(chosen.size):
        low, high = offsets[chosen[i]], offsets[chosen[i] + 1]
        p = low
        for w in range(windows):
            starts[i, w] = p - low
            while p < high and docs[p] < (w + 1) * WINDOW:
                maxima[i, w] = max(maxima[i, w], impacts[p])
                p += 1


@outer
def floors(offsets, docs, impacts, listed):  # type: ignore[no-untyped-def]
    """Return the impact that `SURE` of the ``listed`` rows have of each feature at the least, or 0."""
    found = np.zeros(offsets.size - 1, np.uint16)
    best, rows = np.empty(SURE, np.int64), np.empty(SURE, np.int64)
    for feature in range(found.size):
        size = 0
        for p in range(offsets[feature], offsets[feature + 1]):
            if listed[docs[p]]:
                size = _offer(best, rows, size, np.int64(impacts[p]), np.int64(docs[p]))
        if size == SURE:
            found[feature] = best[0]
    return found


@outer
def bits(offsets, docs, chosen, bitmaps):  # type: ignore[no-untyped-def]
    """Fill the sets of rows of the terms ``chosen``."""
    for i in range(chosen.size):
        for p in range(offsets[chosen[i]], offsets[chosen[i] + 1]):
            bitmaps[i, docs[p] >> 6] |= np.uint64(1) << np.uint64(docs[p] & 63)
