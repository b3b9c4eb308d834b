"""SQLite's FTS5: Porter stems, BM25 order, the facets in a table beside."""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from benchmarks.peers.system import FACETS, LIMIT, Answer, Question, Stored, counted, facets, record, text
from catalog import Resource

FILE = "records.db"
SCHEMA = """
CREATE VIRTUAL TABLE texts USING fts5(body, content='', tokenize='porter unicode61');
CREATE TABLE facets(number INTEGER PRIMARY KEY, level TEXT, type TEXT, cost TEXT, language TEXT);
CREATE TABLE records(number INTEGER PRIMARY KEY, record TEXT);
"""
FINISH = """
CREATE INDEX levels ON facets(level);
INSERT INTO texts(texts) VALUES ('optimize');
ANALYZE;
"""
BEST = "SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY bm25(texts) LIMIT ?"
FILTERED = """SELECT texts.rowid FROM texts JOIN facets ON facets.number = texts.rowid
              WHERE texts MATCH ? AND facets.level = ? ORDER BY bm25(texts) LIMIT ?"""
COUNTS = f"""SELECT {", ".join(FACETS)}, count(*) FROM texts JOIN facets ON facets.number = texts.rowid
             WHERE texts MATCH ? GROUP BY {", ".join(FACETS)}"""


class System(Stored):
    """No text is kept but in the record's JSON. It corrects nothing: mistyped words are asked as they are.

    Ordering by bm25() is quicker than by the column rank; without positions (detail=none) all scores would be zero.
    """

    @staticmethod
    def build(folder: Path, resources: Iterable[Resource]) -> int:
        db = sqlite3.connect(folder / FILE)
        db.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144; {SCHEMA}")
        for number, each in enumerate(resources):
            db.execute("INSERT INTO texts(rowid, body) VALUES (?, ?)", (number, text(each)))
            db.execute("INSERT INTO facets VALUES (?, ?, ?, ?, ?)", (number, *facets(each).values()))
            db.execute("INSERT INTO records VALUES (?, ?)", (number, record(each)))
        db.commit()
        db.executescript(FINISH)
        db.close()
        return 0

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._db = sqlite3.connect(f"file:{folder / FILE}?immutable=1", uri=True)
        self._db.executescript(f"PRAGMA mmap_size = {1 << 33}; PRAGMA cache_size = -262144; PRAGMA temp_store = MEMORY")

    def ask(self, question: Question) -> Answer:
        words = " OR ".join(f'"{word}"' for word in re.findall(r"[^\W_]+", question.text))
        if question.level:
            found = self._db.execute(FILTERED, (words, question.level, LIMIT))
        else:
            found = self._db.execute(BEST, (words, LIMIT))
        rows = [row for (row,) in found]
        return counted(rows, self._counts(words)) if question.facets else Answer(rows)

    def close(self) -> None:
        self._db.close()

    def _counts(self, words: str) -> dict[str, dict[str, int]]:
        """Count the combinations that occur in one pass, then the values of each facet among them."""
        counts: dict[str, Counter[str]] = {facet: Counter() for facet in FACETS}
        for *values, count in self._db.execute(COUNTS, (words,)):
            for facet, value in zip(FACETS, values, strict=True):
                counts[facet][value] += count
        return {facet: dict(each) for facet, each in counts.items()}
