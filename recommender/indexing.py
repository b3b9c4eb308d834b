"""From the records of a catalogue to the arrays of a snapshot, in one pass and in bounded memory."""

import tempfile
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from catalog import Resource, Role, Skill
from recommender.building import Builder, Field
from recommender.facets import FacetBuilder
from recommender.orders import OrderBuilder
from recommender.records import RecordBuilder
from recommender.similar import top_features
from recommender.snapshot import Arrays, frozen
from recommender.suggestions import SuggestionsBuilder
from recommender.text import Concepts
from recommender.tokens import tokens

FIELD_WEIGHTS = {"title": 4.0, "alternate_names": 4.0, "creators": 3.0, "skills": 1.5, "publisher": 1.0,
                 "summary": 1.0, "tags": 0.5, "note": 0.3}  # fmt: skip

UNFINISHED = ".unfinished-"
"""How the folders begin in which what does not fit into memory is kept while an index is made."""


def index(
    resources: Iterable[Resource],
    skills: Mapping[str, Skill],
    roles: Mapping[str, Role],
    *,
    folder: Path | None = None,
    each: Callable[[], None] = lambda: None,
) -> Arrays:
    """Return the arrays of a snapshot of ``resources``, which are read once; ``each`` is called after each.

    What does not fit into memory goes through files in ``folder``, which are gone when the arrays are.
    """
    with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=folder) as place:
        return _index(resources, skills, roles, Path(place), each)


def _index(
    resources: Iterable[Resource],
    skills: Mapping[str, Skill],
    roles: Mapping[str, Role],
    folder: Path,
    each: Callable[[], None],
) -> Arrays:
    known = concepts(skills, roles)
    text, facets, records = Builder(known, folder), FacetBuilder(skills, roles), RecordBuilder(folder)
    orders, suggestions = OrderBuilder(), SuggestionsBuilder(skills.values(), roles.values())
    for resource in resources:
        text.add(fields(resource, skills), listed=resource.listed)
        facets.add(resource)
        records.add(resource)
        orders.add(resource)
        suggestions.add(resource)
        each()
    with ThreadPoolExecutor(2) as cores:
        named = cores.submit(suggestions.arrays)
        made = {**text.arrays(), **facets.arrays(), **records.arrays()}
        ordered = cores.submit(orders.arrays, made)
        made |= {**top_features(made), **named.result(), **ordered.result()}
    return frozen({**made, **tokens(made, folder)})


def concepts(skills: Mapping[str, Skill], roles: Mapping[str, Role]) -> Concepts:
    """Return the names of skills and roles, and what they are called in each language."""
    each = {f"skill:{s.id}": s for s in skills.values()} | {f"role:{r.id}": r for r in roles.values()}
    return Concepts(
        {feature: [item.id, *item.names] for feature, item in each.items()},
        labels={feature: item.label for feature, item in each.items()},
    )


def fields(resource: Resource, skills: Mapping[str, Skill]) -> list[Field]:
    """Return the texts that a resource is found by."""
    weight = FIELD_WEIGHTS
    found = [Field(text, weight["title"], (lang,), names=True) for lang, text in resource.title.items()]
    found += [Field(text, weight["alternate_names"], names=True) for text in resource.alternate_names]
    found += [Field(text, weight["creators"]) for text in resource.creators]
    found += [Field(text, weight["summary"], (lang,)) for lang, text in resource.summary.items()]
    found += [Field(text, weight["note"], (lang,)) for lang, text in resource.verified.get("note", {}).items()]
    for skill, level in resource.teaches.items():
        found.append(Field(skills[skill].label["en"], weight["skills"] * level, ("en",)))
    found += [Field(text, weight["tags"]) for text in resource.tags]
    if resource.publisher:
        found.append(Field(resource.publisher, weight["publisher"]))
    return found
