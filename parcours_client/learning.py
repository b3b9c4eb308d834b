"""Assigned paths, the rules that assign them, what people do, and how they get on."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from parcours_client.nouns import Changeable, Listed, Noun, Paged, at, items
from parcours_client.transport import Record


class Rules(Listed, Changeable):
    """Onboarding rules: who has a title, a role or is in a group starts a path on a day."""

    PATH = ("onboarding-rules",)


class Assignments(Paged):
    """Paths that members follow."""

    PATH = ("assignments",)

    def assign(self, **wanted: Any) -> Record:
        """Assign a path to a ``member`` or to each one of a ``group``; 422 where it aims at nothing."""
        return self._send("POST", *self.PATH, body=wanted)

    def change(self, assignment_id: str, deadline: str | date | None) -> Record:
        """Give a path another deadline; its steps stay."""
        return self._send("PATCH", *self.PATH, assignment_id, body={"deadline": deadline})

    def cancel(self, assignment_id: str) -> Record:
        """Cancel a path; what was done stays done."""
        return self._send("DELETE", *self.PATH, assignment_id)

    def diff(self, assignment_id: str) -> Record:
        """Return what planning a path again would change now; nothing is stored."""
        return self._get(*self.PATH, assignment_id, "diff")

    def replan(self, assignment_id: str) -> Record:
        """Plan a path again over the catalogue as it is now; what is done stays."""
        return self._send("POST", *self.PATH, assignment_id, "replan")


class Events(Noun):
    """What members did. Their ids are yours, so that sending one again adds nothing: retries are safe."""

    def record(self, events: Sequence[Record]) -> Record:
        """Record events, all or none; return the ids that were ``added`` and those that were ``known``."""
        return self._send("POST", "events", body={"events": list(events)}, repeatable=True)

    def tell(self, member: str, resource: str, kind: str, value: float | None = None, **more: Any) -> Record:
        """Record one event under a new id: ``started``, ``completed``, ``skipped``, ``rated`` or ``hours``."""
        event = {"id": str(uuid4()), "member": member, "resource": resource, "kind": kind, **more}
        return self.record([event if value is None else {**event, "value": value}])

    def all(self, since: int = 0, **filters: Any) -> Iterator[Record]:
        """Return events after a sequence number, in the order in which they came."""
        while found := items(self._get("events", since=since, per_page=1000, **filters)):
            yield from found
            since = found[-1]["sequence"]


class Reports(Noun):
    """How people get on: by assignment, by group, and by step."""

    def progress(self, **filters: Any) -> list[Record]:
        """Return where each assigned path stands, those who are late first."""
        return items(self._get("reports", "progress", **filters))

    def groups(self) -> list[Record]:
        """Return how many of all together, then of each group, are where."""
        return items(self._get("reports", "groups"))

    def steps(self) -> list[Record]:
        """Return which steps people drop."""
        return items(self._get("reports", "steps"))

    def table(self, report: str, form: str = "csv", **filters: Any) -> bytes:
        """Return a report (``progress``, ``groups``, ``steps``) as a table: ``csv`` or ``xlsx``."""
        return self._transport.send("GET", at("reports", report), params={"format": form, **filters}).content
