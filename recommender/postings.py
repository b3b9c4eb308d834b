"""The compiled loops that make posting lists: from the numbers of words to rows and impacts by feature."""

import numpy as np

from recommender.compiled import inner, outer
from recommender.features import COMMON, KEY
from recommender.names import longest_name

FULL = 65535
"""The impact that stands for the greatest effect a frequency can have."""

SLOTS = 3
"""The most features of a word by itself: a stem in each language, and the word as it is spelt."""


@outer
def place(indptr, chunk_docs, frequencies, place, written, room, docs, impacts):  # type: ignore[no-untyped-def]
    """Put a chunk's postings where they belong, with their impacts."""
    for feature in range(indptr.size - 1):
        at = written[place[feature]]
        for p in range(indptr[feature], indptr[feature + 1]):
            row = chunk_docs[p]
            docs[at] = row
            impacts[at] = max(1, round(FULL * frequencies[p] / (frequencies[p] + room[row])))
            at += 1
        written[place[feature]] = at


@outer
def aggregate(  # type: ignore[no-untyped-def]
    tokens, lens, weights, modes, naming, fields, expanded, forms, edges, ends, size
):
    """Return the postings (feature, row, weighted frequency) of a batch, row by row, and each row's length.

    Words that are too common have postings in names alone.
    """
    room = tokens.size * (SLOTS + 1) + 1
    feats, docs = np.empty(room, np.int32), np.empty(room, np.int32)
    frequencies = np.empty(room, np.float32)
    lengths = np.zeros(fields.size, np.float32)
    last = np.full(size, -1, np.int64)
    used = segment = at = 0
    for doc in range(fields.size):
        first = used
        for _ in range(fields[doc]):
            weight, end, free = weights[segment], at + lens[segment], at
            for i in range(at, end):
                word = tokens[i]
                common = forms[word, COMMON] != 0
                if not common or naming[segment]:
                    for j in range(SLOTS):
                        feature = expanded[modes[segment], j, word]
                        if feature >= 0:
                            used = _count(feature, weight, doc, first, used, last, feats, docs, frequencies)
                if not common:
                    lengths[doc] += weight
                if i >= free and forms[word, KEY] >= 0:
                    found, stop = longest_name(tokens, i, end, forms, edges, ends)
                    if found >= 0:
                        used = _count(found, weight, doc, first, used, last, feats, docs, frequencies)
                        free = stop
            at = end
            segment += 1
    return (feats[:used], docs[:used], frequencies[:used]), lengths


@outer
def grouped(feats, docs, frequencies, size, base):  # type: ignore[no-untyped-def]
    """Return postings by feature: where those of each begin, their rows counted from ``base`` on, their frequencies."""
    indptr = np.zeros(size + 1, np.int64)
    for feature in feats:
        indptr[feature + 1] += 1
    indptr = np.cumsum(indptr)
    written = indptr.copy()
    rows, moved = np.empty(docs.size, np.int32), np.empty(docs.size, np.float32)
    for p in range(feats.size):
        at = written[feats[p]]
        rows[at], moved[at] = docs[p] + base, frequencies[p]
        written[feats[p]] = at + 1
    return indptr, rows, moved


@inner
def _count(feature, weight, doc, first, used, last, feats, docs, frequencies):  # type: ignore[no-untyped-def]
    if last[feature] >= first:
        frequencies[last[feature]] += weight
        return used
    last[feature] = used
    feats[used], docs[used], frequencies[used] = feature, doc, weight
    return used + 1
