"""What the columns of tables and the keys of records are called, in English and French, and which field each fills."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

from rapidfuzz import fuzz, process

from curation.formats.draft import FIELDS, LISTS, several, shown
from curation.formats.texts import tidy

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("key", "identifiant", "slug", "course id", "resource id"),
    "title": (
        "titre", "name", "nom", "intitule", "headline", "course name", "course title", "resource title",
        "resource name", "display name", "book title", "nom du cours", "nom de la ressource", "titre du cours",
        "titre de la ressource", "titre du livre", "libelle", "label", "resource", "ressource", "course", "cours",
        "book", "livre", "formation", "ouvrage", "mooc",
    ),
    "url": (
        "link", "lien", "uri", "href", "website", "web site", "site web", "site", "homepage", "home page", "web page",
        "page web", "adresse", "address", "permalink", "landing page", "course url", "course link", "resource url",
        "lien url", "lien vers le cours", "lien vers la ressource", "html url", "external url", "marketing url",
    ),
    "creators": (
        "creator", "author", "authors", "auteur", "auteurs", "autrice", "auteur(s)", "author(s)", "createur",
        "createurs", "instructor", "instructors", "teacher", "teachers", "formateur", "formateurs", "enseignant",
        "enseignants", "intervenant", "intervenants", "speaker", "speakers", "host", "hosts", "presenter",
        "presenters", "animateur", "animateurs", "by", "par", "written by", "staff", "professor", "lecturer",
    ),
    "publisher": (
        "editeur", "maison d'edition", "provider", "fournisseur", "platform", "plateforme", "organisation",
        "organization", "organisations", "organizations", "org", "organisme", "institution", "university",
        "universite", "school", "ecole", "etablissement", "production", "producer", "producteur", "partner",
        "partenaire", "offered by", "propose par", "publie par", "published by", "publisher name",
    ),
    "summary": (
        "description", "resume", "abstract", "about", "a propos", "presentation", "short description",
        "description courte", "overview", "synopsis", "details", "note", "notes", "comment", "comments",
        "commentaire", "commentaires", "course description", "info about the mooc", "info sur le mooc",
    ),
    "language": (
        "languages", "lang", "langue", "langues", "langue(s)", "language(s)", "in language", "locale",
        "content language", "language code",
    ),
    "type": (
        "kind", "format", "resource type", "type de ressource", "learning resource type", "nature", "medium", "media",
        "support", "content type",
    ),
    "duration": (
        "duree", "length", "hours", "heures", "time", "temps", "time required", "duree totale", "total duration",
        "nombre d'heures", "hours to complete", "duree (h)", "duration (hours)", "course length",
    ),
    "effort": ("workload", "charge de travail", "rythme", "hours per week", "heures par semaine"),
    "cost": (
        "price", "prix", "cout", "tarif", "tarifs", "fee", "fees", "free", "gratuit", "is free", "pricing",
        "registration", "inscription", "is accessible for free",
    ),
    "level": (
        "niveau", "difficulty", "difficulte", "difficulty level", "course level", "educational level", "niveau requis",
        "course difficulty",
    ),
    "audience": ("public", "public cible", "target audience", "target group"),
    "year": ("annee", "publication year", "annee de publication", "year published", "annee de parution"),
    "published": (
        "date", "publication date", "date de publication", "release date", "date de parution", "parution",
        "published at", "published on", "date published", "pub date", "date de sortie",
    ),
    "edition": ("ed", "ed.", "book edition"),
    "isbn": ("isbn13", "isbn-13", "isbn 13", "isbn10", "isbn-10", "isbn 10", "ean", "ean13"),
    "doi": (),
    "issn": (),
    "identifiers": ("identifier", "identifiants"),
    "tags": (
        "tag", "keywords", "keyword", "mots-cles", "mots cles", "mots-clefs", "mots clefs", "mot-cle", "topic",
        "topics", "subject", "subjects", "sujet", "sujets", "theme", "themes", "thematique", "thematiques",
        "category", "categories", "categorie", "section", "domain", "domaine", "domaines", "discipline",
        "disciplines", "matiere", "matieres", "genre", "etiquettes",
    ),
    "teaches": ("skills", "skill", "competences", "competences visees", "skills covered", "what you will learn"),
    "requires": (
        "prerequisites", "prerequisite", "prerequis", "pre-requis", "requirements", "competency required",
        "course prerequisites",
    ),
}  # fmt: skip
"""The fields, and what else they are called; these names are folded."""

TONGUES: Mapping[str, str] = {
    "en": "en",
    "fr": "fr",
    "english": "en",
    "french": "fr",
    "anglais": "en",
    "francais": "fr",
}
SPOKEN = frozenset({"title", "summary"})
"""The fields that can be there in several languages."""

PARTED = re.compile(r"\s*[;|\n]\s*")
LISTED = re.compile(r"\s*[;|,\n]\s*")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
NAMING = ("name", "title", "label", "value", "id")
"""What names an object, the best first."""

WHOLE = SPOKEN | {"identifiers", "links"}
"""The fields whose objects are kept."""

LIKE = 85
"""How like (of 100) a name must be to one of the table."""

NOTHING: tuple[Any, ...] = (None, "", "-", "–", "—", [], {})
MOST = 500
"""Columns at most that are compared with the table by likeness."""


def guess(header: Iterable[str], known: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the field of each column that has one; ``known`` says some, and "" that a column has none.

    A field is ``title.fr`` where a column says its language. Of two columns for one field, that whose name stands
    first in the table has it, unless it is a list; exact names go before those that are but alike.
    """
    columns = list(dict.fromkeys(header))
    found = {column: (known or {})[column] for column in columns if column in (known or {})}
    names = {column: plain(column) for column in columns if column not in found}
    ranked = sorted((RANK[name], column) for column, name in names.items() if name in NAMED)
    _take(found, ((column, NAMED[names[column]]) for _, column in ranked))
    _take(found, ((column, field) for column, name in names.items() if (field := _spoken(name))))
    rest = [column for column in names if names[column] not in NAMED and column not in found]
    _take(found, ((column, field) for column in rest[:MOST] if (field := _alike(names[column]))))
    return {column: found[column] for column in columns if found.get(column)}


def plain(name: str) -> str:
    """Return a column's name as it is compared: words in lower case, without accents."""
    letters = unicodedata.normalize("NFKD", CAMEL.sub(" ", name[:100]).replace("’", "'").replace("_", " ")).casefold()
    return tidy("".join(letter for letter in letters if not unicodedata.combining(letter))).strip(" :*#?")


NAMED: Mapping[str, str] = {
    **{name: name for name in FIELDS if name != "other"},
    **{each: field for field, others in COLUMNS.items() for each in others},
    "part of": "part_of",
}
RANK: Mapping[str, int] = {
    name: rank for rank, name in enumerate(chain.from_iterable((field, *others) for field, others in COLUMNS.items()))
} | {"part_of": 1000, "part of": 1001, "links": 1002}
LONG = [name for name in NAMED if len(name) > 4]


def _take(found: dict[str, str], pairs: Iterable[tuple[str, str]]) -> None:
    for column, field in pairs:
        if field in LISTS or field not in found.values():
            found[column] = field


def _spoken(name: str) -> str | None:
    """Return ``title.fr`` for ``title fr`` or ``titre (francais)``."""
    base, _, tongue = name.replace("(", " ").replace(")", " ").replace(".", " ").strip().rpartition(" ")
    field = NAMED.get(base.strip())
    return f"{field}.{TONGUES[tongue]}" if field in SPOKEN and tongue in TONGUES else None


def _alike(name: str) -> str | None:
    if len(name) < 5:
        return None
    best = process.extractOne(name, LONG, scorer=fuzz.ratio, score_cutoff=LIKE)
    return NAMED[best[0]] if best else None


def gathered(cells: Iterable[tuple[str, Any]], fields: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what cells say by field, what has no field by column in ``other``, and the column of each field."""
    said: dict[str, Any] = {}
    places: dict[str, str] = {}
    for column, value in cells:
        if value in NOTHING:
            continue
        name, _, tongue = fields.get(column, "").partition(".")
        if name and name not in LISTS | WHOLE and not isinstance(value, str):
            value = _flat(value) or value
            name = name if isinstance(value, str) else ""
        if not name:
            said.setdefault("other", {})[column] = value
        elif name in LISTS:
            said[name] = several([*said.get(name, []), *listed(name, value)])
        elif tongue:
            said[name] = _also(said.get(name), tongue, value)
        else:
            said[name] = value
        if name:
            places.setdefault(name, column)
    return said, places


def _flat(value: Any) -> str:
    """Return the name of an object, or those of several, as one text; nothing where there is none."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_flat, value)))
    if isinstance(value, dict):
        return next((tidy(value[key]) for key in NAMING if isinstance(value.get(key), str)), "")
    return str(value)


def _also(said: Any, tongue: str, value: Any) -> dict[str, Any]:
    before = said if isinstance(said, dict) else {"": said} if said else {}
    return {**before, tongue: value}


def listed(name: str, value: Any) -> list[str]:
    """Return the texts of a list that is written in a cell or given as one; names of people are not cut at commas."""
    if isinstance(value, list):
        return [text for each in value if (text := named(each))]
    if isinstance(value, str):
        return (PARTED if name == "creators" else LISTED).split(value.strip())
    return [named(value)]


def named(value: Any) -> str:
    """Return the name of a thing that is a text, or an object with a name."""
    if isinstance(value, dict):
        value = next((value[key] for key in NAMING if value.get(key)), value)
    return tidy(value) if isinstance(value, str) else shown(value)
