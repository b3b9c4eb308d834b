"""Every text is there in both languages, is used, and is written as its language writes."""

import re
from datetime import date
from pathlib import Path
from string import Formatter

import pytest
from babel import Locale

from api.messages import LANGUAGES, day, days, messages, number, percent, short_day, translate

API = Path(__file__).parents[2] / "api"
TEMPLATES = sorted((API / "templates").rglob("*.html"))
SOURCES = [*TEMPLATES, *(path for path in API.rglob("*.py")), *(API / "static" / "js").glob("*.js")]


def forms(text):
    return text.values() if isinstance(text, dict) else [text]


def fields(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("key", messages())
def test_a_text_is_there_in_both_languages_with_the_same_values(key):
    texts = messages()[key]
    assert texts.keys() == set(LANGUAGES)
    assert all(form.strip() for text in texts.values() for form in forms(text))
    named = [set.union(*map(fields, forms(text))) - {"count"} for text in texts.values()]
    assert named[0] == named[1]


@pytest.mark.parametrize("key", [key for key, texts in messages().items() if isinstance(texts["en"], dict)])
def test_a_text_with_a_number_has_the_forms_of_its_language(key):
    for lang, text in messages()[key].items():
        assert {"other", Locale(lang).plural_form(1)} <= text.keys() <= set(Locale(lang).plural_form.tags) | {"other"}


def test_every_text_is_used():
    sources = "\n".join(path.read_text() for path in SOURCES)
    families = set(re.findall(r"""['"](\w+_)['"] ?[~+]""", sources)) | set(re.findall(r"""f['"](\w+_){""", sources))
    values = set(re.findall(r"\w+", sources))
    unused = [key for key in messages() if key not in values and not any(key.startswith(each) for each in families)]
    assert [key for key in unused if key not in catalogue_values()] == []


def catalogue_values():
    from catalog.level import LEVELS
    from catalog.resource import COSTS, MODES, STATUSES, TYPES

    return {*LEVELS, *COSTS, *MODES, *STATUSES, *TYPES, *LANGUAGES}


def test_every_text_that_is_asked_for_exists():
    asked = {key for path in TEMPLATES for key in re.findall(r"\bt\('(\w+)'[,)]", path.read_text())}
    assert len(asked) > 50
    assert asked <= messages().keys()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(API / "templates")))
def test_no_template_says_anything_itself(path):
    text = re.sub(
        r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->|<(code|pre|style|script)\b.*?</\1>",
        "",
        path.read_text(),
        flags=re.S,
    )
    said = re.findall(r"""(?:aria-label|title|alt|placeholder|content)="([^"{]*)\"""", text)
    said += re.sub(r"<[^>]*>|&\w+;", " ", text).split()
    assert [
        each
        for each in said
        if re.search(r"[^\W\d_]{3}", each) and not each.startswith(("#", "/")) and each not in PROPER
    ] == []


PROPER = {"Parcours", "API", "REST", "OpenAPI", "JSON", "JSON-LD", "CSV", "ISBN", "ESCO", "DOI", "light dark",
          "width=device-width, initial-scale=1"}  # fmt: skip


def test_french_breaks_no_line_before_its_signs():
    assert "«\u00a0x\u00a0»" in translate("fr", "unknown_role", role="x")
    assert translate("fr", "unknown_role", role="x").endswith("\u00a0:")
    assert "« x »" not in translate("fr", "unknown_role", role="x")


@pytest.mark.parametrize(("written", "lang", "value", "text"), [
    (day, "fr", date(2026, 12, 1), "1er décembre 2026"), (day, "en", date(2026, 12, 1), "1 December 2026"),
    (day, "fr", date(2026, 12, 11), "11 décembre 2026"), (short_day, "fr", date(2026, 2, 1), "1 févr."),
    (number, "fr", 1234.5, "1 234,5"), (number, "en", 1234.5, "1,234.5"), (number, "fr", 2.0, "2"),
    (percent, "fr", 0.5, "50 %"), (percent, "en", 0.999, "99%"), (percent, "en", 1.0, "100%"),
])  # fmt: skip
def test_numbers_and_dates_are_written_as_each_language_writes_them(written, lang, value, text):
    assert written(lang, value).replace("\u202f", " ").replace("\u00a0", " ") == text


@pytest.mark.parametrize(("lang", "count", "text"), [
    ("en", 1, "1 resource"), ("en", 0, "0 resources"), ("fr", 0, "0 ressource"), ("fr", 1, "1 ressource"),
    ("fr", 2, "2 ressources"),
])  # fmt: skip
def test_zero_is_singular_in_french_alone(lang, count, text):
    assert translate(lang, "found", count=count) == text


@pytest.mark.parametrize(("lang", "end", "text"), [
    ("en", date(2026, 12, 31), "28–31 Dec 2026"), ("fr", date(2026, 12, 31), "28–31 déc. 2026"),
    ("en", date(2027, 1, 3), "28 Dec 2026 – 3 Jan 2027"), ("fr", date(2026, 12, 28), "28 déc. 2026"),
])  # fmt: skip
def test_days_from_one_to_another_name_once_what_they_share(lang, end, text):
    assert days(lang, date(2026, 12, 28), end).replace("\u2009", " ") == text
