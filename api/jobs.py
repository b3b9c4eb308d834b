"""Work beside the requests, kept in the same database: onboarding, notices to other systems, the daily round.

A request says what is to be done and does not wait for it; ``parcours work`` does it. What is lost between the two,
by whatever crash, is found again: members by an hourly look, deliveries by the one each minute.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

from flask import current_app
from huey import Huey, MemoryHuey, crontab
from huey.contrib.sql_huey import SqlHuey
from peewee import Database, PeeweeException, PostgresqlDatabase, SqliteDatabase
from sqlalchemy.engine import make_url

from api.engines import Engines
from api.live import Live
from api.planning import assignments_of
from api.sending import Sender
from catalog.database import ALONE, MEMORY
from learners.errors import MemberNotFound
from learners.onboarding import onboard
from learners.organisations import Organisations
from learners.reminders import remind
from learners.retention import apply
from learners.rows import Scope, now
from learners.tables import MEMBERS
from learners.webhooks import next_due

TOGETHER = 8
"""Organisations whose deliveries are sent at the same time."""

MINUTE = 60.0
ASKED, AGAIN = MARKS = "deliver: asked", "deliver: again"
"""What is in the queue's store while a delivery is in the queue: one is enough."""

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
        self._deliver = huey.task(name="deliver")(self.deliver_asked)
        huey.periodic_task(crontab(minute="*"), name="deliver what is due")(lambda: self.deliver_asked(*MARKS))
        huey.periodic_task(crontab(minute="17"), name="onboard everybody")(self.onboard_everybody)
        huey.periodic_task(crontab(hour="3", minute="30"), name="daily round")(self.round)

    def onboard(self, organisation_id: str, member_id: str) -> None:
        """Assign soon what the onboarding rules ask for a member."""
        self._ask(self._onboard, organisation_id, member_id)

    def onboard_all(self, organisation_id: str) -> None:
        """Assign soon what the onboarding rules ask for everybody who is there."""
        self._ask(self._onboard_all, organisation_id)

    def deliver(self) -> None:
        """Send soon what is due."""
        if not self.huey.immediate:  # a test asks for it: no request waits for another system
            self._ask(self._deliver_once, ASKED)

    def onboard_now(self, organisation_id: str, member_id: str) -> int:
        """Assign what the onboarding rules ask for a member; return how many paths that were."""
        organisation = self._organisations.get(organisation_id)
        mine = self._organisations.scope(organisation_id, "rules")
        engine = self._engines.of(organisation)
        try:
            made, failed = onboard(mine, member_id, lambda: assignments_of(mine, engine, self._live.engine))
        except MemberNotFound:  # erased since
            return 0
        for rule in failed:  # why names the job title: that is for who asks, not for a log
            log.warning("Rule %s cannot be followed for member %s", rule, member_id)
        self.deliver()  # the paths, and what led here: somebody came, changed, left
        return len(made)

    def onboard_all_now(self, organisation_id: str) -> int:
        """Assign what the onboarding rules ask for everybody in an organisation; return how many paths that were."""
        return sum(self.onboard_now(organisation_id, each["id"]) for each in self._active(organisation_id))

    def onboard_everybody(self) -> int:
        """Assign what the onboarding rules ask, in every organisation."""
        return sum(self.onboard_all_now(each.id) for each in self._organisations.all())

    def deliver_now(self) -> int:
        """Send what is due, of all organisations; return how many deliveries that were."""
        scopes = [mine for mine in self._scopes() if (due := next_due(mine)) and due <= now()]
        with ThreadPoolExecutor(TOGETHER) as threads:  # no organisation waits for another one's systems
            return sum(threads.map(self._sender.send, scopes))

    def deliver_asked(self, *marks: str) -> None:
        """Send what is due, and again when the next is; who asks from now on, by one of these marks, asks anew."""
        for mark in marks:
            self.huey.get(mark)
        self.deliver_now()
        coming = min((due for mine in self._scopes() if (due := next_due(mine))), default=None)
        wait = max(0.0, (coming - now()).total_seconds()) if coming else MINUTE
        if wait < MINUTE:  # else the look of each minute finds it
            self._deliver_once(AGAIN, wait)

    def round(self) -> None:
        """Remind, erase and forget, as each organisation has chosen."""
        for mine in self._scopes():
            remind(mine, date.today())
            apply(mine)

    def _deliver_once(self, mark: str, delay: float = 0.0) -> None:
        """Put a delivery into the queue unless one with this mark is there already."""
        if not self.huey.storage.has_data_for_key(mark) and self.huey.put_if_empty(mark, 1):
            if delay:
                self._deliver.schedule((mark,), delay=delay)
            else:
                self._deliver(mark)

    def _ask(self, task: Callable[..., object], *args: str) -> None:
        """Put work into the queue; where that fails, what was asked for is found again by the next look."""
        try:
            task(*args)
        except PeeweeException:
            log.exception("The queue cannot be reached")
            self.huey.storage.close()

    def _scopes(self) -> list[Scope]:
        return [self._organisations.scope(each.id, "worker") for each in self._organisations.all()]

    def _active(self, organisation_id: str) -> list[dict[str, Any]]:
        with self._organisations.scope(organisation_id).reading() as rows:
            return rows.all(MEMBERS, active=True, erased=None)


def queue(url: str) -> Huey:
    """Return the queue in a database; in memory, and with everything done at once, where the database is."""
    if url == MEMORY:
        return MemoryHuey("parcours", immediate=True)
    database = _database(url)
    huey = SqlHuey("parcours", database=database, create_tables=False, results=False)
    with database:  # a transaction: processes that start together make the tables one after the other
        if isinstance(database, PostgresqlDatabase):
            database.execute_sql(ALONE["postgresql"])  # type: ignore[no-untyped-call]
        database.create_tables([huey.storage.KV, huey.storage.Schedule, huey.storage.Task, huey.storage.Counter])
    database.close()
    return huey


def _database(url: str) -> Database:
    named = make_url(url)
    if named.get_backend_name() == "sqlite":
        return SqliteDatabase(named.database, timeout=60, pragmas={"journal_mode": "wal"})
    said = {"user": named.username, "password": named.password, "host": named.host, "port": named.port}
    options: dict[str, Any] = {**{name: value for name, value in said.items() if value}, **named.query}
    return PostgresqlDatabase(named.database, prefer_psycopg3=True, **options)
