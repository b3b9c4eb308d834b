"""The snapshot file: named arrays, written once, memory-mapped by every worker of a machine."""

import json
import mmap
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import xxhash
from numpy.typing import NDArray

MAGIC = b"PARCOURS-SNAPSHOT-2\n"
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
    """Write ``arrays`` to ``path``, which holds its old content, or nothing, until all is on the disk."""
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
            for part in (MAGIC, len(header).to_bytes(8, "little"), header, *_padded(arrays)):
                file.write(part)
            file.flush()
            file.write(_checksum(_mapped(file)))
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def read(path: Path) -> Arrays:
    """Map the arrays of ``path``, read-only; raises `DamagedSnapshot` unless its checksum holds."""
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size < len(MAGIC) + 24:
            raise DamagedSnapshot(f"{path} is cut short")
        whole = _mapped(file)
    if whole[: len(MAGIC)] != MAGIC:
        raise DamagedSnapshot(f"{path} is not a snapshot of this version")
    if _checksum(whole[:-DIGEST]) != whole[-DIGEST:]:
        raise DamagedSnapshot(f"{path} does not have the checksum that it was written with")
    length = int.from_bytes(whole[len(MAGIC) : len(MAGIC) + 8], "little")
    first = len(MAGIC) + 8
    header = json.loads(bytes(whole[first : first + length]))
    data = whole[first + length : -DIGEST]
    return {each["name"]: _array(data, each) for each in header["arrays"]}


def _mapped(file: BinaryIO) -> memoryview:
    return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def _checksum(content: memoryview) -> bytes:
    """Return a digest of the digests of all blocks, which several cores make at once."""
    with ThreadPoolExecutor(os.cpu_count()) as cores:
        blocks = cores.map(
            lambda at: xxhash.xxh3_128_digest(content[at : at + BLOCK]), range(0, len(content), BLOCK)
        )
        return xxhash.xxh3_128_digest(b"".join(blocks))


def _array(data: memoryview, entry: Mapping[str, Any]) -> NDArray[Any]:
    count = int(np.prod(entry["shape"], dtype=np.int64))
    return np.frombuffer(data, np.dtype(entry["dtype"]), count, entry["at"]).reshape(entry["shape"])


def _padded(arrays: Mapping[str, NDArray[Any]]) -> Iterator[Any]:
    for array in arrays.values():
        yield np.ascontiguousarray(array).reshape(-1).view(np.uint8).data if array.size else b""
        yield b"\0" * (_aligned(array.nbytes) - array.nbytes)


def _start(header: bytes) -> int:
    return len(MAGIC) + 8 + len(header)


def _aligned(at: int) -> int:
    return -(-at // ALIGNMENT) * ALIGNMENT
