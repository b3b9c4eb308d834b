"""Members from a table: each row is a member, found again by user name; what is wrong is told by line and column."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from learners.errors import BadRequest, Taken
from learners.groups import Groups
from learners.members import EMPTY, Members
from recommender.text import fold

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "user_name": ("username", "login", "user", "identifiant", "utilisateur", "nom d'utilisateur"),
    "external_id": ("external id", "hr id", "id externe", "id rh"),
    "email": ("e-mail", "mail", "courriel", "adresse electronique"),
    "given_name": ("first name", "firstname", "prenom"),
    "family_name": ("last name", "lastname", "surname", "nom", "nom de famille"),
    "display_name": ("name", "full name", "nom complet", "nom affiche"),
    "language": ("lang", "langue"),
    "job_title": ("title", "job", "position", "poste", "intitule", "intitule du poste", "fonction"),
    "manager": ("manager user name", "responsable", "superieur"),
    "department": ("service", "departement", "direction"),
    "employee_number": ("employee id", "matricule"),
    "starts": ("start", "start date", "hire date", "debut", "date d'entree", "date d'arrivee"),
    "active": ("actif", "status", "statut"),
    "groups": ("group", "groupe", "groupes"),
}
"""The columns of a table, and what else they are called, in English and French; the names are folded."""

YES, NO = frozenset({"true", "1", "yes", "oui", "vrai", "active", "actif"}), frozenset(
    {"false", "0", "no", "non", "faux", "inactive", "inactif"}
)  # fmt: skip
LONGEST = {"email": 320, "employee_number": 64}
BETWEEN = ";"
"""What stands between the groups of a member."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a line (1 is the header's) and column of a table."""

    line: int
    column: str
    value: str
    message: str


@dataclass(slots=True)
class Imported:
    """What became of the rows: ``rows`` is ``created`` + ``changed`` + ``unchanged`` + ``refused``."""

    rows: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    faults: list[Fault] = field(default_factory=list)
    touched: list[str] = field(default_factory=list)


def import_members(members: Members, groups: Groups, table: Iterable[list[Any]], *, dry_run: bool = False) -> Imported:
    """Bring the rows of a table in; good ones are kept whatever is wrong with others, and nothing in a ``dry_run``.

    Raises `BadRequest` where the header names no user name or a column that is unknown or there twice.
    """
    rows = iter(table)
    header = _header(next(rows, []))
    done = Imported()
    seen: dict[str, int] = {}
    managers: list[tuple[int, str, str]] = []
    for line, cells in enumerate(rows, start=2):
        said = {name: _text(cell) for name, cell in zip(header, cells, strict=False)}
        if not any(said.values()):
            continue
        done.rows += 1
        values, faults = _read(line, said, len(cells), len(header))
        name = values.get("user_name", "")
        if name in seen and not faults:
            faults.append(Fault(line, "user_name", name, f"is in line {seen[name]} already"))
        if faults:
            done.refused += 1
            done.faults += faults
            continue
        seen[name] = line
        if values.get("manager"):
            managers.append((line, name, values["manager"]))
        values.pop("manager", None)
        _put(members, groups, line, values, done, dry_run=dry_run)
    _lead(members, managers, seen, done, dry_run=dry_run)
    return done


def _header(cells: list[Any]) -> list[str]:
    """Return the columns that a header names, or raise `BadRequest`."""
    known = {fold(each).replace("_", " "): name for name, others in COLUMNS.items() for each in (name, *others)}
    found = [known.get(" ".join(fold(_text(cell)).replace("_", " ").split()), "") for cell in cells]
    wrong = [f"{_text(cell)!r} is no column." for cell, name in zip(cells, found, strict=True) if not name]
    wrong += [f"{name!r} is there twice." for name in dict.fromkeys(found) if name and found.count(name) > 1]
    if "user_name" not in found:
        wrong.append("There must be a column 'user_name'.")
    if wrong:
        raise BadRequest({"header": [*wrong, f"Columns: {', '.join(COLUMNS)}."]})
    return found


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    text = str(cell).strip() if cell is not None else ""
    return text[1:] if text[:1] == "'" and text[1:2] in "=+-@" else text


def _read(line: int, said: Mapping[str, str], cells: int, columns: int) -> tuple[dict[str, Any], list[Fault]]:
    """Return what a row says, and what is wrong with it."""
    values, faults = {}, []
    if cells > columns:
        faults.append(Fault(line, str(columns + 1), "", f"there are {cells} cells under {columns} columns"))
    for name, text in said.items():
        try:
            values[name] = READ.get(name, _words)(text)
        except ValueError as error:
            faults.append(Fault(line, name, text, str(error)))
        else:
            longest = LONGEST.get(name, 200)
            if name != "groups" and len(text) > longest:
                faults.append(Fault(line, name, text[:80], f"is longer than {longest} characters"))
    if not said.get("user_name"):
        faults.append(Fault(line, "user_name", "", "is missing"))
    return values, faults


def _words(text: str) -> str | None:
    return text or None


def _language(text: str) -> str:
    found = {"": "en", "en": "en", "english": "en", "anglais": "en", "fr": "fr", "francais": "fr", "french": "fr"}
    if fold(text)[:2] in ("en", "fr") and fold(text)[2:3] in ("-", "_"):
        return fold(text)[:2]
    if fold(text) not in found:
        raise ValueError("is no language: en or fr")
    return found[fold(text)]


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        day, month, year = text.split("/") if "/" in text else (text[8:], text[5:7], text[:4])
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError("is no date: write 2026-12-01 or 01/12/2026 (day first)") from None


def _truth(text: str) -> bool:
    if not text or fold(text) in YES:
        return True
    if fold(text) not in NO:
        raise ValueError("is neither yes nor no")
    return False


def _mail(text: str) -> str | None:
    before, at, after = text.partition("@")
    if text and not (before and at and "." in after and " " not in text):
        raise ValueError("is no mail address")
    return text or None


def _several(text: str) -> list[str]:
    return list(dict.fromkeys(each.strip() for each in text.split(BETWEEN) if each.strip()))


READ: Mapping[str, Any] = {"language": _language, "starts": _day, "active": _truth, "email": _mail, "groups": _several}
"""How the text of a column is read, where it is not taken as it is."""


def _put(members: Members, groups: Groups, line: int, values: dict[str, Any], done: Imported, *, dry_run: bool) -> None:
    """Add or change the member of a row."""
    wanted = values.pop("groups", None)
    before = members.named(values["user_name"])
    if before is None:
        done.created += 1
        if not dry_run:
            made = members.create({**EMPTY, **values})
            _join(groups, made.id, wanted or [])
            done.touched.append(made.id)
        return
    alike = all(getattr(before, name) == value for name, value in values.items())
    inside = {each["name"] for each in groups.of(before.id)}
    if alike and (wanted is None or set(wanted) == inside):
        done.unchanged += 1
        return
    done.changed += 1
    if not dry_run:
        try:
            members.change(before.id, values)
        except (BadRequest, Taken) as error:
            done.changed -= 1
            done.refused += 1
            done.faults.append(Fault(line, "user_name", before.user_name, str(error)))
            return
        if wanted is not None:
            _join(groups, before.id, wanted)
            for each in groups.of(before.id):
                if each["name"] not in wanted:
                    groups.remove_member(each["id"], before.id)
        done.touched.append(before.id)


def _join(groups: Groups, member_id: str, names: list[str]) -> None:
    for name in names:
        group = groups.named(name) or groups.create(name)
        groups.add_member(group.id, member_id)


def _lead(
    members: Members, managers: list[tuple[int, str, str]], seen: Mapping[str, int], done: Imported, *, dry_run: bool
) -> None:
    """Say who leads whom, once everybody is there."""
    for line, name, leader in managers:
        if dry_run:
            if leader not in seen and members.named(leader) is None:
                done.faults.append(Fault(line, "manager", leader, "is the user name of no member; left empty"))
            continue
        member, manager = members.named(name), members.named(leader)
        if manager is None or manager == member:
            done.faults.append(Fault(line, "manager", leader, "is the user name of no other member; left empty"))
        elif member is not None and member.manager != manager.id:
            members.change(member.id, {"manager": manager.id})
