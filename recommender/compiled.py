"""How the inner loops are compiled: to machine code that is kept on the disk and runs beside other threads."""

import os
from pathlib import Path

import xxhash
from numba import config, njit


def _folder() -> Path | None:
    """Return where machine code is kept: beside the sources or else in the user's cache; None where neither can be.

    Its name is a digest of all sources that are compiled. numba itself looks at one file alone, and would keep a
    loop that another file's has changed under.
    """
    sources = (path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    made_of = xxhash.xxh3_64_hexdigest(
        b"".join(each for each in sources if b"numba" in each or b"recommender.compiled" in each)
    )
    for parent in (Path(__file__).parent / "__pycache__", Path("~/.cache/parcours").expanduser()):
        try:
            (parent / made_of).mkdir(parents=True, exist_ok=True)
        except (OSError, RuntimeError):
            continue
        if os.access(parent / made_of, os.W_OK):
            return parent / made_of
    return None


_KEPT = _folder()
if _KEPT is not None and not config.CACHE_DIR:
    config.CACHE_DIR = str(_KEPT)
_options = {"cache": bool(config.CACHE_DIR), "nogil": True}

outer = njit(**_options)
"""What Python calls; it may make arrays."""

inner = njit(**_options, _nrt=False, forceinline=True)
"""What compiled code calls; it makes no array, so that none is counted at each call, which would cost more than it."""
