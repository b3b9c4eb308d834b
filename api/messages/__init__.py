"""Every text that a user sees, in French and English, and how each language writes numbers, dates and plurals.

The texts are in the TOML files beside this one, a file for each part of the pages. A text is a string, or one string
for each plural form of the language (CLDR), chosen by ``count``.
"""

import re
import tomllib
from datetime import date
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_interval
from babel.numbers import format_decimal, format_percent

LANGUAGES = ("en", "fr")
_LOCALES = {"en": Locale("en", "GB"), "fr": Locale("fr")}
_BEFORE = re.compile(" (?=[:;?!%»])|(?<=«) ")
"""The spaces at which French breaks no line."""

Text = str | dict[str, str]


@cache
def messages() -> dict[str, dict[str, Text]]:
    """Return all texts, by key and language; raises ValueError where two files have the same key."""
    found: dict[str, dict[str, Text]] = {}
    for path in sorted(Path(__file__).parent.glob("*.toml")):
        for key, texts in tomllib.loads(path.read_text()).items():
            if key in found:
                raise ValueError(f"{path.name}: {key!r} is in another file already")
            found[key] = texts
    return found


def translate(lang: str, key: str, **values: Any) -> str:
    """Return the text ``key`` in ``lang``; numbers and dates among ``values`` are written as it writes them."""
    text = messages()[key][lang]
    if isinstance(text, dict):
        text = text.get(_LOCALES[lang].plural_form(values["count"]), text["other"])
    said = text.format(**{name: _written(lang, value) for name, value in values.items()})
    return _BEFORE.sub("\u00a0", said) if lang == "fr" else said


def day(lang: str, value: date) -> str:
    """Return a date as ``lang`` writes it: 1 December 2026; 1er décembre 2026."""
    said = format_date(value, "long", locale=_LOCALES[lang])
    return f"1er{said[1:]}" if lang == "fr" and value.day == 1 else said


def short_day(lang: str, value: date) -> str:
    """Return a date without its year, short: 1 Dec; 1 déc."""
    return format_date(value, "d MMM", locale=_LOCALES[lang])


def days(lang: str, start: date, end: date) -> str:
    """Return the days from one date to another, short: 1–9 Dec 2026; 1–9 déc. 2026."""
    return format_interval(start, end, "yMMMd", locale=_LOCALES[lang])


def month(lang: str, value: date) -> str:
    """Return the month of a date, short: Dec; déc."""
    return format_date(value, "LLL", locale=_LOCALES[lang])


@lru_cache(maxsize=4096)
def number(lang: str, value: float) -> str:
    """Return a number as ``lang`` writes it, with two decimals at most: 1,234.5; 1 234,5."""
    return format_decimal(value, "#,##0.##", locale=_LOCALES[lang])


def percent(lang: str, ratio: float) -> str:
    """Return a ratio as whole percent: 34%; 34 %. What is not all of it is never told as 100."""
    shown = min(ratio, 0.99) if ratio < 1 else ratio
    return format_percent(shown, locale=_LOCALES[lang])


def translator(lang: str) -> dict[str, Any]:
    """Return what a template needs to write in ``lang``."""
    written = {each.__name__: partial(each, lang) for each in (day, short_day, month, number, percent)}
    return {"lang": lang, "other": "fr" if lang == "en" else "en", "t": partial(translate, lang), **written}


def _written(lang: str, value: Any) -> Any:
    if isinstance(value, date):
        return day(lang, value)
    return number(lang, value) if isinstance(value, int | float) else value
