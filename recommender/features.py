"""The names of features: what a posting list stands for."""

from collections.abc import Iterable
from hashlib import blake2b


def digest(feature: str) -> int:
    """Return the 64-bit number under which an index keeps a feature."""
    return int.from_bytes(blake2b(feature.encode(), digest_size=8).digest(), "little")


def named(name_words: Iterable[str]) -> str:
    """Return the feature of a record that goes by exactly this name."""
    return "=" + " ".join(name_words)
