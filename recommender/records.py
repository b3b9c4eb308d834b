"""The records of a snapshot as ready JSON, found by row or id, and where the texts are that a reader is shown."""

import mmap
from array import array
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray

from catalog import Resource
from recommender.snapshot import Arrays
from recommender.tokenizer import digest, digests

SHOWN = ("title", "summary.en", "summary.fr")
"""The texts that are shown with what matched marked."""

HELD = 8_000_000
"""Bytes of records that are held before they are put on the disk."""

LONGEST_ID = 1000
"""Bytes within which an id ends; the store allows 200."""

_BEFORE_ID = len(b'{"id":"')


class RecordBuilder:
    """Takes resources one by one and keeps their JSON in a file until all are there."""

    def __init__(self, folder: Path) -> None:
        self._path, self._waiting = folder / "records", bytearray()
        self._ends, self._spans = array("q", [0]), array("I")
        self._ids, self._id_ends = bytearray(), array("q", [0])

    def add(self, resource: Resource) -> None:
        """Take the next resource."""
        record = orjson.dumps(resource.document())
        self._waiting += record
        if len(self._waiting) >= HELD:
            self._write()
        self._ends.append(self._ends[-1] + len(record))
        self._ids += resource.id.encode()
        self._id_ends.append(len(self._ids))
        for text in (resource.name("en"), resource.summary.get("en"), resource.summary.get("fr")):
            inside = orjson.dumps(text)[1:-1] if text else b""
            start = record.find(inside)
            self._spans.append(start)
            self._spans.append(start + len(inside))

    def arrays(self) -> Arrays:
        """Return the arrays of all resources taken; the records stay in their file, mapped."""
        self._write()
        ends = np.array(self._id_ends)
        ids = digests(np.frombuffer(bytes(self._ids), np.uint8), ends[:-1], ends[1:])
        order = np.argsort(ids, kind="stable")
        return {
            "records": mapped(self._path),
            "record_offsets": np.array(self._ends),
            "record_spans": np.array(self._spans, np.uint32).reshape(-1, len(SHOWN), 2),
            "id_digests": ids[order],
            "id_rows": order.astype(np.int32),
        }

    def _write(self) -> None:
        with self._path.open("ab") as file:
            file.write(self._waiting)
        self._waiting.clear()


class Records:
    """The records of a snapshot."""

    def __init__(self, arrays: Arrays) -> None:
        self.raw, self.offsets, self.spans = arrays["records"], arrays["record_offsets"], arrays["record_spans"]
        self._digests, self._rows = arrays["id_digests"], arrays["id_rows"]
        self._view = self.raw.data

    def __len__(self) -> int:
        return self.offsets.size - 1

    def __getitem__(self, row: int) -> memoryview:
        """Return the JSON of a record, not copied."""
        return self._view[int(self.offsets[row]) : int(self.offsets[row + 1])]

    def of(self, rows: NDArray[np.int64]) -> list[memoryview]:
        """Return the JSON of records, not copied."""
        starts, ends = self.offsets[rows].tolist(), self.offsets[rows + 1].tolist()
        return [self._view[start:end] for start, end in zip(starts, ends, strict=True)]

    def row(self, resource_id: str) -> int | None:
        """Return the row of the record with this id, if there is one."""
        key = np.uint64(digest(resource_id))
        at = int(self._digests.searchsorted(key))
        while at < self._digests.size and self._digests[at] == key:
            if id_of(self[int(self._rows[at])]) == resource_id:
                return int(self._rows[at])
            at += 1
        return None


def mapped(path: Path) -> NDArray[np.uint8]:
    """Return the bytes of a file, mapped, not read."""
    if not path.stat().st_size:
        return np.empty(0, np.uint8)
    with path.open("rb") as file:
        return np.frombuffer(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), np.uint8)


def id_of(record: memoryview) -> str:
    """Return the id of a record: the first that its JSON says."""
    return bytes(record[_BEFORE_ID : _BEFORE_ID + LONGEST_ID]).partition(b'"')[0].decode()
