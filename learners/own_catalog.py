"""What an organisation adds to the public catalogue, hides of it, and wants everybody to learn first."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import func, select

from catalog import Catalog
from catalog.rules import references
from learners.errors import BadRequest, RecordNotFound, Taken
from learners.mixing import KINDS, Own, faults, mix
from learners.own_records import NOUNS, Document, Drafts, Given, by_field, by_record
from learners.rows import Row, Rows, Scope
from learners.tables import HIDDEN, MANDATORY, ORGANISATIONS, OWN_RECORDS, RULES, TITLES

Kept = dict[tuple[str, str], Row]
"""The rows of own records by kind and id, in their order."""


class OwnCatalog:
    """The catalogue of an organisation, over the ``public`` one."""

    def __init__(self, scope: Scope, public: Catalog) -> None:
        self._scope, self._public = scope, public

    def counts(self) -> dict[str, int]:
        """Return how many records of each kind are the organisation's own."""
        with self._scope.reading() as rows:
            mine = rows.of(OWN_RECORDS)
            found = rows.read(select(mine.c.kind, func.count().label("total")).group_by(mine.c.kind))
        return dict.fromkeys(KINDS, 0) | {each["kind"]: each["total"] for each in found}

    def page(self, kind: str, offset: int, limit: int) -> tuple[list[Document], int]:
        """Return some of the organisation's own records of a kind, in their order, and how many there are."""
        with self._scope.reading() as rows:
            mine = rows.of(OWN_RECORDS)
            chosen = select(mine).where(mine.c.kind == kind).order_by(mine.c.position).offset(offset).limit(limit)
            found = [each["document"] for each in rows.read(chosen)]
        return found, self.counts()[kind]

    def record(self, kind: str, record_id: str) -> Document:
        """Return one of the organisation's own records, or raise `RecordNotFound`."""
        with self._scope.reading() as rows:
            return _found(rows, kind, record_id)

    def put(self, kind: str, record: Document, *, new: bool = False) -> tuple[Document, bool]:
        """Add a record, or replace the one with its id; return it as it is kept, and whether it is new.

        Raises `BadRequest` with all faults by field; `Taken` where a resource or skill has the id of a public one, or
        where the record must be ``new`` and is not.
        """
        record_id = str(record.get("id"))
        with self._changing() as rows:
            kept = _kept(rows)
            mine = (kind, record_id) in kept
            if mine and new:
                raise Taken("id", record_id)
            if not mine and kind != "roles" and record_id in getattr(self._public, kind):
                raise Taken("id", record_id, f"is the id of a public {NOUNS[kind]}")
            drafts = Drafts({kind: [record]}, self._public, _own(rows, kept))
            if found := drafts.faults():
                raise BadRequest(by_field(found))
            counts = self._write(rows, drafts.documents, kept)
        return drafts.documents[kind][0], counts["added"] == 1

    def load(self, given: Given, *, dry: bool = False) -> dict[str, int]:
        """Add records by kind, or replace those with the same ids; return how many are added, changed, unchanged.

        All are taken or none; with ``dry`` none. Raises `BadRequest` with all faults by kind, position and field.
        """
        with self._changing() as rows:
            kept = _kept(rows)
            drafts = Drafts(given, self._public, _own(rows, kept))
            if found := drafts.faults():
                raise BadRequest(by_record(found))
            return self._write(rows, drafts.documents, kept, dry=dry)

    def remove(self, kind: str, record_id: str) -> None:
        """Remove an own record; raises `RecordNotFound`, and `Taken` where something of one's own refers to it."""
        with self._changing() as rows:
            _found(rows, kind, record_id)
            if record_id not in getattr(self._public, kind):  # else the public one is there instead
                referring = list(_referring(rows, NOUNS[kind], record_id))
                if referring:
                    raise Taken("id", record_id, f"is still referred to by {', '.join(referring)}")
            rows.remove(OWN_RECORDS, kind=kind, id=record_id)
            _changed(rows, "record.removed", record_id, kind=kind)

    def hidden(self) -> list[str]:
        """Return the ids of the public resources that are hidden."""
        with self._scope.reading() as rows:
            return [each["resource"] for each in rows.all(HIDDEN, order="resource")]

    def hide(self, resource_id: str) -> None:
        """Hide a public resource; raises `ResourceNotFound`."""
        self._public.resource(resource_id)
        with self._changing() as rows:
            if rows.add_new(HIDDEN, {"resource": resource_id}):
                _changed(rows, "resource.hidden", resource_id)

    def show(self, resource_id: str) -> None:
        """Show a public resource again; raises `RecordNotFound` where it was not hidden."""
        with self._changing() as rows:
            if not rows.remove(HIDDEN, resource=resource_id):
                raise RecordNotFound(resource_id)
            _changed(rows, "resource.shown", resource_id)

    def mandates(self) -> list[dict[str, str | None]]:
        """Return the steps that come first, in their order, each with the role whose paths it is for; None is all."""
        with self._scope.reading() as rows:
            return _mandates(rows)

    def mandate(self, steps: Iterable[Mapping[str, str | None]]) -> None:
        """Replace the steps that come first; raises `BadRequest` for what is no resource or role of the catalogue."""
        unique = list({(each["resource"], each["role"] or ""): None for each in steps})
        with self._changing() as rows:
            catalog = self._mixed(rows)
            known: dict[str, Mapping[str, Any]] = {"resource": catalog.resources, "role": {"": None, **catalog.roles}}
            wrong = [f"{asked!r} is the id of no {name}." for pair in unique
                     for name, asked in zip(known, pair, strict=True) if asked not in known[name]]  # fmt: skip
            if wrong:
                raise BadRequest({"steps": wrong})
            rows.remove(MANDATORY)
            rows.add(MANDATORY, *({"resource": resource, "role": role, "position": at}
                                  for at, (resource, role) in enumerate(unique)))  # fmt: skip
            _changed(rows, "mandatory.changed", self._scope.organisation, steps=len(unique))

    def merge(self) -> Catalog:
        """Return the catalogue that the organisation has (see `learners.mixing.mix`)."""
        with self._scope.reading() as rows:
            return self._mixed(rows)

    def faults(self) -> list[str]:
        """Return a sentence for each thing that the public catalogue has overtaken since it was said."""
        with self._scope.reading() as rows:
            catalog = self._mixed(rows)
            lost = [
                f"mandatory: {step[noun]!r} is no {noun} any more."
                for step in _mandates(rows)
                for noun in ("resource", "role")
                if step[noun] and step[noun] not in getattr(catalog, f"{noun}s")
            ]
            return [*faults(self._public, _own(rows, _kept(rows))), *lost]

    def _mixed(self, rows: Rows) -> Catalog:
        return mix(self._public, _own(rows, _kept(rows)))

    def _write(self, rows: Rows, documents: Mapping[str, list[Row]], kept: Kept, *, dry: bool = False) -> Row:
        said = {(kind, each["id"]): each for kind in KINDS for each in documents[kind]}
        new = [key for key in said if key not in kept]
        other = [key for key in said if key in kept and kept[key]["document"] != said[key]]
        counts = {"added": len(new), "changed": len(other), "unchanged": len(said) - len(new) - len(other)}
        if (new or other) and not dry:
            first = 1 + max((each["position"] for each in kept.values()), default=-1)
            rows.add(OWN_RECORDS, *({"kind": kind, "id": each, "position": at, "document": said[kind, each]}
                                    for at, (kind, each) in enumerate(new, start=first)))  # fmt: skip
            for kind, each in other:
                rows.change(OWN_RECORDS, {"document": said[kind, each]}, kind=kind, id=each)
            only = next(iter(said))[1] if len(said) == 1 else self._scope.organisation
            _changed(rows, "records.put", only, **counts)
        return counts

    @contextmanager
    def _changing(self) -> Iterator[Rows]:
        """Begin to change; one at a time, so that what was checked still holds."""
        with self._scope.writing() as rows:
            rows.wait()
            yield rows


def _kept(rows: Rows) -> Kept:
    return {(each["kind"], each["id"]): each for each in rows.all(OWN_RECORDS, order="position")}


def _own(rows: Rows, kept: Kept) -> Own:
    documents = {kind: [row["document"] for (of, _), row in kept.items() if of == kind] for kind in KINDS}
    return Own.of(documents, [each["resource"] for each in rows.all(HIDDEN)])


def _found(rows: Rows, kind: str, record_id: str) -> Document:
    row = rows.one(OWN_RECORDS, kind=kind, id=record_id)
    if row is None:
        raise RecordNotFound(record_id)
    document: Document = row["document"]
    return document


def _mandates(rows: Rows) -> list[dict[str, str | None]]:
    return [{"resource": each["resource"], "role": each["role"] or None}
            for each in rows.all(MANDATORY, order="position")]  # fmt: skip


def _referring(rows: Rows, noun: str, target: str) -> Iterator[str]:
    """Yield what of the organisation's own names a record."""
    for kind, each in _own(rows, _kept(rows)).records():
        for field, named, wanted in references(each):
            if (named, wanted) == (target, noun) and (kind, each.id) != (noun, target):
                yield f"{kind} {each.id} ({field})"
    for step in _mandates(rows):
        if step.get(noun) == target:
            yield f"the mandatory steps ({noun})"
    if noun == "role":
        yield from (f"the job title {each['title']!r}" for each in rows.all(TITLES, role=target))
        yield from (f"onboarding rule {each['id']}" for each in rows.all(RULES)
                    if target in (each["role"], each["path"].get("role")))  # fmt: skip


def _changed(rows: Rows, act: str, subject: str, **detail: Any) -> None:
    """Note that the organisation's catalogue is another one from now on; others wait until the transaction ends."""
    organisation = rows.one(ORGANISATIONS, id=rows.organisation) or {"catalog_version": 0}
    version = organisation["catalog_version"] + 1
    rows.change(ORGANISATIONS, {"catalog_version": version}, id=rows.organisation)
    rows.audit(act, subject, **detail)
    rows.tell("catalog.changed", {"act": act, "subject": subject, "version": version})
