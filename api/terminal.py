"""What the commands have in common: their options, their output, the engine they ask."""

import json
import os
from functools import partial
from typing import Any

import click
from rich.console import Console

import catalog
from api.config import Settings
from recommender import Engine
from recommender.indexing import index
from recommender.snapshots import Snapshots

LANG = click.option(
    "--lang", type=click.Choice(["en", "fr"]), default="en", show_default=True, help="Language of the texts."
)
JSON = click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
console = Console()


def settings() -> Settings:
    """Return the settings that the environment says."""
    return Settings.from_environment(os.environ)


def engine_of_files() -> Engine:
    """Return the engine over the curated files, with the snapshot that a server or an earlier command made."""
    content = catalog.load(settings().folder)
    snapshots = Snapshots(settings().snapshot_folder)
    build = partial(index, content.resources.values(), content.skills, content.roles)
    return Engine(content, snapshots.get(content.revision, build))


def print_json(value: Any) -> None:
    """Print a value as JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
