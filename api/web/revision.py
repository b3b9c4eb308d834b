"""What follows from the catalogue alone: worked out once for each revision, and forgotten with it."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from api.blueprint import engine
from recommender import Engine

T = TypeVar("T")


def per_revision(work_out: Callable[[Engine], T]) -> Callable[[], T]:
    """Make of a function of an engine one of the request, which keeps what it returned as long as there is the engine.

    What it returns must not hold the engine, which would then never go.
    """
    kept: WeakKeyDictionary[Engine, T] = WeakKeyDictionary()

    @wraps(work_out)
    def answer() -> T:
        asked = engine()
        if asked not in kept:
            kept[asked] = work_out(asked)
        return kept[asked]

    return answer
