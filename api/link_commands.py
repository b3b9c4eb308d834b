"""The commands that look after links."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import click
import httpx
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from sqlalchemy import Engine

from api.app import open_store
from api.messages import translate
from api.terminal import JSON, LANG, console, engine_of_files, print_json, settings
from catalog import Resource
from curation import link_history
from curation.guard import Gate, Guarded
from curation.links import Checked, Checker, Manners
from curation.verdict import GOOD


@click.group()
def links() -> None:
    """The links of the catalogue."""


@links.command("check")
@click.option(
    "--days", default=7, show_default=True, type=click.IntRange(0), help="Leave alone what was checked since."
)
@LANG
@JSON
def check_links(days: int, lang: str, as_json: bool) -> None:
    """Visit the resources' addresses, politely, and tell which do not answer as they should.

    What was found is kept at once: a round that was broken off goes on where it ended.
    """
    resources = [each for each in engine_of_files().catalog.resources.values() if each.url]
    addresses = list(dict.fromkeys(each.url for each in resources if each.url))
    with closing(open_store(load=False)) as store:
        _visit(store.engine, addresses, datetime.now(UTC) - timedelta(days=days), lang)
        with store.engine.connect() as connection:
            found = {each: link_history.last(connection, each) for each in addresses}
    wrong = [(each, check) for each in resources if (check := found[each.url or ""]) and check.state != "ok"]
    wrong.sort(key=lambda pair: pair[1].state in GOOD)
    if as_json:
        return print_json([{"resource": each.id, **asdict(check), "at": check.at.isoformat()} for each, check in wrong])
    console.print(_table(wrong, lang) if wrong else translate(lang, "links_fine"))
    console.print(translate(lang, "links_checked", count=len(addresses)), highlight=False)
    return None


def _visit(engine: Engine, addresses: Sequence[str], since: datetime, lang: str) -> None:
    """Check the addresses that were not since then, and keep what is found."""
    with engine.connect() as connection:
        due = list(link_history.due(connection, addresses, since))
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(translate(lang, "links_visiting"), total=len(due))
        for check in _checks(due):
            with engine.begin() as connection:
                link_history.record(connection, check)
            progress.advance(task)


def _checks(due: Sequence[str]) -> Iterator[Checked]:
    asked = settings()
    contact = f" (+mailto:{asked.contact})" if asked.contact else " (checks whether links still work)"
    transport: httpx.AsyncBaseTransport = Guarded(Gate(hosts=asked.allowed_targets))
    return Checker(transport, manners=Manners(agent=f"ParcoursLinks/1{contact}")).check(due)


def _table(wrong: Sequence[tuple[Resource, Checked]], lang: str) -> Table:
    table = Table(*(translate(lang, f"links_{each}") for each in ("resource", "found", "address")))
    for each, check in wrong:
        said = translate(lang, f"link_{check.state.replace('-', '_')}")
        where = check.url if check.final in (None, check.url) else f"{check.url}\n→ {check.final}"
        table.add_row(each.id, f"{said}\n[dim]{check.detail}[/]" if check.detail else said, where)
    return table
