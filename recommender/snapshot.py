"""The snapshot file: named arrays, written once, memory-mapped by every worker of a machine."""

import json
import mmap
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import xxhash
from numpy.typing import NDArray

MAGIC = b"PARCOURS-SNAPSHOT-4\n"
ALIGNMENT = 64
DIGEST = 16
"""Bytes of the checksum at the end."""

BLOCK = 16_000_000
"""Bytes that have a digest of their own."""

Arrays = dict[str, NDArray[Any]]


class DamagedSnapshot(ValueError):
    """A file that is not a whole snapshot: cut short, changed, or something else."""


def frozen(arrays: Mapping[str, NDArray[Any]]) -> Arrays:
    """Return the arrays contiguous and read-only, as `read` gives them."""
    kept = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    for array in kept.values():
        array.flags.writeable = False
    return kept


def write(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write ``arrays`` to ``path``, which holds its old content, or nothing, until all is written."""
    entries, at = [], 0
    for name, array in arrays.items():
        entries.append({"name": name, "dtype": array.dtype.str, "shape": array.shape, "at": at})
        at = _aligned(at + array.nbytes)
    header = json.dumps({"arrays": entries, "size": at}).encode()
    header += b" " * (_aligned(_start(header)) - _start(header))
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with partial.open("wb+") as file:
            file.write(MAGIC + len(header).to_bytes(8, "little") + header)
            for part in _padded(arrays):  # one after the other: what is written is let go of
                file.write(part)
            file.flush()
            file.write(_checksum(file.tell(), lambda at: os.pread(file.fileno(), BLOCK, at)))
        # Not forced to the disk: what a power cut damages is noticed by its checksum, and can be made again.
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def read(path: Path) -> Arrays:
    """Map the arrays of ``path``, read-only; raises `DamagedSnapshot` unless its checksum holds."""
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size < len(MAGIC) + 24:
            raise DamagedSnapshot(f"{path} is cut short")
        whole = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    if whole[: len(MAGIC)] != MAGIC:
        raise DamagedSnapshot(f"{path} is not a snapshot of this version")
    content = whole[:-DIGEST]
    if _checksum(len(content), lambda at: content[at : at + BLOCK]) != whole[-DIGEST:]:
        raise DamagedSnapshot(f"{path} does not have the checksum that it was written with")
    length = int.from_bytes(whole[len(MAGIC) : len(MAGIC) + 8], "little")
    first = len(MAGIC) + 8
    header = json.loads(bytes(whole[first : first + length]))
    data = whole[first + length : -DIGEST]
    return {each["name"]: _array(data, each) for each in header["arrays"]}


def _checksum(size: int, block: Callable[[int], bytes | memoryview]) -> bytes:
    """Return a digest of the digests of all blocks, made by several cores at once; ``block`` gives that at a place."""
    with ThreadPoolExecutor(os.cpu_count()) as cores:
        digests = cores.map(lambda at: xxhash.xxh3_128_digest(block(at)), range(0, size, BLOCK))
        return xxhash.xxh3_128_digest(b"".join(digests))


def _array(data: memoryview, entry: Mapping[str, Any]) -> NDArray[Any]:
    count = int(np.prod(entry["shape"], dtype=np.int64))
    return np.frombuffer(data, np.dtype(entry["dtype"]), count, entry["at"]).reshape(entry["shape"])


def _padded(arrays: Mapping[str, NDArray[Any]]) -> Iterator[Any]:
    for array in arrays.values():
        raw = np.ascontiguousarray(array).reshape(-1).view(np.uint8) if array.size else np.empty(0, np.uint8)
        for at in range(0, raw.size, BLOCK):
            yield raw[at : at + BLOCK].data
            release(array)
        yield b"\0" * (_aligned(array.nbytes) - array.nbytes)


def release(array: NDArray[Any]) -> None:
    """Let go of the memory that a mapped array takes, once it is read; it comes from its file again where needed."""
    owner: Any = array
    while isinstance(owner, np.ndarray):
        owner = owner.base
    if isinstance(owner, memoryview) and isinstance(owner.obj, mmap.mmap):
        owner.obj.madvise(mmap.MADV_DONTNEED)


def _start(header: bytes) -> int:
    return len(MAGIC) + 8 + len(header)


def _aligned(at: int) -> int:
    return -(-at // ALIGNMENT) * ALIGNMENT
