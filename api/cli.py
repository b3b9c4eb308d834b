"""The command line: serve, work, search, path, show, check, quality, org."""

import gc
import os
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, timedelta
from subprocess import DEVNULL, Popen
from threading import Thread
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

import catalog
from api import documents
from api.app import PROGRAM, create_app, open_store, warm
from api.curating import check, tell_changes, tell_duplicates, tell_gaps
from api.link_commands import links
from api.live import opened
from api.messages import day, number, translate
from api.terminal import JSON, LANG, console, engine_of_files, print_json, settings
from catalog.golden import golden
from catalog.level import LEVELS
from catalog.resource import COSTS
from catalog.store import Store
from learners import LearnersError
from learners.organisations import SCOPES, Keys, Organisations
from learners.rows import now
from recommender import Engine, Profile, Query, RecommenderError
from recommender.profile import HOURS_PER_WEEK, WEEKS
from recommender.quality import measure, size
from recommender.snapshots import Snapshots


class Friendly(click.Group):
    """Tells errors of the domain as messages, not tracebacks."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (catalog.CatalogError, LearnersError, RecommenderError) as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=Friendly)
@click.version_option(package_name="parcours")
def main() -> None:
    """Learning paths for data and machine learning, from a curated catalogue."""


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, envvar="PORT", type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
@click.option("--no-worker", is_flag=True, help="Leave the work beside the requests to `parcours work`.")
def serve(host: str, port: int, workers: int, *, no_worker: bool) -> None:
    """Serve the API and the pages, and do the work beside the requests."""
    from granian import Granian
    from granian.constants import Interfaces

    with _progress() as progress:
        store, revision = _ready(progress, stored=False)
    console.print(f"Parcours, revision {revision}: http://{host}:{port}/", highlight=False)
    measured = store.figures(revision) is not None
    store.close()
    gc.freeze()  # what is here already is shared with the workers, and stays so where no collection touches it
    server = Granian(
        "api.app:create_app", address=host, port=port, interface=Interfaces.WSGI, workers=workers,
        blocking_threads=1, factory=True, log_access=False,
    )  # fmt: skip
    # A process of its own: the workers are forked from this one, and a fork with a busy thread can hang.
    beside = [] if measured else [Popen([*PROGRAM, "quality", "--json"], stdout=DEVNULL)]
    if not no_worker:
        beside.append(Popen([*PROGRAM, "work", "--beside", str(os.getpid())]))
    try:
        server.serve()
    finally:
        for process in beside:
            process.terminate()
        for process in beside:
            process.wait()


@main.command()
@click.option("--threads", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--beside", type=int, hidden=True, help="End when this process, which has started it, is gone.")
def work(threads: int, beside: int | None) -> None:
    """Do the work beside the requests: onboarding, notices, reminders, what is kept for too long."""
    consumer = create_app().extensions["jobs"].huey.create_consumer(workers=threads, max_delay=1.0)
    if beside is not None:
        Thread(target=_end_without, args=(beside,), daemon=True).start()
    consumer.run()


def _end_without(parent: int) -> None:
    """End this process when its parent, killed perhaps, is gone: what it was doing is found again."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


@main.command("index")
@click.option("--stored", is_flag=True, help="Take what is stored, without looking at the curated files.")
def build_index(*, stored: bool) -> None:
    """Build the snapshot of the catalogue; running servers open it within seconds, and no request fails."""
    with _progress() as progress:
        store, revision = _ready(progress, stored=stored)
    console.print(Snapshots(settings().snapshot_folder).path(revision), highlight=False, soft_wrap=True)
    store.close()


@main.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--level", type=click.Choice(list(LEVELS)), multiple=True)
@click.option("--language", type=click.Choice(["en", "fr"]), multiple=True)
@click.option("--cost", type=click.Choice(COSTS), multiple=True)
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 100))
@LANG
@JSON
def search(words: tuple[str, ...], limit: int, lang: str, as_json: bool, **filters: tuple[str, ...]) -> None:
    """Search the resources."""
    engine = engine_of_files()
    found = engine.search(Query(" ".join(words), filters=filters, limit=limit))
    if as_json:
        items = [{**hit.document, "score": round(hit.score, 4), "highlights": hit.highlights} for hit in found.hits]
        return print_json({"items": items, "total": found.total})
    for typed, used in found.corrections:
        console.print(translate(lang, "corrected", typed=typed, used=used), style="yellow")
    table = Table("id", translate(lang, "type"), translate(lang, "level"), "h", translate(lang, "cost"),
                  title=translate(lang, "found", count=found.total))  # fmt: skip
    for resource in (engine.catalog.resources[hit.id] for hit in found.hits):
        table.add_row(
            f"[bold]{resource.name(lang)}[/]\n{resource.id}",
            translate(lang, resource.type),
            translate(lang, resource.level) if resource.level else "",
            number(lang, resource.hours) if resource.hours else "",
            translate(lang, resource.cost),
        )
    console.print(table)
    return None


@main.command()
@click.argument("role")
@click.option("--level", type=click.Choice(list(LEVELS)), default="beginner", show_default=True)
@click.option(
    "--hours", default=HOURS_PER_WEEK, show_default=True, type=click.FloatRange(0.5, 80), help="Hours per week."
)
@click.option("--weeks", default=WEEKS, show_default=True, type=click.IntRange(1, 260))
@click.option("--language", type=click.Choice(["en", "fr"]), multiple=True)
@click.option("--cost", type=click.Choice(COSTS), default="paid", show_default=True, help="The most it may cost.")
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), help="First day; today by default.")
@LANG
@JSON
def path(
    role: str,
    level: str,
    hours: float,
    weeks: int,
    language: tuple[str, ...],
    cost: str,
    start: Any,
    lang: str,
    as_json: bool,
) -> None:
    """Plan a path to ROLE: an id, a job title in either language, or a code."""
    with console.status("…"):
        engine = engine_of_files()
        profile = Profile(
            start=start.date() if start else date.today(), role=role, level=level, languages=language, cost=cost,
            hours_per_week=hours, weeks=weeks,
        )  # fmt: skip
        found = engine.path(profile)
    if as_json:
        return print_json(documents.path(found, engine.catalog.revision))
    assert found.role is not None, "a path by role has one"
    table = Table("", translate(lang, "path"), "h", translate(lang, "gains"), title=found.role.label[lang])
    for position, step in enumerate(found.steps, start=1):
        placed = step.placed
        gains = (
            f"{engine.catalog.skills[g.skill].label[lang]} {g.after}" for g in placed.gains if g.skill in found.needs
        )
        dates = translate(lang, "dates", start=day(lang, placed.starts), end=day(lang, placed.ends))
        name = f"[bold]{placed.resource.name(lang)}[/]\n{dates}"
        table.add_row(str(position), name, number(lang, placed.resource.hours or 0), ", ".join(gains))
    console.print(table)
    console.print(f"{found.coverage:.0%} {translate(lang, 'coverage')} · {number(lang, found.hours)} h")
    if found.bound - found.coverage < 1e-6:
        console.print(translate(lang, "proof"), style="dim")
    return None


@main.command()
@click.argument("resource_id")
@LANG
@JSON
def show(resource_id: str, lang: str, as_json: bool) -> None:
    """Show one resource."""
    resource = engine_of_files().catalog.resource(resource_id)
    if as_json:
        return print_json(resource.document())
    console.print(f"[bold]{resource.name(lang)}[/]", ", ".join(resource.creators))
    console.print(resource.summary[lang])
    console.print(resource.url or "", highlight=False)
    for name, levels in (("teaches", resource.teaches), ("requires", resource.requires)):
        if levels:
            console.print(f"{translate(lang, name)}: {', '.join(f'{s} {n}' for s, n in levels.items())}")
    return None


@main.command()
@LANG
@JSON
def quality(lang: str, as_json: bool) -> None:
    """Measure the quality of the running catalogue, and keep the figures for GET /quality."""
    store = open_store()
    engine, _ = opened(store, Snapshots(settings().snapshot_folder))
    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task(translate(lang, "measuring"), total=size(engine))
        figures = _measure(store, engine, lambda: progress.advance(task))
    if as_json:
        return print_json(figures)
    table = Table(translate(lang, "figure"), translate(lang, "value"))
    for name, value in figures.items():
        shown = ", ".join(f"{key} {each}" for key, each in value.items()) if isinstance(value, dict) else str(value)
        table.add_row(name, shown)
    console.print(table)
    return None


@main.group()
def org() -> None:
    """Organisations and their keys."""


@org.command("create")
@click.argument("organisation_id")
@click.option("--name", help="What people call it; its id by default.")
def create_organisation(organisation_id: str, name: str | None) -> None:
    """Add an organisation and show its first key, which may do everything; it cannot be shown again."""
    found = Organisations(open_store(load=False).engine)
    made = found.create(organisation_id, name or organisation_id)
    _, secret = Keys(found.scope(made.id)).create("first key", ["admin"])
    click.echo(secret)


@org.command("list")
@JSON
def list_organisations(*, as_json: bool) -> None:
    """List the organisations."""
    found = Organisations(open_store(load=False).engine).all()
    if as_json:
        return print_json([{"id": each.id, "name": each.name} for each in found])
    for each in found:
        click.echo(f"{each.id}\t{each.name}")
    return None


@org.command("key")
@click.argument("organisation_id")
@click.option("--name", required=True, help="What it is for.")
@click.option("--scope", "scopes", type=click.Choice(SCOPES), multiple=True, required=True)
@click.option("--days", type=click.IntRange(1, 3650), help="Days until it expires; never by default.")
def create_key(organisation_id: str, name: str, scopes: tuple[str, ...], days: int | None) -> None:
    """Make a key of an organisation and show it; it cannot be shown again."""
    found = Organisations(open_store(load=False).engine)
    expires = now() + timedelta(days=days) if days else None
    _, secret = Keys(found.scope(found.get(organisation_id).id)).create(name, scopes, expires)
    click.echo(secret)


for command in (check, tell_gaps, tell_duplicates, tell_changes, links):
    main.add_command(command)


def _measure(store: Store, engine: Engine, each: Callable[[], None] = lambda: None) -> dict[str, Any]:
    figures = asdict(measure(engine, golden(settings().folder), start=date.today(), each=each))
    store.put_figures(engine.catalog.revision, figures)
    return figures


def _ready(progress: Progress, *, stored: bool) -> tuple[Store, str]:
    """Return the store and its revision, whose snapshot is there."""
    store = open_store(load=not stored)
    task = progress.add_task("Indexing (the first time, its inner loops are compiled)", total=store.count())
    engine, revision = opened(store, Snapshots(settings().snapshot_folder), each=lambda: progress.advance(task))
    warm(engine)
    progress.update(task, completed=store.count())
    return store, revision


def _progress() -> Progress:
    return Progress(console=Console(stderr=True), transient=True)


if __name__ == "__main__":
    main()
