"""An organisation itself: its keys, its own catalogue, where its notices go."""

from collections.abc import Iterable, Iterator
from typing import Any

from parcours_client.nouns import Changeable, Listed, Noun, items
from parcours_client.transport import Record


class Organisation(Noun):
    """The organisation whose key it is."""

    def get(self) -> Record:
        """Return its id, its name, and the scopes of the key."""
        return self._get("organisation")

    def audit(self) -> Iterator[Record]:
        """Return who did what, newest first."""
        return self._each("organisation", "audit")


class Keys(Noun):
    """Keys of the organisation."""

    def all(self) -> list[Record]:
        """Return what is known of them; not the keys themselves."""
        return items(self._get("organisation", "keys"))

    def create(self, name: str, scopes: Iterable[str], expires: str | None = None) -> Record:
        """Make a key; its ``key`` is never shown again."""
        body = {"name": name, "scopes": list(scopes), "expires": expires}
        return self._send("POST", "organisation", "keys", body=body)

    def revoke(self, key_id: str) -> None:
        """Revoke a key; it is refused from now on."""
        self._send("DELETE", "organisation", "keys", key_id)


class OwnCatalog(Noun):
    """What an organisation adds to the public catalogue (``resources``, ``skills``, ``roles``) and hides of it."""

    def get(self) -> Record:
        """Return what the catalogue is made of."""
        return self._get("organisation", "catalog")

    def records(self, kind: str) -> list[Record]:
        """Return the own records of a kind."""
        return list(self._each("organisation", kind))

    def put(self, kind: str, record: Record) -> Record:
        """Add a record, or replace the one with its id."""
        return self._send("PUT", "organisation", kind, record["id"], body=record)

    def remove(self, kind: str, record_id: str) -> None:
        """Remove a record that no other one refers to."""
        self._send("DELETE", "organisation", kind, record_id)

    def load(self, *, dry_run: bool = False, **records: Iterable[Record]) -> Record:
        """Bring in many records by kind, all or none."""
        body = {kind: list(given) for kind, given in records.items()}
        return self._send("POST", "organisation", "imports", body=body, params={"dry_run": dry_run}, repeatable=True)

    def hidden(self) -> list[str]:
        """Return the ids of the public resources that are hidden."""
        return list(map(str, self._each("organisation", "hidden")))

    def hide(self, resource_id: str) -> None:
        """Hide a public resource from search and paths."""
        self._send("PUT", "organisation", "hidden", resource_id)

    def show(self, resource_id: str) -> None:
        """Show a public resource again."""
        self._send("DELETE", "organisation", "hidden", resource_id)

    def mandatory(self) -> list[Record]:
        """Return the steps that come first in assigned paths."""
        steps: list[Record] = self._get("organisation", "mandatory")["steps"]
        return steps

    def mandate(self, steps: Iterable[Record]) -> None:
        """Choose them: each has a ``resource`` and, where it is for one role only, a ``role``."""
        self._send("PUT", "organisation", "mandatory", body={"steps": list(steps)})


class Webhooks(Listed, Changeable):
    """Where notices go."""

    PATH = ("webhooks",)

    def deliveries(self, webhook_id: str, **filters: Any) -> Iterator[Record]:
        """Return what was sent, newest first, and what became of it; ``state`` filters."""
        return self._each(*self.PATH, webhook_id, "deliveries", **filters)

    def replay(self, webhook_id: str, delivery_id: str) -> None:
        """Send a delivery again."""
        self._send("POST", *self.PATH, webhook_id, "deliveries", delivery_id, "replay")
