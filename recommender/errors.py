"""What can be wrong with a question to the recommender.

RecommenderError
├── UnknownRole     no role is called so, or nearly so
└── BadProfile      a field of a profile breaks a rule; ``errors`` maps fields to messages
"""

from collections.abc import Mapping, Sequence


class RecommenderError(Exception):
    """A question that cannot be answered."""


class UnknownRole(RecommenderError):
    """No role has this id, name or code, nor one near it; ``nearest`` holds the ids that come closest."""

    def __init__(self, asked: str, nearest: Sequence[str]) -> None:
        super().__init__(f"No role is called {asked!r}. Nearest: {', '.join(nearest)}.")
        self.asked = asked
        self.nearest = tuple(nearest)


class BadProfile(RecommenderError):
    """A profile names what the catalogue does not know; ``errors`` maps each field to its messages."""

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        super().__init__("; ".join(f"{field}: {' '.join(messages)}" for field, messages in errors.items()))
        self.errors = dict(errors)
