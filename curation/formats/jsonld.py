"""Schema.org (schema.org/docs/gs.html) as JSON-LD 1.1."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from curation.formats.columns import listed, named
from curation.formats.draft import Fault, Row, drafted, several, shown
from curation.formats.json_files import values
from curation.formats.texts import declared, untagged

TYPES: Mapping[str, str] = {
    **dict.fromkeys(("Course", "CourseInstance", "EducationalOccupationalProgram", "Syllabus"), "course"),
    **dict.fromkeys(("Book", "Audiobook", "BookSeries"), "book"),
    **dict.fromkeys(("EducationalOccupationalCredential", "Certification"), "certification"),
    **dict.fromkeys(("VideoObject", "Clip", "Event", "EducationEvent", "Movie", "AudioObject"), "talk"),
    **dict.fromkeys(("PodcastSeries", "PodcastSeason", "PodcastEpisode", "RadioSeries"), "podcast"),
    **dict.fromkeys(("ScholarlyArticle", "Thesis", "Report"), "paper"),
    **dict.fromkeys(("Periodical", "PublicationVolume", "PublicationIssue"), "journal"),
    **dict.fromkeys(("SoftwareApplication", "WebApplication", "SoftwareSourceCode"), "tool"),
    **dict.fromkeys(("Blog", "DataCatalog"), "site"),
    **dict.fromkeys(
        ("LearningResource", "Article", "TechArticle", "BlogPosting", "NewsArticle", "HowTo", "Guide", "Quiz",
         "PresentationDigitalDocument", "TextDigitalDocument", "Dataset", "CreativeWork", "VideoGame", "Game"),
        "guide",
    ),
}  # fmt: skip
"""The types of schema.org that one can learn from, and ours."""

FURNITURE = frozenset(
    "Organization CollegeOrUniversity EducationalOrganization Corporation Person Place PostalAddress BreadcrumbList "
    "ImageObject SearchAction SiteNavigationElement WebPage CollectionPage AboutPage ContactPage FAQPage WebSite "
    "WPHeader WPFooter ListItem Offer AggregateRating Review Product Brand Thing".split()
)
"""Types of what stands about on a page, or is referred to: they make no rows where something else does."""

LISTS = ("@graph", "itemListElement", "item", "mainEntity", "hasPart", "workExample", "dataset")
"""What holds other things that may be learnt from."""

DEEPEST = 50

KEYS: Mapping[str, tuple[str, ...]] = {
    "id": ("@id",),
    "title": ("name", "headline", "alternateName"),
    "url": ("url", "mainEntityOfPage", "sameAs", "contentUrl", "embedUrl"),
    "creators": ("author", "creator", "instructor", "performer", "editor", "actor"),
    "publisher": ("publisher", "provider", "productionCompany", "sourceOrganization"),
    "summary": ("description", "abstract", "disambiguatingDescription"),
    "language": ("inLanguage", "availableLanguage"),
    "duration": ("timeRequired", "duration", "courseWorkload", "timeToComplete"),
    "level": ("educationalLevel",),
    "audience": ("audience", "typicalAgeRange"),
    "published": ("datePublished", "dateCreated", "uploadDate"),
    "edition": ("bookEdition", "version"),
    "isbn": ("isbn",),
    "issn": ("issn",),
    "identifiers": ("identifier",),
    "tags": ("keywords", "about", "genre"),
    "teaches": ("teaches", "assesses", "competencyRequired"),
    "requires": ("coursePrerequisites", "educationalPrerequisites", "programPrerequisites"),
}
"""The fields of a draft, and the properties, the first of which that is there is taken."""

PREFIX = re.compile(r"^(?:https?://(?:www\.)?schema\.org/|schema:)")


def read(data: bytes) -> Iterator[Row]:
    """Yield what each thing of a file says; where the JSON breaks, a fault."""
    yield from things(values(declared(data)))


def things(found: Iterable[tuple[int, Any]], *, page: bool = False) -> Iterator[Row]:
    """Yield what each thing says that values hold, in their order; on a page, what stands about is left out."""
    for line, value in found:
        if isinstance(value, Fault):
            yield value
            continue
        known = _known(value)
        for path, thing in _walk(value):
            row = _row(line, path, thing, known)
            furniture = isinstance(row, Fault) and _types(thing) & FURNITURE
            if not (furniture and (page or "@graph" in path)):
                yield row


def _walk(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the things that are rows, with their paths: those in graphs and lists, else the value itself."""
    waiting = [("", value, 0)]
    while waiting:
        path, each, depth = waiting.pop()
        inside = _inside(path, each)
        if depth > DEEPEST:
            yield path, "nested too deep"
        elif inside is None:
            yield path, each
        else:
            waiting += [(where, what, depth + 1) for where, what in reversed(inside)]


def _inside(path: str, value: Any) -> list[tuple[str, Any]] | None:
    """Return what a list or a holder holds; None for a thing that is a row itself."""
    if isinstance(value, list):
        return [(f"{path}[{at}]", each) for at, each in enumerate(value)]
    if not isinstance(value, dict) or _types(value) & TYPES.keys():
        return None
    held = [(f"{path}.{key}".strip("."), value[key]) for key in LISTS if isinstance(value.get(key), dict | list)]
    return held or None


def _types(thing: Any) -> set[str]:
    found = thing.get("@type", thing.get("type")) if isinstance(thing, dict) else None
    return {PREFIX.sub("", each) for each in (found if isinstance(found, list) else [found]) if isinstance(each, str)}


def _known(value: Any) -> dict[str, Any]:
    """Return the things of a graph by their ids, to which others refer."""
    graph = value.get("@graph", []) if isinstance(value, dict) else value
    things = graph if isinstance(graph, list) else [graph]
    return {each["@id"]: each for each in things if isinstance(each, dict) and isinstance(each.get("@id"), str)}


def _row(line: int, path: str, thing: Any, known: Mapping[str, Any]) -> Row:
    types = _types(thing)
    kind = next((TYPES[each] for each in sorted(types) if each in TYPES), None)
    if not isinstance(thing, dict) or kind is None:
        message = f"This is nothing to learn from: the types {', '.join(sorted(TYPES))} are allowed."
        return Fault(line, path or "@type", ", ".join(sorted(types)) or shown(thing), message)
    bare = {PREFIX.sub("", key): _referred(value, known) for key, value in thing.items()}
    instances = [each for each in _each(bare.get("hasCourseInstance")) if isinstance(each, dict)]
    sides = [bare, *instances, *(each for each in _each(bare.get("workExample")) if isinstance(each, dict))]
    found = {name: _first(sides, keys) for name, keys in KEYS.items()}
    fields = {name: READ.get(name, _text)(value) for name, (_, value) in found.items()}
    fields |= {"type": kind, "cost": _cost(sides), "part_of": _text(bare.get("isPartOf") or bare.get("partOfSeries"))}
    return drafted(line, fields, {name: f"{path}.{key}".strip(".") for name, (key, _) in found.items()})


def _referred(value: Any, known: Mapping[str, Any]) -> Any:
    """Return the thing that is referred to, where it is known."""
    if isinstance(value, list):
        return [_referred(each, known) for each in value] if len(known) else value
    if isinstance(value, dict) and value.keys() == {"@id"} and isinstance(value["@id"], str):
        return known.get(value["@id"], value)
    return value


def _first(sides: Iterable[Mapping[str, Any]], keys: tuple[str, ...]) -> tuple[str, Any]:
    return next(((key, side[key]) for side in sides for key in keys if side.get(key)), (keys[0], None))


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str:
    """Return a property as text: the first of several, the name of a thing."""
    found = next(iter(_each(value)), "")
    if isinstance(found, dict):
        found = next((found[key] for key in ("@value", "name", "url", "@id", "audienceType") if found.get(key)), "")
    return untagged(found) if isinstance(found, str) else shown(found)


def _texts(value: Any) -> list[str]:
    """Return a property as texts; words that stand in one, separated by commas, are several."""
    if isinstance(value, str):
        return several(listed("tags", value))
    return several(_text(each) if isinstance(each, str | dict) else named(each) for each in _each(value))


def _people(value: Any) -> list[str]:
    return several(_text(each) for each in _each(value))


def _languages(value: Any) -> str:
    return ", ".join(several(_text(each.get("alternateName") or each) if isinstance(each, dict) else _text(each)
                             for each in _each(value)))  # fmt: skip


def _spoken(value: Any) -> Any:
    """Return a text, or texts by language where the file tags them."""
    tagged = {
        each["@language"]: untagged(str(each["@value"]))
        for each in _each(value)
        if isinstance(each, dict) and isinstance(each.get("@language"), str) and each.get("@value")
    }
    return tagged or _text(value)


def _identifiers(value: Any) -> Any:
    named_ones = {
        str(each.get("propertyID") or each.get("name") or "id"): str(each["value"])
        for each in _each(value)
        if isinstance(each, dict) and each.get("value")
    }
    return named_ones or _text(value)


READ: Mapping[str, Any] = {
    "title": _spoken, "summary": _spoken, "creators": _people, "language": _languages, "tags": _texts,
    "teaches": _texts, "requires": _texts, "identifiers": _identifiers,
}  # fmt: skip
"""How a property is read, where it is not taken as a text."""


def _cost(sides: Iterable[Mapping[str, Any]]) -> str:
    """Return whether it is free, or its price with the currency."""
    for side in sides:
        if side.get("isAccessibleForFree") in (True, "true", "True"):
            return "free"
        for offer in _each(side.get("offers")):
            if isinstance(offer, dict):
                price = offer.get("price", offer.get("lowPrice"))
                said = f"{price} {offer.get('priceCurrency', '')}".strip() if price is not None else ""
                if said or offer.get("category"):
                    return said or _text(offer.get("category"))
    return ""


def is_linked(text: str) -> bool:
    """Return whether JSON is JSON-LD: its first object names a context, a graph or a type with an ``@``."""
    return re.search(r'"@(?:context|graph|type)"\s*:', text[:5_000]) is not None
