"""Building an index: from a stream of records to the arrays of a snapshot, in bounded memory."""

import tempfile
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.feature_extraction.text import TfidfTransformer

from recommender import kernel, spelling
from recommender.features import digest, named, surface
from recommender.snapshot import Arrays, frozen
from recommender.text import STOP_WORDS, Concepts, singular, stems, words

K1 = 2.5
"""BM25's k1: the weighted term frequency at which a term has half of its greatest effect."""

B = 0.7
"""BM25's b: how much the length of a record counts against it."""

IDF_POWER = 1.15
FULL = 65535
"""The impact that stands for the greatest effect a frequency can have."""

CHUNK = 4_000_000
"""Words that are held before they are aggregated and put on the disk."""

SLOTS = 3
"""The most features of a word by itself: a stem in each language, and the word as it is spelt."""

_MODES: dict[tuple[str, ...], int] = {("en",): 0, ("fr",): 1, ("en", "fr"): 2}


@dataclass(frozen=True, slots=True)
class Field:
    """A text of a record: its language, where known, and how much it counts."""

    text: str
    weight: float
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """What search knows of a record: its texts, and the whole names that it goes by."""

    fields: Sequence[Field]
    names: Sequence[str] = ()


class Builder:
    """Takes records one by one, in the order that breaks ties, and makes the arrays of an index."""

    def __init__(self, concepts: Concepts, folder: Path) -> None:
        self._concepts, self._folder = concepts, folder
        self._words = _Numbers()
        self._features = _Numbers()
        self._expanded = np.empty((len(_MODES), SLOTS, 0), np.int32)
        self._keys = np.empty(0, np.int32)
        self._trie = _Trie(concepts, self._features)
        self._chunks: list[Path] = []
        self._lengths: list[NDArray[np.float32]] = []
        self._counts = np.zeros(0, np.int64)
        self._size = 0
        self._clear()

    def add(self, record: Record) -> None:
        """Take the next record."""
        before = len(self._tokens)
        for field in record.fields:
            self._tokens.extend(map(self._words.__getitem__, words(field.text)))
            self._lens.append(len(self._tokens) - before)
            self._weights.append(field.weight)
            self._modes.append(_MODES.get(field.languages, 2))
            before = len(self._tokens)
        for name in {named(words(name)) for name in record.names}:
            self._names.append(self._features[name])
            self._named.append(self._held)
        self._fields.append(len(record.fields))
        self._held += 1
        if len(self._tokens) >= CHUNK:
            self._flush()

    def arrays(self) -> Arrays:
        """Return the arrays of the index over all records taken."""
        if self._held:
            self._flush()
        lengths = np.concatenate(self._lengths) if self._lengths else np.zeros(0, np.float32)
        features = np.array([digest(each) for each in self._features], dtype=np.uint64)
        place = np.empty(features.size, np.int64)
        place[np.argsort(features)] = np.arange(features.size)
        frequencies = np.zeros(features.size + 1, np.int64)
        for path in self._chunks:
            frequencies[1:][place] += _padded(np.diff(np.load(path / "indptr.npy")), features.size)
        offsets = np.cumsum(frequencies)
        docs, impacts = np.empty(offsets[-1], np.int32), np.empty(offsets[-1], np.uint16)
        room = K1 * (1 - B + B * lengths / (lengths.mean() if lengths.size and lengths.any() else 1))
        written = offsets[:-1].copy()
        for path in self._chunks:
            parts = [np.load(path / f"{name}.npy", mmap_mode="r") for name in ("indptr", "docs", "frequencies")]
            _place(*parts, place, written, room.astype(np.float32), docs, impacts)
        made = {
            "hashes": np.sort(features),
            "offsets": offsets,
            "docs": docs,
            "impacts": impacts,
            "idf": _idf(docs, offsets, len(lengths)),
            "size": np.array([len(lengths)]),
            **_tables(offsets, docs, impacts, len(lengths)),
            **self._vocabulary(),
        }
        return frozen(made)

    def _flush(self) -> None:
        tokens = np.frombuffer(self._tokens, np.int32)
        self._grow()
        self._counts = _padded(self._counts, len(self._words)) + np.bincount(tokens, minlength=len(self._words))
        feats, docs, frequencies, lengths = _aggregate(
            tokens,
            np.array(self._lens, np.int64),
            np.array(self._weights, np.float32),
            np.array(self._modes, np.int64),
            np.array(self._fields, np.int64),
            self._expanded,
            self._keys,
            *self._trie.arrays,
            len(self._features),
        )
        feats = np.concatenate([feats, np.array(self._names, np.int32)])
        docs = np.concatenate([docs, np.array(self._named, np.int32)])
        frequencies = np.concatenate([frequencies, np.ones(len(self._names), np.float32)])
        order = np.argsort(feats, kind="stable")
        path = Path(tempfile.mkdtemp(dir=self._folder))
        np.save(
            path / "indptr.npy", np.concatenate([[0], np.cumsum(np.bincount(feats, minlength=len(self._features)))])
        )
        np.save(path / "docs.npy", docs[order] + np.int32(self._size))
        np.save(path / "frequencies.npy", frequencies[order])
        self._chunks.append(path)
        self._lengths.append(lengths)
        self._size += self._held
        self._clear()

    def _clear(self) -> None:
        self._tokens, self._lens, self._weights, self._modes = array("i"), array("q"), array("f"), array("b")
        self._fields, self._names, self._named, self._held = array("i"), array("i"), array("i"), 0

    def _grow(self) -> None:
        """Note the features and the concept key of the words that are new."""
        new = list(self._words)[self._keys.size :]
        expanded = np.full((len(_MODES), SLOTS, len(new)), -1, np.int32)
        for i, word in enumerate(new):
            if word not in STOP_WORDS:
                for languages, mode in _MODES.items():
                    found = stems(word, languages)
                    for j, feature in enumerate(found if word in found else (*found, surface(word))):
                        expanded[mode, j, i] = self._features[feature]
        self._expanded = np.concatenate([self._expanded, expanded], axis=2)
        keys = np.array([self._trie.keys.get(singular(word), -1) for word in new], np.int32)
        self._keys = np.concatenate([self._keys, keys])

    def _vocabulary(self) -> Arrays:
        """Return the vocabulary, for spelling."""
        counts = dict(zip(self._words, _padded(self._counts, len(self._words)).tolist(), strict=True))
        for name in self._concepts.words:
            counts[name] = counts.get(name, 0) + 1
        return spelling.arrays(counts)


def build(records: Iterable[Record], concepts: Concepts) -> Arrays:
    """Return the arrays of an index over ``records``."""
    with tempfile.TemporaryDirectory(prefix="parcours-") as folder:
        builder = Builder(concepts, Path(folder))
        for record in records:
            builder.add(record)
        return builder.arrays()


class _Numbers(dict[str, int]):
    """Numbers names in the order in which they are first seen."""

    def __missing__(self, name: str) -> int:
        self[name] = number = len(self)
        return number


class _Trie:
    """The names of concepts as arrays: sorted edges (node · keys + key), the node each leads to, a node's feature."""

    def __init__(self, concepts: Concepts, features: _Numbers) -> None:
        self.keys: dict[str, int] = {}
        for key in concepts.features:
            for word in key:
                self.keys.setdefault(word, len(self.keys))
        nodes: dict[tuple[str, ...], int] = {(): 0}
        edges: dict[int, int] = {}
        for key in concepts.features:
            for length in range(1, len(key) + 1):
                if key[:length] not in nodes:
                    nodes[key[:length]] = len(nodes)
                    edges[nodes[key[: length - 1]] * len(self.keys) + self.keys[key[length - 1]]] = nodes[key[:length]]
        ends = np.full(len(nodes), -1, np.int32)
        for key, feature in concepts.features.items():
            ends[nodes[key]] = features[feature]
        sources = sorted(edges)
        self.arrays: tuple[Any, ...] = (
            np.array(sources, np.int64),
            np.array([edges[each] for each in sources], np.int64),
            ends,
            len(self.keys),
        )


def _idf(docs: NDArray[np.int32], offsets: NDArray[np.int64], size: int) -> NDArray[np.float32]:
    """Return each feature's weight: scikit-learn's smoothed idf without its 1, to a power that measuring chose."""
    present = csr_array((np.ones(docs.size, np.float32), docs, offsets), shape=(offsets.size - 1, size)).T
    idf: NDArray[np.float64] = TfidfTransformer(norm=None).fit(present).idf_ - 1
    return np.power(np.maximum(idf, 0.01), IDF_POWER, dtype=np.float32)


def _tables(offsets: NDArray[np.int64], docs: NDArray[np.int32], impacts: NDArray[np.uint16], size: int) -> Arrays:
    frequencies = np.diff(offsets)
    windows, count = max(1, -(-size // kernel.WINDOW)), -(-size // 64)
    common = np.flatnonzero(frequencies >= 8 * windows) if windows > 1 else np.empty(0, np.int64)
    dense = np.flatnonzero((frequencies >= size / 32) & (frequencies >= 64))
    starts = np.zeros((common.size, windows), np.uint32)
    maxima = np.zeros((common.size, windows), np.uint16)
    bitmaps = np.zeros((dense.size, count), np.uint64)
    kernel.tables(offsets, docs, impacts, common, starts, maxima)
    kernel.bits(offsets, docs, dense, bitmaps)
    table_of, bitmap_of = np.full(frequencies.size, -1, np.int32), np.full(frequencies.size, -1, np.int32)
    table_of[common], bitmap_of[dense] = np.arange(common.size), np.arange(dense.size)
    return {"table_of": table_of, "table_starts": starts, "table_maxima": maxima,
            "bitmap_of": bitmap_of, "bitmaps": bitmaps}  # fmt: skip


def _padded(values: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    return np.concatenate([values, np.zeros(size - values.size, np.int64)])


@njit(cache=True, nogil=True)
def _place(indptr, chunk_docs, frequencies, place, written, room, docs, impacts):  # type: ignore[no-untyped-def]
    """Put a chunk's postings where they belong, with their impacts."""
    for feature in range(indptr.size - 1):
        at = written[place[feature]]
        for p in range(indptr[feature], indptr[feature + 1]):
            row = chunk_docs[p]
            docs[at] = row
            impacts[at] = max(1, round(FULL * frequencies[p] / (frequencies[p] + room[row])))
            at += 1
        written[place[feature]] = at


@njit(cache=True, nogil=True)
def _aggregate(  # type: ignore[no-untyped-def]
    tokens, lens, weights, modes, fields, expanded, keys, edges, targets, ends, width, size
):
    """Return the postings (feature, row, weighted frequency) of a chunk, row by row, and each row's length."""
    room = tokens.size * (SLOTS + 1) + 1
    feats, docs = np.empty(room, np.int32), np.empty(room, np.int32)
    frequencies = np.empty(room, np.float32)
    lengths = np.zeros(fields.size, np.float32)
    last = np.full(size, -1, np.int64)
    used = segment = at = 0
    for doc in range(fields.size):
        first = used
        for _ in range(fields[doc]):
            weight, end, free = weights[segment], at + lens[segment], at
            for i in range(at, end):
                word = tokens[i]
                for j in range(SLOTS):
                    feature = expanded[modes[segment], j, word]
                    if feature >= 0:
                        used = _count(feature, weight, doc, first, used, last, feats, docs, frequencies)
                        if j == 0:
                            lengths[doc] += weight
                if i >= free and keys[word] >= 0:
                    node, found, stop = 0, -1, i
                    for n in range(i, end):
                        key = keys[tokens[n]]
                        if key < 0:
                            break
                        edge = np.searchsorted(edges, node * width + key)
                        if edge == edges.size or edges[edge] != node * width + key:
                            break
                        node = targets[edge]
                        if ends[node] >= 0:
                            found, stop = ends[node], n + 1
                    if found >= 0:
                        used = _count(found, weight, doc, first, used, last, feats, docs, frequencies)
                        free = stop
            at = end
            segment += 1
    return feats[:used], docs[:used], frequencies[:used], lengths


@njit(cache=True, nogil=True)
def _count(feature, weight, doc, first, used, last, feats, docs, frequencies):  # type: ignore[no-untyped-def]
    if last[feature] >= first:
        frequencies[last[feature]] += weight
        return used
    last[feature] = used
    feats[used], docs[used], frequencies[used] = feature, doc, weight
    return used + 1
