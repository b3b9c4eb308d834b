"""Duplicates found between two collections whose true pairs are known, beside rapidfuzz's ratio of sorted words.

python -m benchmarks.duplicates --data DIR
python -m benchmarks.duplicates --speed 10000

DIR holds ``dblp_acm`` (papers; titles and authors are read) and ``abt_buy`` (products; names only). Ours has the one
setting of the program, chosen on the pairs of which the first id is even and on our own catalogue. The peer gets the
threshold that is best for it on each collection, of the very pairs that it is judged by, and the same rule that no
record is in two pairs.
"""

import argparse
import csv
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz, process, utils
from rich.console import Console
from rich.table import Table

from curation.duplicates import Entry, find

HALVES = {"even": {0}, "odd": {1}, "all": {0, 1}}
LEAST = 30
"""The ratio (0 to 100) from which the peer's pairs are looked at."""

Pairs = set[tuple[str, str]]


class Files(NamedTuple):
    """How a pair of collections is stored."""

    left: str
    right: str
    separator: str
    title: str


COLLECTIONS = {
    "dblp_acm": Files("dblp.csv", "acm.csv", "%", "title"),
    "abt_buy": Files("abt.csv", "buy.csv", "|", "name"),
}


class Collection:
    """Two lists of entries, and which of the one are which of the other."""

    def __init__(self, folder: Path) -> None:
        files = COLLECTIONS[folder.name]
        self.name = folder.name
        self.left, self.right = (
            [_entry(row, files.title) for row in _rows(folder / name, files.separator)]
            for name in (files.left, files.right)
        )
        self.true: Pairs = {(row["D1"], row["D2"]) for row in _rows(folder / "gt.csv", files.separator)}


def ours(collection: Collection) -> Pairs:
    return {(pair.one, pair.other) for pair in find(collection.left, collection.right)}


def by_sorted_words(collection: Collection) -> Pairs:
    """Pair the titles of greatest ``token_sort_ratio``, down to the threshold of greatest F1."""
    titles = ([each.title for each in side] for side in (collection.left, collection.right))
    ratios = process.cdist(*titles, scorer=fuzz.token_sort_ratio, processor=utils.default_process, workers=-1)
    rows, columns = np.nonzero(ratios >= LEAST)
    scores = ratios[rows, columns]
    kept: list[tuple[str, str]] = []
    levels: list[float] = []
    ones: set[str] = set()
    others: set[str] = set()
    for k in np.argsort(-scores, kind="stable"):
        one, other = collection.left[rows[k]].id, collection.right[columns[k]].id
        if one not in ones and other not in others:
            ones.add(one)
            others.add(other)
            kept.append((one, other))
            levels.append(float(scores[k]))
    ends = [np.searchsorted(-np.array(levels), -level, side="right") for level in range(LEAST, 101)]
    return max((set(kept[:end]) for end in ends), key=lambda pairs: judge(pairs, collection.true)[2])


def judge(pairs: Pairs, true: Pairs) -> tuple[float, float, float]:
    """Return precision, recall and F1."""
    right = len(pairs & true)
    precision, recall = right / max(len(pairs), 1), right / max(len(true), 1)
    return precision, recall, 2 * right / max(len(pairs) + len(true), 1)


def quality(folder: Path) -> Table:
    table = Table("collection", "records", "true pairs", "system", "half", "precision", "recall", "F1")
    for collection in (Collection(folder / name) for name in COLLECTIONS):
        shape = [collection.name, f"{len(collection.left)} × {len(collection.right)}", str(len(collection.true))]
        for name, pair_up in (("Parcours", ours), ("sorted words", by_sorted_words)):
            pairs = pair_up(collection)
            for half, parities in HALVES.items():
                figures = judge(_half(pairs, parities), _half(collection.true, parities))
                table.add_row(*shape, name, half, *(f"{figure:.4f}" for figure in figures))
                shape, name = ["", "", ""], ""
    return table


def speed(size: int) -> Table:
    """Find the tenth of ``size`` made-up records that were made by misspelling another one."""
    entries, true = _made_up(size)
    begun = time.perf_counter()
    pairs = {(pair.one, pair.other) for pair in find(entries)}
    seconds = time.perf_counter() - begun
    table = Table("records", "seconds", "precision", "recall", "F1")
    table.add_row(str(size), f"{seconds:.1f}", *(f"{figure:.4f}" for figure in judge(pairs, true)))
    return table


def main() -> None:
    """Print the tables that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder of the collections")
    parser.add_argument("--speed", type=int, metavar="N", help="compare N made-up records with one another")
    asked = parser.parse_args()
    if not asked.data and not asked.speed:
        parser.error("ask for --data, --speed or both")
    for table in (asked.data and quality(asked.data), asked.speed and speed(asked.speed)):
        if table:
            Console().print(table)


def _made_up(size: int) -> tuple[list[Entry], Pairs]:
    """Return records with titles of three to nine words out of 4,000, as frequent as Zipf says, and their doubles."""
    rng = random.Random(7)
    words = ["".join(rng.choices("aeioulnrstdmcpbg", k=rng.randint(3, 10))) for _ in range(4000)]
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    entries, true = [], set()
    for i in range(size - size // 10):
        title = " ".join(rng.choices(words, weights, k=rng.randint(3, 9)))
        entries.append(Entry(f"{i:06}", title, (f"{rng.choice(words)} {rng.choice(words)}",), year=2000 + i % 25))
    for i, entry in enumerate(rng.sample(entries, size // 10)):
        place = rng.randrange(len(entry.title))
        slipped = entry.title[:place] + rng.choice("aeiou") + entry.title[place + 1 :]
        entries.append(Entry(f"x{i:06}", slipped.title(), entry.creators, year=entry.year))
        true.add((entry.id, entries[-1].id))
    return entries, true


def _half(pairs: Pairs, parities: set[int]) -> Pairs:
    return {pair for pair in pairs if int(pair[0]) % 2 in parities}


def _entry(row: dict[str, str], title: str) -> Entry:
    authors = (name.strip() for name in (row.get("authors") or "").split(","))
    return Entry(row["id"], row[title], tuple(filter(None, authors)))


def _rows(path: Path, separator: str) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        yield from csv.DictReader(lines, delimiter=separator)


if __name__ == "__main__":
    main()
