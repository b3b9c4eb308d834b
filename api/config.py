"""The settings, each with its default; an environment variable PARCOURS_<name> overrides one."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path


def _home() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "parcours"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a deployment can choose.

    ``database`` is SQLAlchemy's URL of the store. ``data`` is the folder of the curated files; empty means those that
    come with the program. ``snapshots`` is the folder of the indexes made of the store, which all
    workers of a machine share.
    """

    database: str = ""
    data: str = ""
    snapshots: str = ""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the settings; what is not set keeps its default."""
        given = {f.name: environ[name] for f in fields(cls) if (name := f"PARCOURS_{f.name.upper()}") in environ}
        return cls(**given)

    def environment(self) -> dict[str, str]:
        """Return the variables that say these settings to another process."""
        return {f"PARCOURS_{f.name.upper()}": value for f in fields(self) if (value := getattr(self, f.name))}

    @property
    def database_url(self) -> str:
        """The store's URL, a file in the user's data folder by default."""
        return self.database or f"sqlite:///{_home() / 'parcours.sqlite'}"

    @property
    def folder(self) -> Path | None:
        """The folder of the curated files, or None for the default."""
        return Path(self.data) if self.data else None

    @property
    def snapshot_folder(self) -> Path:
        """The folder of the snapshots, one in the user's data folder by default."""
        return Path(self.snapshots) if self.snapshots else _home() / "snapshots"
