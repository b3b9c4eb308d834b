"""Features: what a posting list stands for, and what the words of a query ask for. Each is known by its digest."""

from collections.abc import Iterable
from functools import lru_cache

from recommender.text import REMEMBERED, STOP_WORDS, Concepts, stems
from recommender.tokenizer import MASK, NAMED, PRIME, digest

SURFACE = 0.2
"""How much a word counts as it is spelt, beside its stem: *generation* before *generalise*."""

CONCEPT = 1.5
"""How much a recognised concept counts, beside the words of its labels."""

LABEL = 0.1
"""How much each word of a recognised concept's labels counts, in whatever language it was named."""

EXACT_NAME = 100.0
"""How much it counts that the query is a record's whole name: more than words can add up to."""


def named(name_words: Iterable[str]) -> int:
    """Return the feature of a record that goes by exactly this name."""
    value = NAMED
    for word in name_words:
        value = ((value ^ digest(word)) * PRIME) & MASK
    return value


def surface(word: str) -> int:
    """Return the feature of a word as it is spelt; an index has it where the word is not its own stem."""
    return digest("'" + word)


def asked(query_words: list[str], concepts: Concepts) -> dict[int, float]:
    """Return the features that the folded words of a query ask for, each with its boost.

    The name of a concept asks for the concept and for its labels in all languages, so that a query finds the same in
    each; other words ask for their stems and for themselves. Words that are too common are left out, unless there is
    nothing else.
    """
    boosts: dict[int, float] = {named(query_words): EXACT_NAME}
    left = list(query_words)
    for concept, span in concepts.find(query_words):
        for stem in _labelled(concepts.labels.get(concept, frozenset()), tuple(query_words[span])):
            boosts[stem] = max(boosts.get(stem, 0.0), LABEL)
        boosts[digest(concept)] = boosts.get(digest(concept), 0.0) + CONCEPT
        left[span] = [""] * (span.stop - span.start)
    for word in [word for word in left if word and word not in STOP_WORDS] or ([] if len(boosts) > 1 else query_words):
        for feature, boost in _forms(word):
            boosts[feature] = boosts.get(feature, 0.0) + boost
    return boosts


@lru_cache(maxsize=REMEMBERED)
def _labelled(labels: frozenset[str], typed: tuple[str, ...]) -> tuple[int, ...]:
    """Return the stems of a concept's labels, and of those words that name it and are in no label."""
    others = (stems(word) for word in typed if word not in STOP_WORDS)
    return tuple(map(digest, labels.union(*(each for each in others if labels.isdisjoint(each)))))


@lru_cache(maxsize=REMEMBERED)
def _forms(word: str) -> tuple[tuple[int, float], ...]:
    """Return what a word asks for by itself, each with its boost."""
    return (*((digest(stem), 1.0) for stem in stems(word)), (surface(word), SURFACE))
