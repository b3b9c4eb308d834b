"""Work beside the requests, kept in the same database: onboarding, notices to other systems, the daily round.

A request says what is to be done and does not wait for it; ``parcours work`` does it. What is lost between the two,
by whatever crash, is found again: members by an hourly look, deliveries by the one each minute.
"""

import logging
from datetime import date
from typing import Any

from flask import current_app
from huey import Huey, MemoryHuey, crontab
from huey.contrib.sql_huey import SqlHuey
from peewee import Database, PostgresqlDatabase, SqliteDatabase
from sqlalchemy.engine import make_url

from api.engines import Engines
from api.live import Live
from api.planning import assignments_of
from api.sending import Sender
from catalog.database import MEMORY
from learners.errors import MemberNotFound
from learners.onboarding import onboard
from learners.organisations import Organisations
from learners.reminders import remind
from learners.retention import apply
from learners.rows import Scope
from learners.tables import MEMBERS
from learners.webhooks import due

log = logging.getLogger(__name__)


def jobs() -> "Jobs":
    """Return the jobs of the running application."""
    found: Jobs = current_app.extensions["jobs"]
    return found


class Jobs:
    """What can be done beside the requests."""

    def __init__(self, huey: Huey, organisations: Organisations, live: Live, engines: Engines, sender: Sender) -> None:
        self.huey = huey
        self._organisations, self._live, self._engines, self._sender = organisations, live, engines, sender
        self._onboard = huey.task(name="onboard", retries=3, retry_delay=10)(self.onboard_now)
        self._onboard_all = huey.task(name="onboard all")(self.onboard_all_now)
        self._deliver = huey.task(name="deliver")(self.deliver_now)
        huey.periodic_task(crontab(minute="*"), name="deliver what is due")(self.deliver_now)
        huey.periodic_task(crontab(minute="17"), name="onboard everybody")(self.onboard_everybody)
        huey.periodic_task(crontab(hour="3", minute="30"), name="daily round")(self.round)

    def onboard(self, organisation_id: str, member_id: str) -> None:
        """Assign soon what the onboarding rules ask for a member."""
        self._onboard(organisation_id, member_id)

    def onboard_all(self, organisation_id: str) -> None:
        """Assign soon what the onboarding rules ask for everybody who is there."""
        self._onboard_all(organisation_id)

    def deliver(self) -> None:
        """Send soon what is due."""
        if not self.huey.immediate:  # a test asks for it: no request waits for another system
            self._deliver()

    def onboard_now(self, organisation_id: str, member_id: str) -> int:
        """Assign what the onboarding rules ask for a member; return how many paths that were."""
        organisation = self._organisations.get(organisation_id)
        mine = self._organisations.scope(organisation_id, "rules")
        engine = self._engines.of(organisation)
        try:
            made, failed = onboard(mine, member_id, lambda: assignments_of(mine, engine, self._live.engine))
        except MemberNotFound:  # erased since
            return 0
        for rule, why in failed.items():
            log.warning("Rule %s cannot be followed for a member: %s", rule, why)
        if made:
            self.deliver()
        return len(made)

    def onboard_all_now(self, organisation_id: str) -> int:
        """Assign what the onboarding rules ask for everybody in an organisation; return how many paths that were."""
        return sum(self.onboard_now(organisation_id, each["id"]) for each in self._active(organisation_id))

    def onboard_everybody(self) -> int:
        """Assign what the onboarding rules ask, in every organisation."""
        return sum(self.onboard_all_now(each.id) for each in self._organisations.all())

    def deliver_now(self) -> int:
        """Send what is due, of all organisations; return how many deliveries that were."""
        return sum(self._sender.send(mine) for mine in self._scopes() if due(mine))

    def round(self) -> None:
        """Remind, erase and forget, as each organisation has chosen."""
        for mine in self._scopes():
            remind(mine, date.today())
            apply(mine)

    def _scopes(self) -> list[Scope]:
        return [self._organisations.scope(each.id, "worker") for each in self._organisations.all()]

    def _active(self, organisation_id: str) -> list[dict[str, Any]]:
        with self._organisations.scope(organisation_id).reading() as rows:
            return rows.all(MEMBERS, active=True, erased=None)


def queue(url: str) -> Huey:
    """Return the queue in a database; in memory, and with everything done at once, where the database is."""
    if url == MEMORY:
        return MemoryHuey("parcours", immediate=True)
    return SqlHuey("parcours", database=_database(url))


def _database(url: str) -> Database:
    named = make_url(url)
    if named.get_backend_name() == "sqlite":
        return SqliteDatabase(named.database, timeout=60, pragmas={"journal_mode": "wal"})
    options: dict[str, Any] = {"user": named.username, "password": named.password, "port": named.port,
                               "host": named.query.get("host") or named.host}  # fmt: skip
    return PostgresqlDatabase(
        named.database, prefer_psycopg3=True, **{name: value for name, value in options.items() if value}
    )
