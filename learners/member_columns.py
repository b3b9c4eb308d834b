"""The columns of a table of members: what they are called, and what their cells say."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any

from learners.errors import BadRequest
from learners.members import tidy, unfit, user_key
from recommender.text import fold

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "user_name": ("username", "login", "user", "user id", "identifiant", "utilisateur", "nom d'utilisateur"),
    "external_id": ("external id", "hr id", "id externe", "id rh", "identifiant externe"),
    "email": ("e-mail", "mail", "email address", "courriel", "adresse electronique", "adresse e-mail"),
    "given_name": ("first name", "firstname", "prenom"),
    "family_name": ("last name", "lastname", "surname", "nom", "nom de famille"),
    "display_name": ("name", "full name", "nom complet", "nom affiche"),
    "language": ("lang", "langue"),
    "job_title": ("title", "job", "position", "poste", "intitule", "intitule du poste", "fonction", "titre"),
    "manager": ("manager user name", "responsable", "superieur", "n+1"),
    "department": ("service", "departement", "direction"),
    "employee_number": ("employee id", "matricule", "numero d'employe"),
    "starts": ("start", "start date", "hire date", "debut", "date de debut", "date d'entree", "date d'arrivee"),
    "active": ("actif", "status", "statut"),
    "groups": ("group", "groupe", "groupes"),
}
"""The columns of a table, and what else they are called, in English and French; these names are folded."""

TRUTHS: Mapping[str, bool] = {
    **dict.fromkeys(("true", "1", "yes", "oui", "vrai", "active", "actif", "x"), True),
    **dict.fromkeys(("false", "0", "no", "non", "faux", "inactive", "inactif"), False),
}
TONGUES: Mapping[str, str] = {
    **dict.fromkeys(("en", "english", "anglais"), "en"),
    **dict.fromkeys(("fr", "french", "francais"), "fr"),
}
DATES = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[T ].*)?"),
    re.compile(r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>\d{4})"),
)
FIRST, LAST = date(1900, 1, 1), date(2100, 1, 1)
"""When somebody can have begun."""

LONGEST: Mapping[str, int] = {"email": 320, "employee_number": 64}
UNSAID = ("language", "active")
"""Columns in which an empty cell says nothing; elsewhere it says that there is nothing."""

Line = tuple[int, list[Any] | str]
"""A row of a table: where it begins, and its cells or why they cannot be read."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a line (1 is the header's) and column of a table."""

    line: int
    column: str
    value: str
    message: str


@dataclass(slots=True)
class Said:
    """What a row says of a member, and what is wrong with it."""

    line: int
    values: dict[str, Any]
    faults: list[Fault]

    @property
    def name(self) -> str:
        """The user name as it is compared, by which the member is found again; empty where none is said."""
        return user_key(self.values.get("user_name") or "")

    @property
    def manager(self) -> str:
        """The manager's user name as it is compared; empty where none is said."""
        return user_key(self.values.get("manager") or "")

    def blame(self, column: str, value: str, message: str) -> None:
        """Note what is wrong."""
        self.faults.append(Fault(self.line, column, value[:200], message))


def read(table: Iterable[Line]) -> Iterator[Said]:
    """Yield what each row says that is not empty.

    Raises `BadRequest` where the first row names no user name, or a column that is unknown or there twice.
    """
    header: list[str] | None = None
    for line, cells in table:
        if isinstance(cells, list) and not any(map(_text, cells)):
            continue
        if header is None:
            header = _header(cells)
        else:
            yield _said(line, header, cells)
    if header is None:
        raise BadRequest({"header": [f"The table is empty. Columns: {', '.join(COLUMNS)}."]})


def together(groups: Iterable[str]) -> str:
    """Return the names of groups as one cell: separated by ``;``, quoted where they hold one."""
    text = StringIO()
    csv.writer(text, delimiter=";", lineterminator="").writerow(groups)
    return text.getvalue()


def _header(cells: list[Any] | str) -> list[str]:
    """Return the columns that a header names, or raise `BadRequest`."""
    if isinstance(cells, str):
        raise BadRequest({"header": [cells]})
    texts = list(map(_text, cells))
    while not texts[-1]:
        texts.pop()
    found = [NAMED.get(_plain(text), "") for text in texts]
    wrong = [f"{text!r} is no column." for text, name in zip(texts, found, strict=True) if not name]
    wrong += [f"{name!r} is there twice." for name in dict.fromkeys(found) if name and found.count(name) > 1]
    if "user_name" not in found:
        wrong.append("There must be a column 'user_name'.")
    if wrong:
        raise BadRequest({"header": [*wrong, f"Columns: {', '.join(COLUMNS)}."]})
    return found


def _plain(name: str) -> str:
    return tidy(fold(name).replace("_", " ").replace("’", "'"))


NAMED: Mapping[str, str] = {_plain(each): name for name, others in COLUMNS.items() for each in (name, *others)}


def _text(cell: Any) -> str:
    """Return what a cell says as text, as it would be kept."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    return tidy(str(cell)) if cell is not None else ""


def _said(line: int, header: list[str], cells: list[Any] | str) -> Said:
    said = Said(line, {}, [])
    if isinstance(cells, str):
        said.blame("", "", cells)
        return said
    texts = list(map(_text, cells))
    for name, text in zip(header, texts, strict=False):
        if text or name not in UNSAID:
            _take(said, name, text)
    if not said.name and not said.faults:
        said.blame("user_name", "", "is missing")
    for text in filter(None, texts[len(header) :]):
        said.blame(str(len(header) + 1), text, "stands under no column")
    return said


def _take(said: Said, name: str, text: str) -> None:
    """Note what a cell says, or what is wrong with it."""
    longest = LONGEST.get(name, 200)
    try:
        said.values[name] = READ.get(name, _words)(text)
    except ValueError as error:
        said.blame(name, text, str(error))
        return
    if unfit(text):
        said.blame(name, text, "holds a character that cannot be printed")
    elif name != "groups" and len(text) > longest:
        said.blame(name, text, f"is longer than {longest} characters")


def _words(text: str) -> str | None:
    return text or None


def _language(text: str) -> str:
    found = TONGUES.get(re.split("[-_]", fold(text))[0])
    if found is None:
        raise ValueError("is no language: en or fr")
    return found


def _day(text: str) -> date | None:
    if not text:
        return None
    said = next((found for form in DATES if (found := form.fullmatch(text))), None)
    try:
        day = date(*(int(said[part]) for part in ("year", "month", "day"))) if said else None
    except ValueError:
        day = None
    if day is None:
        raise ValueError("is no date: write 2026-12-01 or 01/12/2026 (day first)")
    if not FIRST <= day <= LAST:
        raise ValueError(f"must be from {FIRST} to {LAST}")
    return day


def _truth(text: str) -> bool:
    if fold(text) not in TRUTHS:
        raise ValueError("is neither yes nor no")
    return TRUTHS[fold(text)]


def _mail(text: str) -> str | None:
    before, at, after = text.rpartition("@")
    if text and not (before and at and after and " " not in text):
        raise ValueError("is no mail address")
    return text or None


def _several(text: str) -> list[str]:
    named = [tidy(each) for each in next(csv.reader([text], delimiter=";", skipinitialspace=True), [])]
    if any(len(each) > 200 for each in named):
        raise ValueError("names a group in more than 200 characters")
    return sorted({each for each in named if each})


READ: Mapping[str, Any] = {"language": _language, "starts": _day, "active": _truth, "email": _mail, "groups": _several}
"""How the text of a column is read, where it is not taken as it is."""
