"""The records that an organisation gives: made whole, and checked as the curated files are, all faults at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from catalog import Catalog, Role
from catalog.errors import hint, nearest
from catalog.files import SCHEMAS, parse
from catalog.rules import circles, references
from learners.mixing import KINDS, Own

Document = dict[str, Any]
Given = Mapping[str, Sequence[Any]]
"""Records by kind, as they came."""

NOUNS = {kind: kind.removesuffix("s") for kind in KINDS}


class Fault(NamedTuple):
    """What is wrong with a field of a record; ``position`` counts the records of its kind from 0."""

    kind: str
    position: int
    field: str
    sentence: str


def by_record(faults: Iterable[Fault]) -> dict[str, list[str]]:
    """Return the sentences by kind, position and field."""
    return _grouped((f"{kind}.{at}.{field}", sentence) for kind, at, field, sentence in faults)


def by_field(faults: Iterable[Fault]) -> dict[str, list[str]]:
    """Return the sentences by field, where there is but one record."""
    return _grouped((each.field, each.sentence) for each in faults)


def _grouped(said: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for field, sentence in said:
        found.setdefault(field, []).append(sentence)
    return found


class Drafts:
    """Records that an organisation gives, over the ``public`` catalogue and what it has of its ``own``."""

    def __init__(self, given: Given, public: Catalog, own: Own) -> None:
        self._public, self._own = public, own
        roles = {**public.roles, **own.roles}
        self._faults: list[Fault] = []
        self.documents = {
            kind: [self._whole(kind, at, each, roles) for at, each in enumerate(given.get(kind, ()))] for kind in KINDS
        }

    def faults(self) -> list[Fault]:
        """Return everything that is wrong with them."""
        found = [*self._faults, *self._misshapen()]
        sound = self._parsed({(each.kind, each.position) for each in found})
        return [*found, *self._repeated(), *self._public_ids(), *self._dangling(sound), *self._circles(sound)]

    def _whole(self, kind: str, at: int, record: Any, roles: Mapping[str, Role]) -> Any:
        """Return a record with what need not be said: defaults, and what a role has from the one it is based on."""
        if not isinstance(record, dict):
            return record
        if kind == "resources":
            had = self._own.resources.get(str(record.get("id")))
            verified = had.verified if had else {"state": "known", "on": date.today().isoformat()}
            return {"status": "active", "verified": verified, **record}
        if kind == "roles" and "based_on" in record:
            base = roles.get(str(record["based_on"]))
            if base is not None:
                return derived(record, base)
            sentence = _unknown(str(record["based_on"]), "role", roles)
            self._faults.append(Fault(kind, at, "based_on", sentence))
        return record

    def _misshapen(self) -> Iterator[Fault]:
        unfounded = {(each.kind, each.position) for each in self._faults}
        for kind, records in self.documents.items():
            schema = SCHEMAS[kind]()
            for at, record in enumerate(records):
                if (kind, at) not in unfounded:
                    yield from (Fault(kind, at, *said) for said in _flat(schema.validate(record)))

    def _parsed(self, faulty: set[tuple[str, int]]) -> dict[tuple[str, int], Any]:
        return {
            (kind, at): parse(kind, [record])[0]
            for kind, records in self.documents.items()
            for at, record in enumerate(records)
            if (kind, at) not in faulty
        }

    def _repeated(self) -> Iterator[Fault]:
        for kind in KINDS:
            first: dict[str, int] = {}
            for at, each in self._ids(kind):
                if first.setdefault(each, at) != at:
                    yield Fault(kind, at, "id", f"{each!r} is the id of record {first[each]} too.")

    def _public_ids(self) -> Iterator[Fault]:
        for kind in ("resources", "skills"):
            for at, each in self._ids(kind):
                if each in getattr(self._public, kind) and each not in getattr(self._own, kind):
                    yield Fault(kind, at, "id", f"{each!r} is the id of a public {NOUNS[kind]}.")

    def _dangling(self, sound: Mapping[tuple[str, int], Any]) -> Iterator[Fault]:
        known = {NOUNS[kind]: {**getattr(self._public, kind), **getattr(self._own, kind),
                               **{each: None for _, each in self._ids(kind)}} for kind in KINDS}  # fmt: skip
        for (kind, at), item in sound.items():
            for field, target, noun in references(item):
                if target not in known[noun]:
                    yield Fault(kind, at, field, _unknown(target, noun, known[noun]))

    def _circles(self, sound: Mapping[tuple[str, int], Any]) -> Iterator[Fault]:
        new = {item.id: (at, item) for (kind, at), item in sound.items() if kind == "skills"}
        skills = {**self._public.skills, **self._own.skills, **{each: item for each, (_, item) in new.items()}}
        for field, stuck in circles(skills.values()):
            for each in stuck:
                if each in new:
                    yield Fault("skills", new[each][0], field, f"Goes in a circle: {', '.join(stuck)}.")

    def _ids(self, kind: str) -> Iterator[tuple[int, str]]:
        for at, record in enumerate(self.documents[kind]):
            if isinstance(record, dict) and isinstance(record.get("id"), str):
                yield at, record["id"]


def derived(given: Mapping[str, Any], base: Role) -> Document:
    """Return the role that ``given`` says, with the rest from ``base``; a need that is null falls away.

    Another role does not inherit the names and codes that stand for ``base``.
    """
    document = base.document()
    said = {name: value for name, value in given.items() if name != "based_on"}
    if said.get("id", base.id) != base.id:
        document |= {"aliases": {"en": [], "fr": []}, "codes": {}}
    needs = said.pop("needs", {})
    if not isinstance(needs, dict):
        return {**document, **said, "needs": needs}
    return {**document, **said, "needs": {
        skill: need for skill, need in {**document["needs"], **needs}.items() if need is not None
    }}  # fmt: skip


def _unknown(asked: str, noun: str, known: Iterable[str]) -> str:
    return f"{asked!r} is no {noun}.{hint(nearest(asked, known))}"


def _flat(said: Any, field: str = "") -> Iterator[tuple[str, str]]:
    """Yield the messages of a schema by the path of their field."""
    if isinstance(said, dict):
        for name, more in said.items():
            yield from _flat(more, field if name == "_schema" else f"{field}.{name}".strip("."))
    else:
        yield from ((field or "record", str(each)) for each in said)
