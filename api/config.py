"""The settings, each with its default; an environment variable PARCOURS_<name> overrides one."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path


def _database() -> str:
    base = Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share"))
    return f"sqlite:///{base / 'parcours' / 'parcours.sqlite'}"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a deployment can choose.

    ``database`` is SQLAlchemy's URL of the store. ``data`` is the folder of the curated files; empty means those that
    come with the program.
    """

    database: str = ""
    data: str = ""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the settings; what is not set keeps its default."""
        given = {f.name: environ[name] for f in fields(cls) if (name := f"PARCOURS_{f.name.upper()}") in environ}
        return cls(**given)

    @property
    def database_url(self) -> str:
        """The store's URL, a file in the user's data folder by default."""
        return self.database or _database()

    @property
    def folder(self) -> Path | None:
        """The folder of the curated files, or None for the default."""
        return Path(self.data) if self.data else None
