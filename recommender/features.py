"""Features: what a posting list stands for, and what the words of a query ask for."""

from hashlib import blake2b

from recommender.text import STOP_WORDS, Concepts, stems

SURFACE = 0.2
"""How much a word counts as it is spelt, beside its stem: *generation* before *generalise*."""

CONCEPT = 1.5
"""How much a recognised concept counts, beside the words of its labels."""

LABEL = 0.1
"""How much each word of a recognised concept's labels counts, in whatever language it was named."""

EXACT_NAME = 100.0
"""How much it counts that the query is a record's whole name: more than words can add up to."""


def digest(feature: str) -> int:
    """Return the 64-bit number under which an index keeps a feature."""
    return int.from_bytes(blake2b(feature.encode(), digest_size=8).digest(), "little")


def named(name_words: list[str]) -> str:
    """Return the feature of a record that goes by exactly this name."""
    return "=" + " ".join(name_words)


def surface(word: str) -> str:
    """Return the feature of a word as it is spelt; an index has it where the word is not its own stem."""
    return "'" + word


def asked(query_words: list[str], concepts: Concepts) -> dict[str, float]:
    """Return the features that the folded words of a query ask for, each with its boost.

    The name of a concept asks for the concept and for its labels in all languages, so that a query finds the same in
    each; other words ask for their stems and for themselves.
    """
    boosts: dict[str, float] = {named(query_words): EXACT_NAME}
    left = list(query_words)
    for concept, span in concepts.find(query_words):
        labels = concepts.labels.get(concept, frozenset())
        others = (stems(word) for word in query_words[span] if word not in STOP_WORDS)
        for stem in labels.union(*(each for each in others if labels.isdisjoint(each))):
            boosts[stem] = max(boosts.get(stem, 0.0), LABEL)
        boosts[concept] = boosts.get(concept, 0.0) + CONCEPT
        left[span] = [""] * (span.stop - span.start)
    for word in [word for word in left if word and word not in STOP_WORDS] or ([] if len(boosts) > 1 else query_words):
        for stem in stems(word):
            boosts[stem] = boosts.get(stem, 0.0) + 1.0
        boosts[surface(word)] = boosts.get(surface(word), 0.0) + SURFACE
    return boosts
