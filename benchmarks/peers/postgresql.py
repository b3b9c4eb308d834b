"""PostgreSQL's text search: a private server on Debian's binaries, a GIN index, ts_rank, facets by GROUPING SETS."""

import contextlib
import os
import pwd
import re
import subprocess
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import psycopg

from benchmarks.peers.system import FACETS, LIMIT, Answer, Question, counted, facets, record, text
from catalog import Resource

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
USER = "postgres"
SETTINGS = {
    "listen_addresses": "", "fsync": "off", "wal_level": "minimal", "max_wal_senders": "0", "max_wal_size": "8GB",
    "shared_buffers": "2GB", "effective_cache_size": "8GB", "maintenance_work_mem": "1GB", "work_mem": "128MB",
    "random_page_cost": "1.1", "jit": "off", "plan_cache_mode": "force_custom_plan", "autovacuum": "off",
}  # fmt: skip
"""What is set for a machine of its own: memory, no wait for the disk, plans made for each question's words."""

NAMES = ", ".join(FACETS)
COPY = f"COPY staged (number, {NAMES}, body, record) FROM STDIN"
STAGED = f"CREATE UNLOGGED TABLE staged (number int, {' text, '.join(FACETS)} text, body text, record text)"
FINISH = (
    f"CREATE TABLE texts AS SELECT number, {NAMES}, to_tsvector('english', body) AS body FROM staged",
    "CREATE TABLE records AS SELECT number, record FROM staged",
    "DROP TABLE staged",
    "CREATE INDEX words ON texts USING gin (body) WITH (fastupdate = off)",
    "CREATE INDEX levels ON texts (level)",
    "ALTER TABLE records ADD PRIMARY KEY (number)",
    "VACUUM ANALYZE texts",
    "VACUUM ANALYZE records",
)
BEST = """SELECT number FROM texts WHERE body @@ to_tsquery('english', %(words)s) {}
          ORDER BY ts_rank(body, to_tsquery('english', %(words)s)) DESC, number LIMIT %(limit)s"""
PLAIN, FILTERED = BEST.format(""), BEST.format("AND level = %(level)s")
COUNTS = f"""WITH matched AS MATERIALIZED (SELECT {NAMES} FROM texts WHERE body @@ to_tsquery('english', %(words)s))
             SELECT {NAMES}, count(*) FROM matched
             GROUP BY GROUPING SETS ({", ".join(f"({facet})" for facet in FACETS)})"""
SIZE = "SELECT sum(pg_total_relation_size(name::regclass)) FROM unnest(ARRAY['texts', 'records']) name"


class System:
    """A server for as long as it is open. It corrects nothing: mistyped words are asked as they are."""

    @staticmethod
    def build(folder: Path, resources: Iterable[Resource]) -> int:
        data = folder / "data"
        data.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(data, *_owner())
        initdb = [BINARIES[-1] / "initdb", "-D", data, "-U", USER, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"]
        subprocess.run([*initdb, "-N"], check=True, stdout=subprocess.DEVNULL, cwd=data, **_as_user())
        with _served(data) as server, _connected(data, server) as db:
            db.execute(STAGED)
            with db.cursor().copy(COPY) as copy:
                for number, each in enumerate(resources):
                    copy.write_row((number, *facets(each).values(), text(each), record(each)))
            for statement in FINISH:
                db.execute(statement)
            return _peak(db.info.backend_pid)

    def __init__(self, folder: Path) -> None:
        self._open = contextlib.ExitStack()
        server = self._open.enter_context(_served(folder / "data"))
        self._db = self._open.enter_context(_connected(folder / "data", server))
        self._db.prepare_threshold = 0

    def ask(self, question: Question) -> Answer:
        words = " | ".join(re.findall(r"[^\W_]+", question.text))
        values = {"words": words, "level": question.level, "limit": LIMIT}
        rows = [row for (row,) in self._db.execute(FILTERED if question.level else PLAIN, values)]
        return counted(rows, self._counts(values)) if question.facets else Answer(rows)

    def size(self) -> int:
        """Return the size of the tables and their indexes, without what every server has."""
        return int(self._db.execute(SIZE).fetchone()[0])

    def close(self) -> None:
        self._open.close()

    def _counts(self, values: dict[str, object]) -> dict[str, dict[str, int]]:
        counts: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
        for *found, count in self._db.execute(COUNTS, values):
            facet, value = next((f, v) for f, v in zip(FACETS, found, strict=True) if v is not None)
            counts[facet][value] = count
        return counts


@contextlib.contextmanager
def _served(data: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server on a folder, reached through a socket in it."""
    settings = [f"-c{name}={value}" for name, value in SETTINGS.items()]
    command = [BINARIES[-1] / "postgres", "-D", data, "-k", data, *settings]
    with (data / "log").open("wb") as log:
        server = subprocess.Popen(command, stderr=log, cwd=data, **_as_user())
    try:
        yield server
    finally:
        server.terminate()
        server.wait()


def _connected(data: Path, server: subprocess.Popen[bytes]) -> psycopg.Connection:
    """Connect as soon as the server is up."""
    while True:
        try:
            return psycopg.connect(host=str(data), user=USER, dbname="postgres", autocommit=True)
        except psycopg.OperationalError:
            if server.poll() is not None:
                raise SystemExit(f"PostgreSQL does not start: {(data / 'log').read_text()}") from None
            time.sleep(0.05)


def _owner() -> tuple[int, int]:
    entry = pwd.getpwnam(USER)
    return entry.pw_uid, entry.pw_gid


def _as_user() -> dict[str, object]:
    """Return how to start a process as one that the server accepts, which is not root."""
    if os.geteuid() != 0:
        return {}
    user, group = _owner()
    return {"user": user, "group": group, "extra_groups": []}


def _peak(pid: int) -> int:
    return int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1])
