"""The settings, each with its default; an environment variable PARCOURS_<name> overrides one."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

ORIGIN = re.compile(r"(?!https:.*:443$|http:.*:80$)https?://([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d+)?")
"""What a browser says of a page: scheme and host, and the port where it is not the usual one."""


def home() -> Path:
    """Return the folder of a user's data of this program."""
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "parcours"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a deployment can choose.

    ``database`` is SQLAlchemy's URL of the store. ``data`` is the folder of the curated files; empty means those that
    come with the program. ``snapshots`` is the folder of the indexes made of the store, which all
    workers of a machine share. ``origins`` are those whose pages may read the API and show paths, separated by
    spaces: ``*`` is any, empty is none but the server's own. ``contact`` is the mail address to which readers report
    faults of a record; empty means that they are given the text alone.
    ``private_targets`` are hosts inside that webhooks and identity providers may name, separated by spaces; ``*`` is
    any. ``address`` is where people reach the pages, as a browser writes an origin; empty means as each request says.
    ``secret`` signs sessions and seals stored secrets; empty means a file beside the database, made at the first start.
    """

    database: str = ""
    data: str = ""
    snapshots: str = ""
    origins: str = "*"
    contact: str = ""
    secret: str = ""
    private_targets: str = ""
    address: str = ""

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
        return self.database or f"sqlite:///{home() / 'parcours.sqlite'}"

    @property
    def folder(self) -> Path | None:
        """The folder of the curated files, or None for the default."""
        return Path(self.data) if self.data else None

    @property
    def snapshot_folder(self) -> Path:
        """The folder of the snapshots, one in the user's data folder by default."""
        return Path(self.snapshots) if self.snapshots else home() / "snapshots"

    @property
    def allowed_targets(self) -> frozenset[str]:
        """The hosts inside that notices may be sent to."""
        return frozenset(self.private_targets.lower().split())

    @property
    def public_address(self) -> str:
        """Where people reach the pages; raises ValueError where that is no origin."""
        said = self.address.lower().rstrip("/")
        if said and not ORIGIN.fullmatch(said):
            raise ValueError(f"PARCOURS_ADDRESS: {said!r} is no origin; write it like https://parcours.example")
        return said

    @property
    def allowed_origins(self) -> frozenset[str]:
        """The origins as a browser writes them; raises ValueError where one could never be met."""
        found = frozenset(self.origins.lower().split())
        for each in found - {"*"}:
            if not ORIGIN.fullmatch(each):
                raise ValueError(f"PARCOURS_ORIGINS: {each!r} is no origin; write it like https://intranet.example")
        return found
