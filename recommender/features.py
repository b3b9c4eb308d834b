"""Features: what a posting list stands for, and which a word has. Each is known by its digest."""

from collections.abc import Callable, Iterable, Mapping

from recommender.text import STOP_WORDS, singular, stems
from recommender.tokenizer import MASK, NAMED, PRIME, digest

STEM, OTHER, SPELT, KEY, COMMON = range(5)
"""The columns of a word's forms: the features of its stems and of itself, its key in the names of concepts, each -1
where there is none, and whether it is too common to rank by."""


def named(name_words: Iterable[str]) -> int:
    """Return the feature of a record that goes by exactly this name."""
    value = NAMED
    for word in name_words:
        value = ((value ^ digest(word)) * PRIME) & MASK
    return value


def surface(word: str) -> int:
    """Return the feature of a word as it is spelt; an index has it where the word is not its own stem."""
    return digest("'" + word)


def forms(word: str, place: Callable[[int], int], keys: Mapping[str, int]) -> tuple[int, ...]:
    """Return the forms of a folded word; ``place`` tells where a feature is by its digest, ``keys`` are of concepts."""
    stem, *others = map(place, map(digest, stems(word)))
    return stem, *(others or [-1]), place(surface(word)), keys.get(singular(word), -1), word in STOP_WORDS
