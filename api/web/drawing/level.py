"""The levels of a skill as small marks: had, gained, open."""


def levels(have: int, reached: int, wanted: int) -> tuple[str, ...]:
    """Return the state of each level up to the one wanted, or reached where that is more."""
    return tuple(
        "have" if level <= have else "gain" if level <= reached else "open"
        for level in range(1, max(reached, wanted) + 1)
    )


def state(have: int, reached: int, wanted: int) -> str:
    """Return how a skill stands: ``have`` all that is wanted, ``gain`` it, reach it ``partly``, or ``open``."""
    if have >= wanted:
        return "have"
    if reached >= wanted:
        return "gain"
    return "partly" if reached else "open"
