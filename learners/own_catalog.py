"""What an organisation adds to the public catalogue, hides of it, and wants everybody to learn first."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from catalog import Catalog, Resource, Role, Skill
from catalog.errors import BadCatalogFile
from catalog.files import parse
from catalog.rules import broken_references
from learners.errors import BadRequest, RecordNotFound, Taken
from learners.rows import Row, Rows, Scope
from learners.tables import HIDDEN, MANDATORY, ORGANISATIONS, OWN_RECORDS

KINDS = ("resources", "skills", "roles")
Record = Resource | Skill | Role


class OwnCatalog:
    """The catalogue of an organisation, over the ``public`` one."""

    def __init__(self, scope: Scope, public: Catalog) -> None:
        self._scope, self._public = scope, public

    def records(self, kind: str) -> list[dict[str, Any]]:
        """Return the organisation's own records of a kind, in their order."""
        with self._scope.reading() as rows:
            return [each["document"] for each in rows.all(OWN_RECORDS, order="position", kind=kind)]

    def record(self, kind: str, record_id: str) -> dict[str, Any]:
        """Return one of the organisation's own records, or raise `RecordNotFound`."""
        with self._scope.reading() as rows:
            return _found(rows, kind, record_id)

    def put(self, records: Mapping[str, Iterable[Mapping[str, Any]]], *, new: bool = False, dry: bool = False) -> Row:
        """Add records by kind, or replace those with the same ids; return how many were added, changed, unchanged.

        All are taken or none. Raises `BadRequest` with every fault of every record, and `Taken` where a resource or
        skill has the id of a public one, or where the record must be ``new`` and is not. ``dry`` changes nothing.
        """
        given = {kind: [dict(each) for each in records.get(kind, ())] for kind in KINDS}
        _check_shapes(given)
        counts = {"added": 0, "changed": 0, "unchanged": 0}
        with self._scope.writing() as rows:
            rows.wait()
            for kind, documents in given.items():
                for document in documents:
                    counts[self._put(rows, kind, document, new=new)] += 1
            self._check_references(rows)
            if dry:
                raise _Dry(counts)
            if counts["added"] or counts["changed"]:
                _changed(rows, "records.put", self._scope.organisation, **counts)
        return counts

    def try_put(self, records: Mapping[str, Iterable[Mapping[str, Any]]]) -> Row:
        """Return what `put` would, and change nothing; raises as it does."""
        try:
            return self.put(records, dry=True)
        except _Dry as tried:
            return tried.counts

    def remove(self, kind: str, record_id: str) -> None:
        """Remove an own record; raises `RecordNotFound`, and `Taken` where another record refers to it."""
        with self._scope.writing() as rows:
            rows.wait()
            _found(rows, kind, record_id)
            rows.remove(OWN_RECORDS, kind=kind, id=record_id)
            broken = broken_references(self._merged(rows, prune=False))
            if broken:
                raise Taken("id", record_id, f"is still referred to: {broken[0]}")
            rows.remove(MANDATORY, resource=record_id)
            _changed(rows, "record.removed", record_id, kind=kind)

    def hidden(self) -> list[str]:
        """Return the ids of the public resources that are hidden."""
        with self._scope.reading() as rows:
            return [each["resource"] for each in rows.all(HIDDEN, order="resource")]

    def hide(self, resource_id: str) -> None:
        """Hide a public resource; raises `ResourceNotFound`."""
        self._public.resource(resource_id)
        with self._scope.writing() as rows:
            if rows.add_new(HIDDEN, {"resource": resource_id}):
                _changed(rows, "resource.hidden", resource_id)

    def show(self, resource_id: str) -> None:
        """Show a public resource again; raises `RecordNotFound` where it was not hidden."""
        with self._scope.writing() as rows:
            if not rows.remove(HIDDEN, resource=resource_id):
                raise RecordNotFound(resource_id)
            _changed(rows, "resource.shown", resource_id)

    def mandatory(self, role: str | None = None) -> list[str]:
        """Return the resources that come first in each path to ``role``, in their order."""
        return list(dict.fromkeys(str(step["resource"]) for step in self.mandates() if step["role"] in (None, role)))

    def mandates(self) -> list[dict[str, str | None]]:
        """Return all steps that come first, each with the role whose paths it is for; None is all."""
        with self._scope.reading() as rows:
            found = rows.all(MANDATORY, order="position")
        return [{"resource": each["resource"], "role": each["role"] or None} for each in found]

    def mandate(self, steps: Iterable[Mapping[str, str | None]]) -> None:
        """Replace the steps that come first; raises `BadRequest` for what is no resource or role of the catalogue."""
        kept = [{"resource": each["resource"], "role": each["role"] or ""} for each in steps]
        with self._scope.writing() as rows:
            catalog = self._merged(rows)
            known = {"resource": catalog.resources, "role": {"": None, **catalog.roles}}
            faults = [f"{each[name]!r} is the id of no {name}." for each in kept for name in known
                      if each[name] not in known[name]]  # fmt: skip
            if faults:
                raise BadRequest({"mandatory": faults})
            unique = list({(each["resource"], each["role"]): each for each in kept}.values())
            rows.remove(MANDATORY)
            rows.add(MANDATORY, *({**each, "position": at} for at, each in enumerate(unique)))
            _changed(rows, "mandatory.changed", self._scope.organisation, steps=len(unique))

    def merge(self) -> Catalog:
        """Return the catalogue that the organisation has.

        That is the public one without what is hidden, then its own records; an own role stands for the public one
        with its id. What refers to something that the public catalogue does not have any more is left out.
        """
        with self._scope.reading() as rows:
            return self._merged(rows)

    def faults(self) -> list[str]:
        """Return a sentence for each reference that leads nowhere since the public catalogue changed."""
        with self._scope.reading() as rows:
            return broken_references(self._merged(rows, prune=False))

    def _put(self, rows: Rows, kind: str, document: Row, *, new: bool) -> str:
        public = getattr(self._public, kind)
        if kind != "roles" and document["id"] in public:
            raise Taken("id", document["id"], "is the id of a public record")
        before = rows.one(OWN_RECORDS, kind=kind, id=document["id"])
        if before is None:
            at = 1 + max((each["position"] for each in rows.all(OWN_RECORDS, kind=kind)), default=-1)
            rows.add(OWN_RECORDS, {"kind": kind, "id": document["id"], "position": at, "document": document})
            return "added"
        if new:
            raise Taken("id", document["id"])
        if before["document"] == document:
            return "unchanged"
        rows.change(OWN_RECORDS, {"document": document}, kind=kind, id=document["id"])
        return "changed"

    def _check_references(self, rows: Rows) -> None:
        broken = broken_references(self._merged(rows, prune=False))
        if broken:
            raise BadRequest({"references": broken})

    def _merged(self, rows: Rows, *, prune: bool = True) -> Catalog:
        own = {kind: parse(kind, [each["document"] for each in rows.all(OWN_RECORDS, order="position", kind=kind)])
               for kind in KINDS}  # fmt: skip
        hidden = {each["resource"] for each in rows.all(HIDDEN)}
        resources = [*_without(self._public.resources.values(), hidden), *own["resources"]]
        skills = [*self._public.skills.values(), *own["skills"]]
        roles = {**self._public.roles, **{each.id: each for each in own["roles"]}}
        if prune:
            known = {each.id for each in skills}
            resources = [_with_known(each, known) for each in resources]
            skills = [replace(each, requires=_only(each.requires, known),
                              broader=each.broader if each.broader in known else None) for each in skills]  # fmt: skip
            roles = {name: replace(each, needs=_only(each.needs, known)) for name, each in roles.items()}
            roles = {name: each for name, each in roles.items() if each.needs}
        return Catalog(resources, skills, roles.values())


class _Dry(Exception):
    """Ends a transaction that only tries."""

    def __init__(self, counts: Row) -> None:
        self.counts = counts


def complete(kind: str, record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record with what an organisation need not say of its own ones."""
    if kind == "resources":
        return {"verified": {"state": "known", "on": date.today().isoformat()}, "status": "active", **record}
    return dict(record)


def _check_shapes(given: Mapping[str, list[Row]]) -> None:
    faults: dict[str, Any] = {}
    for kind, documents in given.items():
        try:
            parse(kind, documents)
        except BadCatalogFile as error:
            faults |= {f"{kind}.{record}": said for record, said in error.faults.items()}
    if faults:
        raise BadRequest(faults)


def _without(resources: Iterable[Resource], hidden: set[str]) -> Iterator[Resource]:
    """Yield the resources that are shown; who named a hidden one as his successor names none."""
    for each in resources:
        if each.id not in hidden:
            yield replace(each, successor=None) if each.successor in hidden else each


def _with_known(resource: Resource, skills: set[str]) -> Resource:
    if skills.issuperset(resource.teaches) and skills.issuperset(resource.requires):
        return resource
    return replace(resource, teaches=_only(resource.teaches, skills), requires=_only(resource.requires, skills))


def _only(levels: Mapping[str, Any], known: set[str]) -> dict[str, Any]:
    return {skill: level for skill, level in levels.items() if skill in known}


def _found(rows: Rows, kind: str, record_id: str) -> Row:
    row = rows.one(OWN_RECORDS, kind=kind, id=record_id)
    if row is None:
        raise RecordNotFound(record_id)
    document: Row = row["document"]
    return document


def _changed(rows: Rows, act: str, subject: str, **detail: Any) -> None:
    """Note that the organisation's catalogue is another one from now on."""
    organisation = rows.one(ORGANISATIONS, id=rows.organisation) or {"catalog_version": 0}
    version = organisation["catalog_version"] + 1
    rows.change(ORGANISATIONS, {"catalog_version": version}, id=rows.organisation)
    rows.audit(act, subject, **detail)
    rows.tell("catalog.changed", {"act": act, "subject": subject, "version": version})
