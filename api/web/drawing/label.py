"""The label of a node: what a box holds of a name."""

from textwrap import wrap

LONGEST = 22
"""Letters of one line."""


def lines(name: str) -> tuple[str, ...]:
    """Return a name in two lines at most, as even as can be; what does not fit ends in an ellipsis."""
    fewest = wrap(name, LONGEST, max_lines=2, placeholder="…")
    if len(fewest) < 2 or fewest[-1].endswith("…"):
        return tuple(fewest)
    widths = range(len(name) // 2, LONGEST)
    return tuple(next((even for width in widths if len(even := wrap(name, width)) == 2 and _whole(even, name)), fewest))


def _whole(parts: list[str], name: str) -> bool:
    """Whether no word is broken."""
    return " ".join(parts) == " ".join(name.split())
