"""A PostgreSQL server of the tests' own, on Debian's programs, in a folder, on a socket of its own."""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
USER = "postgres"
SETTINGS = {"listen_addresses": "", "fsync": "off", "max_connections": "200"}


class Server:
    """A server that runs; each test that asks gets a new database of it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def database(self) -> str:
        """Make an empty database and return its URL."""
        name = f"test_{uuid4().hex}"
        with psycopg.connect(host=str(self._folder), user=USER, dbname="postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql://{USER}@/{name}?host={self._folder}"


@contextmanager
def served():
    """Start a server for a while."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # a socket's path must be short
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, USER, USER)
        data = folder / "data"
        _run(PROGRAMS[-1] / "initdb", "-D", data, "-U", USER, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        options = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
        _run(PROGRAMS[-1] / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", f"{options} -k {folder}", "start")
        try:
            yield Server(folder)
        finally:
            _run(PROGRAMS[-1] / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(*command):
    """Run a program as the owner of the data: it refuses to be root."""
    owner = pwd.getpwnam(USER) if os.geteuid() == 0 else None
    options = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    subprocess.run([str(each) for each in command], check=True, stdout=subprocess.DEVNULL, cwd="/", **options)
