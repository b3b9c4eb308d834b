"""Query analysis: from the text of a query to the features that it asks for, each with its boost; compiled.

A snapshot holds the forms of all words of its vocabulary, so that only a query with others comes to Python.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import inner, outer
from recommender.features import COMMON, OTHER, SPELT, STEM, forms
from recommender.index import Index
from recommender.names import longest_name
from recommender.snapshot import Arrays
from recommender.spelling import Speller
from recommender.text import Concepts, fold, words
from recommender.tokenizer import NAMED, PRIME, digest, next_word, raw, table
from recommender.vocabulary import place_of

SURFACE = 0.2
"""How much a word counts as it is spelt, beside its stem: *generation* before *generalise*."""

CONCEPT = 1.5
"""How much a recognised concept counts, beside the words of its labels."""

LABEL = 0.1
"""How much each word of a recognised concept's labels counts, in whatever language it was named."""

EXACT_NAME = 100.0
"""How much it counts that the query is a record's whole name: more than words can add up to."""

_NAMED, _PRIME = np.uint64(NAMED), np.uint64(PRIME)


class Asked(NamedTuple):
    """What a query asks for: the places of features in the index, the boost of each, and corrections of its words."""

    places: NDArray[np.int64]
    boosts: NDArray[np.float64]
    corrections: list[tuple[str, str]]


class Analyzer:
    """Tells what queries ask for over one snapshot, spelling corrected."""

    def __init__(self, arrays: Arrays, index: Index) -> None:
        self._concepts = Concepts.opened(arrays["concepts"].tobytes())
        self._speller, self._place = Speller(arrays), index.place
        self._words = arrays["word_slots"], arrays["word_digests"], arrays["word_forms"]
        names = "hashes", "concept_edges", "concept_ends", "concept_offsets", "concept_features"
        self._names = tuple(arrays[name] for name in names)

    def asked(self, text: str, *, exact: bool = False) -> Asked:
        """Return the features that a query asks for; ``exact`` leaves its spelling alone.

        The name of a concept asks for the concept and for its labels in all languages, so that a query finds the same
        in each; of several names the longest counts. Other words ask for their stems and for themselves. Words that
        are too common are left out, unless there is nothing else. What is asked for several times counts as often. A
        query that is a record's whole name asks for that name.
        """
        encoded = raw(text)
        places, boosts, digests, strange = _analysed(encoded, *table(), *self._words, *self._names)
        if not strange.size:
            return Asked(places, boosts, [])
        unknown = {value: fold(bytes(encoded[start:end]).decode()) for value, start, end in strange.tolist()}
        corrections = [] if exact else self._corrections(unknown.values())
        if corrections:
            digests = _replaced(digests, unknown, dict(corrections))
        return Asked(*self._analysed(digests, unknown), corrections)

    def concepts(self, text: str) -> list[str]:
        """Return the features of the skills and roles that a text names, spelling corrected."""
        typed = words(text)
        better = dict(self._corrections(typed))
        found = self._concepts.find([each for word in typed for each in better.get(word, word).split()])
        return list(dict.fromkeys(feature for feature, _ in found))

    def _analysed(
        self, digests: NDArray[np.uint64], unknown: Mapping[int, str]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return what words ask for, by their digests; those that the vocabulary lacks are ``unknown``."""
        found, strange = _forms(digests, *self._words)
        for i in strange.tolist():
            word = unknown[int(digests[i])]
            # What has digits or symbols is its own stem: no record has that, if none has the word.
            place = self._place if word.isalpha() else _nowhere
            found[i] = forms(word, place, self._concepts.keys)
        asked: tuple[NDArray[np.int64], NDArray[np.float64]] = _asked(digests, found, *self._names)
        return asked

    def _corrections(self, typed: Iterable[str]) -> list[tuple[str, str]]:
        pairs = ((word, self._speller.correct(word)) for word in dict.fromkeys(typed))
        return [(word, better) for word, better in pairs if better is not None]


def _nowhere(_: int) -> int:
    return -1


def _replaced(digests: NDArray[np.uint64], unknown: Mapping[int, str], better: Mapping[str, str]) -> NDArray[np.uint64]:
    """Return the digests with those of better words in the place of unknown ones; a joined word becomes two."""
    meant = (better.get(unknown.get(value, "")) or value for value in digests.tolist())
    each = (map(digest, word.split()) if isinstance(word, str) else [word] for word in meant)
    return np.array([value for values in each for value in values], np.uint64)


@outer
def _analysed(text, plan, several, slots, known, table, hashes, edges, ends, offsets, features):  # type: ignore[no-untyped-def]
    """Return what a text asks for, unless the vocabulary lacks some of its words; its digests, and such words.

    Those are told by their digests and where they stand (shape: words × 3).
    """
    digests, spans = np.empty(text.size // 2 + 1, np.uint64), np.empty((text.size // 2 + 1, 2), np.int64)
    count = at = 0
    while True:
        start, at, value = next_word(text, at, text.size, False, plan, several)
        if start == text.size:
            break
        digests[count], spans[count, 0], spans[count, 1] = value, start, at
        count += 1
    digests = digests[:count]
    found, strange = _forms(digests, slots, known, table)
    lacking = np.empty((strange.size, 3), np.uint64)
    for i in range(strange.size):
        lacking[i, 0], lacking[i, 1], lacking[i, 2] = digests[strange[i]], spans[strange[i], 0], spans[strange[i], 1]
    if strange.size:
        return np.empty(0, np.int64), np.empty(0, np.float64), digests, lacking
    places, boosts = _asked(digests, found, hashes, edges, ends, offsets, features)
    return places, boosts, digests, lacking


@outer
def _forms(digests, slots, known, table):  # type: ignore[no-untyped-def]
    """Return the forms of words by their digests, one a row, and which words the vocabulary lacks."""
    found, strange = np.empty((digests.size, table.shape[1]), np.int32), np.empty(digests.size, np.int64)
    count = 0
    for i in range(digests.size):
        place = place_of(digests[i], slots, known)
        if place >= 0:
            found[i] = table[place]
        else:
            strange[count] = i
            count += 1
    return found, strange[:count]


@outer
def _asked(digests, words, hashes, edges, ends, offsets, features):  # type: ignore[no-untyped-def]
    """Return the places of the features that words ask for, by the digests and the forms of these, and their boosts."""
    names, free, room = _named(words, edges, ends, offsets)
    places, boosts = np.empty(room, np.int64), np.empty(room, np.float64)
    used = _whole(digests, hashes, places, boosts)
    for i in range(names.shape[0]):
        concept, first, end = names[i]
        used = _concept(concept, first, end, words, offsets, features, places, boosts, used)
    telling = free & (words[:, COMMON] == 0)
    if not telling.any() and not names.shape[0]:
        telling[:] = True
    for word in np.flatnonzero(telling):
        used = _added(words[word, STEM], 1.0, True, places, boosts, used)
        used = _added(words[word, OTHER], 1.0, True, places, boosts, used)
        used = _added(words[word, SPELT], SURFACE, True, places, boosts, used)
    return places[:used], boosts[:used]


@outer
def _named(words, edges, ends, offsets):  # type: ignore[no-untyped-def]
    """Return the concepts that words name (concept, first word, end), the words of no name, and how much can be asked.

    The longest name that begins at a word counts.
    """
    size, count, at = words.shape[0], 0, 0
    names, free, tokens, room = np.empty((size, 3), np.int64), np.ones(size, np.bool_), np.arange(size), 1 + 5 * size
    while at < size:
        concept, end = longest_name(tokens, at, size, words, edges, ends)
        if concept >= 0:
            names[count, 0], names[count, 1], names[count, 2] = concept, at, end
            free[at:end] = False
            room += offsets[concept + 1] - offsets[concept]
            count += 1
        at = end
    return names[:count], free, room


@inner
def _whole(digests, hashes, places, boosts):  # type: ignore[no-untyped-def]
    """Ask for the records whose whole name the words are; return how many features are asked for."""
    if not digests.size:
        return 0
    name = _NAMED
    for value in digests:
        name = (name ^ value) * _PRIME
    at = np.searchsorted(hashes, name)
    if at == hashes.size or hashes[at] != name:
        return 0
    places[0], boosts[0] = at, EXACT_NAME
    return 1


@inner
def _concept(concept, first, end, words, offsets, features, places, boosts, used):  # type: ignore[no-untyped-def]
    """Ask for a concept, its labels, and the words that name it but are in no label; return how many are asked for."""
    itself, labels = offsets[concept], range(offsets[concept] + 1, offsets[concept + 1])
    for p in labels:
        used = _added(features[p], LABEL, False, places, boosts, used)
    for i in range(first, end):
        told = words[i, COMMON] != 0
        for p in labels:
            told |= features[p] == words[i, STEM] or features[p] == words[i, OTHER]
        if not told:
            used = _added(words[i, STEM], LABEL, False, places, boosts, used)
            used = _added(words[i, OTHER], LABEL, False, places, boosts, used)
    return _added(features[itself], CONCEPT, True, places, boosts, used)


@inner
def _added(place, boost, again, places, boosts, used):  # type: ignore[no-untyped-def]
    """Ask for a feature, and ``again`` where it is asked for already; return how many are asked for."""
    if place < 0:
        return used
    for i in range(used):
        if places[i] == place:
            boosts[i] += boost if again else 0.0
            return used
    places[used], boosts[used] = place, boost
    return used + 1
