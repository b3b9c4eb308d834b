"""Correct words that the catalogue does not know."""

from collections.abc import Mapping

import numpy as np

from recommender.compiled import inner, outer
from recommender.letters import HALF, begun, decode, deletions, distance, entry, hashes, packed
from recommender.snapshot import Arrays, frozen
from recommender.tokenizer import digest_of, digests, raw
from recommender.vocabulary import place_of, slots

SHORTEST = 4
"""Words shorter than this are left alone: most are acronyms."""

LONG = 8
"""Words from this length on may be two edits away."""

LONGEST = 64
"""Longer words are left alone: they are data."""

SHORTEST_PART = 3
"""The fewest letters of what a word is corrected to, and of each word that a joined one is split into."""

PRESENT = np.uint64((1 << 56) - 1)
"""The bits of a word's sign that say which letters it has; the eight above them hold its length."""


def arrays(counts: Mapping[str, int]) -> Arrays:
    """Return the arrays of a vocabulary: words in order, how often each occurs, and what is left without one letter."""
    vocabulary = sorted(counts)
    text, offsets = packed(vocabulary)
    kept = np.fromiter(map(_correctable, vocabulary), np.bool_, len(vocabulary))
    known = digests(text, offsets[:-1], offsets[1:])
    return frozen({
        "word_bytes": text,
        "word_offsets": offsets,
        "word_counts": np.fromiter(map(counts.__getitem__, vocabulary), np.int64, len(vocabulary)),
        "word_digests": known,
        "word_slots": slots(known),
        "word_signs": _signs(text, offsets, kept),
        "deletion_words": np.sort(deletions(text, offsets, kept, LONGEST)),
    })  # fmt: skip


class Speller:
    """Knows the catalogue's words, folded, and how often each occurs; opening it reads nothing.

    One edit away is found by deletions (as SymSpell does: Garbe 2012), two edits among words of the same first letter,
    like length and like letters.
    """

    def __init__(self, snapshot: Arrays) -> None:
        self._known = snapshot["word_slots"], snapshot["word_digests"]
        names = "word_bytes", "word_offsets", "word_counts", "word_signs", "deletion_words"
        self._text, self._offsets, *_ = self._words = tuple(snapshot[name] for name in names)

    def correct(self, word: str) -> str | None:
        """Return what a word was meant to be, or None for a word that is known, short or like no other.

        In this order: a known word one edit away (optimal string alignment); two known words written as one; the
        commonest word that it begins; from eight letters on, a known word two edits away. Of equally near words that
        with the same first letter is taken, then the commonest.
        """
        if not SHORTEST <= len(word) <= LONGEST or not word.isalpha():
            return None
        place, split = _meant(raw(word), *self._known, *self._words)
        if split:
            return f"{word[:split]} {word[split:]}"
        return None if place < 0 else self._word(place)

    def _word(self, place: int) -> str:
        return self._text[self._offsets[place] : self._offsets[place + 1]].tobytes().decode()


def _correctable(word: str) -> bool:
    return len(word) >= SHORTEST_PART and word.isalpha()


@inner
def _sign(word, n):  # type: ignore[no-untyped-def]
    """Return which letters a word has, once and more than once, as bits, below its length; an edit changes two bits."""
    once = np.uint64(0)
    again = np.uint64(0)
    for i in range(n):
        bit = np.uint64(1) << np.uint64(word[i] % 28)
        again |= once & bit
        once |= bit
    return np.uint64(n) << np.uint64(56) | again << np.uint64(28) | once


@outer
def _signs(text, offsets, kept):  # type: ignore[no-untyped-def]
    """Return the signs of the words ``kept``, and 0 for the others."""
    signs, word = np.zeros(offsets.size - 1, np.uint64), np.empty(LONGEST + 1, np.uint32)
    for i in range(signs.size):
        n = decode(text, offsets[i], offsets[i + 1], word) if kept[i] else 0
        if n <= LONGEST:
            signs[i] = _sign(word, n)
    return signs


@outer
def _meant(prefix, slots, known, text, offsets, counts, signs, table):  # type: ignore[no-untyped-def]
    """Return the place of what a word was meant to be, or -1, and where it splits into two words, or 0."""
    word = np.empty(prefix.size, np.uint32)
    word = word[: decode(prefix, 0, prefix.size, word)]
    if place_of(digest_of(word), slots, known) >= 0:
        return -1, 0
    place = _one_edit(word, text, offsets, counts, table)
    if place >= 0:
        return place, 0
    split = _split(word, text, offsets, counts, table)
    if split > 0:
        return -1, split
    first, end, _ = begun(text, offsets, prefix)
    if first < end:
        return first + np.argmax(counts[first:end]), 0
    if word.size < LONG:
        return -1, 0
    return _two_edits(word, prefix, text, offsets, counts, signs), 0


@outer
def _one_edit(word, text, offsets, counts, table):  # type: ignore[no-untyped-def]
    near, hashed = np.empty(word.size + 2, np.uint32), np.empty(word.size + 1, np.uint64)
    found, same = -1, False
    for h in range(hashes(word, word.size, hashed)):
        p = entry(table, hashed[h])
        while p < table.size and table[p] >> HALF == hashed[h]:
            place = np.int64(table[p] & np.uint64(0xFFFFFFFF))
            m = decode(text, offsets[place], offsets[place + 1], near)
            if distance(word, word.size, near, m, 1, False) <= 1:
                alike = near[0] == word[0]
                if found < 0 or _better(alike, place, same, found, counts):
                    found, same = int(place), alike
            p += 1
    return found


@inner
def _better(alike, place, same, found, counts):  # type: ignore[no-untyped-def]
    """Whether a word is better than the one found: of the same first letter, commoner, or earlier."""
    if alike != same:
        return alike
    if counts[place] != counts[found]:
        return counts[place] > counts[found]
    return place < found


@outer
def _split(word, text, offsets, counts, table):  # type: ignore[no-untyped-def]
    """Return where a word splits into two known ones, the rarer of which is the commonest, or 0."""
    best = commonest = 0
    for at in range(SHORTEST_PART, word.size - SHORTEST_PART + 1):
        one = _place(word[:at], text, offsets, table)
        other = _place(word[at:], text, offsets, table) if one >= 0 else -1
        if other >= 0 and min(counts[one], counts[other]) >= commonest:
            best, commonest = at, int(min(counts[one], counts[other]))
    return best


@outer
def _place(word, text, offsets, table):  # type: ignore[no-untyped-def]
    """Return the place of a correctable word, or -1."""
    hashed, near = np.empty(word.size + 1, np.uint64), np.empty(word.size + 1, np.uint32)
    hashes(word, word.size, hashed)
    p = entry(table, hashed[0])
    while p < table.size and table[p] >> HALF == hashed[0]:
        place = np.int64(table[p] & np.uint64(0xFFFFFFFF))
        if decode(text, offsets[place], offsets[place + 1], near) == word.size and (near[:-1] == word).all():
            return place
        p += 1
    return -1


@outer
def _two_edits(word, prefix, text, offsets, counts, signs):  # type: ignore[no-untyped-def]
    """Return the commonest of the words that are two edits away and begin with the same letter, or -1."""
    width = 1
    while width < prefix.size and prefix[width] & 0xC0 == 0x80:
        width += 1
    first, end, _ = begun(text, offsets, prefix[:width])
    sign, near = _sign(word, word.size), np.empty(word.size + 3, np.uint32)
    found = -1
    for place in range(first, end):
        length = np.int64(signs[place] >> np.uint64(56))
        if abs(length - word.size) <= 2 and (found < 0 or counts[place] > counts[found]):
            differing = (signs[place] ^ sign) & PRESENT
            bits = 0
            while differing != 0 and bits <= 4:
                differing &= differing - np.uint64(1)
                bits += 1
            if bits <= 4:
                m = decode(text, offsets[place], offsets[place + 1], near)
                if distance(word, word.size, near, m, 2, False) <= 2:
                    found = place
    return found
