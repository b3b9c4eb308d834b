"""Webhooks: where notices go, and what became of each."""

import secrets
from base64 import b64encode
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from learners.errors import BadRequest, DeliveryNotFound, WebhookNotFound
from learners.notices import TOLD
from learners.rows import Row, Rows, Scope, new_id, now
from learners.sealed import Sealer
from learners.tables import DELIVERIES, WEBHOOKS

WAITS = tuple(timedelta(seconds=each) for each in (5, 30, 300, 1_800, 7_200, 28_800))
"""How long one waits after each failure, some ten hours in all; after the last, the delivery has failed."""

CLAIM = timedelta(minutes=2)
"""For so long nobody else takes a delivery that somebody is sending."""

BATCH = 64
PREFIX = "whsec_"


@dataclass(frozen=True, slots=True)
class Webhook:
    """A place that wants notices of some kinds; ``form`` says how they are written."""

    id: str
    url: str
    form: str
    events: tuple[str, ...]
    active: bool
    created: datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """A delivery that is being sent: to whom, signed with what (sealed), for which time (1 is the first)."""

    id: str
    webhook: str
    url: str
    form: str
    secret: str
    body: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a letter: the status of the answer, if there was one; ``fault`` is None where it has arrived."""

    status: int | None
    fault: str | None


LETTER = ("id", "webhook", "url", "form", "secret", "body")
"""What a letter has from the database as it is."""


class Webhooks:
    """The webhooks of an organisation; ``sealer`` keeps their secrets."""

    def __init__(self, scope: Scope, sealer: Sealer) -> None:
        self._scope, self._sealer = scope, sealer

    def create(self, url: str, events: Sequence[str], form: str, secret: str | None = None) -> tuple[Webhook, str]:
        """Add a webhook; return it and its secret, made here unless given, which cannot be had again.

        Raises `BadRequest` for kinds that its form does not tell.
        """
        _check(form, events)
        secret = secret or PREFIX + b64encode(secrets.token_bytes(24)).decode()
        row = {"id": new_id(), "url": url, "form": form, "events": sorted(set(events)), "active": True,
               "created": now(), "secret": self._sealer.seal(secret)}  # fmt: skip
        with self._scope.writing() as rows:
            rows.add(WEBHOOKS, row)
            rows.audit("webhook.created", str(row["id"]))
        return _webhook(row), secret

    def all(self) -> list[Webhook]:
        """Return the webhooks, oldest first."""
        with self._scope.reading() as rows:
            return [_webhook(each) for each in rows.all(WEBHOOKS, order="created")]

    def get(self, webhook_id: str) -> Webhook:
        """Return a webhook, or raise `WebhookNotFound`."""
        with self._scope.reading() as rows:
            return _webhook(_found(rows, webhook_id))

    def change(self, webhook_id: str, values: Mapping[str, Any]) -> Webhook:
        """Change the address, the kinds of notices, or whether it is active.

        Raises `WebhookNotFound`, and `BadRequest` as `create` does.
        """
        with self._scope.writing() as rows:
            row = {**_found(rows, webhook_id), **values}
            row["events"] = sorted(set(row["events"]))
            _check(row["form"], row["events"])
            rows.change(WEBHOOKS, row, id=webhook_id)
            rows.audit("webhook.changed", webhook_id)
        return _webhook(row)

    def remove(self, webhook_id: str) -> None:
        """Remove a webhook and its log; raises `WebhookNotFound`."""
        with self._scope.writing() as rows:
            _found(rows, webhook_id)
            rows.remove(DELIVERIES, webhook=webhook_id)
            rows.remove(WEBHOOKS, id=webhook_id)
            rows.audit("webhook.removed", webhook_id)

    def deliveries(self, webhook_id: str, offset: int, limit: int, **equal: Any) -> tuple[list[Row], int]:
        """Return the log of a webhook, newest first, and how long it is; raises `WebhookNotFound`."""
        with self._scope.reading() as rows:
            _found(rows, webhook_id)
            mine = rows.of(DELIVERIES)
            where = [mine.c.webhook == webhook_id, *(mine.c[name] == value for name, value in equal.items())]
            columns = [each for each in mine.c if each.name not in ("organisation", "webhook", "member")]
            chosen = select(*columns).where(*where).order_by(mine.c.created.desc(), mine.c.id)
            total = rows.read(select(func.count().label("total")).select_from(mine).where(*where))[0]["total"]
            return rows.read(chosen.offset(offset).limit(limit)), total

    def replay(self, webhook_id: str, delivery_id: str) -> None:
        """Send a delivery again, whatever became of it; raises `WebhookNotFound` or `DeliveryNotFound`."""
        again = {"state": "waiting", "attempts": 0, "due": now(), "fault": None, "status": None}
        with self._scope.writing() as rows:
            _found(rows, webhook_id)
            if not rows.change(DELIVERIES, again, DELIVERIES.c.body != "", webhook=webhook_id, id=delivery_id):
                raise DeliveryNotFound(delivery_id)
            rows.audit("delivery.replayed", delivery_id)


def next_due(scope: Scope) -> datetime | None:
    """Return when the next delivery of an organisation is due; None where none waits."""
    with scope.reading() as rows:
        waiting = _waiting(rows).subquery()
        found: datetime | None = rows.read(select(func.min(waiting.c.due).label("due")))[0]["due"]
        return found


def claim(scope: Scope, *, without: Collection[str] = (), limit: int = BATCH) -> list[Letter]:
    """Take deliveries that are due, the oldest first, ``without`` those of some webhooks.

    Nobody else takes them for a while. Who dies while he sends has lost nothing: they are due again then, with the
    same ids.
    """
    with scope.writing() as rows:
        rows.wait()
        waiting, at = _waiting(rows, without).subquery(), now()
        taken = rows.read(select(waiting).where(waiting.c.due <= at).order_by(waiting.c.due).limit(limit))
        if taken:
            mine = DELIVERIES.c.id.in_([each["id"] for each in taken])
            rows.change(DELIVERIES, {"due": at + CLAIM}, mine, state="waiting")
    return [Letter(attempt=each["attempts"] + 1, **{name: each[name] for name in LETTER}) for each in taken]


def note(scope: Scope, outcomes: Sequence[tuple[Letter, Outcome]]) -> None:
    """Keep what became of letters."""
    with scope.writing() as rows:
        for letter, outcome in outcomes:
            rows.change(DELIVERIES, _noted(letter, outcome), id=letter.id, state="waiting")


def _noted(letter: Letter, outcome: Outcome) -> Row:
    at, fault = now(), outcome.fault
    values: Row = {"attempts": letter.attempt, "status": outcome.status, "fault": fault[:500] if fault else None}
    if fault is None:
        return values | {"state": "delivered", "delivered": at, "due": None}
    if letter.attempt > len(WAITS):
        return values | {"state": "failed", "due": None}
    return values | {"due": at + WAITS[letter.attempt - 1]}


def _waiting(rows: Rows, without: Collection[str] = ()) -> Select[Any]:
    """Return the selection of what waits for a webhook that is active: its letter, its attempts, when it is due."""
    mine, hooks = rows.of(DELIVERIES), rows.of(WEBHOOKS)
    columns = (mine.c.id, mine.c.webhook, hooks.c.url, hooks.c.form, hooks.c.secret, mine.c.body, mine.c.attempts)
    joined = select(*columns, mine.c.due).join(hooks, hooks.c.id == mine.c.webhook)
    return joined.where(mine.c.state == "waiting", hooks.c.active, mine.c.webhook.not_in(without))


def _webhook(row: Mapping[str, Any]) -> Webhook:
    return Webhook(row["id"], row["url"], row["form"], tuple(row["events"]), row["active"], row["created"])


def _found(rows: Rows, webhook_id: str) -> Row:
    row = rows.one(WEBHOOKS, id=webhook_id)
    if row is None:
        raise WebhookNotFound(webhook_id)
    return row


def _check(form: str, events: Sequence[str]) -> None:
    silent = sorted(set(events) - set(TOLD[form]))
    if silent:
        allowed = ", ".join(TOLD[form])
        raise BadRequest({"events": [f"{', '.join(silent)}: the form {form!r} has {allowed}."]})
