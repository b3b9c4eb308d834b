"""Which field a column is guessed to be."""

import pytest

from curation.formats.columns import COLUMNS, LISTS, NAMED, gathered, guess, plain
from curation.formats.draft import FIELDS


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("Title", "title"), ("TITRE", "title"), ("courseTitle", "title"), ("Intitulé", "title"), ("Titlle", "title"),
        ("Lien", "url"), ("web_site", "url"), ("Auteur(s)", "creators"), ("Instructors", "creators"),
        ("Éditeur", "publisher"), ("Plateforme", "publisher"), ("Résumé", "summary"), ("Descripton", "summary"),
        ("Langue", "language"), ("Durée", "duration"), ("Durée (h)", "duration"), ("Prix", "cost"),
        ("Niveau :", "level"), ("Année", "year"), ("ISBN-13", "isbn"), ("Mots-clés", "tags"),
        ("Pré-requis", "requires"),
        ("Titre (fr)", "title.fr"), ("description_en", "summary.en"), ("Colour", None), ("x", None),
    ],
)  # fmt: skip
def test_guess(column, field):
    assert guess([column]).get(column) == field


def test_exact_names_go_first_and_a_field_is_given_once():
    assert guess(["Titel", "Title", "Name"]) == {"Title": "title"}


def test_a_guess_can_be_corrected():
    assert guess(["Title", "Name"], {"Title": "", "Name": "title"}) == {"Name": "title"}


def test_every_name_is_folded_and_means_one_field():
    names = [name for field, others in COLUMNS.items() for name in (field, *others)]
    assert len(names) == len(set(names))
    assert [name for name in names if plain(name) != name] == []
    assert set(NAMED.values()) <= set(FIELDS)
    assert set(FIELDS) >= LISTS


def test_texts_by_language():
    fields = {"a": "title.en", "b": "title.fr", "c": "tags", "d": "tags"}
    said, places = gathered([("a", "Cat"), ("b", "Chat"), ("c", "x; y"), ("d", "y, z"), ("e", "-")], fields)
    assert said == {"title": {"en": "Cat", "fr": "Chat"}, "tags": ["x", "y", "z"]}
    assert places == {"title": "a", "tags": "c"}
