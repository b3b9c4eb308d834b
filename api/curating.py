"""The commands of who curates: check the files, tell what is lacking and what has changed."""

from dataclasses import asdict
from datetime import date
from pathlib import Path as File

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

import catalog
from api import documents
from api.app import open_store
from api.messages import translate
from api.terminal import JSON, LANG, console, engine_of_files, print_json
from catalog.resource import LISTED, STATUSES
from catalog.rules import broken_rules
from catalog.thinness import thin
from curation.duplicates import OTHER_FINDINGS, WEIGHTS, Entry, find
from recommender import Engine
from recommender.changes import PathChange, differences, path_changes
from recommender.quality import size


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=File), help="Folder of the files.")
@click.option("--rows", default=15, show_default=True, type=click.IntRange(1, 500), help="Rows of the table.")
@JSON
def check(data: File | None, rows: int, as_json: bool) -> None:
    """Check the files against the rules of curation, and tell what is thin."""
    content = catalog.load(data)
    broken = broken_rules(content)
    if as_json:
        print_json({"broken": broken, "thin": [{n: getattr(t, n) for n in t.__slots__} for t in thin(content)]})
    else:
        table = Table("role", "skill", "level", "all", "free", "French", "free French", title="Thinnest needs")
        for row in thin(content)[:rows]:
            table.add_row(*(str(getattr(row, name)) for name in row.__slots__))
        console.print(table)
        by_status = {s: sum(r.status == s for r in content.resources.values()) for s in STATUSES}
        listed = sum(by_status[status] for status in LISTED)
        console.print(f"{len(content.resources)} resources, {listed} listed; {len(content.skills)} skills")
        console.print(f"{len(content.roles)} roles; revision {content.revision}", highlight=False)
        for sentence in broken:
            console.print(sentence, style="red", highlight=False)
    if broken:
        raise click.exceptions.Exit(1)


@click.command("gaps")
@click.option("--role", help="Of one role: an id, a name, a job title.")
@click.option("--rows", default=15, show_default=True, type=click.IntRange(1, 1000), help="Rows of each table.")
@LANG
@JSON
def tell_gaps(role: str | None, rows: int, lang: str, as_json: bool) -> None:
    """Tell what the catalogue lacks, worst first, and which additions would help most."""
    engine = engine_of_files()
    role_id = engine.role(role).role.id if role else None
    missing = [each for each in engine.gaps.gaps if each.lost and role_id in (None, each.role)][:rows]
    helpful = [each for each in engine.gaps.additions if role_id is None or role_id in each.roles][:rows]
    found = {"items": list(map(documents.gap, missing)), "additions": list(map(documents.addition, helpful))}
    if as_json:
        return print_json(found)
    roles, skills = engine.catalog.roles, engine.catalog.skills
    for title, figure, rows_ in (("gaps", "lost", found["items"]), ("additions", "gain", found["additions"])):
        heads = (translate(lang, f"gaps_{each}") for each in (figure, "skill", "level", "language", "cost", "roles"))
        table = Table(*heads, title=translate(lang, title))
        for row in rows_:
            shares = row.get("roles") or {row["role"]: row["lost"]}
            named = ", ".join(f"{roles[each].label[lang]} {share:.0%}" for each, share in shares.items())
            audience = (translate(lang, f"gaps_{row[name]}") for name in ("language", "cost"))
            table.add_row(f"{row[figure]:.1%}", skills[row["skill"]].label[lang], str(row["level"]), *audience, named)
        console.print(table)
    return None


@click.command("duplicates")
@click.option("--threshold", default=0.5, show_default=True, type=click.FloatRange(0, 1), help="The least score told.")
@LANG
@JSON
def tell_duplicates(threshold: float, lang: str, as_json: bool) -> None:
    """Tell which resources may be of one work, and why; likeliest first, for a person to judge."""
    resources = engine_of_files().catalog.resources
    pairs = find([entry for each in resources.values() for entry in Entry.each_of(each)], threshold=threshold)
    if as_json:
        return print_json([asdict(pair) for pair in pairs])
    table = Table(*(translate(lang, f"duplicates_{each}") for each in ("score", "one", "other", "why")),
                  title=translate(lang, "duplicates"))  # fmt: skip
    for pair in pairs:
        named = (f"{resources[each].name(lang)}\n[dim]{each}[/]" for each in (pair.one, pair.other))
        table.add_row(f"{pair.score:.2f}", *named, ", ".join(_reason(lang, code) for code in pair.reasons))
    console.print(table if pairs else translate(lang, "duplicates_none"))
    return None


def _reason(lang: str, code: str) -> str:
    """Return the words for the code of a finding; what is no code of its own speaks of an identifier."""
    which, _, kind = code.partition("-")
    if code in WEIGHTS or code in OTHER_FINDINGS:
        return translate(lang, f"duplicates_{code.replace('-', '_')}")
    return translate(lang, f"duplicates_{which}_identifier", kind=kind.upper())


@click.command("diff")
@click.argument("before", required=False)
@click.argument("after", required=False)
@LANG
@JSON
def tell_changes(before: str | None, after: str | None, lang: str, as_json: bool) -> None:
    """Tell what differs between two revisions, and whose paths change.

    Revisions are named by how they begin; the last one but one and the newest, if none is named.
    """
    store = open_store()
    kept = [each.revision for each in store.revisions()]
    before, after = before or kept[min(1, len(kept) - 1)], after or kept[0]
    old, new = (Engine(store.read_at(each)) for each in (before, after))
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(translate(lang, "diff_planning"), total=size(new))
        paths = list(path_changes(old, new, start=date.today(), each=lambda: progress.advance(task)))
    found = differences(old.catalog, new.catalog)
    if as_json:
        records = {kind: asdict(each) for kind, each in found.items()}
        return print_json({"from": old.catalog.revision, "to": new.catalog.revision, **records,
                            "paths": [asdict(each) for each in paths]})  # fmt: skip
    console.print(f"{old.catalog.revision} → {new.catalog.revision}", highlight=False)
    for kind, each in found.items():
        lines = [f"+ {name}" for name in each.added] + [f"- {name}" for name in each.removed]
        lines += [f"~ {name}: {', '.join(fields)}" for name, fields in each.changed.items()]
        if lines:
            console.print(f"[bold]{translate(lang, f'diff_{kind}')}[/]", *lines, sep="\n", highlight=False)
    console.print(_paths(paths, new, lang) if paths else translate(lang, "diff_no_path"))
    return None


def _paths(paths: list[PathChange], engine: Engine, lang: str) -> Table:
    columns = ("role", "level", "audience", "coverage", "hours", "steps")
    table = Table(*(translate(lang, f"diff_{each}") for each in columns))
    for change in paths:
        audience = ", ".join(translate(lang, f"gaps_{each}") for each in change.audience.split("+"))
        coverage, hours = "{:.0%} → {:.0%}".format(*change.coverage), "{:g} → {:g}".format(*change.hours)
        steps = " ".join([*(f"+{each}" for each in change.added), *(f"-{each}" for each in change.removed)])
        role = engine.catalog.roles[change.role].label[lang]
        table.add_row(role, translate(lang, change.level), audience, coverage, hours, steps)
    return table
