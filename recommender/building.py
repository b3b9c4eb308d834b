"""Building an index: from a stream of records to the arrays of a snapshot, in bounded memory."""

import tempfile
from array import array
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.feature_extraction.text import TfidfTransformer

from recommender import kernel, postings, spelling
from recommender.features import COMMON, KEY, forms, surface
from recommender.names import trie
from recommender.postings import SLOTS
from recommender.snapshot import Arrays, frozen
from recommender.text import Concepts, stems
from recommender.tokenizer import digest
from recommender.vocabulary import Vocabulary

K1 = 2.5
"""BM25's k1: the weighted term frequency at which a term has half of its greatest effect."""

B = 0.7
"""BM25's b: how much the length of a record counts against it."""

IDF_POWER = 1.15
BATCH = 8_000_000
"""Bytes of text that are held before they are read and their postings put on the disk."""

_MODES: dict[tuple[str, ...], int] = {("en",): 0, ("fr",): 1, ("en", "fr"): 2}


class Field(NamedTuple):
    """A text of a record: its language, where known, how much it counts, and whether it is a name of the record."""

    text: str
    weight: float
    languages: tuple[str, ...] = ()
    names: bool = False


Record = Sequence[Field]
"""What search knows of a record."""


class _Batch:
    """Texts that wait to be read, and where records end among them."""

    def __init__(self) -> None:
        self.texts: list[bytes] = []
        self.weights, self.modes, self.names, self.fields = array("f"), array("b"), array("b"), array("i")
        self.size = 0

    def add(self, record: Record) -> None:
        for text, weight, languages, names in record:
            encoded = text.encode(errors="replace")
            self.texts.append(encoded)
            self.size += len(encoded)
            self.weights.append(weight)
            self.modes.append(_MODES.get(languages, 2))
            self.names.append(names)
        self.fields.append(len(record))


class Builder:
    """Takes records one by one, in the order that breaks ties, and makes the arrays of an index.

    While one batch of texts is read by compiled code, the next one is taken.
    """

    def __init__(self, concepts: Concepts, folder: Path) -> None:
        self._concepts, self._folder = concepts, folder
        self._words = Vocabulary()
        tokens, _, _ = self._words.read([" ".join(sorted(concepts.words)).encode()])
        self._counts = np.bincount(tokens)
        self._features = {digest(each): number for number, each in enumerate(concepts.numbers)}
        for label in chain.from_iterable(concepts.labels.values()):
            self._feature(digest(label))
        self._expanded = np.empty((len(_MODES), SLOTS, 0), np.int32)
        self._forms = np.empty((0, COMMON + 1), np.int32)
        self._trie = trie(concepts)
        self._listed = array("b")
        self._chunks: list[Path] = []
        self._lengths: list[NDArray[np.float32]] = []
        self._named: list[tuple[NDArray[np.uint64], NDArray[np.int32]]] = []
        self._size = 0
        self._batch = _Batch()
        self._reader = ThreadPoolExecutor(max_workers=1)
        self._reading: Future[None] | None = None

    def add(self, record: Record, *, listed: bool = True) -> None:
        """Take the next record, and whether it is one of those that lists show unless asked otherwise."""
        self._batch.add(record)
        self._listed.append(listed)
        if self._batch.size >= BATCH:
            self._read_on()

    def arrays(self) -> Arrays:
        """Return the arrays of the index over all records taken."""
        self._read_on()
        self._wait()
        self._reader.shutdown()
        features, lengths = self._with_names(), np.concatenate([np.zeros(0, np.float32), *self._lengths])
        order = np.argsort(features)
        place = np.empty(features.size, np.int64)
        place[order] = np.arange(features.size)
        frequencies = np.zeros(features.size + 1, np.int64)
        for path in self._chunks:
            frequencies[1:][place] += _padded(np.diff(np.load(path / "indptr.npy")), features.size)
        offsets = np.cumsum(frequencies)
        docs, impacts = np.empty(offsets[-1], np.int32), np.empty(offsets[-1], np.uint16)
        room = K1 * (1 - B + B * lengths / (lengths.mean() if lengths.any() else 1))
        written = offsets[:-1].copy()
        for path in self._chunks:
            parts = [np.load(path / f"{name}.npy", mmap_mode="r") for name in ("indptr", "docs", "frequencies")]
            postings.place(*parts, place, written, room.astype(np.float32), docs, impacts)
        made = {
            "hashes": features[order],
            "offsets": offsets,
            "docs": docs,
            "impacts": impacts,
            "idf": _idf(docs, offsets, lengths.size),
            "floors": kernel.floors(offsets, docs, impacts, np.array(self._listed, np.bool_)),
            "size": np.array([lengths.size]),
            **_tables(offsets, docs, impacts, lengths.size),
            **self._vocabulary(place),
            **self._named_concepts(place),
        }
        return frozen(made)

    def _feature(self, digested: int) -> int:
        return self._features.setdefault(digested, len(self._features))

    def _known(self, digested: int) -> int:
        return self._features.get(digested, -1)

    def _wait(self) -> None:
        if self._reading is not None:
            self._reading.result()

    def _read_on(self) -> None:
        self._wait()
        self._reading = self._reader.submit(self._read, self._batch)
        self._batch = _Batch()

    def _read(self, batch: _Batch) -> None:
        """Put the postings of a batch on the disk."""
        tokens, lens, names = self._words.read(batch.texts)
        self._grow()
        self._counts = _padded(self._counts, len(self._words.spelt)) + np.bincount(
            tokens, minlength=len(self._words.spelt)
        )
        fields, naming = np.array(batch.fields, np.int64), np.array(batch.names, np.bool_)
        found, lengths = postings.aggregate(
            tokens, lens, np.array(batch.weights, np.float32), np.array(batch.modes, np.int64), naming, fields,
            self._expanded, self._forms, *self._trie, len(self._features),
        )  # fmt: skip
        rows = np.repeat(np.arange(fields.size, dtype=np.int32) + np.int32(self._size), fields)
        self._named.append((names[naming], rows[naming]))
        self._keep(*postings.grouped(*found, len(self._features), self._size))
        self._lengths.append(lengths)
        self._size += fields.size

    def _keep(self, indptr: NDArray[np.int64], docs: NDArray[np.int32], frequencies: NDArray[np.float32]) -> None:
        path = Path(tempfile.mkdtemp(dir=self._folder))
        for name, values in (("indptr", indptr), ("docs", docs), ("frequencies", frequencies)):
            np.save(path / f"{name}.npy", values)
        self._chunks.append(path)

    def _with_names(self) -> NDArray[np.uint64]:
        """Return all features, those of whole names at the end; their postings are kept as a last chunk."""
        features = np.fromiter(self._features, np.uint64, len(self._features))
        named, rows = (np.concatenate(each) for each in zip(*self._named, strict=True))
        order = np.lexsort((rows, named))
        named, rows = named[order], rows[order]
        once = np.ones(named.size, bool)
        once[1:] = (named[1:] != named[:-1]) | (rows[1:] != rows[:-1])
        names, frequencies = np.unique(named[once], return_counts=True)
        indptr = np.concatenate([np.zeros(features.size + 1, np.int64), np.cumsum(frequencies)])
        self._keep(indptr, rows[once], np.ones(indptr[-1], np.float32))
        return np.concatenate([features, names])

    def _grow(self) -> None:
        """Note the features and the forms of the words that are new."""
        new = self._words.spelt[len(self._forms) :]
        expanded = np.full((len(_MODES), SLOTS, len(new)), -1, np.int32)
        for i, word in enumerate(new):
            for languages, mode in _MODES.items():
                found = stems(word, languages)
                for j, feature in enumerate(map(digest, found)):
                    expanded[mode, j, i] = self._feature(feature)
                if word not in found:
                    expanded[mode, len(found), i] = self._feature(surface(word))
        self._expanded = np.concatenate([self._expanded, expanded], axis=2)
        made = [forms(word, self._known, self._concepts.keys) for word in new]
        self._forms = np.concatenate([self._forms, np.array(made, np.int32).reshape(-1, COMMON + 1)])

    def _vocabulary(self, place: NDArray[np.int64]) -> Arrays:
        """Return the vocabulary, in the order of `spelling.arrays`, its forms, and the words that have each feature."""
        counts = dict(zip(self._words.spelt, _padded(self._counts, len(self._words.spelt)).tolist(), strict=True))
        rank = {word: i for i, word in enumerate(sorted(counts))}
        ranks = np.array([rank[word] for word in self._words.spelt], np.int32)
        both = self._expanded[_MODES["en", "fr"]]
        features, words = place[both[both >= 0]], np.broadcast_to(ranks, both.shape)[both >= 0]
        order = np.argsort(features, kind="stable")
        members = np.cumsum(np.bincount(features, minlength=place.size), dtype=np.int32)
        made = self._forms[np.argsort(ranks)]
        made[:, :KEY] = np.where(made[:, :KEY] < 0, -1, place[made[:, :KEY]])
        return {
            "word_forms": made,
            "member_offsets": np.concatenate([np.zeros(1, np.int32), members]),
            "member_words": words[order],
            **spelling.arrays(counts),
        }

    def _named_concepts(self, place: NDArray[np.int64]) -> Arrays:
        """Return the names of concepts, and the features of each: its own, then those of its labels."""
        labels = self._concepts.labels
        features = [[each, *sorted(labels.get(each, ()))] for each in self._concepts.numbers]
        numbers = [self._features[digest(each)] for each in chain.from_iterable(features)]
        edges, ends = self._trie
        return {
            "concepts": np.frombuffer(self._concepts.stored(), np.uint8),
            "concept_edges": edges,
            "concept_ends": ends,
            "concept_offsets": np.cumsum([0, *map(len, features)]),
            "concept_features": place[np.array(numbers, np.int64)],
        }


def build(records: Iterable[Record], concepts: Concepts) -> Arrays:
    """Return the arrays of an index over ``records``."""
    with tempfile.TemporaryDirectory(prefix="parcours-") as folder:
        builder = Builder(concepts, Path(folder))
        for record in records:
            builder.add(record)
        return builder.arrays()


def _idf(docs: NDArray[np.int32], offsets: NDArray[np.int64], size: int) -> NDArray[np.float32]:
    """Return each feature's weight: scikit-learn's smoothed idf without its 1, to a power that measuring chose."""
    if not docs.size:
        return np.zeros(offsets.size - 1, np.float32)
    ones = np.broadcast_to(np.float32(1), docs.shape)
    present = csr_array((ones, docs, offsets), shape=(offsets.size - 1, size)).T
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
