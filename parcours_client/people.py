"""Members and groups, as the API has them and as identity providers do (SCIM 2.0)."""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from parcours_client.nouns import Changeable, Noun, Paged, at
from parcours_client.transport import Record, Transport

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {"csv": "text/csv", "xlsx": XLSX}
SCIM = "application/scim+json"
SCHEMAS = "urn:ietf:params:scim:schemas:core:2.0:"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


class Members(Paged, Changeable):
    """The people of an organisation."""

    PATH = ("members",)

    def import_table(self, content: bytes, form: str = "csv", *, dry_run: bool = False) -> Record:
        """Bring members in from a table (``csv`` or ``xlsx``); return what became of the rows, bad ones by line."""
        options = {"params": {"dry_run": dry_run}, "headers": {"Content-Type": KINDS[form]}}
        return self._send("POST", *self.PATH, "imports", content=content, **options)

    def table(self, form: str = "csv", **filters: Any) -> bytes:
        """Return members as a table that can be brought in again."""
        return self._transport.send("GET", at(*self.PATH), params={"format": form, **filters}).content

    def export(self, member_id: str) -> Record:
        """Return all that is stored about a member."""
        return self._get(*self.PATH, member_id, "export")

    def assignments(self, member_id: str) -> Iterator[Record]:
        """Return the assigned paths of a member, oldest first."""
        return self._each(*self.PATH, member_id, "assignments")

    def progress(self, member_id: str) -> Record:
        """Return where a member stands."""
        return self._get(*self.PATH, member_id, "progress")


class Groups(Paged, Changeable):
    """Groups of members."""

    PATH = ("groups",)

    def add(self, group_id: str, member_id: str) -> None:
        """Put a member into a group."""
        self._send("PUT", *self.PATH, group_id, "members", member_id)

    def take_out(self, group_id: str, member_id: str) -> None:
        """Take a member out of a group."""
        self._send("DELETE", *self.PATH, group_id, "members", member_id)


class Titles(Noun):
    """Which role a job title means, where the organisation knows better than everybody."""

    def get(self) -> list[Record]:
        """Return the rules in their order."""
        rules: list[Record] = self._get("organisation", "titles")["rules"]
        return rules

    def role(self, title: str) -> str | None:
        """Return the id of the role that a title means, if any."""
        role: str | None = self._get("organisation", "titles", title=title)["role"]
        return role

    def put(self, rules: Iterable[tuple[str, str]]) -> None:
        """Replace the rules: titles, in which ``*`` stands for anything, with the ids of roles."""
        body = {"rules": [{"title": title, "role": role} for title, role in rules]}
        self._send("PUT", "organisation", "titles", body=body)


class Scim:
    """Users or groups over SCIM 2.0."""

    def __init__(self, transport: Transport, kind: str) -> None:
        self._transport, self._kind = transport, kind

    def create(self, **attributes: Any) -> Record:
        """Add one, with SCIM's attributes."""
        schema = SCHEMAS + self._kind.removesuffix("s")
        return self._ask("POST", body={"schemas": [schema], **attributes})

    def get(self, thing_id: str) -> Record:
        """Return one by its id."""
        return self._ask("GET", thing_id)

    def page(self, start: int = 1, count: int = 100, filter: str | None = None) -> Record:
        """Return ``Resources`` from a number on that begins with 1, and ``totalResults``."""
        return self._ask("GET", params={"startIndex": start, "count": count, "filter": filter})

    def all(self, filter: str | None = None) -> Iterator[Record]:
        """Return each of them, asking for page after page."""
        seen, total = 0, 1
        while seen < total:
            found = self.page(seen + 1, filter=filter)
            yield from found.get("Resources", ())
            seen += len(found.get("Resources", ()))
            total = found["totalResults"] if found.get("Resources") else 0

    def patch(self, thing_id: str, *operations: Record) -> Record:
        """Change one by operations (``op``, ``path``, ``value``)."""
        return self._ask("PATCH", thing_id, body={"schemas": [PATCH], "Operations": list(operations)})

    def remove(self, thing_id: str) -> None:
        """Remove one."""
        self._ask("DELETE", thing_id)

    def _ask(self, method: str, *parts: str, body: Any = None, **options: Any) -> Record:
        path = "/".join(["/scim/v2", self._kind, *(quote(each, safe="") for each in parts)])
        headers = {"Accept": SCIM, **({"Content-Type": SCIM} if body is not None else {})}
        return self._transport.ask(method, path, body, headers=headers, **options)
